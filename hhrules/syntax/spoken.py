"""Values, sentences, sets and cells as canonical text.

Text may hold TURN and BREAK where a long line can be continued on the next one: first at the
turns of the sentence, then elsewhere. Each stands for a blank.
"""

from __future__ import annotations

from hhrules.syntax import nodes as n

TURN = "\x1e"
BREAK = "\x1f"
_VOWELS = "aeiou"
_CONSONANT_SOUND = ("uni", "use", "usu", "eu", "one", "once", "ut")

# How tightly an expression binds: what stands below a level needs brackets there.
_LOOSE, _SUM, _PRODUCT, _OPERAND = range(4)


def plain(text: str) -> str:
    """The text on one line."""
    return text.replace(TURN, " ").replace(BREAK, " ")


def quoted(text: str) -> str:
    """Text in double quotes."""
    return '"' + text.replace('"', '""') + '"'


def literal(lit: n.Lit) -> str:
    """A literal as it is written."""
    return quoted(lit.text) if lit.kind == "text" else lit.text


def name(ref: n.Ref) -> str:
    """A name with its look-up keys and its day."""
    text = ref.text
    if ref.keys:
        text += " for " + f",{BREAK}".join(_key(k) for k in ref.keys)
    if ref.as_of is not None:
        text += " as of " + window_date(ref.as_of)
    return text


def _key(expr: n.Expr) -> str:
    match expr:
        case n.Lit():
            return literal(expr)
        case n.Ref(keys=(), as_of=None):
            return expr.text
        case n.YearOf(operand=n.Ref(keys=(), as_of=None) as day):
            return f"year of {day.text}"
        case _:
            return f"({value(expr)})"


# ---------------------------------------------------------------------- values


def value(expr: n.Expr, level: int = _LOOSE) -> str:
    """A value, in brackets where it binds less tightly than its place asks for."""
    text, own = _value(expr)
    return f"({text})" if own < level else text


def _value(expr: n.Expr) -> tuple[str, int]:
    match expr:
        case n.Lit():
            return literal(expr), _OPERAND
        case n.Ref():
            return name(expr), _OPERAND
        case n.RangeLit():
            return f"{literal(expr.low)} to {literal(expr.high)}", _OPERAND
        case n.Arith(op="+" | "-"):
            left, right = value(expr.left, _SUM), value(expr.right, _PRODUCT)
            return f"{left}{BREAK}{expr.op} {right}", _SUM
        case n.Arith():
            left, right = value(expr.left, _PRODUCT), value(expr.right, _OPERAND)
            return f"{left} {expr.op} {right}", _PRODUCT
        case n.Shift():
            return _shift(expr), _OPERAND
        case n.IfNone():
            word = "if missing or none" if expr.missing else "if none"
            left, right = value(expr.value, _OPERAND), _stand_in(expr.otherwise)
            return f"{left}{TURN}{word} {right}", _LOOSE
        case _:
            return _called(expr), _OPERAND


def _called(expr: n.Aggregate | n.Pick | n.WholePart | n.YearOf | n.MonthEnd) -> str:
    match expr:
        case n.Aggregate():
            op = {"sum": "sum of", "count": "count of", "count distinct": "count of distinct"}
            said = op.get(expr.op, expr.op)
            return f"{said} {name(expr.over)}{windows(expr.windows)}"
        case n.Pick():
            left, right = value(expr.left, _OPERAND), value(expr.right, _OPERAND)
            return f"{expr.op} of{TURN}{left} and{TURN}{right}"
        case n.WholePart():
            return f"whole part of {atom(expr.operand)}"
        case n.YearOf():
            return f"year of {_day(expr.operand)}"
        case n.MonthEnd():
            return f"last day of the month of {_day(expr.operand)}"


def _stand_in(expr: n.Expr) -> str:
    """What follows `if none`: sums in brackets, another `if none` without."""
    return value(expr) if isinstance(expr, n.IfNone) else value(expr, _OPERAND)


def atom(expr: n.Expr) -> str:
    """A value where only a name, a literal or brackets may stand."""
    match expr:
        case n.Shift():
            return f"({value(expr)})"
        case _:
            return value(expr, _OPERAND)


def _shift(shift: n.Shift) -> str:
    rounded = f" rounded {shift.rounding}" if shift.rounding else ""
    match shift.amount:
        case n.Lit(kind="duration") as amount:
            date = _shifted(shift.date)
            return f"{amount.text} {shift.direction} {date}{rounded}"
        case n.Ref(keys=(), as_of=None) as ref:
            return f"{ref.text} {shift.direction} {window_date(shift.date)}{rounded}"
        case _:
            return f"({value(shift.amount)}) {shift.direction} {_shifted(shift.date)}{rounded}"


def _shifted(date: n.Expr) -> str:
    """The day after `after` or `before`: a day, or another step of days."""
    match date:
        case n.Shift(amount=n.Lit(kind="duration") as amount, rounding=None):
            return f"{amount.text} {date.direction} {_shifted(date.date)}"
        case _:
            return _day(date)


def _day(expr: n.Expr) -> str:
    match expr:
        case n.Ref() | n.Aggregate() | n.MonthEnd() | n.Lit(kind="date"):
            return value(expr)
        case n.Pick():
            return f"{expr.op} of{TURN}{_day(expr.left)} and{TURN}{_day(expr.right)}"
        case _:
            return f"({value(expr)})"


