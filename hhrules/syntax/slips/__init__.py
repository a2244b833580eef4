"""Words, signs and figures as they are written elsewhere, and as the language writes them."""
