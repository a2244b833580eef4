"""Signs, capitals, bullets and remarks as they come out of Excel, Word and programs."""

from __future__ import annotations

import re

from hhrules.syntax.slips.said_instead import DATE_SIGNS, JOINTS, SIGNS
from hhrules.syntax.slips.slip import Kinds, Slip, any_of

_DATE = re.compile(r" *[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: Letters of other alphabets that look like ours: Cyrillic, then Greek.
_OTHER_LETTERS = (
    "\u0430\u0441\u0435\u0456\u043e\u0440\u0445\u0443\u0410\u0412\u0421\u0415\u041d\u0406"
    "\u041a\u041c\u041e\u0420\u0422\u0425\u0423\u03bf\u03c1\u03bd\u0391\u0392\u0395\u0397"
    "\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7\u03a5\u0396"
)
_ALIKE = {
    "\u00d7": "*",
    "\u00f7": "/",
    "\u2044": "/",
    "\uff0c": ",",
    "\uff1b": ",",
    "\u060c": ",",
    "\uff08": "(",
    "\uff09": ")",
    "\uff05": "%",
    "\uff04": "$",
    "\u2014": "-",
    "\u2015": "-",
} | dict(zip(_OTHER_LETTERS, "aceiopxyABCEHIKMOPTXYopvABEHIKMNOPTXYZ", strict=True))


def _sign(match: re.Match[str], text: str) -> Slip:
    said = SIGNS[match[1]]
    if _DATE.match(text, match.end()):
        said = DATE_SIGNS.get(said, said)
    left = "" if not match.start() or text[match.start() - 1] == " " else " "
    right = "" if text[match.end() : match.end() + 1] == " " else " "
    return Slip(
        "E005",
        match.start(),
        match.end(),
        f"`{match[1]}` is not used to compare",
        "Comparisons are in words, so that the rule can be read aloud.",
        f"{left}{said}{right}",
        f"write `{said}`",
    )


def _is_yes(match: re.Match[str], _: str) -> Slip:
    name = match["name"].strip()
    return Slip(
        "E036",
        match.start("name"),
        match.end(),
        f"`{' '.join(match['said'].split())}` is not said",
        "A yes-or-no name stands alone.",
        name,
        f"write `{name}` alone",
    )


def _is_no(match: re.Match[str], _: str) -> Slip:
    name = match["name"].strip()
    return Slip(
        "E036",
        match.start("name"),
        match.end(),
        f"`{' '.join(match['said'].split())}` is not said",
        "A yes-or-no name stands alone, or after `not`.",
        f"not {name}",
    )


def _joint(match: re.Match[str], text: str) -> Slip:
    said = JOINTS[match[0]]
    right = "" if text[match.end() : match.end() + 1] == " " else " "
    return Slip(
        "E006",
        match.start(),
        match.end(),
        f"`{match[0]}` is not used to join sentences",
        "Sentences are joined by words, so that the rule can be read aloud.",
        f"{said}{right}",
        f"write `{said}`",
    )


def _and_or(match: re.Match[str], _: str) -> Slip:
    return Slip(
        "E006",
        match.start(),
        match.end(),
        f"`{match[0]}` can be read as `and` and as `or`",
        "A sentence says which of them is meant.",
        "or",
        safe=False,
        others=("and",),
    )


def _alike(match: re.Match[str], _: str) -> Slip:
    said = _ALIKE[match[0]]
    return Slip(
        "E001",
        match.start(),
        match.end(),
        f"`{match[0]}` is not the sign that it looks like",
        "It comes from a word processor or another keyboard.",
        said,
        f"write `{said}`",
    )


def _points(match: re.Match[str], _: str) -> Slip:
    left = "" if match[0].startswith(" ") else " "
    right = "" if match[0].endswith(" ") else " "
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return Slip(
        "E001",
        start,
        start + len(match[0].strip()),
        f"`{match[0].strip()}` is no range",
        "A range says `to`, and both ends count.",
        f"{left}to{right}",
        "write `to`",
    )


def _remark(match: re.Match[str], _: str) -> Slip:
    said = match[2].strip()
    return Slip(
        "E001",
        match.start(1),
        match.end(),
        f"`{match[1]}` does not begin a remark",
        "A remark begins with `#` and runs to the end of its line.",
        f"# {said}".rstrip(),
        "write `#` before a remark",
    )


def _bullet(match: re.Match[str], _: str) -> Slip:
    return Slip(
        "E001",
        match.start(1),
        match.end(1),
        f"`{match[1]}` stands before an entry",
        "The entries of a list stand one a line, without signs or numbers.",
        "",
        "delete it",
        extra=match.end() - match.end(1),
    )


def _trailing(match: re.Match[str], _: str) -> Slip:
    return Slip(
        "E023",
        match.start(1),
        match.end(1),
        f"`{match[1]}` stands at the end of an entry",
        "`all of` or `any of` above the list says already how its entries are joined.",
        "",
        "delete it",
    )


def _any_digit(match: re.Match[str], _: str) -> Slip:
    said = re.sub(r"[xX*?#]", "X", match[0])
    return Slip(
        "E001",
        match.start(),
        match.end(),
        f"`{match[0]}` is no pattern of codes",
        "In a pattern, a capital `X` stands for any digit.",
        said,
    )


def _capitals(match: re.Match[str], _: str) -> Slip:
    word = match[0]
    fixed = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word).replace("_", " ").lower()
    what = "underscores" if "_" in word else "capital letters"
    return Slip(
        "E015",
        match.start(),
        match.end(),
        f"`{word}` has {what}",
        "Names are lower-case words with blanks; only codes are in capitals.",
        " ".join(fixed.split()),
    )


