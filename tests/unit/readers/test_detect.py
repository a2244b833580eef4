"""Formats are told by content, and what is not read is named."""

import pytest

from hhrules.readers.detect import detect


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b'{"claim_id": "A", "lines": []}', "json"),
        (b'\xef\xbb\xbf [{"claim_id": "A"}]', "json"),
        (b'{"claim_id": "A",\n "lines": []}', "json"),
        (b'{"claim_id": "A"}\n{"claim_id": "B"}\n', "jsonl"),
        (b'{"claim_id": "A"}\n{"claim_id": broken\n', "jsonl"),
        (b"ISA*00*          *00*          *ZZ*A*ZZ*B*240101*1253*^*00501*1*0*T*:~", "x12"),
        (b"GS*HC*A*B*20240101*0802*1*X*005010X223A2~", "x12"),
        (b'{"resourceType": "ExplanationOfBenefit"}', "fhir"),
        (b"<ASSESSMENT><M0090_INFO/></ASSESSMENT>", "oasis"),
        (b"DML_IND|BENE_ID|CLM_ID|CLM_FROM_DT\nINSERT|1|2|3\n", "rif"),
        (b"code,effectiveDate,weight\n1FC11,20250101,1.0\n", "csv"),
        (b"a,b\n1,2\n", "csv"),
        (b"PAR1....", "parquet"),
        (b"", "unknown"),
        (b"Dear reader,\nthis is a letter.\n", "unknown"),
        (b"\x89PNG\x00\x00", "unknown"),
    ],
)
def test_the_format_is_told_by_content(head: bytes, found: str) -> None:
    told = detect(head)
    assert told.format == found
    assert told.format in ("json", "jsonl", "x12", "parquet", "arrow") or told.reason


def test_what_is_not_read_says_what_it_is() -> None:
    told = detect(b'{"resourceType": "ExplanationOfBenefit"}')
    assert told.reason == "a FHIR ExplanationOfBenefit: not read yet"
    told = detect(b'# Notes.\n\nrulebook homebound\n  title "Homebound"\n')
    assert told.reason == "a rulebook, no claim: name it after --rulebooks"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ('{"claim_id": "A"}'.encode("utf-16"), "text in UTF-16: save it as UTF-8"),
        ('{"claim_id": "A"}'.encode("utf-16-be"), "text in UTF-16: save it as UTF-8"),
        ("ISA*00*".encode("utf-16-le"), "text in UTF-16: save it as UTF-8"),
        (b"PK\x03\x04\x14\x00\x00", "unpack it, and name what is in it"),
        (b"BZh91AY&SY\x00", "bunzip2 -c FILE | hhrules check -"),
        (b"\xfd7zXZ\x00\x00", "xz -dc FILE | hhrules check -"),
        (b"\x28\xb5\x2f\xfd\x24\x00", "zstd -dc FILE | hhrules check -"),
    ],
)
def test_what_hides_claims_is_told_with_what_to_do(head: bytes, said: str) -> None:
    assert said in detect(head).reason
