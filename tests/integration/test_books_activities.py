"""Activities as spreadsheets: the same row twice changes nothing, names are for those who keep attendance."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from pazos.analysis.books.activities import SHEETS
from pazos.analysis.books.cells import written
from pazos.domain.activities.actions import count_heads, plan
from pazos.domain.activities.models import Activity, HeadCount, IndirectReach
from pazos.domain.activities.vocabulary import State
from pazos.domain.participants.models import Participant
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.history.models import Change
from pazos.science.problems import InputProblem
from reached import AGREED, Reached, reached

pytestmark = pytest.mark.django_db
SHEET = {one.name: one for one in SHEETS}
MAY = date(2023, 5, 10)


@pytest.fixture
def city() -> Reached:
    return reached()


def row(**said):
    return {
        "code": "TAL-1",
        "programme": "workshop",
        "name": "Taller de radio",
        "kind": "culture",
        "starts_on": MAY,
        "ends_on": None,
        "hours": Decimal("2.5"),
        "neighbourhood": "N1",
        "responsible": "Fundación Títere",
        "state": "done",
        **said,
    }


def take(name, values, by):
    SHEET[name].take(values, by)


def test_an_activity_is_taken_once_and_a_changed_row_changes_it(city) -> None:
    take("activities", row(), city.paula)
    written_down = (AuditEvent.objects.count(), Change.objects.count())
    take("activities", row(), city.paula)
    assert (AuditEvent.objects.count(), Change.objects.count()) == written_down
    take("activities", row(name="Taller de video"), city.paula)
    one = Activity.objects.get()
    assert (one.name, one.state, one.cluster, one.hours) == (
        "Taller de video",
        State.DONE,
        city.clusters["north"],
        Decimal("2.5"),
    )


def test_a_row_brings_an_activity_to_its_state(city) -> None:
    day = timezone.localdate() + timedelta(days=3)
    take("activities", row(starts_on=day, state="planned"), city.paula)
    with pytest.raises(InputProblem):
        take("activities", row(starts_on=day, state="cancelled"), city.paula)
    take("activities", row(starts_on=day, state="cancelled", why_cancelled="Llovió"), city.paula)
    take("activities", row(starts_on=day, state="cancelled", why_cancelled="Llovió"), city.paula)
    assert Activity.objects.get().state == State.CANCELLED
    with pytest.raises(PermissionDenied):
        take("activities", row(code="X", responsible="Club Rodante"), city.paula)


def test_what_goes_out_comes_back_unchanged(city) -> None:
    take("activities", row(), city.paula)
    city.activity("workshop", note="Nota", venue="Cancha")
    count_heads(Activity.objects.get(code="TAL-1"), heads={(Sex.WOMAN, AgeBand.TEEN): 12}, by=city.paula)
    take("indirect_reach", _indirect(), city.paula)
    city.came(city.person(document="66123456"), to=Activity.objects.get(code="TAL-1"))
    for name, sheet in SHEET.items():
        before = (Change.objects.count(), AuditEvent.objects.count())
        rows = list(sheet.rows(city.paula))
        assert rows, name
        for one in rows:
            assert set(one) <= {column.name for column in sheet.columns}
            for column in sheet.columns:
                written(column, one.get(column.name))
            sheet.take(one, city.paula)
        assert (Change.objects.count(), AuditEvent.objects.count()) == before, name


def _indirect():
    words = "200 personas x 3,2 por hogar"
    return {"programme": "workshop", "year": 2023, "method": "households", "people": 640, "workings": words}


def test_heads_are_merged_group_by_group(city) -> None:
    take("activities", row(), city.paula)
    for sex, people in (("woman", 12), ("man", 9), ("woman", 14)):
        take(
            "head_counts",
            {"activity": "TAL-1", "sex": sex, "age_band": "14-17", "people": people},
            city.paula,
        )
    assert sorted(HeadCount.objects.values_list("sex", "people")) == [("man", 9), ("woman", 14)]
    with pytest.raises(InputProblem, match="no activity has the code"):
        take("head_counts", {"activity": "NADA", "people": 1}, city.paula)


def test_small_numbers_that_others_reported_do_not_leave(city) -> None:
    one = plan(**_plain(city), by=city.paula)
    count_heads(one, heads={(Sex.WOMAN, AgeBand.TEEN): 3, (Sex.MAN, AgeBand.TEEN): 40}, by=city.paula)
    other = plan(**{**_plain(city), "name": "Otro"}, by=city.paula)
    count_heads(other, heads={(Sex.MAN, AgeBand.TEEN): 50}, by=city.paula)
    assert 3 not in [row["people"] for row in SHEET["head_counts"].rows(city.lead)]
    assert {row["people"] for row in SHEET["head_counts"].rows(city.paula)} == {3, 40, 50}
    assert list(SHEET["head_counts"].rows(city.olga)) == []


def _plain(city):
    of = city.programmes["workshop"]
    return {
        "programme": of,
        "name": "Taller",
        "kind": "culture",
        "starts_on": MAY,
        "responsible": of.department,
    }


def test_attendance_is_taken_by_name_and_seen_by_its_own(city) -> None:
    take("activities", row(), city.paula)
    said = {
        "activity": "TAL-1",
        "document": "66123456",
        "name": "Ana Lucía Mina",
        "sex": "woman",
        "neighbourhood": "N2",
        "agreed_on": AGREED,
    }
    for _ in range(2):
        take("attendance", said, city.paula)
    person = Participant.objects.get()
    assert person.traits == {"sex": "woman"}
    assert person.neighbourhood == city.places["N2"]
    (told,) = SHEET["attendance"].rows(city.paula)
    assert (told["name"], told["on"], told["activity"]) == ("Ana Lucía Mina", MAY, "TAL-1")
    assert list(SHEET["attendance"].rows(city.olga)) == []
    with pytest.raises(PermissionDenied):
        take("attendance", said, city.lead)
    with pytest.raises(InputProblem, match="did they agree"):
        take("attendance", {**said, "document": "77123456", "agreed_on": None}, city.paula)


def test_indirect_reach_is_taken_with_its_arithmetic(city) -> None:
    take("indirect_reach", _indirect(), city.paula)
    take("indirect_reach", {**_indirect(), "people": 600}, city.paula)
    assert IndirectReach.objects.get().people == 600
    assert [one["people"] for one in SHEET["indirect_reach"].rows(city.lead)] == [600]
