"""The demo's accompaniment: it looks like a real programme, and keeps the rules that a city's own deeds keep."""

from __future__ import annotations

import io
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from django.db.models import Count, F, Q
from django.utils import timezone

import cast
from pazos.analysis.demo_books.partners import invent as invent_partners
from pazos.analysis.demo_books.strategy import invent as invent_strategy
from pazos.analysis.demo_cases.drawing import GPS, photograph
from pazos.analysis.demo_cases.invented import PEOPLE, invent_cases
from pazos.analysis.demo_cases.sendings import invent_sendings
from pazos.analysis.demo_cases.words import FOUND_BAD, FOUND_GOOD
from pazos.domain.cases.models import (
    Assessment,
    Case,
    CaseSession,
    CaseTurn,
    Crisis,
    FollowUp,
    Goal,
    Referral,
    SafetyPlan,
)
from pazos.domain.cases.queries.cases import cases, named
from pazos.domain.cases.queries.working import permits
from pazos.domain.cases.rules.opening import CEILING
from pazos.domain.cases.rules.turning import Try, what_is_missing
from pazos.domain.cases.vocabulary import CaseState, Exit, Origin, ReferralState, Turn
from pazos.domain.documents.queries import open_attached
from pazos.domain.employment.models import RetentionCheck
from pazos.domain.fieldwork.models import NamedCase
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.domain.justice.models import Duty, JudgeReport, Process, ProcessMeeting, Willingness
from pazos.domain.justice.queries.courts import is_lawful
from pazos.domain.justice.queries.measures import next_report_on
from pazos.domain.justice.rules.steps import OF_BOTH
from pazos.domain.justice.vocabulary import ProcessState
from pazos.domain.participants.models import Participant
from pazos.domain.participants.twice import alike_in
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.teams import actions as teams
from pazos.domain.venues.models import Inspection, Picture, UseCount, Venue
from pazos.domain.venues.queries import living
from pazos.domain.venues.queries.neighbours import neighbours
from pazos.domain.venues.vocabulary import Moment
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent, ReadEvent
from pazos.foundation.history.changing import changes_of

if TYPE_CHECKING:
    from collections import Counter
    from datetime import date
    from pathlib import Path

pytestmark = pytest.mark.django_db
ROLES = (Role.STRATEGY_LEAD, Role.ANALYST, Role.CASE_SUPERVISOR, Role.FACILITATOR, Role.EVALUATOR)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory) -> Counter[str]:
    """The cohorts of the demo on a small city, made once for all statements."""
    from django.db import transaction
    from django.test import override_settings

    with django_db_blocker.unblock(), transaction.atomic():
        point = transaction.savepoint()
        folder: Path = tmp_path_factory.mktemp("files")
        with override_settings(CITY_FILES=folder):
            yield _invent()
        transaction.savepoint_rollback(point)


def _invent() -> Counter[str]:
    city = cast.small_city()
    codes = sorted(city.places)
    for n in range(2):
        places = [city.places[code] for code in codes[4 * n : 4 * n + 4]]
        teams.open_cluster(f"Clúster {n}", places, on=timezone.localdate() - timedelta(1_500), by=None)
    hall = Organisation.objects.create(name="City hall", kind=Organisation.Kind.CITY)
    by = {
        role: Staff.objects.create(username=role.value, name=role.value, role=role, organisation=hall)
        for role in ROLES
    }
    first, second = (
        Staff.objects.create(username=name, name=name, role=Role.CASE_WORKER, organisation=hall)
        for name in ("one", "two")
    )
    invent_strategy(by=by, seed=1)
    invent_partners(by=by, seed=1)
    return invent_cases(by=by, pair=(first, second), seed=1)


