"""Rules: in which order they ask, and one walk over the subjects for all that share them."""
