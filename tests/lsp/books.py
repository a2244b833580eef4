"""Rulebooks that the tests open."""

SMALL = """\
rulebook small
  title       "A small one"
  version     1.0.0
  applies to claims where type of bill is 34X
  dated by    service date
  cite        "CMS Pub. 100-04"

define timed lines as lines where units is more than 4

rule ZZ-1 "Timed lines carry GP"
  effective from 2020-01-01
  for each    timed line
  require     modifiers include GP
  otherwise   deny the line
  because     "Line of {service date}."
  cite        "CMS Pub. 100-04, chapter 5"

examples of ZZ-1
  | units | modifiers  | expect       |
  | 5     | GP         | met          |
  | 5     | GN         | violated     |
  | 5     | is missing | undetermined |
"""

WORDS = """\
rulebook words
  title   "Words that others use"
  version 1.0.0
  cite    "CMS Pub. 100-04"

# A line of more than an hour.
define long lines as lines where units is more than 4

table therapy kinds by discipline
  | discipline | therapy kind |
  | PT         | physical     |
  | OT         | occupational |
"""

USER = """\
rulebook user
  title       "One that uses words"
  version     1.0.0
  uses        words
  applies to claims where type of bill is 34X
  dated by    service date
  cite        "CMS Pub. 100-04"

rule ZZ-2 "Long lines carry GP"
  for each    long line
  require     modifiers include GP
  otherwise   deny the line
  cite        "CMS Pub. 100-04, chapter 5"

examples of ZZ-2
  | units | modifiers  | expect       |
  | 5     | GP         | met          |
  | 5     | GN         | violated     |
  | 5     | is missing | undetermined |
"""
