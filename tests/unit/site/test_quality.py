"""The page of test quality is about the rulebooks as they stand."""

from __future__ import annotations

from hhrules.site.quality import PAGE, Quality, quality_page, rows_of, stale


def test_every_rulebook_was_measured_as_it_stands() -> None:
    page = PAGE.read_text(encoding="utf-8")
    left = stale(page)
    assert not left, f"run `make mutate`: these changed since they were measured: {left}"


def test_the_page_is_what_its_rows_make() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = rows_of(page)
    assert quality_page([rows[name] for name in sorted(rows)]) == page


def test_a_row_is_read_as_it_is_written() -> None:
    row = Quality(
        "late-notices", ("3 of 4", "75.0%", "0 of 0", "9 of 9", "100.0%", "0", "1"), "0" * 12
    )
    assert rows_of(str(row)) == {"late-notices": row}


def test_every_rulebook_shows_all_conditions_and_notices_over_nine_mistakes_in_ten() -> None:
    rows = rows_of(PAGE.read_text(encoding="utf-8"))
    for book, row in rows.items():
        seen, possible = row.count("conditions")
        assert seen == possible, f"{book}: {possible - seen} values of conditions are not seen"
        noticed, tried = row.count("mistakes")
        assert 10 * (tried - noticed) <= tried, (
            f"{book}: {noticed} of {tried} mistakes are noticed"
        )
