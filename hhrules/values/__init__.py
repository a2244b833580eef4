"""What rules compute with: truth, numbers, money, days and the types of a rulebook's values."""
