"""Text of rulebooks and what is wrong with it: sources, spans, diagnostics, rendering."""
