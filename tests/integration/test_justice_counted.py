"""What justice served is counted once a quarter: no day shows whose process ended, and few are few different people."""

from __future__ import annotations

import re
from argparse import Namespace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accompanied import case_of, person, supervisor, worker
from learned import learned, went
from pazos.analysis import nightly
from pazos.analysis.disclosing import TOTAL
from pazos.analysis.programme.justice import METHOD, Period, count_new, lines, served
from pazos.domain.disputes.quarters import Quarter
from pazos.domain.justice.models import FormerCount, Measure, Orientation, Party, Process
from pazos.domain.justice.vocabulary import Counted
from pazos.domain.rights.actions.erasing import erase
from pazos.foundation.access.policy import Role
from pazos.foundation.runs.models import Run
from pazos.interfaces.cli import rerun
from restorative import flor

if TYPE_CHECKING:
    from pazos.domain.cases.models import Case

pytestmark = pytest.mark.django_db
LAST = Quarter(2025, 4)
NEXT = LAST.following
IN_IT = date(2025, 11, 12)


def processes(
    number: int, *, ended_on: date | None = None, state: str = "closed", **more: object
) -> list[Process]:
    reason = {"stopped": "harmed"} if state == "stopped" else {}
    return [
        Process.objects.create(
            asked="community",
            asked_on=IN_IT,
            harm="threat",
            facilitator=flor(),
            state=state if ended_on else "preparing",
            ended_on=ended_on,
            **(reason if ended_on else {}),
            **more,
        )
        for _ in range(number)
    ]


def ended(rows: list[Process], *, on: date, state: str = "closed") -> None:
    reason = {"stopped": "harmed"} if state == "stopped" else {}
    Process.objects.filter(pk__in=[one.pk for one in rows]).update(state=state, ended_on=on, **reason)


def takes_part(case: Case, rows: list[Process], *, side: str = "responsible") -> None:
    for one in rows:
        Party.objects.create(process=one, side=side, name="Alguien", case=case)


def measures(case: Case, number: int, *, kind: str = "service") -> list[Measure]:
    return [
        Measure.objects.create(
            case=case,
            kind=kind,
            court="Juzgado",
            file_number="1",
            begins_on=IN_IT,
            ends_on=IN_IT + timedelta(days=300),
            by=worker("Ana"),
        )
        for _ in range(number)
    ]


def orientations(number: int, *, on: date = IN_IT, matter: str = "family", case: Case | None = None) -> None:
    for _ in range(number):
        Orientation.objects.create(on=on, matter=matter, case=case, by=worker("Ana"))


def year(what: Counted) -> Period:
    (found,) = served(seen_by=supervisor()).years[what]
    return found


class TestFrozen:
    def test_a_process_that_stops_changes_nothing_that_is_shown_until_a_quarter_ends(self) -> None:
        rows = processes(12) + processes(7, ended_on=IN_IT, state="stopped")
        count_new(on=LAST.counted_from)
        before = served(seen_by=supervisor())
        assert year(Counted.PROCESS).counts == {"under_way": 10, "closed": 0, "stopped": 5, TOTAL: 20}
        for day, one in enumerate(rows[:6]):
            ended([one], on=LAST.counted_from + timedelta(days=day), state="stopped")
            nightly.count_justice(LAST.counted_from + timedelta(days=day))
            assert served(seen_by=supervisor()) == before

    def test_it_is_counted_in_the_night_from_which_it_may_be_and_once(self) -> None:
        orientations(8)
        assert nightly.count_justice(LAST.counted_from - timedelta(days=1)) == {"quarters": 0}
        assert served(seen_by=supervisor()).is_empty
        assert nightly.count_justice(LAST.counted_from) == {"quarters": 1}
        assert nightly.count_justice(LAST.counted_from + timedelta(days=9)) == {"quarters": 0}
        orientations(20)
        count_new(on=NEXT.counted_from)
        told = served(seen_by=supervisor())
        assert [(one.name, one.counts["family"]) for one in told.quarters] == [
            ("2025-Q4", 10),
            ("2026-Q1", 0),
        ]
        assert (
            year(Counted.ORIENTATION).counts["family"] == 10
        )  # what came late would stand in the difference

    def test_where_nothing_was_ever_served_nothing_is_counted(self) -> None:
        assert count_new(on=LAST.counted_from) == 0
        assert not Run.objects.exists()

    def test_a_process_counts_as_it_stood_when_the_quarter_ended(self) -> None:
        processes(9, ended_on=LAST.last_on)
        processes(6, ended_on=LAST.last_on + timedelta(days=1))
        count_new(on=LAST.counted_from)
        assert year(Counted.PROCESS).counts == {"under_way": 5, "closed": 10, "stopped": 0, TOTAL: 15}

    def test_a_year_is_told_anew_only_where_each_number_that_changes_does_so_by_enough_people(self) -> None:
        rows = processes(22) + processes(10, ended_on=IN_IT)
        count_new(on=LAST.counted_from)
        first = year(Counted.PROCESS)
        ended(rows[:4], on=NEXT.last_on)
        count_new(on=NEXT.counted_from)
        assert year(Counted.PROCESS) == first
        later = NEXT.following
        ended(rows[4:6], on=later.last_on)
        count_new(on=later.counted_from)
        told = year(Counted.PROCESS)
        assert told.counts == {"under_way": 15, "closed": 15, "stopped": 0, TOTAL: 30}
        assert told.run > first.run

    def test_many_processes_of_one_person_that_end_are_one_change(self) -> None:
        rows = processes(22) + processes(10, ended_on=IN_IT)
        takes_part(case_of(), rows[:6])
        count_new(on=LAST.counted_from)
        first = year(Counted.PROCESS)
        ended(rows[:6], on=NEXT.last_on)
        count_new(on=NEXT.counted_from)
        assert year(Counted.PROCESS) == first

    def test_what_was_erased_stays_counted(self) -> None:
        FormerCount.objects.create(what="process", year=2025, code="closed", number=30)
        FormerCount.objects.create(what="process", year=2025, code="agreed", number=10)
        processes(6)
        count_new(on=LAST.counted_from)
        first = year(Counted.PROCESS)
        assert first.counts == {"under_way": 15, "closed": 30, "stopped": 0, TOTAL: 45}
        (gone,) = processes(1)
        erase("justice.processes", str(gone.pk), ground="wrongly_kept", by=None)
        count_new(on=NEXT.counted_from)
        assert year(Counted.PROCESS) == first

    def test_what_is_left_of_the_erased_alone_is_told(self) -> None:
        FormerCount.objects.create(what="orientation", year=2025, code="family", number=19)
        count_new(on=LAST.counted_from)
        assert year(Counted.ORIENTATION).counts["family"] == 20

    def test_no_quarter_before_one_that_was_counted_is_counted_any_more(self) -> None:
        orientations(8)
        count_new(on=LAST.counted_from)
        orientations(8, on=IN_IT - timedelta(days=200))
        count_new(on=NEXT.counted_from)
        assert [one.name for one in served(seen_by=supervisor()).quarters] == ["2025-Q4", "2026-Q1"]