def test_as_many_are_told_of_as_a_programme_of_this_size_hears_of(made) -> None:
    assert made["people"] == PEOPLE
    assert made["cases"] == Case.objects.count() > PEOPLE
    assert 380 <= made["referrals"] == Referral.objects.count() <= 420
    assert set(Referral.objects.values_list("origin", flat=True)) == set(Origin.values)
    assert set(Referral.objects.values_list("state", flat=True)) == set(ReferralState.values)
    late = Referral.objects.filter(state=ReferralState.SENT, answer_due_on__lt=timezone.localdate())
    assert late.count() >= 10


def test_three_or_four_in_ten_leave_within_eight_weeks(made) -> None:
    old = Case.objects.filter(opened_on__lt=timezone.localdate() - timedelta(56))
    left = old.filter(ended_on__lte=F("opened_on") + timedelta(56)).count()
    assert 0.27 <= left / old.count() <= 0.42


def test_nothing_is_dated_ahead_and_nothing_before_its_case(made) -> None:
    today = timezone.localdate()
    assert not Case.objects.filter(Q(opened_on__gt=today) | Q(ended_on__gt=today)).exists()
    outside = Q(on__gt=today) | Q(on__lt=F("case__opened_on")) | Q(on__gt=F("case__ended_on"))
    for kind in (CaseSession, CaseTurn, Assessment):
        assert not kind.objects.filter(outside).exists(), kind
    assert not FollowUp.objects.filter(done_on__gt=today).exists()
    assert not RetentionCheck.objects.filter(done_on__gt=today).exists()
    assert not Referral.objects.filter(Q(agreed_on__gt=today) | Q(answered_at__date__gt=today)).exists()
    assert not Inspection.objects.filter(on__gt=today).exists()
    assert not UseCount.objects.filter(on__gt=today).exists()
    assert not Willingness.objects.filter(on__gt=today).exists()


def test_every_open_case_that_does_not_rest_is_permitted_today(made) -> None:
    today = timezone.localdate()
    active = Case.objects.filter(state=CaseState.ACTIVE).values_list("participant", flat=True)
    assert all(permit.holds for permit in permits(active, on=today).values())
    taken_back = Case.objects.filter(exit=Exit.PERMISSION).values_list("participant", flat=True)
    assert all(permit.was_withdrawn for permit in permits(taken_back, on=today).values())


def test_nobody_is_lost_who_was_not_looked_for_as_the_pathway_asks(made) -> None:
    for case in Case.objects.filter(exit=Exit.LOST):
        since = case.last_met_on or case.opened_on
        rows = case.sessions.filter(on__gt=since).exclude(came="met").values_list("kind", "on")
        assert what_is_missing(Try(kind, on) for kind, on in rows) == ()


def test_no_worker_carries_more_than_the_published_ceiling(made) -> None:
    rows = Case.objects.exclude(state=CaseState.ENDED)
    for side in ("first_worker", "second_worker"):
        assert (
            max(rows.order_by().values(side).annotate(n=Count("pk")).values_list("n", flat=True)) <= CEILING
        )


def test_some_leave_gaps_some_rest_some_move_and_every_kind_of_turn_is_seen(made) -> None:
    turns = set(CaseTurn.objects.values_list("turn", flat=True))
    assert {"opened", "assigned", "paused", "taken_up", "transferred", "ended"} <= turns
    assert Case.objects.filter(exit=Exit.MOVED).exists()
    assert Case.objects.filter(state=CaseState.PAUSED).exists()
    met = Case.objects.filter(state=CaseState.ACTIVE, last_met_on__lt=timezone.localdate() - timedelta(21))
    assert met.exists()
    assert len(set(Case.objects.values_list("exit", flat=True))) >= 8


def test_assessments_change_and_some_items_were_left_out(made) -> None:
    rows = [one.result for one in Assessment.objects.filter(instrument="who5")]
    assert any(one["left_out"] for one in rows)
    before = {
        one.case_id: one.result["total"]
        for one in Assessment.objects.filter(occasion="first", instrument="who5")
    }
    after = Assessment.objects.filter(occasion="again", instrument="who5", case__in=before)
    changes = [
        one.result["total"] - before[one.case_id]
        for one in after
        if one.result["total"] is not None and before[one.case_id] is not None
    ]
    assert len(changes) > 20
    assert sum(changes) / len(changes) > 0
    assert min(changes) < 0 < max(changes)
    assert SafetyPlan.objects.count() == 2
    assert {one.closed_at is None for one in Crisis.objects.all()} == {True, False}


