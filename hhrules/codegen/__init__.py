"""IR to Python text, and the text to evaluators that point at the rulebook."""
