"""What of a rulebook its examples have shown: conditions, rows of tables, stand-ins."""
