"""What a file holds is told by content; each claim comes once, other files are named once."""

from __future__ import annotations

import errno
import gzip
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from hhrules.claims.reader import reading
from hhrules.cli.inputs import Inputs, in_lists
from hhrules.engine.blocks import Stretch
from hhrules.engine.together import TOGETHER

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "claims"
CLAIM = (
    b'{"claim_id": "%s", "type_of_bill": "329", "statement_from": "2024-03-04",'
    b' "statement_through": "2024-04-02", "lines": []}'
)


def claim(name: str) -> bytes:
    return CLAIM % name.encode("latin-1")


def ids(path: Path) -> tuple[list[str], list[str]]:
    inputs = Inputs([str(path)])
    return [c.claim_id for c in inputs.claims()], inputs.notes


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (claim("A"), ["A"]),
        (claim("A").replace(b", ", b",\n  "), ["A"]),
        (b"[" + claim("A") + b",\n" + claim("B") + b"]", ["A", "B"]),
        (claim("A") + b"\n" + claim("B") + b"\n", ["A", "B"]),
        (claim("A") + b"\r\n\r\n" + claim("B"), ["A", "B"]),
        (b"\xef\xbb\xbf" + claim("A") + b"\n" + claim("B"), ["A", "B"]),
        (b"[]", []),
    ],
    ids=["one", "pretty", "list", "lines", "windows lines", "byte order mark", "empty list"],
)
def test_json_in_every_shape(content: bytes, expected: list[str], tmp_path: Path) -> None:
    path = tmp_path / "claims.dat"
    path.write_bytes(content)
    assert ids(path) == (expected, [])


