"""Compiled sets kept between runs: found again, mended where they are spoilt, and not too many."""

from __future__ import annotations

import os
import pwd
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from hhrules.engine import cache, filling
from hhrules.engine.compiling.whole_set import compile_data
from hhrules.engine.library import compile_set, load
from hhrules.engine.ruleset import Rules
from hhrules.engine.stored import SetFile, StoredBook
from hhrules.engine.texts import Text
from hhrules.engine.wanted import Wanted, program_version
from tests.unit.engine.test_workspace import CLAIM, SHARED, USER

ALONE = """\
rulebook about-others
  title       "Others"
  version     1.0.0
  applies to claims where type of bill is 341
  dated by    statement through
  cite        "Test"

rule AO-01 "A claim has lines"
  level       claim
  require     there is a line where units is at least 1
  otherwise   warn
  because     "There is none."
  cite        "Test"
"""
LONG_AGO = 1_000_000_000


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three rulebooks, one of which reads another, saved long ago; and a cache of its own."""
    monkeypatch.setenv("HHRULES_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "books"
    folder.mkdir()
    save(folder, "shared.hhr", SHARED.replace("{days}", "10"))
    save(folder, "user.hhr", USER)
    save(folder, "alone.hhr", ALONE)
    return folder


def save(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)


class Recorded:
    """Compiles as ever and notes what."""

    def __init__(self) -> None:
        self.sources: list[list[str]] = []

    def __call__(self, mine: tuple[Text, ...], others: tuple[Text, ...]) -> cache.SetData:
        self.sources.append(sorted(Path(t.source.name).name for t in mine))
        return compile_set(mine, others)


def fill(folder: Path) -> list[list[str]]:
    """Bring the cache up to date; which texts were compiled for it."""
    wanted = Wanted((folder,), False, cache.program("test"))
    recorded = Recorded()
    filling.filled(wanted, cache.find(wanted.place), recorded)
    return recorded.sources


def from_nothing(folder: Path) -> cache.SetData:
    return compile_data(*Wanted((folder,), False, "").texts())


def statuses(rules: Rules) -> tuple[str, str]:
    other = {**CLAIM, "type_of_bill": "341"}
    return rules.evaluate(CLAIM).status, rules.evaluate(other).status


@pytest.mark.parametrize(
    ("name", "compiled"),
    [
        ("alone.hhr", ["alone.hhr"]),
        ("user.hhr", ["user.hhr"]),
        ("shared.hhr", ["shared.hhr", "user.hhr"]),
    ],
)
def test_an_edit_costs_the_rulebook_and_what_reads_it(
    books: Path, name: str, compiled: list[str]
) -> None:
    assert fill(books) == [["alone.hhr", "shared.hhr", "user.hhr"]]
    assert fill(books) == []
    save(books, name, (books / name).read_text().replace("1.0.0", "1.0.1"))
    assert fill(books) == [compiled]
    assert load(books).data == from_nothing(books)


@pytest.mark.parametrize(
    "edit",
    [
        lambda folder: save(folder, "shared.hhr", SHARED.replace("{days}", "30")),
        lambda folder: save(folder, "more.hhr", ALONE.replace("about-others", "more-of-it")),
        lambda folder: (folder / "alone.hhr").unlink(),
        lambda folder: (folder / "alone.hhr").rename(folder / "renamed.hhr"),
        lambda folder: save(folder, "alone.hhr", ALONE.replace("AO-01", "AO-02")),
        lambda folder: save(
            folder,
            "alone.hhr",
            ALONE
            + '\nfact wound depth has type number\n  means "A depth."\n  path extra.depth\n',
        ),
    ],
    ids=["figure", "another", "gone", "renamed", "id", "fact"],
)
def test_a_set_brought_up_to_date_is_the_set_compiled_from_nothing(
    books: Path, edit: object
) -> None:
    load(books)
    assert callable(edit)
    edit(books)
    rules = load(books)
    assert rules.data == from_nothing(books)
    assert statuses(rules) == statuses(load(books, use_cache=False))
    assert rules.engine == load(books, use_cache=False).engine


def parts(raw: bytes, file: SetFile) -> Iterator[int]:
    """A place in each part of an entry."""
    start = len(raw) - sum(b.core.length + b.rest.length for b in file.head.books)
    for book in file.head.books:
        yield start + book.core.start + book.core.length // 2
        yield start + book.rest.start + book.rest.length // 2


def test_a_byte_turned_anywhere_changes_no_report(books: Path, tmp_path: Path) -> None:
    expected = load(books).evaluate(CLAIM)
    (entry,) = (tmp_path / "cache").iterdir()
    whole = entry.read_bytes()
    place = Wanted((books,), False, cache.program(program_version())).place
    file = cache.find(place)
    assert file is not None
    for at in (3, 16, 40, *parts(whole, file)):
        entry.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        rules = load(books)
        assert rules.evaluate(CLAIM) == expected
        assert rules.data == from_nothing(books)


def test_rulebooks_that_do_not_apply_are_not_read(books: Path) -> None:
    load(books)
    rules = load(books)
    rules.evaluate(CLAIM)
    ready = {b.name for b in rules.books if b.ready is not None}
    assert all(isinstance(b, StoredBook) for b in rules.books)
    assert ready == {"reader-of-names"}
    rules.evaluate({**CLAIM, "type_of_bill": "341"})
    assert {b.name for b in rules.books if b.ready is not None} - ready == {"about-others"}


def test_what_was_touched_long_ago_is_not_read_again(
    books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_UNSURE", 0)
    load(books)
    wanted = Wanted((books,), False, cache.program(program_version()))
    file = cache.find(wanted.place)
    assert file is not None
    assert cache.is_current(file)
    state = (books / "alone.hhr").stat()
    save(books, "alone.hhr", ALONE.replace("AO-01", "AO-02"))  # as long as before
    os.utime(books / "alone.hhr", ns=(state.st_atime_ns, state.st_mtime_ns))
    assert not cache.is_current(file)
    assert next(r.rules for r in load(books).rulebooks) == ("AO-02",)


def test_times_of_a_moment_ago_are_not_relied_on(books: Path) -> None:
    load(books)
    file = cache.find(Wanted((books,), False, cache.program(program_version())).place)
    assert file is not None
    assert file.head.stamps == {}


def test_the_folder_does_not_grow_for_ever(
    books: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    for number in range(60):
        old = folder / f"{number:02}.set"
        old.write_bytes(b"x" * 1000)
        os.utime(old, (LONG_AGO + number, LONG_AGO + number))
    left = folder / "unfinished.part"
    left.write_bytes(b"x")
    os.utime(left, (LONG_AGO, LONG_AGO))
    load(books)
    names = sorted(p.name for p in folder.iterdir())
    assert len(names) == cache.MOST_SETS
    assert {"59.set", "30.set"} <= set(names)
    assert "00.set" not in names
    assert left.name not in names
    monkeypatch.setattr(cache, "MOST_BYTES", 1000)
    save(books, "alone.hhr", ALONE.replace("AO-01", "AO-02"))
    load(books)
    assert len(list(folder.iterdir())) == 1


def test_an_entry_deleted_by_another_process_is_still_read(books: Path, tmp_path: Path) -> None:
    load(books)
    rules = load(books)
    for entry in (tmp_path / "cache").iterdir():
        entry.unlink()
    assert rules.evaluate(CLAIM).status == "findings"
    assert rules.data == from_nothing(books)


def test_without_a_home_nothing_is_kept_and_all_is_compiled(
    books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HHRULES_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)

    def nobody(number: int) -> pwd.struct_passwd:
        raise KeyError(number)

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert load(books).evaluate(CLAIM) == load(books, use_cache=False).evaluate(CLAIM)


def test_an_entry_is_as_readable_as_other_files_of_its_writer(
    books: Path, tmp_path: Path
) -> None:
    """A set that one user compiled serves another, such as the one that runs a service."""
    before = os.umask(0o022)
    try:
        load(books)
    finally:
        os.umask(before)
    (entry,) = (tmp_path / "cache").iterdir()
    assert entry.stat().st_mode & 0o777 == 0o644


def test_a_full_disk_is_not_filled_further(books: Path, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))  # as a disk with so much left
    try:
        assert load(books).evaluate(CLAIM).status
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_change_in_any_folder_of_the_compiler_makes_another_program() -> None:
    root = Path(cache.__file__).parents[1]
    tops = {name.split("/")[0] for name in cache._COMPILER}
    files = (file for top in tops for file in (root / top).rglob("*.py"))
    assert {file.parent.relative_to(root).as_posix() for file in files} == set(cache._COMPILER)


def gone(rules: Rules, folder: Path) -> Rules:
    """The rules, whose entry cannot be read any longer, as on a disk of the network."""
    (kept,) = {b._file for b in rules.books if isinstance(b, StoredBook)}
    place = os.open(folder, os.O_RDONLY)
    os.dup2(place, kept._descriptor)
    os.close(place)
    return rules


def test_an_entry_that_is_gone_is_made_again(books: Path) -> None:
    report = load(books).evaluate(CLAIM)
    assert gone(load(books), books).evaluate(CLAIM) == report


SHORTLY = ALONE.replace("type of bill is 341", "type of bill is 329")


@pytest.mark.parametrize("text", [None, "rulebook broken", SHORTLY])
@pytest.mark.parametrize("kind", ["one", "several", "by kind"])
def test_rules_that_cannot_be_made_again_say_what_to_do(
    books: Path, text: str | None, kind: str
) -> None:
    if kind == "by kind":
        save(books, "alone.hhr", SHORTLY + "\n# Known to apply by its heading alone.\n")
    load(books)
    rules = gone(load(books), books)
    for path in books.iterdir():
        path.unlink() if text is None else path.write_text(text)
    asked = [rules.evaluate(CLAIM)] if kind == "one" else rules.evaluate_many([CLAIM] * 3)
    for report in asked:
        assert (report.claim_id, report.status) == (CLAIM["claim_id"], "error")
        assert report.errors[0].message.endswith("cannot be read: load the rules again")
