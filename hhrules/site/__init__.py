"""The policy site: rulebooks as pages that read as policy, with indexes and the coverage table."""
