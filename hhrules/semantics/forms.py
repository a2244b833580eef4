"""The forms of codes: a revenue code has four digits, a bill type three, a modifier two characters."""

from __future__ import annotations

import re

from hhrules.claims.vocabulary import Fact

# What a rulebook may compare a field with, where that is narrower than what a document may hold.
_FORMS = {
    "hcpcs": "[0-9A-Z]{5}",
    "code": "[0-9A-Z]{2}",
    "condition codes": "[0-9A-Z]{2}",
    "patient status": "[0-9]{2}",
}
_SAID = {
    "revenue code": "four digits, such as `0421`",
    "type of bill": "three digits without a leading nought, such as `329`",
    "hcpcs": "five characters, such as `G0299` or `97110`",
    "modifiers": "two characters, such as `KX`",
    "condition codes": "two characters, such as `47`",
    "code": "two characters, such as `61`",
    "patient status": "two digits, such as `06`",
}


def form_of(fact: Fact) -> str:
    """The form of a field's codes, as a pattern; "" where any will do."""
    if fact.name == "code" and fact.record not in (
        "occurrence",
        "occurrence span",
        "value code",
    ):
        return ""
    return _FORMS.get(fact.name, fact.pattern)


def fits(form: str, text: str) -> bool:
    """Whether a code, or some code of a pattern such as `042X`, has the form."""
    if re.fullmatch(form, text):
        return True
    return (
        text.endswith("X") and text[:-1].isdigit() and bool(re.fullmatch(form, f"{text[:-1]}0"))
    )


def mended_code(form: str, text: str) -> str | None:
    """A code near one that has not the form; "" where it has, None where none is near."""
    return "" if fits(form, text) else near_code(form, text)


def near_code(form: str, text: str) -> str | None:
    """The code with a nought more or less, or with a nought for the letter O."""
    tried = [f"0{text}"] if text[:1].isdigit() else []
    tried += [text[1:] if text.startswith("0") else "", text.upper()]
    tried += [text.replace("O", "0"), text.replace("I", "1"), text.replace("l", "1")]
    if text[:-1].isdigit() and text[-1:] in "xX":
        tried += [f"0{text[:-1]}X", f"{text[1:-1]}X"]
    return next((one for one in tried if one and one != text and fits(form, one)), None)


def one_of(fact: Fact) -> str:
    """The fact's name for one of its codes: a modifier, where the list is of modifiers."""
    return fact.name.removesuffix("s") if _is_list(fact) else fact.name


def said_of(fact: Fact) -> str:
    """What the fact's codes look like, in a sentence."""
    said = _SAID.get(fact.name, f"of the form {form_of(fact)}")
    return f"{fact.name} {'are' if _is_list(fact) else 'is'} {said}"


def _is_list(fact: Fact) -> bool:
    return fact.name.endswith("s") and fact.name not in ("hcpcs", "patient status")
