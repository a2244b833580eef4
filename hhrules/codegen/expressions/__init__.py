"""What one expression becomes, its parts being text already: operators, tests, look-ups."""
