"""The product's own test tools: the examples that stand in rulebooks.

- `cases` runs them: `case` one example, `documents` and `stating` its claim, `defaults` what it leaves
  open, `expectations` and `why` what came of it.
- `coverage` tells what examples have shown, `mutants` whether they would notice a mistake, `search`
  finds those that are missing; `proposing`, `drafting` and `trial` write new ones.
- `watching` looks again after a save; `changes` and `differences` say what became otherwise.
"""
