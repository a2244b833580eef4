"""Small mistakes made on purpose in a rulebook's text, to see whether its examples notice."""
