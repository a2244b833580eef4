"""From a suite's expression to ours, or to the reason why we have no wording for it.

`null` becomes `unknown`. A mismatch of kinds is translated word for word: the compiler itself
has to refuse it, so that no refusal rests on this module's opinion alone.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TypeAlias

from attrs import frozen

from tests.conformance.feel import (
    At,
    Between,
    Binary,
    Call,
    Foreign,
    Minus,
    Node,
    Not,
    Number,
    Text,
    Word,
)

TIME_OF_DAY = "days are the smallest unit: policy for claims counts no times of day or zones"
NO_COLLECTION = "lists, ranges, contexts and functions are not values that a rule computes with"
NO_CALL = "there are no function calls; what policy needs has a sentence of its own"
NO_POWER = "powers are left out: no payment or coverage rule raises a number to a power"
NO_TEXT_CONVERSION = "values are not turned into text inside rules; messages print them"
NO_YEAR = "dates lie in the years 1 to 9999"
NO_NEGATIVE_MONTHS = (
    "a stretch of months is only written as `N months after` or `before` a date"
)
MISMATCH = "the kinds do not fit: an error when the rulebook compiles, where FEEL gives null"
NO_TEXT_ORDER = "texts have no order; `is between` takes dates, numbers, money and durations"
MONTHS_HAVE_NO_LENGTH = (
    "months have no fixed number of days, so they are not computed with alone"
)
NOT_A_DATE = "a text is never read as a date: dates are written as such, and checked at once"
NOT_A_DURATION = "a text is never read as a duration: `30 days` is written as such"
NO_MONTH_DIFFERENCE = "two dates differ by days; a rule in months says `N months after` a date"
EMPTY_LIST = "a list of conditions has at least one item; an empty one is a slip of the author"
ZERO_DIVISOR = "division by a literal zero is an error when the rulebook compiles"


@frozen
class Ours:
    """Our text, and the reason for which the compiler may refuse it (empty: it has to run)."""

    text: str
    refusal: str = ""


@frozen
class NoWording:
    """Nothing in our language says this, for a reason."""

    reason: str


Translation: TypeAlias = Ours | NoWording


class _UnsayableError(Exception):
    """Carries the reason up to `translate`."""


_DURATION = re.compile(
    r"(-?)P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]*))?S)?)?"
)


def parse_duration(text: str) -> tuple[str, int]:
    """A duration as ("months", n) or ("days", n); parts of days are unsayable."""
    match = _DURATION.fullmatch(text)
    if match is None or text.strip("-") in ("P", "PT"):
        raise ValueError(text)
    sign = -1 if match[1] else 1
    years, months, days, hours, minutes, seconds = (
        int(part) if part else 0 for part in match.groups()[1:7]
    )
    if match[2] or match[3]:
        return "months", sign * (12 * years + months)
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if total % 86400 or (match[8] or "").strip("0"):
        raise _UnsayableError(TIME_OF_DAY)
    return "days", sign * (total // 86400)


def parse_date(text: str) -> str:
    """The date as we write it; ValueError if there is no such day."""
    if re.fullmatch(r"-?[0-9]{5,9}-[0-9]{2}-[0-9]{2}|-[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise _UnsayableError(NO_YEAR)
    return date.fromisoformat(text).isoformat()


def kind(node: Node) -> str:
    """What a node is: number, text, date, days, months, yes/no, null, other."""
    match node:
        case Number():
            return "number"
        case Text():
            return "text"
        case Word(text="null"):
            return "null"
        case Word():
            return "yes/no"
        case At(text=text) if re.match(r"-?P", text):
            return parse_duration(text)[0]
        case At(text=text) if re.fullmatch(r"-?[0-9]+-[0-9]{2}-[0-9]{2}", text):
            return "date"
        case Call(function="date"):
            return "date"
        case Call(function="duration", arguments=(Text(text=text),)):
            return parse_duration(text)[0]
        case Minus(operand=operand):
            return kind(operand)
        case _:
            return "other"


def translate(node: Node) -> Translation:
    """Our wording of a suite's expression."""
    try:
        return Ours(sentence(node), _refusal(node))
    except _UnsayableError as reason:
        return NoWording(str(reason))


def _refusal(node: Node) -> str:
    """Why the compiler may refuse the translation; empty if it may not."""
    match node:
        case Binary(op="/", right=Number(text="0")):
            return ZERO_DIVISOR
        case Binary(op="and" | "or" | "xor" | "implies", left=left, right=right):
            return "" if {kind(left), kind(right)} <= {"yes/no", "null"} else MISMATCH
        case Binary(left=left, right=right):
            return _refusal_of_arithmetic(kind(left), kind(right), node.op)
        case Between(operand=operand, low=low, high=high):
            kinds = {kind(operand), kind(low), kind(high)}
            if "months" in kinds:
                return MONTHS_HAVE_NO_LENGTH
            return NO_TEXT_ORDER if "text" in kinds else ""
        case Not(operand=operand):
            return "" if kind(operand) in ("yes/no", "null") else MISMATCH
        case Call(function="all" | "any", arguments=arguments):
            return _refusal_of_list(_items(arguments))
        case Call(function="date" | "duration"):
            return _refusal_of_reading(node)
        case _:
            return ""


def _refusal_of_arithmetic(left: str, right: str, op: str) -> str:
    if {left, right} <= {"number", "null"}:
        return ""
    if "months" in (left, right) and "date" not in (left, right):
        return MONTHS_HAVE_NO_LENGTH
    fits = {
        ("date", "days"): "+-",
        ("days", "date"): "+",
        ("date", "months"): "+-",
        ("months", "date"): "+",
        ("days", "days"): "+-/",
        ("date", "date"): "-",
        ("number", "days"): "*",
        ("days", "number"): "*/",
    }
    return "" if op in fits.get((left, right), "") else MISMATCH


