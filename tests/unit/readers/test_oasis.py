"""Assessments in submission XML become claim documents."""

import io
from pathlib import Path

import pytest

from hhrules.claims.problem import ClaimProblems
from hhrules.cli.inputs import Inputs
from hhrules.readers.oasis import document_of, read_oasis

XML = """<?xml version="1.0" encoding="{encoding}"?>
<ASSESSMENT>
  <ITM_SET_VRSN_CD>^D-012019</ITM_SET_VRSN_CD>
  <SPEC_VRSN_CD>2.30 </SPEC_VRSN_CD>
  <M0010_CCN>997001</M0010_CCN>
  <M0030_START_CARE_DT>20190105</M0030_START_CARE_DT>
  <M0090_INFO_COMPLETED_DT>20190301</M0090_INFO_COMPLETED_DT>
  <M0100_ASSMT_REASON>04</M0100_ASSMT_REASON>
  <M0110_EPISODE_TIMING>UK</M0110_EPISODE_TIMING>
  <M1030_THH_IV_INFUSION>0</M1030_THH_IV_INFUSION>
  <M1030_THH_NONE_ABOVE>1</M1030_THH_NONE_ABOVE>
  <M1332_NBR_STAS_ULCR>^ </M1332_NBR_STAS_ULCR>
  <M1860_CRNT_AMBLTN>03</M1860_CRNT_AMBLTN>
  <M2200_THER_NEED_NBR>012</M2200_THER_NEED_NBR>
  <M2200_THER_NEED_NA>0</M2200_THER_NEED_NA>
  <EXPECTED_RESULT><HIPPS>1CHPS</HIPPS></EXPECTED_RESULT>
</ASSESSMENT>
"""


def xml(encoding: str = "UTF-8") -> bytes:
    return XML.format(encoding=encoding).encode(encoding)


def test_an_assessment_says_who_when_and_why() -> None:
    document = document_of(xml())
    assert document["statement_from"] == document["statement_through"] == "2019-03-01"
    assert document["chart"]["start_of_care"] == "2019-01-05"
    (assessment,) = document["chart"]["oasis"]
    assert assessment["reason"] == "REC"
    assert assessment["completed_date"] == "2019-03-01"
    assert assessment["ccn"] == "997001"
    assert assessment["version"] == "OASIS-D"
    assert "hipps" not in assessment


def test_responses_are_numbers_words_or_none() -> None:
    items = document_of(xml())["chart"]["oasis"][0]["items"]
    assert items["M0110"] == "UK"
    assert items["M1860"] == 3
    assert items["M2200"] == 12
    assert items["M2200_THER_NEED_NA"] == 0
    assert items["M1332"] is None
    assert items["M1030_THH_NONE_ABOVE"] == 1
    assert items["ITM_SET_VRSN_CD"] == "D-012019"
    assert items["SPEC_VRSN_CD"] == "2.30"


def test_a_reading_is_a_claim() -> None:
    (reading,) = read_oasis(io.BytesIO(xml("UTF-16")))
    assert reading.claim is not None
    items = reading.claim.oasis_items
    assert isinstance(items, list)
    assert {i.item: i.number for i in items}["M2200"] == 12
    assert {i.item: i.number for i in items}["M0110"] is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<ASSESSMENT><M0090", "not well-formed"),
        (b"<SURVEY></SURVEY>", "no ASSESSMENT"),
        (b"<ASSESSMENT><M0100_ASSMT_REASON>01</M0100_ASSMT_REASON></ASSESSMENT>", "no date"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><ASSESSMENT/>', "document type"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, said: str) -> None:
    with pytest.raises(ClaimProblems, match=said):
        document_of(data)
    (reading,) = read_oasis(io.BytesIO(data))
    assert reading.claim is None
    assert reading.problems


def test_an_assessment_is_no_claim_unless_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(xml())
    inputs = Inputs([str(path)], assessments=True)
    (claim,) = inputs.claims()
    assert claim.claim_id == "OASIS REC 2019-03-01"
    assert inputs.notes == []
    inputs = Inputs([str(path)])
    assert list(inputs.claims()) == []
    (note,) = inputs.notes
    assert "no claim" in note
