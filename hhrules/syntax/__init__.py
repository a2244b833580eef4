"""Rulebook text to tree, and tree to canonical text.

- `layout` sorts lines into blocks, clauses and rows; `pieces` parses one by the grammar, `build` (and
  `build_values`, `build_tables`) makes nodes of it; `reader`, `blocks`, `rules` and `examples` put
  blocks together, `parser` the whole.
- `nodes` is the tree: `tree_sentences`, `tree_tables`, `tree_blocks`; `walk` goes through it.
- `mistakes` says what is wrong with text that is refused, `slips` how others write things.
- `printer`, with `clause_text` and `spoken`, is the formatter.
"""
