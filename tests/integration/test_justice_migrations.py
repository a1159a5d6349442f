"""A city from before answers named their meeting: each finds it, on either database."""

from __future__ import annotations

from datetime import UTC, date, datetime

from older import moved, older, rows  # noqa: F401 - a fixture

BEFORE, AFTER = ("justice", "0001_initial"), ("justice", "0002_answer_of_a_meeting")
MEETINGS = (date(2026, 1, 3), date(2026, 1, 5))


def test_an_answer_given_once_before_two_meetings_serves_the_last_of_them(older):  # noqa: F811
    apps = moved(BEFORE)
    staff = rows(apps, "people", "Staff").create(username="a", name="A", role="facilitator")
    process = rows(apps, "justice", "Process").create(
        asked="harmed", asked_on=MEETINGS[0], harm="theft", facilitator=staff
    )
    party = rows(apps, "justice", "Party").create(process=process, side="harmed", name="Nora")
    said = rows(apps, "justice", "Willingness").create(
        party=party, on=MEETINGS[0], wants=True, alone=True, by=staff, at=datetime(2026, 1, 3, tzinfo=UTC)
    )
    for on in MEETINGS:
        met = rows(apps, "justice", "ProcessMeeting").create(process=process, kind="circle", on=on, by=staff)
        met.parties.add(party)
    after = moved(AFTER)
    assert rows(after, "justice", "Willingness").get(pk=said.pk).served.on == MEETINGS[-1]
