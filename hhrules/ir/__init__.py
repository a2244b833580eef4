"""The intermediate representation: small, typed, no sugar left."""
