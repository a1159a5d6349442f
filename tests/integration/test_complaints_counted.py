"""Complaints are counted once a quarter, and who reads every count of them works out none that is hidden."""

from __future__ import annotations

import json
import re
import uuid
from argparse import Namespace
from datetime import date, datetime, time, timedelta
from itertools import pairwise, product

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone, translation
from scipy.optimize import Bounds, LinearConstraint, milp

from accompanied import person
from learned import learned, went
from pazos.analysis import nightly
from pazos.analysis.disclosing import MINIMUM, TOTAL, released
from pazos.analysis.programme import totals as counting
from pazos.analysis.programme.asked import Asked
from pazos.analysis.programme.complaints import METHOD, complaints, count_new
from pazos.analysis.programme.gate import ROUNDED_TO, TO
from pazos.analysis.programme.totals import last_counted, totals
from pazos.domain.cases.models import Complaint
from pazos.domain.cases.vocabulary import About
from pazos.domain.disputes.quarters import Quarter
from pazos.domain.rights.actions.erasing import erase
from pazos.foundation.access.policy import Role
from pazos.foundation.runs.models import Run
from pazos.interfaces.cli import rerun
from pazos.interfaces.web.pages.learning import wording

pytestmark = pytest.mark.django_db
SUMMER = Quarter(2026, 3)
DASH = "–"


def came(day: date, *, about: str = "service", times: int = 1) -> list[Complaint]:
    """Make so many complaints of a day, at its last hour: in Greenwich it is the next day by then."""
    at = timezone.make_aware(datetime.combine(day, time(23)))
    return Complaint.objects.bulk_create(
        Complaint(word_hash=uuid.uuid4().hex, about=about, made_at=at, answer_due_on=day)
        for _ in range(times)
    )


def following(quarter: Quarter, count: int) -> list[Quarter]:
    every = [quarter]
    while len(every) < count:
        every.append(every[-1].following)
    return every


