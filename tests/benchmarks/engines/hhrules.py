"""hhrules on the common workload: a rulebook in the language, and claims as typed structs.

The generated evaluators read attributes by name, so the structs below hold just the fields that
the rules read; msgspec passes over all others. In this workload a null means unknown.
"""

import datetime as dt
import sys
from pathlib import Path

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import astuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]


if __name__ == "hhrules":  # imported by its bare name it stands where the package does
    __path__ = [str(ROOT / "hhrules")]
    __spec__.submodule_search_locations = __path__
    __version__ = "benchmark"
else:
    sys.path.insert(0, str(ROOT))

from hhrules.engine import cache, library  # noqa: E402
from hhrules.engine.loaded import LoadedBook  # noqa: E402
from hhrules.engine.texts import at  # noqa: E402
from hhrules.runtime.environment import Environment  # noqa: E402
from hhrules.runtime.outcomes import Outcomes  # noqa: E402
from hhrules.runtime.words import fill  # noqa: E402

RULES = "abcdefghijkl"
NOTE = "tests/benchmarks/rulebooks/benchmark.hhr"

Day = dt.date | None | UnsetType
Flag = bool | None | UnsetType


class Occurrence(msgspec.Struct, gc=False):
    code: str


class Line(msgspec.Struct, gc=False):
    line: int
    revenue_code: str
    hcpcs: str
    service_date: dt.date
    units: int
    allowed: float
    modifiers: list[str] = []
    minutes: int | UnsetType | None = UNSET
    allowed_amount: int | UnsetType = msgspec.field(name="allowed in cents", default=UNSET)


class Prior(msgspec.Struct, gc=False):
    pt_slp: float = msgspec.field(name="PT_SLP", default=0.0)
    ot: float = msgspec.field(name="OT", default=0.0)
    PT_SLP: int | UnsetType = msgspec.field(name="PT_SLP in cents", default=UNSET)
    OT: int | UnsetType = msgspec.field(name="OT in cents", default=UNSET)


class Assessment(msgspec.Struct, gc=False):
    reason: str | UnsetType | None = UNSET
    m0030_start_of_care: Day = UNSET
    m0090_completed: Day = UNSET


class Certification(msgspec.Struct, gc=False):
    type: str
    start_of_care: Day = UNSET
    face_to_face: Day = UNSET
    noa_received: Day = UNSET
    recertifications: list[dt.date] = []


class Homebound(msgspec.Struct, gc=False):
    needs_device: Flag = UNSET
    needs_assistance: Flag = UNSET
    special_transport: Flag = UNSET
    leaving_contraindicated: Flag = UNSET
    normal_inability: Flag = UNSET
    taxing_effort: Flag = UNSET


class Claim(msgspec.Struct, gc=False):
    claim_id: str
    type_of_bill: str
    statement_from: dt.date
    statement_through: dt.date
    lines: list[Line]
    prior_ytd: Prior
    assessment: Assessment
    certification: Certification
    homebound: Homebound
    occurrences: list[Occurrence] = msgspec.field(name="occurrence_codes")


_decode = msgspec.json.Decoder(Claim).decode
_FLAGS = Homebound.__struct_fields__


def decode(text):
    """The claim, with unknown where the workload writes null.

    Amounts are made exact for the bills whose rules read them; elsewhere they stay unknown.
    """
    claim = _decode(text)
    if claim.type_of_bill.startswith("34"):
        for line in claim.lines:
            line.allowed_amount = int(line.allowed * 100 + 0.5)
        prior = claim.prior_ytd
        prior.PT_SLP = int(prior.pt_slp * 100 + 0.5)
        prior.OT = int(prior.ot * 100 + 0.5)
    homebound = claim.homebound
    if None in astuple(homebound):
        for name in _FLAGS:
            if getattr(homebound, name) is None:
                setattr(homebound, name, UNSET)
    return claim


def claim_id(claim):
    return claim.claim_id


def _some(folder, rules):
    """The rulebook with the rules of some letters alone, compiled once as whole ones are."""
    text = at([folder])[0]
    key = cache.key_of([*text.parts(), rules.encode()], "benchmark")
    kept = cache.folder() / f"benchmark-{key}"
    if kept.exists():
        data = cache.decode(kept.read_bytes())
    else:
        data = cache.SetData((_compiled(text, rules).whole(),), ())
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(cache.encode(data))
    return LoadedBook(data.books[0])


def _compiled(text, rules):
    from hhrules.engine.compiling.build import build
    from hhrules.engine.compiling.lowering import lower_book
    from hhrules.engine.compiling.whole_set import checked

    work = checked((text,), ())
    book = next(iter(work.books.values()))
    wanted = frozenset(
        r.id for r in book.tree.blocks if hasattr(r, "checks") and r.id[1].lower() in rules
    )
    return build(lower_book(work, book, text, only=wanted), text.source)


def setup(rules=RULES):
    """A function from a claim to its findings, of the rules with these letters."""
    folder = HERE.parent / "rulebooks"
    book = library.load([folder]).books[0] if rules == RULES else _some(folder, rules)
    data = book.data.rules
    letters = [r.id[1].lower() for r in data]
    homebound = next((n for n, r in enumerate(data) if r.id == "BK-01"), -1)
    messages = [[c.message for c in r.checks] for r in data]
    on_line = [r.record == "line" for r in data]
    on_day = [r.subject == "treatment day" for r in data]
    functions = book.plain.functions
    makers = book.plain.makers
    given = {}

    def evaluate(claim):
        env = Environment(claim, None, given, None, makers)
        outcomes = Outcomes()
        for function in functions:
            function(claim, env, outcomes)
        found = []
        for v in outcomes.violations:
            rule = v.rule
            line = v.subject.line if on_line[rule] else None
            if on_day[rule]:
                line = min(m.line for m in v.subject.members)
            found.append((letters[rule], line, fill(messages[rule][v.check], v.message)))
        for rule, _ in outcomes.undecided:
            if rule == homebound:
                found.append(("k", None, "undetermined"))
        return found

    return evaluate
