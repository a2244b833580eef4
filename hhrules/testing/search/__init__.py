"""Claims found by varying the examples of a rule: the examples that are missing."""