def test_fewer_hold_their_job_at_every_later_mark(made) -> None:
    done = RetentionCheck.objects.filter(done_on__isnull=False).order_by().values("mark")
    rows = done.annotate(n=Count("pk"), still=Count("pk", filter=Q(still_there=True)))
    share = {row["mark"]: row["still"] / row["n"] for row in rows}
    assert 0.5 < share[3] < 0.9
    assert share[1] > share[3] > share[6] > share[12]


def test_some_who_left_came_back_to_a_new_case_of_the_same_person(made) -> None:
    back = CaseTurn.objects.filter(turn=Turn.RE_ENTERED).select_related("case__participant")
    assert back.count() >= 8
    for turn in back:
        before = turn.case.participant.cases.exclude(pk=turn.case_id).filter(ended_on__lt=turn.on)
        assert before.exists()
        assert turn.case.referral is not None
        assert not turn.case.turns.filter(turn=Turn.OPENED).exists()


def test_some_families_moved_to_another_cluster_and_some_out_of_the_city(made) -> None:
    people = Participant.objects.filter(cases__isnull=False, merged_into=None).distinct()
    assert people.filter(neighbourhood=None).exists()
    elsewhere = Case.objects.exclude(participant__neighbourhood__work_clusters=F("cluster"))
    assert elsewhere.filter(participant__neighbourhood__isnull=False).count() >= 5


def test_some_were_not_met_for_months_and_go_on(made) -> None:
    days: dict[object, list[date]] = {}
    for case, on in CaseSession.objects.filter(came="met").order_by("on").values_list("case", "on"):
        days.setdefault(case, []).append(on)
    gaps = [max((b - a for a, b in pairwise(met)), default=timedelta(0)) for met in days.values()]
    assert sum(gap > timedelta(60) for gap in gaps) >= 5


def test_of_a_few_history_trail_and_looks_tell_what_was_done(made) -> None:
    supervisor = Staff.objects.get(role=Role.CASE_SUPERVISOR)
    deeds = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"referral.made", "referral.accepted", "case.opened", "case.session_changed"} <= deeds
    assert {"goal.said_anew", "goal.opened_again", "participant.merged", "participant.parted"} <= deeds
    assert ReadEvent.objects.filter(by=supervisor, what="cases.referral").exists()
    opened = Case.objects.filter(opened_on=timezone.localdate(), turns__by=supervisor)
    told = [one for one in opened.distinct() if changes_of(one).exists()]
    assert len(told) == 3
    assert any(changes_of(one).count() > 1 for one in Goal.objects.all())


def test_pictures_of_venues_lost_where_they_were_taken(made) -> None:
    from PIL import Image

    assert Picture.objects.values("venue").distinct().count() == 5
    assert set(Picture.objects.values_list("moment", flat=True)) == {Moment.BEFORE, Moment.AFTER}
    handed_in = photograph("court", restored=False, seed=2, tells_where=True)
    assert Image.open(io.BytesIO(handed_in)).getexif().get_ifd(GPS)
    for one in Picture.objects.select_related("document"):
        with open_attached(one.document) as content:
            kept = content.read()
        assert not Image.open(io.BytesIO(kept)).getexif()
        assert b"Exif" not in kept
        assert len(kept) < 120_000


def test_the_same_seed_draws_the_same_pictures_and_another_seed_others() -> None:
    first, again, other = (photograph("park", restored=True, seed=seed) for seed in (3, 3, 4))
    assert first == again != other


