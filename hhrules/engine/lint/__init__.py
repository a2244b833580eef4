"""What is worth a look in rulebooks that compile, and corrections that are made unasked."""
