"""The document being judged: its model, its vocabulary, its reader, its history."""
