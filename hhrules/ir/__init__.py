"""The intermediate representation: small, typed, no sugar left.

- `nodes` is all of it: `expression_nodes`, `rule_nodes`; `walk` goes through it, `dump` shows it,
  `keys` tells what is the same.
- `rules` lowers a rule. `conditions` and `expressions` send each kind of sentence to the module for
  it: `comparisons`, `arithmetic`, `membership`, `lookups`, `figures`, `sets`, `groups` ...
- `names` finds what a name means, `facts` and `frames` where; `unknown` says what was likely meant.
- `passes` makes programs cheaper to run; `edges`, `nones` and `openness` tell of them.
"""
