"""The language server: what an editor asks about rulebooks while they are written."""
