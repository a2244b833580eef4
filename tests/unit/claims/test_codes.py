"""Forms of codes, asked without patterns: the same answers as the model's patterns give."""

import re
from collections.abc import Callable
from itertools import product

import pytest

from hhrules.claims import codes
from hhrules.claims.standard import VOCABULARY

SIGNS = ("0", "9", "A", "z", "é", "²", "ß", "٣", "-", " ", "\n", "\0")


@pytest.mark.parametrize(
    ("fact", "record", "has_form"),
    [
        ("mbi", "claim", codes.is_mbi),
        ("provider npi", "claim", codes.is_npi),
        ("revenue code", "line", codes.is_revenue_code),
        ("hcpcs", "line", codes.is_procedure),
        ("type of bill", "claim", codes.is_bill),
    ],
)
def test_forms_are_those_of_the_model(
    fact: str, record: str, has_form: Callable[[str], bool]
) -> None:
    found = VOCABULARY.fact(fact, record)
    assert found is not None
    matches = re.compile(found.pattern).fullmatch
    for length in range(20):
        for signs in product(SIGNS, repeat=min(length, 3)):
            for filler in ("0", "A", "a"):
                text = "".join(signs) + filler * (length - len(signs))
                assert has_form(text) == (matches(text) is not None), repr(text)
