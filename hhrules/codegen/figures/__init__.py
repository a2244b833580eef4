"""Figures over sets: loops over members, and the ways to work a figure out once for many who ask."""
