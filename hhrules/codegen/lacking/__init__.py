"""The module that tells which facts an open rule lacks."""