def test_venues_are_seen_before_and_after_and_processes_stand_in_every_state(made) -> None:
    assert Venue.objects.count() == 12
    seen = Inspection.objects.order_by().values("venue").annotate(n=Count("pk"))
    assert min(row["n"] for row in seen) == 1
    assert max(row["n"] for row in seen) >= 3
    assert set(Process.objects.values_list("state", flat=True)) == set(ProcessState.values)
    stopped = Process.objects.get(state=ProcessState.STOPPED)
    assert Willingness.objects.filter(party__process=stopped, wants=False).exists()
    assert JudgeReport.objects.exclude(approved_by=F("written_by")).count() == 1


def test_one_restored_venue_was_closed_and_nothing_is_told_of_it_after(made) -> None:
    closed = Venue.objects.get(closed_on__isnull=False)
    assert closed.works.filter(state="delivered").exists()
    for rows in (closed.counts, closed.inspections):
        assert rows.exists()
        assert not rows.filter(on__gt=closed.closed_on).exists()
    lives = {one.judged.life for one in living.lives(Venue.objects.all(), on=timezone.localdate())}
    assert {"closed", "alive", "fading", "empty"} <= lives


def test_both_sides_of_a_process_have_names_of_their_own_and_its_report_settles_its_day(made) -> None:
    for process in Process.objects.prefetch_related("parties"):
        assert len({one.name for one in process.parties.all()}) == 2
    for report in JudgeReport.objects.select_related("measure__case"):
        assert next_report_on(report.measure) > timezone.localdate()
        assert is_lawful(report.content)


def test_the_note_of_an_inspection_fits_what_was_found(made) -> None:
    assert Inspection.objects.exclude(note="").count() > 10
    for one in Inspection.objects.all():
        bad = {thing for thing, how in one.conditions.items() if how <= 2}
        fits = [thing for thing, words_of in FOUND_BAD.items() if words_of == one.note]
        assert set(fits) <= bad, one.note
        assert not bad or one.note not in set(FOUND_GOOD) - {""}, one.note


def test_committees_of_neighbours_meet_and_one_has_not_for_long(made) -> None:
    found = neighbours(Venue.objects.all(), on=timezone.localdate())
    assert 0 < len(found) < Venue.objects.count()
    assert sum(one.silent is not None for one in found.values()) == 1
    assert sum(one.kept for one in found.values()) > sum(one.broken for one in found.values()) > 0


def test_everybody_in_a_meeting_of_a_process_was_asked_for_it_and_an_agreement_lies_after_one(made) -> None:
    for held in ProcessMeeting.objects.all():
        asked = {one.party_id for one in held.answers.filter(wants=True, alone=True, on__lte=held.on)}
        assert asked == {one.pk for one in held.parties.all()}
    assert not Willingness.objects.filter(on__lt=F("party__process__asked_on")).exists()
    for duty in Duty.objects.exclude(agreed_on=None):
        met = duty.party.meetings.filter(kind__in=OF_BOTH, on__lte=duty.agreed_on)
        assert met.exists()


def test_a_case_is_found_by_its_persons_name_by_who_accompanies_it(made) -> None:
    worker = Staff.objects.get(username="one")
    own = cases(seen_by=worker)
    assert 0 < own.count() < PEOPLE
    name = max((one.participant.name for one in own), key=len)
    assert named(name, seen_by=worker).cases


def test_some_people_stand_twice_so_that_there_is_something_to_find(made) -> None:
    supervisor = Staff.objects.get(role=Role.CASE_SUPERVISOR)
    places = {
        one.participant.neighbourhood for one in Case.objects.select_related("participant__neighbourhood")
    }
    assert sum(len(alike_in(place, seen_by=supervisor).pairs) for place in places if place) >= 3


def test_of_what_a_phone_sent_two_wait_for_whoever_supervises_and_one_for_its_writer(made) -> None:
    first = Staff.objects.get(username="one")
    rows = invent_sendings(first, supervisor=Staff.objects.get(role=Role.CASE_SUPERVISOR))
    assert [row.standing for row in rows] == [*[Standing.HELD_COORDINATOR] * 2, Standing.SENT_BACK]
    assert all(NamedCase.objects.filter(submission=row).exists() for row in rows)
