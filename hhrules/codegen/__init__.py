"""IR to Python text, and the text to evaluators that point at the rulebook.

From the top down, each built on those below it:

- `lacking`: the module that tells which facts an open rule lacks;
- `emit`: the plain module of a rulebook, and its traced twin;
- `walks`: rules, and the walks over lines, days and records that rules share;
- `forms`: of each kind of expression, who writes it;
- `figures`: figures over sets, groups among them;
- `expressions`: operators, tests, look-ups;
- `emitter`, on `certainty`: what all of these share, above all `Emitter.expression`;
- `text`: lines with their places, names, constants, and the code that is made of them.

`passes` names what can be left out (`--no-opt`).
"""
