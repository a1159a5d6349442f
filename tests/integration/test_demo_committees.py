"""The demo's committees: years of sessions that keep every rule, and promises kept, late, let go and contradicted."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.utils import timezone

from pazos.analysis.demo_books.committees import invent
from pazos.domain.committees.actions.minutes import hash_of, is_stale
from pazos.domain.committees.facts import count_of, present_seats
from pazos.domain.committees.models import (
    Commitment,
    Committee,
    CouncilReview,
    Decision,
    Minutes,
    Progress,
    Session,
    Signature,
)
from pazos.domain.committees.queries import blocked, due
from pazos.domain.committees.queries.commitments import CONTRADICTED, Sought, rows_of, tallied
from pazos.domain.committees.rules.minutes import names_stand_in, still_needed
from pazos.domain.committees.rules.sessions import ON_ANY_DAY
from pazos.domain.committees.vocabulary import CommitmentState, Kind, SessionState
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.rights.queries.days import working_days
from pazos.domain.strategy.models import Component, Strategy
from pazos.foundation.access.policy import Role
from sitting import person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The invented committees, made once for the tests of this file and taken back after them."""
    from django.db import transaction
    from django.test import override_settings

    files = tmp_path_factory.mktemp("city") / "files"
    with django_db_blocker.unblock(), override_settings(CITY_FILES=files), transaction.atomic():
        yield _invented()
        transaction.set_rollback(True)


def _invented() -> Counter[str]:
    from pazos.analysis.demo_books.strategy_words import COMPONENTS, DEPARTMENTS

    ends = date(2031, 1, 1)
    strategy = Strategy.objects.create(name="Estrategia", starts_on=date(2020, 11, 3), ends_on=ends)
    for place, one in enumerate(COMPONENTS, start=1):
        Component.objects.create(strategy=strategy, code=one.code, position=place, name=one.name)
    for name in DEPARTMENTS.values():
        Organisation.objects.create(name=name, kind=Organisation.Kind.CITY)
    roles = (
        *(Role.STRATEGY_LEAD, Role.ANALYST, Role.COMMITTEE_MEMBER),
        *(Role.DEPARTMENT, Role.PARTNER, Role.SECURITY_LIAISON),
    )
    return invent(by={role: person(f"demo-{role.value}", role) for role in roles}, seed=961)


def test_there_are_the_committees_of_a_strategy_and_some_350_promises(demo) -> None:
    kinds = Counter(Committee.objects.values_list("kind", flat=True))
    assert kinds == {Kind.MANAGEMENT: 1, Kind.OPERATIONAL: 5, Kind.MESA: 2, Kind.COUNCIL: 1}
    assert 280 < demo["commitments"] == Commitment.objects.count() < 450
    assert demo["sessions"] > 250
    assert {2020, 2021, 2022, 2023} <= {one.year for one in Session.objects.dates("called_for", "year")}


def test_sessions_number_themselves_and_the_city_s_meet_on_working_days(demo) -> None:
    days = working_days()
    for committee in Committee.objects.all():
        sessions = list(committee.sessions.order_by("called_for"))
        assert [one.number for one in sessions] == list(range(1, len(sessions) + 1))
        if committee.kind not in ON_ANY_DAY:
            assert all(days.is_working(timezone.localtime(one.called_for).date()) for one in sessions)


def test_no_vote_was_cast_that_was_not_present(demo) -> None:
    met = Session.objects.filter(state__in=[SessionState.HELD, SessionState.SIGNED])
    for session in list(met.select_related("committee"))[::3]:
        counted = count_of(session)
        assert counted.has_quorum == session.had_quorum
        for one in session.decisions.all():
            cast = one.votes_for + one.votes_against + one.abstentions
            assert one.is_recommendation or 0 < cast <= counted.votes
            assert one.is_recommendation != session.had_quorum
    assert met.filter(had_quorum=False).exists()
    assert Decision.objects.filter(is_recommendation=True).exists()


def test_signed_minutes_say_what_the_session_said_and_have_the_signatures_they_need(demo) -> None:
    names = list(Staff.objects.values_list("name", flat=True))
    signed_ones = Session.objects.filter(state=SessionState.SIGNED).select_related("committee")
    for session in list(signed_ones)[::9]:
        newest = session.minutes.first()
        signed = set(newest.signatures.values_list("seat", flat=True))
        assert hash_of(newest.content) == newest.content_hash
        assert not is_stale(newest)
        assert still_needed(present_seats(session), signed=signed) == ()
        assert not names_stand_in([str(newest.content)], names=names)
    assert Minutes.objects.filter(version=2).exists()
    assert not Signature.objects.exclude(content_hash__in=Minutes.objects.values("content_hash")).exists()


def test_nothing_happened_in_the_future_and_nobody_accepted_their_own(demo) -> None:
    today, now = timezone.localdate(), timezone.now()
    assert not Commitment.objects.filter(ended_on__gt=today).exists()
    assert not Commitment.objects.filter(made_on__gt=today).exists()
    assert not Progress.objects.filter(at__date__gt=now.date()).exists()
    assert not CouncilReview.objects.filter(on__gt=today).exists()
    for one in Progress.objects.filter(became=CommitmentState.DONE).select_related("commitment"):
        said = one.commitment.progress.filter(became=CommitmentState.SAID_DONE).first()
        assert one.by_id not in (said.by_id, one.commitment.owner_id)


def test_promises_are_kept_late_let_go_given_time_and_contradicted(demo) -> None:
    lead, today = Staff.objects.get(username="demo-strategy_lead"), timezone.localdate()
    every = rows_of(Sought(), seen_by=lead, on=today)
    tally = tallied(every, on=today)
    assert min(tally.kept, tally.kept_late, tally.late, tally.open, tally.dropped, tally.said) > 0
    assert 0.5 < tally.share_in_time < 0.95
    assert rows_of(Sought(standing=CONTRADICTED), seen_by=lead, on=today).count() > 5
    assert Progress.objects.filter(due_on__isnull=False).exists()
    assert due(on=today, seen_by=lead)
    assert blocked(on=today, seen_by=lead)


def test_the_security_liaison_of_the_demo_sits_where_the_city_manages(demo) -> None:
    from pazos.domain.committees.queries.reach import committees_seen

    liaison = Staff.objects.get(username="demo-security_liaison")
    assert {one.code for one in committees_seen(liaison)} == {"cg", "co-int"}
