"""837 files: what is read, how it is split, and what happens when something is broken."""

import datetime as dt
import io
from typing import Any

import pytest

from hhrules.claims.model import Claim
from hhrules.claims.reader import Reading
from hhrules.readers.x12 import read_x12
from hhrules.readers.x12_segments import SegmentReader

ISA = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
    "*240101*1253*^*00501*000000001*0*T*:~"
)
GS = "GS*HC*SENDER*RECEIVER*20240101*0802*1*X*005010X223A2~"
ST = "ST*837*0001*005010X223A2~BHT*0019*00*1*20240101*0932*CH~"
AGENCY = "HL*1**20*1~NM1*85*2*GOOD HOME CARE*****XX*1234567893~N3*1 MAIN ST~N4*PEORIA*IL*61602~"
SUBSCRIBER = (
    "HL*2*1*22*0~SBR*P*18*******MA~NM1*IL*1*DOE*JANE****MI*1EG4-TE5-MK73~"
    "N4*PEKIN*IL*61554~DMG*D8*19400102*F~NM1*PR*2*MEDICARE*****PI*05901~"
)
CLAIM = (
    "CLM*HH-1*1446***32:A:9**A*Y*Y~DTP*434*RD8*20240101-20240130~"
    "DTP*435*DT*202401011200~CL1*3*1*30~REF*G1*UTN123~REF*F8*DCN1~NTE*ADD*LATE NOTICE~"
    "HI*ABK:I69351~HI*ABF:I10*ABF:E119~HI*BH:50:D8:20240101~HI*BI:74:RD8:20240110-20240112~"
    "HI*BE:61:::19740*BE:85:::8031.5~HI*BG:47~"
    "NM1*71*1*WELBY*MARCUS****XX*1999999984~REF*G2*NOT THIS~"
    "NM1*DN*1*KILDARE*JAMES****XX*1888888886~"
    "SBR*S*18*******CI~REF*F8*OTHER~NM1*71*1*OTHER*PAYER~"
    "LX*1~SV2*0023*HP:1FC11*0*UN*0~DTP*472*D8*20240101~"
    "LX*2~SV2*0421*HC:G0151:GP:KX*120.5*UN*3**20~DTP*472*D8*20240102~NM1*72*1*X*Y~REF*F8*LINE~"
)
END = "SE*1*0001~GE*1*1~IEA*1*000000001~"
FILE = ISA + GS + ST + AGENCY + SUBSCRIBER + CLAIM + END


def read(text: str, **options: Any) -> list[Reading]:
    return list(read_x12(io.BytesIO(text.encode()), **options))


def only(text: str) -> Claim:
    (reading,) = read(text)
    assert reading.problems == ()
    assert reading.claim is not None
    return reading.claim


def codes(readings: list[Reading]) -> list[list[str]]:
    return [[p.code for p in r.problems] for r in readings]


def test_every_box_is_read() -> None:
    claim = only(FILE)
    assert claim.claim_id == "HH-1"
    assert claim.type_of_bill == "329"
    assert (claim.statement_from, claim.statement_through) == (
        dt.date(2024, 1, 1),
        dt.date(2024, 1, 30),
    )
    assert claim.admission_date == dt.date(2024, 1, 1)
    assert (claim.point_of_origin, claim.patient_status) == ("1", "30")
    assert claim.treatment_authorization == "UTN123"
    assert claim.document_control_number == "DCN1"
    assert claim.remarks == "LATE NOTICE"
    assert claim.diagnoses == ["I69351", "I10", "E119"]
    assert claim.occurrences
    assert claim.occurrence_spans
    assert claim.values
    assert [(o.code, o.date) for o in claim.occurrences] == [("50", dt.date(2024, 1, 1))]
    assert [s.through for s in claim.occurrence_spans] == [dt.date(2024, 1, 12)]
    assert [(v.code, v.amount) for v in claim.values] == [("61", 1974000), ("85", 803150)]
    assert claim.condition_codes == ["47"]
    assert claim.attending.npi == "1999999984"
    assert claim.certifying.name == "JAMES KILDARE"
    assert (claim.provider.npi, claim.provider.state) == ("1234567893", "IL")
    assert (claim.payer, claim.payer_name) == ("medicare", "MEDICARE")
    assert claim.patient.mbi == "1EG4TE5MK73"
    assert claim.patient.birth_date == dt.date(1940, 1, 2)


def test_service_lines_are_read() -> None:
    first, second = only(FILE).lines
    assert (first.revenue_code, first.hcpcs, first.modifiers) == ("0023", "1FC11", [])
    assert (second.line, second.hcpcs, second.modifiers) == (2, "G0151", ["GP", "KX"])
    assert (second.charge, second.units, second.noncovered_charge) == (12050, 3, 2000)
    assert second.service_date == dt.date(2024, 1, 2)


