"""What names and literals mean: symbols of a rulebook, its tables, the type rules."""
