"""What a text says beside phrases that are known."""

import pytest

from hhrules.runtime.phrases import mentions, says_more
from hhrules.values.truth import UNKNOWN

PHRASES = ("patient is homebound", "homebound", "taxing effort", "taxing effort to leave home")
FILLERS = ("the", "is", "of")


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Patient is homebound; taxing effort to leave home.", False),
        ("The patient is HOMEBOUND", False),
        ("Taxing effort to leave home: rests every 10 ft", True),
        ("Taxing effort of leaving", True),
        ("The, of the taxing effort to leave home is the patient is homebound", False),
        ("The, of the taxing effort to leave home is the patient is home", True),
        ("Of the homebound, the taxing", True),
        ("", False),
        (None, False),
    ],
)
def test_a_text_says_more_if_a_word_is_left(text: str | None, more: bool) -> None:
    assert says_more(text, PHRASES, FILLERS) is more


def test_a_phrase_is_found_in_one_piece_only() -> None:
    assert mentions("a taxing, effort", ("taxing effort",)) is True
    assert mentions("effort is taxing", ("taxing effort",)) is False
    assert mentions("untaxing effort", ("taxing effort",)) is False


def test_an_unknown_text_stays_unknown() -> None:
    assert mentions(UNKNOWN, PHRASES) is UNKNOWN
    assert says_more(UNKNOWN, PHRASES, FILLERS) is UNKNOWN
    assert mentions(None, PHRASES) is False
