"""All that generated code may call, and what it reports to. Knows nothing of the compiler."""
