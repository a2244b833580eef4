"""All that generated code may call, and what it reports to. Knows nothing of the compiler.

- `namespace` is the list of what can be called: `operators`, `phrases`, `lists`; `figures`, `groups`,
  `running`, `windows`, `possible` and `near` for sets whose members are not all certain; `rows`.
- `environment` is what an evaluator is given, `outcomes` and `record` (traces) what it reports to.
- `report` is what is told of a claim; `words` says values.
"""