def window_date(expr: n.Expr) -> str:
    """A day in a window: a name, a literal, a step of days from one, or brackets."""
    match expr:
        case n.Ref(keys=(), as_of=None):
            return expr.text
        case n.Lit(kind="date"):
            return expr.text
        case n.Shift(amount=n.Lit(kind="duration") as amount, rounding=None):
            return f"{amount.text} {expr.direction} {window_date(expr.date)}"
        case _:
            return f"({value(expr)})"


# ---------------------------------------------------------------------- sets


def windows(found: tuple[n.Window, ...]) -> str:
    """Windows as they follow the name of a set."""
    return "".join(BREAK + _window(w) for w in found)


def _window(window: n.Window) -> str:
    match window:
        case n.InTheSame():
            return f"in the same {name(window.key)}"
        case n.InThis():
            return f"in this {name(window.group)}"
        case n.RelativeTo():
            return f"{window.op} this {name(window.subject)}"
        case n.AfterDate():
            return f"after {window_date(window.date)}"
        case n.DatedBetween():
            return f"dated between {window_date(window.low)} and {window_date(window.high)}"
        case n.Across():
            every = " of every provider" if window.every_provider else ""
            return f"across {window.scope} claims{every}"


def members(found: n.SetExpr) -> tuple[str, n.Junction | None]:
    """A set, and the list that its `where` ends with, if it does."""
    text = name(found.name) + windows(found.windows)
    if found.where is None:
        return text, None
    said, tail = sentence(found.where)
    return f"{text}{TURN}where {said}", tail


# ---------------------------------------------------------------------- sentences


def sentence(cond: n.Condition) -> tuple[str, n.Junction | None]:
    """A sentence on one line, and the list whose entries stand on the lines below it."""
    match cond:
        case n.Junction(listed=True):
            opener = {"and": "all of", "or": "any of", "none": "none of"}
            return opener[cond.op], cond
        case n.Junction():
            joint = f"{TURN}{cond.op} "
            return joint.join(sentence(c)[0] for c in cond.items), None
        case n.Exists():
            text, tail = members(cond.members)
            word = f"there is {_article(text)}" if cond.positive else "there is no"
            return f"{word} {text}", tail
        case n.Holds():
            return name(cond.name), None
        case n.Not():
            return f"not {sentence(cond.operand)[0]}", None
        case _:
            return _plain(cond), None


def _article(noun: str) -> str:
    vowel = noun[0] in _VOWELS and not noun.startswith(_CONSONANT_SOUND)
    return "an" if vowel else "a"


def _plain(
    cond: n.Compare | n.OneOf | n.Between | n.Presence | n.Include | n.Mentions | n.SaysMore,
) -> str:
    match cond:
        case n.Compare():
            said = f"is {cond.op}" if cond.op else "is"
            return f"{value(cond.left)} {said} {value(cond.right)}"
        case n.OneOf():
            said = "is not one of" if cond.negated else "is one of"
            return f"{value(cond.left)} {said} {items(cond.items)}"
        case n.Between():
            low, high = value(cond.low, _SUM), value(cond.high, _SUM)
            return f"{value(cond.operand)} is between {low}{BREAK}and {high}"
        case n.Presence():
            return f"{value(cond.operand)} is {cond.test}"
        case n.Include(mode="one"):
            return f"{value(cond.operand)} include {value(cond.items[0], _SUM)}"
        case n.Include():
            return f"{value(cond.operand)} include {cond.mode} {items(cond.items)}"
        case n.Mentions():
            said = "none of" if cond.negated else "one of"
            return f"{value(cond.operand)} mentions {said} {name(cond.phrases)}"
        case n.SaysMore():
            return f"{value(cond.operand)} says more than {name(cond.phrases)}"


def items(found: tuple[n.Expr, ...]) -> str:
    """Items with commas between them."""
    return f",{BREAK}".join(value(item) for item in found)


# ---------------------------------------------------------------------- tables


def cell(found: n.Cell) -> str:
    """A cell of a table."""
    match found:
        case n.ListCell():
            return plain(items(found.items))
        case n.AnyCell():
            return "any"
        case n.OtherwiseCell():
            return "otherwise"
        case n.UndeterminedCell():
            return "undetermined"
        case n.NoneCell():
            return "is none"
        case n.MissingCell():
            return "is missing"
        case n.NotGivenCell():
            return "-"
        case n.BoundCell():
            return f"{found.op} {literal(found.value)}"
        case n.ExpectCell():
            return expected(found)


def expected(found: n.Expected) -> str:
    """An outcome with what is said beside it."""
    text: str = found.outcome
    text += f" by {found.fraction}" if found.fraction else ""
    text += f" with {found.action.replace('_', ' ')}" if found.action else ""
    text += f" on line {found.line}" if found.line is not None else ""
    text += f" on {literal(found.on)}" if found.on is not None else ""
    if found.without:
        text += " without " + ", ".join(name(r) for r in found.without)
    text += f" because {quoted(found.message)}" if found.message is not None else ""
    return text


def head(found: n.Header) -> str:
    """A column head."""
    key = literal(found.key) if found.key is not None else ""
    return f"{found.name.text} {key}".strip()
