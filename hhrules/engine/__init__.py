"""Putting rulebooks to work: compile, keep, find the ones that apply, evaluate, explain.

- `compiling`: rulebooks from text to data, what needs the compiler; `lint` looks them over;
  `workspace` keeps them compiled while people change them.
- `texts`, `library`, `wanted`, `cache`, `filling`, `stored`: rulebooks found, and kept compiled as
  data (`bookdata`, `setdata`, `tabledata`) of which `loaded` makes functions again.
- `ruleset`: the rules at work on claims. `hearing` finds the rulebooks that apply (`heading`),
  `evaluate` and `together` judge, `findings` puts into words, `lacking` names missing facts,
  `payment` and `unheard` add what no rule says, `reporting` puts the report together.
- `explaining`: why an outcome came out so, on request; `origins` tells where facts stand.
- `blocks`, `batch`, `processes`, `frames`, `worker`: many claims over several processes.
"""
