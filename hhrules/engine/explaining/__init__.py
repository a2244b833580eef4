"""Why an outcome came out so, and what would decide one that stays open."""