def test_a_blank_box_is_none_and_the_chart_is_unknown() -> None:
    claim = only(
        ISA
        + GS
        + ST
        + AGENCY
        + SUBSCRIBER
        + "CLM*A*1***32::9~DTP*434*RD8*20240101-20240130~LX*1~SV2*0421**1*UN*1~"
        + END
    )
    assert claim.occurrences == []
    assert claim.condition_codes == []
    assert claim.admission_date is None
    assert claim.lines[0].hcpcs is None
    assert claim.lines[0].service_date is None
    assert claim.attending.npi is None
    assert not claim.chart.visits


@pytest.mark.parametrize("chunk", [1, 7, 64, 1 << 20])
def test_where_the_stream_is_cut_does_not_matter(chunk: int) -> None:
    text = FILE.replace("~", "~\r\n") + FILE
    segments = list(SegmentReader(io.BytesIO(text.encode()), chunk))
    assert segments == [s for s in FILE.split("~") if s] * 2


def test_separators_are_those_of_each_interchange() -> None:
    other = FILE.replace("*", "|").replace("~", "\n").replace(":", ">")
    other = other.replace("HH-1", "HH-2")
    readings = read(FILE + other + FILE)
    assert [r.claim_id for r in readings] == ["HH-1", "HH-2", "HH-1"]
    first, second, _ = (r.claim for r in readings)
    assert first
    assert second
    assert first.lines == second.lines


def test_isa_inside_a_text_is_no_header() -> None:
    assert only(FILE.replace("LATE NOTICE", "ISA*NOT A HEADER")).remarks == "ISA"


def test_a_file_may_lack_its_interchange_header() -> None:
    (reading,) = read(FILE.removeprefix(ISA))
    assert reading.claim is not None
    assert [w.code for w in reading.warnings] == ["x12-no-header"]


def test_a_professional_claim_is_counted_and_named() -> None:
    text = FILE.replace("X223A2", "X222A1")
    (reading,) = read(text)
    assert reading.claim_id == "HH-1"
    assert [p.code for p in reading.problems] == ["x12-not-institutional"]


def test_a_broken_segment_concerns_its_own_claim_only() -> None:
    second = CLAIM.replace("HH-1", "HH-2")
    text = ISA + GS + ST + AGENCY + SUBSCRIBER + CLAIM + "Q!*X~" + second + END
    readings = read(text)
    assert codes(readings) == [["x12-broken-segment"], []]
    assert readings[0].problems[0].path.startswith("segment ")


def test_a_broken_subscriber_concerns_all_its_claims() -> None:
    broken = SUBSCRIBER.replace("NM1*IL", "NM11*IL")
    text = (
        ISA
        + GS
        + ST
        + AGENCY
        + broken
        + CLAIM
        + CLAIM
        + SUBSCRIBER.replace("HL*2", "HL*3")
        + CLAIM
        + END
    )
    assert codes(read(text)) == [["x12-broken-segment"], ["x12-broken-segment"], []]


def test_a_claim_the_file_breaks_off_in_is_not_judged() -> None:
    cut = FILE[: FILE.index("LX*2")]
    (reading,) = read(cut)
    assert [p.code for p in reading.problems] == ["x12-cut-off"]


def test_nothing_is_guessed_for_what_is_missing() -> None:
    text = FILE.replace("32:A:9", "").replace("DTP*434*RD8*20240101-20240130~", "")
    (reading,) = read(text)
    assert {p.path for p in reading.problems} == {
        "$.type_of_bill",
        "$.statement_from",
        "$.statement_through",
    }


def test_a_date_that_is_none_is_a_problem() -> None:
    (reading,) = read(FILE.replace("DTP*472*D8*20240102", "DTP*472*D8*20240230"))
    assert [(p.code, p.path) for p in reading.problems] == [
        ("bad-date", "$.lines[1].service_date")
    ]


def test_a_problem_names_the_line_and_the_segment() -> None:
    text = FILE.replace("DTP*472*D8*20240102", "DTP*472*D8*20240230").replace("LX*2", "LX*7")
    (reading,) = read(text.replace("DTP*434*RD8*20240101-", "DTP*434*RD8*20241301-"))
    places = {p.path: p.message.rpartition(" (")[2] for p in reading.problems}
    assert places == {
        "$.statement_from": "2300 DTP*434)",
        "$.lines[1].service_date": "line 7, 2400 DTP*472)",
    }


def test_a_patient_who_is_not_the_subscriber() -> None:
    patient = "HL*3*2*23*0~PAT*19~NM1*QC*1*DOE*KIM~DMG*D8*20100910*M~"
    text = ISA + GS + ST + AGENCY + SUBSCRIBER.replace("*MA~", "*CI~") + patient + CLAIM + END
    claim = only(text)
    assert claim.payer == "other"
    assert claim.patient.birth_date == dt.date(2010, 9, 10)
    assert not claim.patient.id


@pytest.mark.parametrize(
    "text", ["", "hello", "ISA*short~", ISA, ISA + GS + "ST*835*1~SE*1*1~"]
)
def test_a_file_without_claims_gives_one_report(text: str) -> None:
    (reading,) = read(text)
    assert reading.claim is None
    assert reading.problems