class TestOnce:
    @pytest.mark.parametrize("day", [SUMMER.first_on, date(2026, 8, 28), SUMMER.last_on])
    def test_what_came_in_a_quarter_is_told_on_its_last_day(self, day: date) -> None:
        came(day, times=7)
        assert nightly.count_complaints(SUMMER.counted_from) == {"quarters": 1}
        found = complaints(until=SUMMER.last_on)
        assert (found["quarters"], found["rows"]["service"], found["rows"][TOTAL]) == (["2026-Q3"], [5], [5])

    @pytest.mark.parametrize("day", [SUMMER.first_on - timedelta(days=1), SUMMER.following.first_on])
    def test_what_came_the_day_before_or_after_is_not_of_it(self, day: date) -> None:
        came(SUMMER.first_on, about="data", times=5)
        came(day, times=7)
        count_new(on=SUMMER.counted_from)
        found = complaints(until=SUMMER.last_on)
        at = found["quarters"].index("2026-Q3")
        assert (found["rows"]["data"][at], found["rows"]["service"][at]) == (5, 0)

    @pytest.mark.parametrize(
        ("until", "last"),
        [
            (date(2026, 9, 30), "2026-Q3"),
            (date(2026, 9, 29), "2026-Q2"),
            (date(2026, 10, 1), "2026-Q3"),
            (date(2026, 12, 30), "2026-Q3"),
            (date(2026, 12, 31), "2026-Q4"),
            (date(2027, 1, 1), "2026-Q4"),
            (date(2027, 3, 31), "2027-Q1"),
        ],
    )
    def test_the_last_eight_quarters_that_ended_by_a_day_are_told(self, until: date, last: str) -> None:
        came(date(2024, 1, 1), times=6)
        count_new(on=date(2028, 1, 1))
        names = complaints(until=until)["quarters"]
        assert (names[-1], len(names)) == (last, 8)
        assert names == sorted(names)

    def test_a_quarter_is_counted_in_the_night_from_which_it_may_be_and_not_before(self) -> None:
        came(SUMMER.first_on, times=6)
        assert nightly.count_complaints(SUMMER.counted_from - timedelta(days=1)) == {"quarters": 0}
        assert complaints(until=SUMMER.last_on)["quarters"] == []
        assert nightly.count_complaints(SUMMER.counted_from + timedelta(days=40)) == {"quarters": 1}
        assert nightly.count_complaints(SUMMER.counted_from + timedelta(days=41)) == {"quarters": 0}

    def test_where_nobody_ever_complained_nothing_is_counted(self) -> None:
        assert nightly.count_complaints(SUMMER.counted_from) == {"quarters": 0}
        assert not Run.objects.exists()

    def test_what_was_counted_stays_whatever_comes_or_goes_thereafter(self) -> None:
        rows = came(SUMMER.first_on, times=6)
        count_new(on=SUMMER.counted_from)
        before = complaints(until=SUMMER.last_on)
        came(SUMMER.first_on, about="staff", times=9)
        Complaint.objects.filter(pk=rows[0].pk).delete()
        count_new(on=SUMMER.following.counted_from)
        after = complaints(until=SUMMER.following.last_on)
        assert after["quarters"] == ["2026-Q3", "2026-Q4"]
        assert {name: counts[:1] for name, counts in after["rows"].items()} == before["rows"]
        assert after["runs"][:1] == before["runs"]

    def test_every_count_that_is_told_is_rounded_and_a_small_one_is_hidden(self) -> None:
        for about, times in (("treatment", 23), ("service", 6), ("staff", 2)):
            came(SUMMER.first_on, about=about, times=times)
        count_new(on=SUMMER.counted_from)
        rows = complaints(until=SUMMER.last_on)["rows"]
        assert rows["staff"] == [None]
        told = [count for row in rows.values() for count in row if count]
        assert 25 in told
        assert all(count % ROUNDED_TO == 0 for count in told)
        assert [one["rows"] % ROUNDED_TO for run in Run.objects.all() for one in run.inputs] == [0]

    def test_made_again_it_gives_the_same_digits_though_a_complaint_lost_its_words(self, capsys) -> None:
        rows = came(SUMMER.first_on, times=6)
        count_new(on=SUMMER.counted_from)
        erase("cases.complaints", str(rows[0].pk), ground="wrongly_kept", by=None)
        assert rerun.run(Namespace(number=Run.objects.get().pk)) == 0
        assert "vuelve a dar las mismas cifras" in capsys.readouterr().out
        assert Run.objects.filter(method=METHOD).count() == 1


SUBJECTS = tuple(About.values)
Told = list[tuple[tuple[str, ...], tuple[str, ...], int | None]]  # subjects, quarters, what stands there


