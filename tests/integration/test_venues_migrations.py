"""A city from before committees were records: the words that stood beside a venue are kept, and go back."""

from __future__ import annotations

from datetime import date

from older import moved, older, rows  # noqa: F401 - a fixture

BEFORE, AFTER = ("venues", "0001_initial"), ("venues", "0003_committee_beside_its_venue")
SINCE = date(2025, 3, 1)


def test_the_words_of_a_committee_become_its_record_and_go_back(older):  # noqa: F811
    first = moved(BEFORE)
    staff = rows(first, "people", "Staff").create(username="a", name="A", role="strategy_lead")
    place = rows(first, "territory", "Neighbourhood").create(code="N1", name="N1")
    for code, said in (
        ("a", {"committee": "Comité Uno", "committee_since_on": SINCE}),
        ("b", {}),
        ("c", {"committee_since_on": SINCE}),
    ):
        rows(first, "venues", "Venue").create(
            code=code,
            name=code,
            kind="park",
            neighbourhood=place,
            entered_by=staff,
            entered_at="2026-01-01T00:00:00Z",
            **said,
        )
    after = moved(AFTER)
    kept = rows(after, "venues", "NeighboursCommittee").order_by("venue__code")
    stood = [("a", "Comité Uno", SINCE), ("c", "Comité de vecinos", SINCE)]
    assert list(kept.values_list("venue__code", "name", "since_on")) == stood
    before = moved(BEFORE)
    back = rows(before, "venues", "Venue").order_by("code").values_list("code", "committee")
    assert list(back) == [("a", "Comité Uno"), ("b", ""), ("c", "Comité de vecinos")]
