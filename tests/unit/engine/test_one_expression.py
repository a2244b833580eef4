"""Single expressions, as `hhrules eval` tries them."""

from __future__ import annotations

import pytest

from hhrules.engine.errors import RulebookError
from hhrules.engine.one_expression import eval_expression


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("1 + 10 * 2", "21", "a whole number"),
        ("10 / 4", "5/2", "a number"),
        ("30 days after 2024-01-31", "2024-03-01", "a date"),
        ("2024-03-01 - 2024-02-01", "29 days", "a duration"),
        ("$10.00 * 25%", "$2.50", "money"),
        ("yes and no", "no", "yes or no"),
    ],
)
def test_a_closed_expression_has_its_value(text: str, value: str, kind: str) -> None:
    outcome = eval_expression(text)
    assert (outcome.text, outcome.type) == (value, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("$1.00 + unknown", "money"),
        ("$1.00 + (unknown + $2.00)", "money"),
        ("(unknown + unknown) + 3", "a whole number"),
        ("3 - unknown is more than 2", "yes or no"),
        ("1 / 0", "a number"),
    ],
)
def test_an_unknown_is_of_the_type_of_its_place(text: str, kind: str) -> None:
    outcome = eval_expression(text)
    assert (outcome.text, outcome.type) == ("unknown", kind)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("yes * yes", "E105"),
        ("1 month after 2012-03-31", "E116"),
        ("2012-02-30", "E009"),
        ("1 > 2", "E005"),
        ("3 is before 2024-01-01", "E107"),
    ],
)
def test_what_a_rulebook_would_not_accept_is_refused(text: str, code: str) -> None:
    with pytest.raises(RulebookError) as raised:
        eval_expression(text)
    assert [d.code for d in raised.value.diagnostics] == [code]
