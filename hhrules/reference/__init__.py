"""Tables that policy publishes: looked up by key and by date, and what is not known kept apart."""