class Attacker:
    """Reads every table that was told of the same complaints, and solves them together."""

    def __init__(self, told: Told) -> None:
        numbers = [number for *_, number in told if number is not None]
        self.rounded = all(number % ROUNDED_TO == 0 for number in numbers)
        quarters = sorted({quarter for _, of, _ in told for quarter in of})
        self.place = {cell: n for n, cell in enumerate(product(SUBJECTS, quarters))}
        self.least = np.zeros(len(self.place))
        lines, ends = [], []
        for subjects, of, number in dict.fromkeys(told):
            cells = [self.place[cell] for cell in product(subjects, of)]
            if number is None:
                if len(cells) == 1:
                    self.least[cells] = 1  # nobody is shown as a nought
                continue
            line = np.zeros(len(self.place))
            line[cells] = 1
            lines.append(line)
            ends.append(self._between(number))
        low, high = zip(*ends, strict=True)
        self.known = LinearConstraint(np.array(lines), low, high)

    def _between(self, number: int) -> tuple[int, int]:
        if not self.rounded or number == 0:
            return number, number
        return max(MINIMUM, number - ROUNDED_TO // 2), number + ROUNDED_TO // 2

    def possible(self, subject: str, quarter: str) -> float:
        """Return how far apart the least and the greatest count are that agree with all that was told."""
        goal = np.zeros(len(self.place))
        goal[self.place[subject, quarter]] = 1
        bounds, whole = Bounds(self.least, np.inf), np.ones(len(self.place))
        ends = [milp(way * goal, constraints=self.known, bounds=bounds, integrality=whole) for way in (1, -1)]
        assert ends[0].status == 0  # what is told agrees with itself
        return -ends[1].fun - ends[0].fun if ends[1].status == 0 else np.inf


def invented(seed: int, quarters: list[Quarter]) -> dict[tuple[str, str], int]:
    """Return random counts with many small ones among them, by subject and quarter."""
    draw = np.random.default_rng(seed)
    few = draw.integers(0, 5, (len(SUBJECTS), len(quarters)))
    many = draw.integers(5, 30, few.shape)
    counts = np.where(draw.random(few.shape) < 0.35, few, many)
    names = [one.name for one in quarters]
    return {cell: int(n) for cell, n in zip(product(SUBJECTS, names), counts.flat, strict=True)}


def written(table: dict[tuple[str, str], int], quarters: list[Quarter]) -> None:
    for one in quarters:
        for about in SUBJECTS:
            came(one.first_on + timedelta(days=20), about=about, times=table[about, one.name])


def read(columns: list[str], rows: list[list[str]]) -> Told:
    """Read a table as it stands on a page: a column that is no quarter is the sum of those that are."""
    names = [name for name in columns[1:] if re.fullmatch(r"\d{4}-Q\d", name)]
    of = [(name,) if name in names else tuple(names) for name in columns[1:]]
    subjects = [*((one,) for one in SUBJECTS), SUBJECTS]
    return [
        (about, which, None if cell == DASH else int(re.sub(r"\D", "", cell)))
        for about, row in zip(subjects, rows, strict=True)
        for which, cell in zip(of, row[1:], strict=True)
    ]


def in_files() -> Told:
    """Read the runs, as files of them and bundles hold them."""
    every: Told = []
    for run in Run.objects.filter(method=METHOD):
        name = run.parameters["quarter"]
        for about, number in json.loads(json.dumps(run.result))["about"].items():
            every.append((SUBJECTS if about == TOTAL else (about,), (name,), number))
        if run.inputs[0]["rows"]:
            every.append((SUBJECTS, (name,), run.inputs[0]["rows"]))
    return every


def opened(told: Told, table: dict[tuple[str, str], int]) -> list[tuple[str, str]]:
    """Return the small counts that are nearer known than "fewer than the minimum"."""
    reader = Attacker(told)
    small = [cell for cell, count in table.items() if 0 < count < MINIMUM]
    assert small
    return [cell for cell in small if reader.possible(*cell) < MINIMUM - 1]


class TestWorkingOut:
    QUARTERS = following(Quarter(2023, 2), 13)  # so that six windows of eight slide over them

    @pytest.mark.parametrize("seed", range(12))
    def test_no_hidden_count_is_worked_out_from_all_nights_windows_languages_and_files(self, seed) -> None:
        table = invented(seed, self.QUARTERS)
        written(table, self.QUARTERS)
        told: Told = []
        for quarter in self.QUARTERS:
            nightly.count_complaints(quarter.counted_from)
            for language in ("es", "en"):
                with translation.override(language):
                    page = wording.complaint_table(complaints(until=quarter.last_on))
                told += read(page["columns"], page["rows"])
        assert sum(number is not None for *_, number in told) > 100
        assert opened([*told, *in_files()], table) == []

    def test_windows_that_slide_with_a_total_of_their_own_would_be_worked_out(self) -> None:
        """So that the test above could fail: what each window hides by itself, two of them give away."""
        windows = [self.QUARTERS[n : n + 8] for n in range(6)]
        found = []
        for seed in range(6):
            table, told = invented(seed, self.QUARTERS), []
            for window in windows:
                names = [one.name for one in window]
                cells = released(table, rows=SUBJECTS, columns=names, to=TO).cells
                rows = [["", *(DASH if one is None else str(one) for one in line)] for line in cells]
                told += read(["", *names, ""], rows)
            found += opened(told, table)
        assert found

    def test_of_two_quarters_neither_changes_what_is_hidden_in_the_other(self) -> None:
        table = invented(3, self.QUARTERS[:2])
        written(table, self.QUARTERS[:1])
        count_new(on=self.QUARTERS[0].counted_from)
        (alone,) = Run.objects.filter(method=METHOD)
        written(table, self.QUARTERS[1:2])
        count_new(on=self.QUARTERS[1].counted_from)
        rows = complaints(until=self.QUARTERS[1].last_on)["rows"]
        assert {name: counts[0] for name, counts in rows.items()} == alone.result["about"]


class TestPage:
    NOW = last_counted(timezone.localdate())

    def shown(self, client, language: str) -> tuple[list[str], list[list[str]]]:
        client.cookies["pazos_language"] = language
        page = client.get(reverse("programme_totals"))
        assert page.status_code == 200
        heading = {"es": "Quejas por trimestre", "en": "Complaints by quarter"}[language]
        (table,) = re.findall(rf"{heading}</caption>(.*?)</table>", page.content.decode(), re.DOTALL)
        lines = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        head, *rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL) for line in lines]
        return head, rows

    def test_the_page_tells_the_quarter_until_which_it_says_it_tells(self, client) -> None:
        made = learned()
        went(made, 30)
        came(self.NOW.last_on - timedelta(days=33), times=8)
        client.force_login(made.lead)
        totals(Asked(), seen_by=made.lead)
        count_new(on=timezone.localdate())
        for language in ("es", "en"):
            head, rows = self.shown(client, language)
            assert head[1:] == [self.NOW.name]
            assert [row[1] for row in rows] == ["0", "10", "0", "0", "0", "0", "10"]

    def test_the_page_shows_what_was_counted_and_nothing_beside_it(self, client, monkeypatch) -> None:
        made = learned()
        went(made, 30)
        client.force_login(made.lead)
        quarters = following(Quarter(2024, 1), 9)
        written(invented(5, quarters), quarters)
        count_new(on=quarters[-1].counted_from)
        for quarter, then in pairwise(quarters[-3:]):
            totals(Asked(), seen_by=made.lead, on=then.counted_from - timedelta(days=1))
            with monkeypatch.context() as patched:
                patched.setattr(counting, "last_counted", lambda _on, quarter=quarter: quarter)
                pages = {language: self.shown(client, language) for language in ("es", "en")}
            for language, (head, rows) in pages.items():
                with translation.override(language):
                    table = wording.complaint_table(complaints(until=quarter.last_on))
                assert head == table["columns"]
                assert rows == table["rows"]

    def test_before_the_first_night_it_says_that_nothing_was_counted(self, client) -> None:
        made = learned()
        went(made, 30)
        came(self.NOW.last_on, times=8)
        client.force_login(made.lead)
        client.cookies["pazos_language"] = "en"
        totals(Asked(), seen_by=made.lead)
        page = client.get(reverse("programme_totals")).content.decode()
        assert "No quarter of complaints was counted yet" in page
        assert not Run.objects.filter(method=METHOD).exists()  # a page counts nothing

    @pytest.mark.parametrize(
        ("role", "status"),
        [(Role.STRATEGY_LEAD, 200), (Role.SECURITY_LIAISON, 403), (Role.PARTNER, 403), (Role.GESTOR, 403)],
    )
    def test_the_run_of_a_quarter_is_open_to_who_sees_totals_only(self, client, role, status) -> None:
        came(SUMMER.first_on, times=8)
        count_new(on=SUMMER.counted_from)
        client.force_login(person(role.value, role))
        for name in ("run", "run_file"):
            assert client.get(reverse(name, args=[Run.objects.get().pk])).status_code == status, name
