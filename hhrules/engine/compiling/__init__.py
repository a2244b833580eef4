"""Rulebooks from text to the data that judges claims: what needs the compiler."""
