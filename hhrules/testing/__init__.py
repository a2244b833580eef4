"""The product's own test tools: the examples that stand in rulebooks."""
