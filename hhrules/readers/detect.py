"""What a file holds, told by its content and never by its name."""

from __future__ import annotations

import re

import msgspec
from msgspec import Struct

_BOM = b"\xef\xbb\xbf"
_STREAM = b"\xff\xff\xff\xff"
"""How a stream of Arrow batches begins."""
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"{\x00", b"[\x00", b"\x00{", b"\x00[", b"I\x00S\x00A\x00")
_PACKED = {
    b"PK\x03\x04": "a zip archive or a workbook: unpack it, and name what is in it",
    b"BZh": "packed by bzip2: unpack it (`bunzip2 -c FILE | hhrules check -`)",
    b"\xfd7zXZ": "packed by xz: unpack it (`xz -dc FILE | hhrules check -`)",
    b"\x28\xb5\x2f\xfd": "packed by zstd: unpack it (`zstd -dc FILE | hhrules check -`)",
}
_RULEBOOK = re.compile(rb"(?:#[^\n]*\n\s*)*rulebook +[a-z]")
_X12_GROUP = re.compile(rb"GS([^A-Za-z0-9\s])")


class Detected(Struct, frozen=True):
    """A format and, where no claim will come of the file, why.

    `format` is json, jsonl, x12, parquet and arrow for what is read; oasis for an assessment,
    of which a document can be made; fhir, fiss, flat, rif, idr, csv and unknown for the rest.
    """

    format: str
    reason: str = ""


def detect(head: bytes) -> Detected:
    """Give the format of a file from its first bytes: some ten thousand are plenty."""
    text = head.removeprefix(_BOM).lstrip()
    if not text:
        return Detected("unknown", "an empty file")
    if text.startswith(_WIDE):
        return Detected("unknown", "text in UTF-16: save it as UTF-8")
    if b"ISA" in text[:2000] and _looks_like_x12(text):
        return Detected("x12")
    if text.startswith(b"GS") and _X12_GROUP.match(text):
        return Detected("x12")
    if text[:1] in (b"{", b"["):
        return _json(text)
    if text.startswith(b"PAR1"):
        return Detected("parquet")
    if text.startswith((b"ARROW1", _STREAM)):
        return Detected("arrow")
    if text.startswith(b"<"):
        return _xml(text)
    if b"\x00" in text[:1000]:
        said = _packed(text) or "a binary file of a format that is not known"
        return Detected("unknown", said)
    return _table(text)


def _packed(text: bytes) -> str:
    """What packed a file, and how it is unpacked; "" where it is not known to be packed."""
    return next((said for mark, said in _PACKED.items() if text.startswith(mark)), "")


def _looks_like_x12(text: bytes) -> bool:
    at = text.find(b"ISA")
    separator = text[at + 3 : at + 4]
    plain = separator.isalnum() or separator.isspace() or not separator
    return not plain and text[at : at + 400].count(separator) >= 16  # noqa: PLR2004


def _json(text: bytes) -> Detected:
    first, newline, rest = text.partition(b"\n")
    one_a_line = is_object(first) and newline and rest.lstrip()[:1] == b"{"
    keys = set(re.findall(rb'"([A-Za-z_]{1,40})"\s*:', text[:20000]))
    if b"resourceType" in keys:
        match = re.search(rb'"resourceType"\s*:\s*"([A-Za-z]{1,40})"', text)
        kind = match.group(1).decode() if match else "resource"
        return Detected("fhir", f"a FHIR {kind}: not read yet")
    if b"fissClaim" in keys or {b"dcn", b"hicNo"} <= keys or b"dcn" in keys:
        return Detected("fiss", "FISS claims: not read yet")
    if b"claim_id" not in keys and b"type_of_bill" not in keys and keys & _TABLE_KEYS:
        return Detected("unknown", "a table of published facts, no claim")
    return Detected("jsonl" if one_a_line else "json")


_TABLE_KEYS = {b"verified", b"functional_points", b"comment", b"tables"}


def is_object(line: bytes) -> bool:
    """Whether a line is a JSON object by itself."""
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _xml(text: bytes) -> Detected:
    if re.search(rb"<ASSESSMENT|ASMT_SYS_CD|M0090|EXPECTED_RESULT", text):
        return Detected(
            "oasis", "an OASIS assessment, no claim: `hhrules convert` makes a document of it"
        )
    return Detected("unknown", "an XML file of a kind that is not known")


def _table(text: bytes) -> Detected:
    first = text.split(b"\n", 1)[0].strip()
    words = {word.strip(b'" \r').upper() for word in re.split(rb"[,|\t]", first)}
    if b"CLM_ID" in words and b"|" in first:
        return Detected("rif", "claims of the CMS research files (RIF): not read yet")
    if b"BENE_ID" in words and b"|" in first:
        return Detected("rif", "beneficiaries of the CMS research files (RIF), no claim")
    if words & {b"CLM_UNIQ_ID", b"CLM_DT_SGNTR_SK", b"CLM_NUM_SK"}:
        return Detected("idr", "tables of the CMS claim warehouse: not read yet")
    if b"EFFECTIVEDATE" in words and b"CODE" in words:
        return Detected("csv", "a CMS pricer table, no claim")
    if re.match(rb"B1 |[A-Z0-9 ]{200,}", first):
        return Detected("flat", "an OASIS flat file: not read yet")
    if _RULEBOOK.match(text):
        return Detected("unknown", "a rulebook, no claim: name it after --rulebooks")
    if _is_table(text):
        return Detected("csv", "a table, no claim that is known")
    return Detected("unknown", "text of a format that is not known")


def _is_table(text: bytes) -> bool:
    """Whether the first lines have the same number of separators, and some."""
    lines = [line for line in text.split(b"\n")[:4] if line.strip()][:3]
    for separator in (b",", b"|", b"\t"):
        counts = {line.count(separator) for line in lines}
        if len(lines) > 1 and len(counts) == 1 and counts != {0}:
            return True
    return False
