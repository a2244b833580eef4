"""Claims that look like real ones, of which the shipped rulebooks have much to say.

`documents` in `strategies` draws what the schema allows and seldom meets two conditions
at once. Here the parts of a claim fit each other: days lie close together, codes belong to
their discipline, charts speak of the days that are billed. A seed names a claim.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from hhrules.claims.chart import Chart
from hhrules.claims.model import Claim, History
from tests.properties.charts import DAY, ChartMaker
from tests.properties.filling import filled
from tests.properties.strategies import Document, hideable, without

REVENUE = {
    "PT": "0421",
    "OT": "0431",
    "SLP": "0441",
    "SN": "0551",
    "AIDE": "0571",
    "MSW": "0561",
}
TREATMENTS = {
    "PT": (
        "97110",
        "97110",
        "97140",
        "97161",
        "97530",
        "97597",
        "97598",
        "97001",
        "G0283",
        "97607",
    ),
    "OT": ("97530", "97530", "97535", "97165", "97110", "97003"),
    "SLP": ("92507", "92507", "92526", "92523", "92610", "92506"),
}
FUNCTIONS = {
    "PT": ("G8978", "G8979", "G8980", "G8981", "G8982", "G8990", "G8993"),
    "OT": ("G8984", "G8985", "G8986", "G8987", "G8988"),
    "SLP": ("G8996", "G8997", "G8998", "G9158", "G9159"),
}
VISITS = {
    "PT": ("G0151", "G0151", "G0157", "G0159", "G2168"),
    "OT": ("G0152", "G0152", "G0158", "G0160", "G2169"),
    "SLP": ("G0153", "G0153", "G0161"),
    "SN": ("G0299", "G0300", "G0154", "G0493"),
    "AIDE": ("G0156",),
    "MSW": ("G0155",),
}
PERFORMERS = {
    "PT": ("PT", "PT", "PTA"),
    "OT": ("OT", "OT", "OTA"),
    "SLP": ("SLP",),
    "SN": ("RN", "LPN"),
    "AIDE": ("AIDE",),
    "MSW": ("MSW",),
}
MARKS = {"PT": "GP", "OT": "GO", "SLP": "GN"}
SEVERITIES = ("CH", "CI", "CJ", "CK", "CL", "CM", "CN")


class Maker(ChartMaker):
    """Makes one document out of one source of chance."""

    # ------------------------------------------------------------------------------ lines

    def therapy_line(self, disciplines: tuple[str, ...], span: int) -> Document:
        choice = self.chance.choice
        discipline = choice(disciplines)
        reports = self.often(0.35)
        codes = FUNCTIONS if reports else TREATMENTS
        marks = [MARKS[discipline]] if self.often(0.9) else []
        if reports:
            marks += self.chance.sample(SEVERITIES, choice((1, 1, 1, 0, 2)))
        elif self.often(0.3):
            marks.append(choice(("KX", "CQ", "CO", "59", "GA")))
        minutes = choice((0, 5, 7, 8, 14, 23, 30, 38, 53))
        cents = choice((1, 1, 100)) if reports else choice((2000, 4550, 120000, 200000, 240001))
        return {
            "revenue_code": REVENUE[discipline],
            "hcpcs": choice(codes[discipline]),
            "modifiers": marks,
            "service_date": self.iso(0, span),
            "units": 1 if reports else choice((1, 1, 2, 3, 4)),
            "minutes": minutes,
            "charge": _money(cents),
            "allowed_amount": _money(cents),
            "performer": choice(PERFORMERS[discipline]),
            "therapist_minutes": minutes // 2,
            "assistant_minutes": choice((0, minutes - minutes // 2)),
        }

    def home_line(self, disciplines: tuple[str, ...], span: int) -> Document:
        choice = self.chance.choice
        discipline = choice(disciplines)
        other = choice(
            (None,) * 6
            + (
                ("0023", "1AA11"),
                ("0270", "A4216"),
                ("0421", "Q5001"),
                ("0551", "G0320"),
                ("0421", "G8978"),
                ("0551", "G0162"),
                ("0551", "97607"),
                ("0274", "L4350"),
                ("0292", "E0100"),
            )
        )
        minutes = choice((5, 8, 22, 23, 45, 53))
        line: Document = {
            "revenue_code": REVENUE[discipline],
            "hcpcs": choice(VISITS[discipline]),
            "modifiers": choice(([], [], [], ["GP"], ["CQ"])),
            "service_date": self.iso(0, span),
            "units": choice((1, (minutes + 7) // 15)),
            "minutes": minutes,
            "charge": _money(choice((0, 18500, 18500))),
            "visit_id": choice(("V1", "V2", "V3")),
            "performer": choice(PERFORMERS[discipline]),
        }
        if other is not None:
            line.update(revenue_code=other[0], hcpcs=other[1])
        return line

    def lines(self, *, home: bool) -> list[Document]:
        kinds = ("PT", "OT", "SLP", "SN", "AIDE", "MSW") if home else ("PT", "OT", "SLP")
        disciplines = tuple(self.chance.sample(kinds, self.chance.choice((1, 1, 2, 3))))
        span = min(self.length, self.chance.choice((0, 2, 12, 59)))
        make = self.home_line if home else self.therapy_line
        lines = [make(disciplines, span) for _ in range(self.chance.choice((0, 2, 4, 6, 13)))]
        for number, line in enumerate(lines, 1):
            line["line"] = number
        return lines

    # ------------------------------------------------------------------------------ claims

    def claim(self, *, home: bool, number: int) -> Document:
        choice = self.chance.choice
        bills = (
            ("329", "329", "327", "320", "32Q") if home else ("341", "341", "342", "343", "347")
        )
        return {
            "claim_id": f"C{number}",
            "type_of_bill": choice(bills),
            "payer": "medicare",
            "statement_from": self.start.isoformat(),
            "statement_through": (self.start + DAY * self.length).isoformat(),
            "provider": {"ccn": choice(("997001", "997001", "997002"))},
            "lines": self.lines(home=home),
        }

    def document(self) -> Document:
        home = self.often(0.5)
        claim = self.claim(home=home, number=9)
        codes = ("11", "29", "35", "50", "61", "62", "17", "30", "44", "45")
        claim.update(
            admission_date=self.iso(-60, 0),
            received_date=self.iso(60, 500),
            processed_date=self.iso(60, 500),
            condition_codes=self.chance.sample(
                ("47", "54", "DR", "20", "21"), self.chance.randint(0, 2)
            ),
            occurrences=[
                {"code": c, "date": self.iso(-20, 20)} for c in codes if self.often(0.4)
            ],
            values=[{"code": c, "amount": "19740.00"} for c in ("61", "85") if self.often(0.7)],
            chart=self.chart(claim["lines"]),
            attending={"npi": "1999999976"},
            point_of_origin=self.chance.choice(("1", "B")),
            coverage=[
                {
                    "kind": self.chance.choice(
                        ("medicare_advantage", "hospice", "incarcerated", "unlawfully_present")
                    ),
                    "from": self.iso(-30, 0),
                    "through": self.chance.choice((None, self.iso(1, 40))),
                }
                for _ in self.some(1)
            ],
        )
        chart = filled(Chart, self.chance, self.start, self.chance.choice((0.3, 0.9)))
        claim["chart"] = chart | claim["chart"]
        claim = filled(Claim, self.chance, self.start, 0.7) | claim
        claim["history"] = self.history(home=home)
        for key in ("chart", "history", "occurrences", "values", "condition_codes"):
            if self.often(0.1):
                del claim[key]
        return claim

    def history(self, *, home: bool) -> Document:
        start = self.start
        history = filled(History, self.chance, start, 0.6)
        for key in ("complete_since", "therapy_amounts"):
            history.pop(key, None)
        if self.often(0.7):
            claims: list[Document] = []
            for number in self.some(2):
                self.start = self.start - DAY * self.chance.choice((14, 31, 75))
                claims.append(self.claim(home=home, number=number))
            history["claims"] = claims
        self.start = start
        if self.often(0.6):
            history["complete_since"] = self.iso(-400, 0)
        if self.often(0.4):
            history["therapy_amounts"] = [
                {
                    "year": start.year,
                    "group": g,
                    "amount": self.chance.choice(("0.00", "1900.00")),
                }
                for g in ("PT_SLP", "OT")
                if self.often(0.7)
            ]
        return history


def case(seed: int) -> Document:
    """The claim of a seed, with a few of its facts left out or given as none."""
    maker = Maker(seed)
    document = maker.document()
    for _ in range(maker.chance.choice((0, 0, 1, 3))):
        hidden = maker.chance.choice(hideable(document))
        document = without(document, hidden) if maker.often(0.7) else nulled(document, hidden)
    return document


def nulled(document: Document, path: tuple[str | int, ...]) -> Document:
    """The document with a simple value given as none; a list or a required one stays."""
    part: Any = document
    for key in path[:-1]:
        part = part[key]
    if not isinstance(part[path[-1]], list | dict) and path[-1] not in (
        "payer",
        "statement_from",
        "statement_through",
        "type_of_bill",
        "claim_id",
        "line",
    ):
        part[path[-1]] = None
    return document


def cases() -> st.SearchStrategy[Document]:
    """Claims that look like real ones."""
    return st.integers(0, 2**32 - 1).map(case)


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
