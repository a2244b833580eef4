"""Claims in the formats in which they arrive, and how a file's format is told."""
