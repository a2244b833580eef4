"""What to say of text that the grammar refuses, and how to read on behind it."""
