"""Totals of street work: who may have them, and that a quarter, once shown, never says anything else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.urls import reverse

from pazos.analysis.disclosing import MINIMUM
from pazos.analysis.street_totals import Measure, street_totals
from pazos.domain.disputes.actions import mediating, turning
from pazos.domain.disputes.models import StreetQuarter
from pazos.domain.disputes.quarters import Quarter
from pazos.domain.outreach.actions.presence import record_presence
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem
from street import Street, street

if TYPE_CHECKING:
    from pazos.analysis import street_totals as totals

pytestmark = pytest.mark.django_db
SPRING = datetime(2023, 5, 10, 15, 0, tzinfo=UTC)
SUMMER = Quarter(2023, 2)


@pytest.fixture
def city() -> Street:
    return street()


def walk(city: Street, by: str, *, place: str, met: int, at: datetime = SPRING) -> None:
    said = {"activity": "walk", "venue": "street", "shift": "night", "companions": 0, "note": ""}
    record_presence(
        id=uuid4(),
        **said,
        neighbourhood=place,
        done_on=at.date(),
        met={"18-28": met},
        by=city.people[by],
        at=at,
    )


def spring(city: Street, *, north: int = 8, south: int = 9) -> None:
    for _ in range(north):
        city.dispute(at=SPRING)
    for _ in range(south):
        city.dispute(by="sol", neighbourhood="S1", at=SPRING)


def quarter(city: Street, which: Quarter = SUMMER) -> totals.QuarterTotals:
    return next(one for one in street_totals(seen_by=city.lead) if one.quarter == which)


@pytest.mark.parametrize("who", ["liaison", "ana"])
def test_who_may_not_have_totals_is_refused_by_page_file_and_query(
    city: Street, client: Any, who: str
) -> None:
    spring(city)
    client.force_login(city.people[who])
    for name in ("street_totals", "street_totals_file"):
        assert client.get(reverse(name)).status_code == 403
    with pytest.raises(InputProblem):
        street_totals(seen_by=city.people[who])
    assert not StreetQuarter.objects.exists()


def test_a_quarter_is_counted_by_cluster_with_small_numbers_hidden(city: Street) -> None:
    spring(city, north=8, south=9)
    found = quarter(city)
    assert found.number(Measure.OPENED, city.north.pk) in (8, None)
    assert found.number(Measure.SETTLED, city.north.pk) is None
    assert all(
        number is None or number >= MINIMUM
        for numbers in found.totals.values()
        for number in numbers.values()
    )


def test_people_met_are_added_and_disputes_settled_counted_once(city: Street) -> None:
    for place, by in (("N1", "ana"), ("S1", "sol"), ("X1", "ana")):
        for _ in range(6):
            walk(city, by, place=place, met=5)
    for place, by in (("N1", "ana"), ("S1", "sol"), ("X1", "cora")):
        for _ in range(5):
            made = city.dispute(by=by, neighbourhood=place, at=SPRING)
            turning.claim(made, id=uuid4(), by=city.people[by], at=SPRING)
            for _ in range(2):
                said = {"agreed_on": SPRING.date(), "terms": ["apology"], "keeper": "family", "note": ""}
                mediating.settle(made, id=uuid4(), until_on=None, **said, by=city.people[by], at=SPRING)
    found = quarter(city)
    assert found.number(Measure.MET, None) == 90
    assert found.number(Measure.PRESENCE, city.north.pk) == 6
    assert found.number(Measure.SETTLED, None) == 15


def test_what_was_entered_wrongly_counts_nowhere(city: Street) -> None:
    for place, by in (("N1", "ana"), ("S1", "sol"), ("X1", "cora")):
        for _ in range(6):
            city.dispute(by=by, neighbourhood=place, at=SPRING)
    wrong = city.dispute(at=SPRING)
    turning.close(wrong, id=uuid4(), outcome="unknown", reason="wrong", note="", by=city.ana, at=SPRING)
    assert quarter(city).number(Measure.OPENED, None) == 18


def test_a_quarter_that_was_shown_never_says_anything_else(city: Street, client: Any) -> None:
    """A record that comes late stands in no difference of two exports."""
    for place, by in (("N1", "ana"), ("S1", "sol"), ("X1", "cora")):
        for _ in range(6):
            city.dispute(by=by, neighbourhood=place, at=SPRING)
    client.force_login(city.lead)
    before = b"".join(client.get(reverse("street_totals_file")).streaming_content)
    city.dispute(at=SPRING)
    walk(city, "ana", place="N1", met=40)
    after = b"".join(client.get(reverse("street_totals_file")).streaming_content)
    assert before == after
    assert AuditEvent.objects.filter(verb="street_quarter.frozen").count() == StreetQuarter.objects.count()


def test_the_running_quarter_is_never_counted(city: Street) -> None:
    city.dispute()
    today = Quarter.of(date.today())
    assert all(one.quarter < today for one in street_totals(seen_by=city.lead))


def test_no_page_adds_quarters_together(city: Street, client: Any) -> None:
    spring(city)
    client.force_login(city.lead)
    answer = client.get(reverse("street_totals"), {"quarter": "2023-Q2"})
    assert answer.context["chosen"] == "2023-Q2"
    assert len(answer.context["rows"]) == 4  # two clusters, the rest, and all of that one quarter
    assert client.get(reverse("street_totals"), {"quarter": "2023-05-01"}).status_code == 200