def _refusal_of_list(items: tuple[Node, ...]) -> str:
    if not items:
        return EMPTY_LIST
    return "" if {kind(item) for item in items} <= {"yes/no", "null"} else MISMATCH


def _refusal_of_reading(node: Call) -> str:
    text = value(node)
    if node.function == "duration":
        unread = "after" in text or '"' in text
        return NOT_A_DURATION if unread else _refusal_of_months(node)
    try:
        date.fromisoformat(text)
    except ValueError:
        return NOT_A_DATE
    return ""


def _refusal_of_months(node: Call) -> str:
    return MONTHS_HAVE_NO_LENGTH if kind(node) == "months" else ""


# ------------------------------------------------------------------------------- wording


def sentence(node: Node) -> str:
    """The wording of a whole expression, yes/no or value."""
    match node:
        case Binary(op="and" | "or" as op, left=left, right=right):
            return f"{_leaf(left)} {op} {_leaf(right)}"
        case Binary(op="implies", left=left, right=right):
            return f"not {_leaf(left)} or {_leaf(right)}"
        case Binary(op="xor", left=left, right=right):
            a, b = _leaf(left), _leaf(right)
            return f"any of\n  {a} and not {b}\n  not {a} and {b}"
        case Not(operand=operand):
            return f"not {_leaf(operand)}"
        case Between(operand=operand, low=low, high=high):
            return f"{value(operand)} is between {value(low)} and {value(high)}"
        case Call(function="all" | "any" as mode, arguments=arguments, named=named):
            if named not in ((), ("list",)):
                raise _UnsayableError(NO_CALL)
            lines = [f"{mode} of", *(f"  {_leaf(item)}" for item in _items(arguments))]
            return "\n".join(lines)
        case _:
            return value(node)


def _items(arguments: tuple[Node, ...]) -> tuple[Node, ...]:
    match arguments:
        case (Foreign(kind="a list", items=items),):
            return items
        case _:
            return arguments


def _leaf(node: Node) -> str:
    if not isinstance(node, Word | Number | Text):
        raise _UnsayableError(NO_COLLECTION)
    return value(node)


def value(node: Node) -> str:
    """The wording of a value."""
    match node:
        case Number(text=text):
            return text
        case Text(text=text):
            return f'"{text}"'
        case Word(text=text):
            return {"true": "yes", "false": "no", "null": "unknown"}[text]
        case At(text=text):
            return _at(text)
        case Minus(operand=Number(text=text)):
            return f"(0 - {text})"
        case Call():
            return _call(node)
        case Binary():
            return _arithmetic(node)
        case Foreign():
            raise _UnsayableError(NO_COLLECTION)
        case _:
            raise _UnsayableError(NO_CALL)


def _at(text: str) -> str:
    if re.match(r"-?P", text):
        return _duration(*parse_duration(text))
    if "T" in text or ":" in text:
        raise _UnsayableError(TIME_OF_DAY)
    return parse_date(text)


def _duration(unit: str, amount: int) -> str:
    if amount < 0:
        if unit == "months":
            raise _UnsayableError(NO_NEGATIVE_MONTHS)
        return f"(0 days - {_duration(unit, -amount)})"
    return f"{amount} {unit[:-1] if amount == 1 else unit}"


def _call(node: Call) -> str:
    match node:
        case Call(function="date" | "duration", arguments=(Call() as inner,)):
            if node.function == "date" and inner.function == "date":
                return value(inner)
            raise _UnsayableError(TIME_OF_DAY)
        case Call(function="date", arguments=arguments):
            return _date(arguments)
        case Call(function="duration", arguments=(Text(text=text),)):
            try:
                return _duration(*parse_duration(text))
            except ValueError:
                return f'1 day + "{text}"'
        case Call(function="duration", arguments=(inner,)):
            return f"1 day after {value(inner)}"
        case Call(function="years and months duration"):
            raise _UnsayableError(NO_MONTH_DIFFERENCE)
        case Call(function="string"):
            raise _UnsayableError(NO_TEXT_CONVERSION)
        case Call(function="time" | "date and time"):
            raise _UnsayableError(TIME_OF_DAY)
        case _:
            raise _UnsayableError(NO_CALL)


def _date(arguments: tuple[Node, ...]) -> str:
    match arguments:
        case (Text(text=text),):
            try:
                return parse_date(text)
            except ValueError:
                return f'1 day after "{text}"'
        case (Number(text=year), Number(text=month), Number(text=day)):
            if not 1 <= int(year) <= 9999:
                raise _UnsayableError(NO_YEAR)
            return f"{int(year):04}-{int(month):02}-{int(day):02}"
        case (Minus(), Number(), Number()):
            raise _UnsayableError(NO_YEAR)
        case (Word() | Number() as only,):
            return f"1 day after {value(only)}"
        case _:
            raise _UnsayableError(NOT_A_DATE)


def _arithmetic(node: Binary) -> str:
    if node.op == "**":
        raise _UnsayableError(NO_POWER)
    left, right = node.left, node.right
    if kind(right) == "date" and node.op == "+":
        left, right = right, left
    if kind(left) == "date" and kind(right) in ("days", "months") and node.op in "+-":
        unit, amount = parse_duration(right.text if isinstance(right, At) else "")
        forward = (amount >= 0) == (node.op == "+")
        words = "after" if forward else "before"
        return f"{_duration(unit, abs(amount))} {words} {value(left)}"
    return f"{_operand(node.left)} {node.op} {_operand(node.right)}"


def _operand(node: Node) -> str:
    text = value(node)
    return f"({text})" if isinstance(node, Binary) else text