class TestPeople:
    def test_measures_of_one_person_are_hidden_though_they_are_many(self) -> None:
        measures(case_of(), 8)
        count_new(on=LAST.counted_from)
        assert year(Counted.MEASURE).counts["service"] is None

    def test_measures_of_many_people_are_told(self) -> None:
        for case in went(learned(), 8):
            measures(case, 1)
        count_new(on=LAST.counted_from)
        assert year(Counted.MEASURE).counts["service"] == 10

    @pytest.mark.parametrize(("side", "told"), [("responsible", None), ("harmed", None), ("support", 10)])
    def test_processes_that_share_a_side_are_of_one_person(self, side: str, told: int | None) -> None:
        takes_part(case_of(), processes(8), side=side)
        count_new(on=LAST.counted_from)
        assert year(Counted.PROCESS).counts["under_way"] == told

    def test_processes_that_hang_together_through_another_are_of_one_person(self) -> None:
        rows = processes(8)
        for number, case in enumerate(went(learned(), 7)):
            takes_part(case, rows[number : number + 2])
        count_new(on=LAST.counted_from)
        assert year(Counted.PROCESS).counts["under_way"] is None

    def test_orientation_counts_by_person_where_it_was_given_to_somebody_accompanied(self) -> None:
        orientations(8, case=case_of())
        orientations(30, matter="work")
        count_new(on=LAST.counted_from)
        (quarter,) = served(seen_by=supervisor()).quarters
        assert quarter.counts["family"] is None
        assert year(Counted.ORIENTATION).counts["family"] is None


class TestRun:
    def test_made_again_each_quarter_gives_the_same_digits_though_processes_went_on(self, capsys) -> None:
        rows = processes(22) + processes(10, ended_on=IN_IT)
        orientations(7)
        for case in went(learned(), 8):
            measures(case, 1)
        count_new(on=LAST.counted_from)
        ended(rows[:6], on=NEXT.last_on)
        count_new(on=NEXT.counted_from)
        ended(rows[6:20], on=NEXT.following.first_on)
        runs = Run.objects.filter(method=METHOD)
        assert runs.count() == 2
        for run in runs:
            assert rerun.run(Namespace(number=run.pk)) == 0
        assert capsys.readouterr().out.count("vuelve a dar las mismas cifras") == 2
        assert Run.objects.filter(method=METHOD).count() == 2

    def test_what_came_late_makes_other_digits_and_moves_none_that_is_told(self, capsys) -> None:
        orientations(7)
        count_new(on=LAST.counted_from)
        orientations(9)
        assert rerun.run(Namespace(number=Run.objects.get().pk)) == 1
        assert year(Counted.ORIENTATION).counts["family"] == 5

    def test_every_line_of_the_file_says_by_which_run_it_was_counted(self) -> None:
        orientations(7)
        processes(9)
        count_new(on=LAST.counted_from)
        rows = [*lines(served(seen_by=supervisor()))]
        run = Run.objects.get().pk
        assert ("orientation", "2025-Q4", "family", 5, run) in rows
        assert ("process", "2025", "under_way", 10, run) in rows
        assert {row[-1] for row in rows} == {run}

    def test_the_page_shows_the_run_of_each_table_and_counts_nothing_itself(self, client) -> None:
        orientations(7)
        client.cookies["pazos_language"] = "en"
        client.force_login(person("lead", Role.STRATEGY_LEAD))
        assert "Nothing is counted yet" in client.get(reverse("justice_totals")).content.decode()
        assert not Run.objects.filter(method=METHOD).exists()
        count_new(on=LAST.counted_from)
        page = client.get(reverse("justice_totals")).content.decode()
        link = reverse("run", args=[Run.objects.get().pk])
        assert len(re.findall(f'href="{link}"', page)) == 2  # by quarter and by year
        assert client.get(link).status_code == 200

    def test_whoever_may_not_see_totals_reads_none_and_opens_no_run_of_it(self, client) -> None:
        orientations(7)
        count_new(on=LAST.counted_from)
        with pytest.raises(PermissionDenied):
            served(seen_by=person("liaison", Role.SECURITY_LIAISON))
        client.force_login(person("liaison", Role.SECURITY_LIAISON))
        assert client.get(reverse("run", args=[Run.objects.get().pk])).status_code == 403