def test_spoilt_first_line_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_bytes(b'{"claim_id": "A", oh}\n' + claim("B") + b"\n" + claim("C"))
    read, notes = ids(path)
    assert read == ["B", "C"]
    assert [note.split(":")[0] for note in notes] == ["A"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (claim("\xff") + b"\n" + claim("B"), ["\N{REPLACEMENT CHARACTER}", "B"]),
        (b'{"claim_id": "A",\n' + claim("B") + b"\n" + claim("C"), ["A", "B", "C"]),
        (b'{"claim_id": "A"\n{"claim_id": "B"\n', ["A", "B"]),
        ((claim("A") + b"\n" + claim("B")).replace(b", ", b",\n  "), ["A"]),
        (
            claim("A").replace(b"[]", b"[" + b" " * 70_000 + b"]") + b"\n" + claim("B"),
            ["A", "B"],
        ),
    ],
    ids=["not UTF-8", "cut", "all cut", "two pretty ones", "long first line"],
)
def test_each_document_has_its_reading(
    content: bytes, expected: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "claims.json"
    path.write_bytes(content)
    items = [item for item in Inputs([str(path)]).items() if isinstance(item, bytes)]
    assert [reading(item).claim_id for item in items] == expected


def test_file_without_claims_is_named_once_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(claim("A"))
    (tmp_path / "b.xml").write_bytes(b"<ASSESSMENT/>")
    (tmp_path / "c.json").write_bytes(claim("C"))
    read, notes = ids(tmp_path)
    assert read == ["A", "C"]
    reason = "an OASIS assessment, no claim: `hhrules convert` makes a document of it"
    assert notes == [f"{tmp_path / 'b.xml'}: {reason}"]


def test_problems_name_the_claim_and_the_place_never_the_value(tmp_path: Path) -> None:
    path = tmp_path / "claim.json"
    path.write_bytes(claim("A").replace(b"2024-03-04", b"secret"))
    read, notes = ids(path)
    assert read == []
    assert len(notes) == 1
    assert notes[0].startswith("A: $.statement_from: ")
    assert "secret" not in notes[0]


def test_the_members_of_a_list_are_handed_on_in_lines(tmp_path: Path) -> None:
    path = tmp_path / "claims.json"
    pretty = claim("B").replace(b", ", b",\r\n  ")
    path.write_bytes(b"[" + claim("A") + b",\n" + pretty + b",\n17]")
    (block,) = Inputs([str(path)]).blocks()
    assert isinstance(block.lines, bytes)
    assert block.lines.count(b"\n") == 2
    assert [item[:17] for item in block.claims()] == [
        b'{"claim_id": "A",',
        b'{"claim_id": "B",',
        b"17",
    ]
    assert list(Inputs([str(path)]).items()) == [claim("A"), pretty, b"17"]


def test_lines_of_a_file_are_stretches_of_it_that_end_with_lines(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    texts = [
        claim(f"C{n}").replace(b"[]", b"[" + b" " * (n % 7) * 9_000 + b"]") for n in range(60)
    ]
    texts[20] += b" " * 700_000
    whole = b"\xef\xbb\xbf" + b"\r\n\n".join(texts)
    path.write_bytes(whole)
    inputs = Inputs([str(path), str(path)])
    read, shares = [], []
    for block in inputs.blocks():
        assert isinstance(block.lines, Stretch)
        read.append(block.lines.read())
        shares.append(inputs.share() or 0.0)
    assert b"".join(read) == whole * 2
    half = len(read) // 2
    assert half > 3
    assert all(text.endswith(b"\n") for text in read[: half - 1])
    assert shares == sorted(shares)
    assert (shares[half - 1], shares[-1]) == (0.5, 1.0)
    found = [item for block in inputs.blocks() for item in block.claims()]
    assert found == [text.strip() for text in texts * 2]


def test_what_is_added_to_a_file_while_it_is_read_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_bytes(claim("A") + b"\n" + claim("B") + b"\n")
    blocks = Inputs([str(path)]).blocks()
    first = list(next(blocks).claims())
    with path.open("ab") as stream:
        stream.write(claim("C"))
    assert [*first, *(c for block in blocks for c in block.claims())] == [
        claim("A"),
        claim("B"),
        claim("C"),
    ]


def test_claims_of_a_file_come_in_lists_and_of_a_pipe_as_they_come(tmp_path: Path) -> None:
    file, pipe = tmp_path / "claims.jsonl", tmp_path / "pipe"
    file.write_bytes(b"\n".join(claim(f"A-{n}") for n in range(TOGETHER + 2)))
    os.mkfifo(pipe)
    whole = list(Inputs([str(file)]).items())
    assert list(Inputs([str(file)]).lists()) == [whole[:TOGETHER], whole[TOGETHER:]]
    lists = Inputs([str(pipe)]).lists()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(next, lists)
        with pipe.open("wb", buffering=0) as end:
            end.write(claim("A-0") + b"\n")  # and no more, as yet
            assert first.result(timeout=20) == [whole[0]]
    assert list(lists) == []


def test_what_a_file_gave_before_a_fault_is_judged_all_the_same() -> None:
    def spoilt() -> Iterator[bytes]:
        yield from (b"1", b"2", b"3")
        raise OSError(errno.EIO, "input/output error")

    lists = in_lists(spoilt(), 2)
    assert [next(lists), next(lists)] == [[b"1", b"2"], [b"3"]]
    with pytest.raises(OSError, match="input/output error"):
        next(lists)


def test_a_packed_file_is_read_as_what_it_holds(tmp_path: Path) -> None:
    text = b"\n".join(claim(f"C{number}") for number in range(3_000))
    (tmp_path / "a.json").write_bytes(gzip.compress(claim("A")))
    (tmp_path / "b").write_bytes(gzip.compress(text[:50_000]) + gzip.compress(text[50_000:]))
    (tmp_path / "c.json").write_bytes(claim("Z"))
    wanted = ["A", *(f"C{number}" for number in range(3_000)), "Z"]
    assert ids(tmp_path) == (wanted, [])
    inputs = Inputs([str(tmp_path)])
    found = [claim for block in inputs.blocks() for claim in block.claims()]
    assert len(found) == len(wanted)
    assert (inputs.notes, inputs.share()) == ([], 1.0)


@pytest.mark.parametrize("how", ["cut off", "damaged"])
def test_what_came_before_the_fault_of_a_packed_file_is_judged(
    tmp_path: Path, how: str
) -> None:
    rng = Random(1)  # noqa: S311 - claims that can hardly be packed
    names = [f"C{rng.getrandbits(1 << 11)}" for _ in range(2_000)]
    raw = bytearray(gzip.compress(b"\n".join(map(claim, names))))
    path = tmp_path / "claims.gz"
    if how == "cut off":
        del raw[len(raw) // 2 :]
    else:
        raw[-6] ^= 0xFF  # of the checksum
    path.write_bytes(raw)
    inputs = Inputs([str(path)])
    read = [c for block in inputs.blocks() for c in block.claims()]
    assert (how == "cut off") == (0 < len(read) < 2_000)
    whole = len(read) - (how == "cut off")  # the last is cut off too
    assert read[:whole] == [claim(name) for name in names[:whole]]
    said = f"its packed data (gzip) is {how}; what came before was read"
    assert inputs.notes == [f"{path}: {said}"]


def test_a_folder_without_files_is_noted(tmp_path: Path) -> None:
    assert ids(tmp_path) == ([], [f"{tmp_path}: no file is in this folder"])


@pytest.mark.parametrize("form", ["blocks", "items", "lists"])
def test_a_file_that_is_cut_while_it_is_read_is_noted(tmp_path: Path, form: str) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_bytes(b"\n".join(claim(f"C{number}") for number in range(9_000)))
    inputs = Inputs([str(path)])
    going = iter(getattr(inputs, form)())
    next(going)
    os.truncate(path, 1_000)
    list(going)
    said = "it became shorter while it was read: claims may be missing"
    assert inputs.notes == [f"{path}: {said}"]


def test_an_837i_file_is_read_up_to_the_fault_of_its_packing(tmp_path: Path) -> None:
    sent = (EXAMPLES / "8-as-the-clearinghouse-sends-it.837").read_bytes()
    whole = [c.claim_id for c in _read(tmp_path / "plain", sent).claims()]
    packed = bytearray(gzip.compress(sent))
    packed[-6] ^= 0xFF
    inputs = _read(tmp_path / "packed", packed)
    assert [c.claim_id for c in inputs.claims()] == whole
    assert [note.partition(": ")[2] for note in inputs.notes] == [
        "its packed data (gzip) is damaged; what came before was read"
    ]


def test_one_packed_document_that_is_cut_off_is_one_reading(tmp_path: Path) -> None:
    text = claim("A") + b" " * 20_000
    inputs = _read(tmp_path / "packed", gzip.compress(text)[:-20])
    read = [item.strip() for item in inputs.items() if isinstance(item, bytes)]
    assert read == [claim("A")]
    assert len(inputs.notes) == 1


def _read(path: Path, content: bytes | bytearray) -> Inputs:
    path.write_bytes(content)
    return Inputs([str(path)])
