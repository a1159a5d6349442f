"""What the programme learned is counted once, though two ask for it in one moment."""

from __future__ import annotations

from functools import partial

import pytest

from at_once import ALONE, each_alone, split, together  # noqa: F401 - a fixture
from learned import NOW, learned, went
from pazos.analysis.programme.asked import Asked
from pazos.analysis.programme.complaints import METHOD as OF_COMPLAINTS
from pazos.analysis.programme.complaints import count_new
from pazos.analysis.programme.doses import doses
from pazos.analysis.programme.justice import METHOD as OF_JUSTICE
from pazos.analysis.programme.justice import count_new as count_justice
from pazos.analysis.programme.totals import METHOD, count_ahead, last_counted, totals
from pazos.domain.cases.models import Complaint
from pazos.domain.justice.models import FormerCount
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.runs.models import Run

pytestmark = [ALONE, pytest.mark.usefixtures("each_alone")]


def some_who_went():
    made = learned()
    went(made, 30)
    # A city whose trail is empty has nobody in it who could ask.
    AuditEvent.objects.create(
        at="2024-01-01T00:00Z",
        verb="city.made",
        subject="city:1",
        previous_hash="0" * 64,
        event_hash="1" * 64,
    )
    return made


def test_of_two_workers_who_count_one_selection_the_second_shows_what_the_first_counted() -> None:
    made = some_who_went()
    deed = partial(totals, Asked(cluster=made.north.pk), seen_by=made.lead, on=NOW)
    given, refused = split(together(deed, deed, before=(Run,)))
    assert (refused, given[0]) == ([], given[1])
    assert Run.objects.filter(method=METHOD).count() == 1
    assert AuditEvent.objects.filter(verb="programme.counted").count() == 1


def test_the_night_and_a_page_count_everybody_once() -> None:
    made = some_who_went()
    night = partial(count_ahead, on=last_counted(NOW).counted_from)
    _, refused = split(together(night, partial(totals, Asked(), seen_by=made.lead, on=NOW), before=(Run,)))
    assert refused == []
    assert Run.objects.filter(method=METHOD).count() == 1


def test_a_quarter_of_doses_that_two_ask_for_is_counted_once() -> None:
    made = some_who_went()

    def asked():
        return list(doses(seen_by=made.lead, on=NOW))

    given, refused = split(together(asked, asked, before=(Run,)))
    assert (refused, given[0]) == ([], given[1])
    quarters = [run.parameters["quarter"] for run in Run.objects.filter(method="programme_doses")]
    assert len(quarters) == len(set(quarters)) > 1


def test_a_quarter_of_complaints_that_two_nights_count_is_counted_once() -> None:
    some_who_went()
    Complaint.objects.create(word_hash="1", about="data", made_at="2026-05-04T12:00Z", answer_due_on=NOW)
    night = partial(count_new, on=NOW)
    _, refused = split(together(night, night, before=(Run,)))
    assert refused == []
    quarters = [run.parameters["quarter"] for run in Run.objects.filter(method=OF_COMPLAINTS)]
    assert sorted(quarters) == ["2026-Q2", "2026-Q3"]


def test_a_quarter_of_justice_that_two_nights_count_is_counted_once() -> None:
    some_who_went()
    FormerCount.objects.create(what="process", year=2025, code="closed", number=9)
    night = partial(count_justice, on=NOW)
    _, refused = split(together(night, night, before=(Run,)))
    assert refused == []
    quarters = [run.parameters["quarter"] for run in Run.objects.filter(method=OF_JUSTICE)]
    assert sorted(quarters) == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