_START = r"(?:^ *|\b(?:when|require|unless|and|or|where|as)\b *)"
_NAME = (
    r"(?P<name>(?!(?:when|require|unless|and|or|where|there|not|define|let|treat|given|value"
    r"|table|fact)\b)[a-z](?:(?!\b(?:and|or|where|is)\b)[a-z0-9 -])*?)"
)
_TRUE = r"(?:true|yes|True|TRUE|Y)"
_FALSE = r"(?:false|no|False|FALSE|N)"

SIGN_KINDS: Kinds = (
    (
        re.compile(
            r"(?<![:\w])(//|/\*|--(?=[ A-Za-z])|<!--)[ ]*(.*?)(?:\*/|-->)?[ ]*$", re.MULTILINE
        ),
        _remark,
    ),
    (
        re.compile(
            "(?<=\n) *([\u2022\u00b7\u25cf\u25aa\u2013*-]|[0-9]{1,2}[.)]|[a-z][.)]"
            "|\\([a-z0-9]\\)) +(?=[a-zA-Z])"
        ),
        _bullet,
    ),
    (
        re.compile(
            rf"{_START}{_NAME}(?P<said> +(?:is|==?|=) *{_TRUE})(?![\w-])",
            re.MULTILINE,
        ),
        _is_yes,
    ),
    (
        re.compile(
            rf"{_START}{_NAME}(?P<said> +(?:is|==?|=) *{_FALSE})(?![\w-])",
            re.MULTILINE,
        ),
        _is_no,
    ),
    (re.compile(rf"(?:\bis +)?({any_of(SIGNS)})"), _sign),
    (re.compile(r"(?<=\w)\.(?=[ ]*$)(?!\w)", re.MULTILINE), lambda m, _: _end_sign(m)),
    (re.compile(r"\b(?:and ?/ ?or|or ?/ ?and)\b"), _and_or),
    (re.compile(r"&&?|\|\|?|!"), _joint),
    (re.compile("[" + "".join(_ALIKE) + "]"), _alike),
    (re.compile('(?<=[\\w"]) *(?:\\.{2,3}|\u2026) *(?=[\\w"])'), _points),
    (re.compile(r"(?<![\w.$-])[0-9]+(?:[x*?#]+)(?![\w.])"), _any_digit),
    (
        re.compile(
            r"(?<![\w.-])(?:[A-Z][a-z][\w-]*(?: +[A-Z][a-z][\w-]*)*"
            r"(?: +(?!(?:AND|OR|IS|NOT)\b)[A-Z]{3,}(?![\w-]))?|[A-Z]{3,}(?: +[A-Z]{2,})+"
            r"|[a-z]+[A-Z]\w*|[a-z]+(?:_[a-z0-9]+)+|AND|OR|NOT|IS|WHERE|OF)(?![\w])"
        ),
        _capitals,
    ),
)


def _end_sign(match: re.Match[str]) -> Slip:
    return Slip(
        "E001",
        match.start(),
        match.end(),
        f"`{match[0]}` stands at the end of a sentence",
        "A sentence ends with its line, without a sign.",
        "",
        "delete it",
    )


LIST_KINDS: Kinds = (
    (re.compile(r"(?<=[\w\"])(?:[ ]*)(,? *\b(?:and|or)|[,;])[ ]*(?=\n)"), _trailing),
)
