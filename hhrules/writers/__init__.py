"""Reports and claims as text, JSON and JSON Lines."""
