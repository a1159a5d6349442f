"""A restorative process from the first question to its end, a judge's measure, orientation: who may do and see what."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection

from accompanied import case_of, person, supervisor, under_age, worker
from pazos.analysis.programme.justice import served
from pazos.domain.cases.models import Case, Referral
from pazos.domain.justice import holdings, lawful
from pazos.domain.justice.actions import (
    agreeing,
    asking,
    courts,
    ending,
    measures,
    meeting,
    opening,
    orientation,
    reports,
)
from pazos.domain.justice.models import (
    Court,
    Duty,
    FormerCount,
    JudgeReport,
    Measure,
    Orientation,
    Party,
    Process,
    ProcessMeeting,
    Willingness,
)
from pazos.domain.justice.queries import measures as measured
from pazos.domain.justice.queries import orientation as oriented
from pazos.domain.justice.queries import processes as queries
from pazos.domain.justice.queries import supervising
from pazos.domain.justice.rules import filing
from pazos.domain.justice.standing import of_age_on
from pazos.domain.justice.vocabulary import Counted
from pazos.domain.participants.traits import Traits
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.models import Consent
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.rules.clock import months_after
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.history.changing import changes_of
from pazos.foundation.history.models import Change
from pazos.science.problems import InputProblem
from restorative import (
    NAME,
    SECRET,
    accepted,
    ago,
    agreed,
    court,
    flor,
    met,
    opened,
    ordered,
    party,
    proposed,
    ready,
    says,
    told,
)

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def blocks(error: pytest.ExceptionInfo[RefusedError]) -> set[str]:
    return {block.value for block in error.value.blocks}


def state(process: Process) -> str:
    return Process.objects.get(pk=process.pk).state


def test_the_other_side_is_not_asked_before_the_harmed_person_wants_it() -> None:
    process = opened()
    harmed, other = party(process, "harmed"), party(process, "responsible")
    with pytest.raises(RefusedError) as refused:
        says(other, days=0)
    assert blocks(refused) == {"harmed_first"}
    with pytest.raises(RefusedError):
        met(process, "preparation", other, days=0)
    says(harmed, days=0)
    assert state(process) == "preparing"
    says(other, days=0)


def test_a_process_goes_from_the_first_question_to_a_kept_agreement() -> None:
    process, _harmed, _other, duty = agreed()
    assert state(process) == "agreed"
    with pytest.raises(RefusedError) as refused:
        ending.close(process, on=ago(0), by=flor())
    assert blocks(refused) == {"duties_open"}
    with pytest.raises(RefusedError):
        agreeing.mark(duty, state="done", harmed_agrees=False, on=ago(0), by=flor())
    agreeing.mark(duty, state="done", harmed_agrees=True, on=ago(0), by=flor())
    ending.close(process, on=ago(0), by=flor())
    assert state(process) == "closed"
    assert ending.certificate_of(Process.objects.get(pk=process.pk))["kept"] == "kept"


@pytest.mark.parametrize("moment", ["asked", "ready", "agreed"])
@pytest.mark.parametrize("side", ["harmed", "responsible"])
def test_a_no_at_any_moment_stops_everything_at_once(moment: str, side: str) -> None:
    if moment == "asked":
        process = opened()
        people = {"harmed": party(process, "harmed"), "responsible": party(process, "responsible")}
    else:
        process, harmed, other = (ready() if moment == "ready" else agreed())[:3]
        people = {"harmed": harmed, "responsible": other}
    asking.ask(people[side], id=uuid4(), on=ago(0), wants=False, alone=False, by=flor())
    row = Process.objects.get(pk=process.pk)
    assert (row.state, row.stopped, row.ended_on) == ("stopped", side, ago(0))
    with pytest.raises(RefusedError) as refused:
        says(people["harmed"], days=0)
    assert blocks(refused) == {"ended"}


def test_everybody_is_asked_again_before_each_meeting() -> None:
    process, harmed, other = ready()
    met(process, "circle", harmed, other, days=9)
    with pytest.raises(RefusedError) as refused:
        met(process, "circle", harmed, other, days=8)
    assert blocks(refused) == {"met_since"}


def test_of_a_minor_the_guardian_is_asked_too_and_may_say_no() -> None:
    process = opened()
    with pytest.raises(InputProblem, match="guardian"):
        party(process, "harmed", is_minor=True)
    minor = party(process, "harmed", is_minor=True, guardian="la abuela")
    with pytest.raises(RefusedError) as refused:
        says(minor, days=0)
    assert blocks(refused) == {"guardian_not_asked"}
    says(minor, days=0, guardian_agrees=False)
    assert Process.objects.get(pk=process.pk).stopped == "harmed"


def test_an_agreement_stands_only_with_each_sides_own_word() -> None:
    process, harmed, other = ready()
    met(process, "indirect", harmed, other, days=9)
    proposed(other)
    with pytest.raises(RefusedError) as refused:
        agreeing.agree(process, said=accepted(other, humiliates_nobody=False), on=ago(0), by=flor())
    assert blocks(refused) == {"not_accepted", "humiliates"}
    assert not Duty.objects.filter(agreed_on__isnull=False).exists()


def test_a_breach_may_be_mended_by_both_and_is_told_as_not_kept_and_nothing_more() -> None:
    process, harmed, owing, duty = agreed()
    fresh = {"id": uuid4(), "text": "otra cosa", "measure": "una carta", "due_on": ago(-9), "on": ago(0)}
    other = agreeing.change_by_both(duty, **fresh, said=accepted(harmed, owing), by=flor())
    assert Duty.objects.get(pk=duty.pk).state == "changed"
    assert other.agreed_on == ago(0)
    Duty.objects.filter(pk=other.pk).update(due_on=ago(3))
    other.refresh_from_db()
    agreeing.mark(other, state="broken", harmed_agrees=False, on=ago(0), by=flor())
    told = ending.certificate_of(process)
    assert (told["agreement"], told["kept"]) == ("yes", "not_kept")
    agreeing.reopen(other, by=flor())
    assert Duty.objects.get(pk=other.pk).state == "open"


def met_with_support() -> tuple[Process, Party, Party, Party]:
    """Return a process whose circle was held, and a supporter who wants to take part."""
    process, harmed, other = ready()
    support = party(process, "support")
    says(support, days=10)
    met(process, "circle", harmed, other, support, days=9)
    return process, harmed, other, support


def refused_by(deed: Callable[[], object]) -> set[str]:
    with pytest.raises(RefusedError) as refused:
        deed()
    assert not Duty.objects.filter(agreed_on=ago(0)).exists()
    return blocks(refused)


def test_whoever_owes_a_duty_accepts_it_themselves_also_as_a_supporter() -> None:
    process, harmed, other, support = met_with_support()
    proposed(support)
    said = [accepted(harmed, other), accepted(harmed, other, support)]
    assert refused_by(lambda: agreeing.agree(process, said=said[0], on=ago(0), by=flor())) == {"not_accepted"}
    assert agreeing.agree(process, said=said[1], on=ago(0), by=flor()) == 1


def test_a_duty_binds_nobody_who_refused_after_it_was_proposed() -> None:
    process, harmed, other, support = met_with_support()
    proposed(support)
    says(support, days=1, wants=False)
    everybody = accepted(harmed, other, support)
    assert refused_by(lambda: agreeing.agree(process, said=everybody, on=ago(0), by=flor())) == {"said_no"}
    with pytest.raises(RefusedError) as refused:
        agreeing.agree(process, said=everybody, on=ago(5), by=flor())
    assert blocks(refused) == {"said_no"}
    assert refused_by(lambda: proposed(support)) == {"wants_not"}


def test_a_duty_binds_nobody_who_was_never_asked_and_an_agreement_waits_for_who_did_not_meet() -> None:
    process, harmed, other, _support = met_with_support()
    late = party(process, "responsible")
    assert refused_by(lambda: proposed(late)) == {"wants_not"}
    proposed(other)
    said = accepted(harmed, other, late)
    never = refused_by(lambda: agreeing.agree(process, said=said, on=ago(0), by=flor()))
    assert never == {"each_meets", "not_asked"}
    says(late, days=8)
    unmet = refused_by(lambda: agreeing.agree(process, said=said, on=ago(0), by=flor()))
    assert unmet == {"each_meets"}
    met(process, "preparation", late, days=7)
    for who in (harmed, late):
        says(who, days=6)
    met(process, "indirect", harmed, late, days=5)
    assert agreeing.agree(process, said=said, on=ago(0), by=flor()) == 1


@pytest.mark.parametrize(("days", "why"), [(60, "before_asked"), (10, "before_met")])
def test_the_day_of_an_agreement_lies_in_the_process_and_after_the_meeting(days: int, why: str) -> None:
    process, harmed, other, _support = met_with_support()
    proposed(other)
    with pytest.raises(RefusedError) as refused:
        agreeing.agree(process, said=accepted(harmed, other), on=ago(days), by=flor())
    assert why in blocks(refused)
    with pytest.raises(InputProblem, match="not come yet"):
        agreeing.agree(process, said=accepted(harmed, other), on=ago(-1), by=flor())


def agreed_with_support() -> tuple[Process, Party, Duty, Duty]:
    """Return a process with an agreement, its supporter, and what the supporter and the other side owe."""
    process, harmed, other, support = met_with_support()
    own, others = proposed(support), proposed(other)
    agreeing.agree(process, said=accepted(harmed, other, support), on=ago(8), by=flor())
    own.refresh_from_db()
    others.refresh_from_db()
    return process, support, own, others


def test_a_supporter_who_says_no_is_held_to_nothing_and_holds_nothing_open() -> None:
    process, support, own, others = agreed_with_support()
    says(support, days=1, wants=False)
    own.refresh_from_db()
    assert (own.state, own.ended_on, state(process)) == ("let_go", ago(1), "agreed")
    Duty.objects.filter(pk=own.pk).update(due_on=ago(1))
    assert supervising.overseen(seen_by=supervisor())[1][0].late_duties == 0
    assert queries.listed(seen_by=flor())[1][0].next_due_on == others.due_on
    agreeing.mark(others, state="done", harmed_agrees=True, on=ago(0), by=flor())
    ending.close(process, on=ago(0), by=flor())
    assert ending.certificate_of(Process.objects.get(pk=process.pk))["kept"] == "kept"


def test_what_was_let_go_binds_again_only_who_wants_to_and_accepts_it_anew() -> None:
    process, support, own, _others = agreed_with_support()
    says(support, days=1, wants=False)
    says(support, days=0)
    own.refresh_from_db()
    assert own.state == "let_go"
    with pytest.raises(RefusedError) as refused:
        agreeing.reopen(own, by=flor())
    assert blocks(refused) == {"let_go"}
    fresh = proposed(support)
    said = agreeing.Said(list(process.parties.values_list("pk", flat=True)), True, True, True)
    agreeing.agree(process, said=said, on=ago(0), by=flor())
    fresh.refresh_from_db()
    assert (fresh.state, fresh.agreed_on) == ("open", ago(0))


def test_what_was_said_of_a_duty_by_mistake_is_taken_back_without_binding_who_said_no() -> None:
    _process, support, own, _others = agreed_with_support()
    agreeing.mark(own, state="done", harmed_agrees=True, on=ago(3), by=flor())
    says(support, days=1, wants=False)
    own.refresh_from_db()
    assert own.state == "done"  # what was done stays done
    agreeing.reopen(own, by=flor())
    own.refresh_from_db()
    assert own.state == "let_go"
    agreeing.mark(own, state="done", harmed_agrees=True, on=ago(3), by=flor())
    assert Duty.objects.get(pk=own.pk).state == "done"


def test_where_a_side_says_no_nothing_of_the_agreement_is_owed_any_more() -> None:
    process, harmed, _other, duty = agreed()
    says(harmed, days=0, wants=False)
    duty.refresh_from_db()
    assert (duty.state, duty.ended_on) == ("let_go", ago(0))
    told = ending.certificate_of(Process.objects.get(pk=process.pk))
    assert (told["stands"], told["agreement"], told["kept"]) == ("ended", "yes", "let_go")


def test_what_was_owed_before_in_a_stopped_process_or_by_who_said_no_is_let_go() -> None:
    _process, support, own, others = agreed_with_support()
    says(support, days=1, wants=False)
    stopped = Process.objects.get()
    Duty.objects.update(state="open", ended_on=None)
    migrate = import_module("pazos.domain.justice.migrations.0004_duty_let_go").let_go
    migrate(apps, None)
    assert set(Duty.objects.values_list("pk", "state", "ended_on")) == {
        (own.pk, "let_go", ago(1)),
        (others.pk, "open", None),
    }
    Process.objects.filter(pk=stopped.pk).update(state="stopped", stopped="harmed", ended_on=ago(0))
    migrate(apps, None)
    assert Duty.objects.get(pk=others.pk).ended_on == ago(0)


def test_changing_a_duty_asks_what_an_agreement_asks() -> None:
    process, harmed, other, support = met_with_support()
    duty = proposed(support)
    agreeing.agree(process, said=accepted(harmed, other, support), on=ago(8), by=flor())
    duty.refresh_from_db()
    fresh = {"text": "más", "measure": "una carta", "due_on": ago(-9), "on": ago(0), "by": flor()}

    def changed(said: agreeing.Said, **other_day: Any) -> Duty:
        return agreeing.change_by_both(duty, id=uuid4(), said=said, **{**fresh, **other_day})

    for lacking in ("is_proportionate", "humiliates_nobody", "told_of_lawyer"):
        said = accepted(harmed, other, support, **{lacking: False})
        assert len(refused_by(lambda said=said: changed(said))) == 1
    assert refused_by(lambda: changed(accepted(harmed, other))) == {"not_accepted"}
    everybody = accepted(harmed, other, support)
    assert "before_agreed" in refused_by(lambda: changed(everybody, on=ago(9)))
    with pytest.raises(InputProblem, match="not come yet"):
        changed(everybody, on=ago(-1))
    says(support, days=0, wants=False)
    duty.refresh_from_db()
    assert refused_by(lambda: changed(everybody)) == {"said_no", "wants_not", "not_open"}
    assert Duty.objects.get().state == "let_go"


def test_a_changed_duty_is_made_only_by_everybody_and_never_comes_back() -> None:
    _process, harmed, other, duty = agreed()
    with pytest.raises(InputProblem, match="done or not kept"):
        agreeing.mark(duty, state="changed", harmed_agrees=True, on=ago(0), by=flor())
    fresh = {"text": "más", "measure": "una carta", "due_on": ago(-9), "on": ago(0), "by": flor()}
    agreeing.change_by_both(duty, id=uuid4(), said=accepted(harmed, other), **fresh)
    duty.refresh_from_db()
    with pytest.raises(RefusedError) as refused:
        agreeing.reopen(duty, by=flor())
    assert blocks(refused) == {"replaced"}


def test_a_process_is_not_closed_on_a_day_before_what_was_held_in_it() -> None:
    process, *_people = met_with_support()
    with pytest.raises(RefusedError) as refused:
        ending.close(process, on=ago(10), by=flor())
    assert blocks(refused) == {"before_held"}
    ending.close(process, on=ago(9), by=flor())


def test_each_answer_serves_one_meeting_however_many_were_written_on_its_day() -> None:
    process, harmed, other = ready()
    for who in (harmed, other):
        says(who, days=9)
        says(who, days=9)
    first = met(process, "circle", harmed, other, days=9)
    with pytest.raises(RefusedError) as refused:
        met(process, "conference", harmed, other, days=9)
    assert blocks(refused) == {"met_since"}
    meeting.take_out(first, by=flor())
    met(process, "circle", harmed, other, days=9)
    for who in (harmed, other):
        says(who, days=9)
    met(process, "conference", harmed, other, days=9)


def test_meetings_from_before_take_the_last_answer_of_each_of_their_people() -> None:
    process, harmed, other = ready()
    circle = met(process, "circle", harmed, other, days=9)
    known = set(Willingness.objects.values_list("pk", "served"))
    Willingness.objects.update(served=None)
    says(harmed, days=9)
    migration = import_module("pazos.domain.justice.migrations.0002_answer_of_a_meeting")
    migration.link(apps, SimpleNamespace(connection=connection))
    doubtful = Willingness.objects.filter(party=harmed).latest("at")
    assert doubtful.served == circle  # nobody knows which came first on that day: they are asked again
    kept = set(Willingness.objects.values_list("pk", "served"))
    before = Willingness.objects.get(party=harmed, on=ago(10))
    assert known - kept == {(before.pk, circle.pk)}


@pytest.mark.parametrize("wants", [True, False])
@pytest.mark.parametrize(("days", "why"), [(400, "before_asked"), (-1, "not_yet")])
def test_an_answer_from_before_the_process_or_to_come_moves_nothing(days: int, why: str, wants: bool) -> None:
    process = opened()
    harmed = party(process, "harmed")
    with pytest.raises(RefusedError) as refused:
        says(harmed, days=days, wants=wants)
    assert blocks(refused) == {why}
    assert state(process) == "asked"


def test_sending_twice_writes_once() -> None:
    process = opened()
    key = uuid4()
    first = party(process, "harmed", id=key)
    assert party(process, "harmed", id=key).pk == first.pk
    again = opening.open_process(id=process.pk, asked="harmed", asked_on=ago(1), harm="other", by=flor())
    assert again.pk == process.pk
    assert (Process.objects.count(), Party.objects.count()) == (1, 1)


def test_what_was_entered_by_mistake_is_taken_out_and_what_was_done_stays() -> None:
    process, harmed, other = ready()
    extra = party(process, "support")
    opening.remove_party(extra, by=flor())
    with pytest.raises(RefusedError) as refused:
        opening.remove_party(harmed, by=flor())
    assert blocks(refused) == {"taken_part"}
    circle = met(process, "circle", harmed, other, days=9)
    duty = proposed(other)
    with pytest.raises(RefusedError):
        meeting.take_out(circle, by=flor())
    agreeing.take_out(duty, by=flor())
    meeting.take_out(circle, by=flor())
    assert not process.meetings.filter(kind="circle").exists()


def test_nobody_but_its_facilitators_reaches_a_process() -> None:
    process, harmed, _other, duty = agreed()
    gil = person("Gil", Role.FACILITATOR)
    for who in (gil, supervisor(), worker(), person("Ada", Role.AUDITOR)):
        assert queries.process(process.pk, seen_by=who) is None
        assert not queries.listed(seen_by=who)[1]
        with pytest.raises(PermissionDenied):
            asking.ask(harmed, id=uuid4(), on=ago(0), wants=False, alone=True, by=who)
        with pytest.raises(PermissionDenied):
            agreeing.mark(duty, state="done", harmed_agrees=True, on=ago(0), by=who)
        with pytest.raises(PermissionDenied):
            ending.certify(process, both_agree=True, by=who)
    ending.reassign(process, facilitator=gil, cofacilitator=None, by=supervisor())
    assert queries.process(process.pk, seen_by=gil) is not None
    assert queries.process(process.pk, seen_by=flor()) is None


def test_the_supervisor_sees_numbers_states_and_late_duties_and_opens_nothing_sealed(monkeypatch) -> None:
    _process, _harmed, _other, duty = agreed()
    Duty.objects.filter(pk=duty.pk).update(due_on=ago(2))
    monkeypatch.setattr("pazos.foundation.privacy.fields.open_sealed", _nobody_opens)
    _page, (line,) = supervising.overseen(seen_by=supervisor())
    assert (line.late_duties, line.facilitator) == (1, "Flor")
    assert not supervising.overseen(seen_by=worker())[1]
    with pytest.raises(PermissionDenied):
        ending.reassign(Process.objects.get(), facilitator=flor(), by=worker())


def _nobody_opens(*_args: object) -> str:
    raise AssertionError("a sealed word was opened")


def asked_for(traits: Traits) -> Party:
    """Return the person for whom a process was asked from a case, of whom this is known."""
    case = case_of()
    person_ = case.participant
    person_.traits = traits.kept()
    person_.save()
    return asked_from(case)


def asked_from(case: Case) -> Party:
    asked = {"side": "harmed", "harm": "threat", "facilitator": flor(), "asked_on": ago(0)}
    return opening.ask_from_case(case, **asked, by=worker()).parties.get()


def of_sixteen() -> Party:
    case = case_of()
    under_age(case.participant)
    return asked_from(case)


def untick(who: Party) -> None:
    opening.change_party(who, name=NAME, contact="", is_minor=False, guardian="", wishes="", by=flor())


def test_nobody_unticks_the_age_that_the_case_knows_and_nothing_is_held_without_the_guardian() -> None:
    minor = of_sixteen()
    with pytest.raises(InputProblem, match="under 18 by what is known"):
        untick(minor)
    Party.objects.filter(pk=minor.pk).update(is_minor=False)  # as it may have been written before
    with pytest.raises(RefusedError) as refused:
        says(minor, days=0)
    assert blocks(refused) == {"no_guardian", "guardian_not_asked"}
    minor.refresh_from_db()
    opening.change_party(
        minor, name=NAME, contact="", is_minor=True, guardian="la abuela", wishes="", by=flor()
    )
    with pytest.raises(RefusedError) as refused:
        says(minor, days=0)
    assert blocks(refused) == {"guardian_not_asked"}
    says(minor, days=0, guardian_agrees=True)
    met(minor.process, "preparation", minor, days=0)


def test_somebody_for_whom_a_process_was_asked_is_not_taken_out_to_be_entered_as_another() -> None:
    with pytest.raises(RefusedError) as refused:
        opening.remove_party(of_sixteen(), by=flor())
    assert blocks(refused) == {"asked_for"}


def test_whoever_turned_18_answers_for_themselves_and_an_age_that_nobody_knows_is_as_written() -> None:
    for known in (Traits(birth_year=ago(0).year - 19, birth_month=1), Traits()):
        who = asked_for(known)
        assert not who.is_minor
        words = {"name": NAME, "contact": "", "wishes": ""}
        opening.change_party(who, is_minor=True, guardian="la abuela", **words, by=flor())
        untick(who)
        says(who, days=0)
        Case.objects.all().delete()


@pytest.mark.parametrize(
    ("traits", "told", "signed", "grown"),
    [
        (Traits(), None, None, None),
        (Traits(birth_year=2010), None, None, date(2029, 1, 1)),
        (Traits(birth_year=2010, birth_month=12), None, None, date(2029, 1, 1)),
        (Traits(birth_year=2010, birth_month=5), date(2010, 5, 20), None, date(2028, 5, 20)),
        (Traits(birth_year=2011, birth_month=5), date(2010, 5, 20), None, date(2029, 6, 1)),
        (Traits(), None, date(2008, 2, 29), date(2026, 3, 1)),
    ],
)
def test_the_day_on_which_somebody_is_18_is_that_of_the_birth_date_or_the_latest_it_can_be(
    traits: Traits, told: date | None, signed: date | None, grown: date | None
) -> None:
    case = case_of()
    case.participant.traits = traits.kept()
    case.participant.save()
    if told is not None:
        case.referral = Referral(born_on=told)
    paper = Consent.objects.get(subject_key=case.participant_id)
    paper.born_on = signed
    paper.save()
    assert of_age_on(case) == grown


def test_a_minor_for_whom_a_process_is_asked_takes_part_with_a_guardian() -> None:
    harmed = of_sixteen()
    assert harmed.is_minor
    with pytest.raises(RefusedError) as refused:
        says(harmed, days=0, wants=True)
    assert "no_guardian" in blocks(refused)


def test_who_accompanies_somebody_of_a_process_never_facilitates_it() -> None:
    case = case_of()
    both = person("Beto", Role.CASE_WORKER)
    Case.objects.filter(pk=case.pk).update(second_worker=flor())
    case.refresh_from_db()
    asked = {"side": "responsible", "harm": "threat", "asked_on": ago(0), "by": worker()}
    with pytest.raises(RefusedError) as refused:
        opening.ask_from_case(case, facilitator=flor(), **asked)
    assert blocks(refused) == {"not_impartial"}
    gil = person("Gil", Role.FACILITATOR)
    process = opening.ask_from_case(case, facilitator=gil, id=(number := uuid4()), **asked)
    assert opening.ask_from_case(case, facilitator=gil, id=number, **asked) == process
    assert Process.objects.count() == 1
    assert process.asked == "responsible"
    assert queries.process(process.pk, seen_by=worker()) is None
    with pytest.raises(RefusedError) as refused:
        ending.reassign(process, facilitator=flor(), by=supervisor())
    assert blocks(refused) == {"not_impartial"}
    with pytest.raises(RefusedError):
        ending.reassign(process, facilitator=both, by=supervisor())


def test_a_certificate_holds_only_its_fields_and_leaves_only_when_it_may() -> None:
    process, harmed, _other = ready()
    with pytest.raises(RefusedError) as refused:
        ending.certify(process, by=flor())
    assert blocks(refused) == {"not_to_tell"}
    says(harmed, days=0, wants=False)
    told = ending.certify(process, both_agree=True, by=flor())
    paper = {"hash", "city", "given_on", "reference"}
    assert set(told) == {*paper, *(field.code for field in lawful.CERTIFICATE)}
    assert (told["stands"], told["agreement"], told["kept"]) == ("ended", "no", "none")
    said = {key: value for key, value in told.items() if key != "hash"}
    assert told["hash"] == lawful.sealed_hash_of(said, of=lawful.CERTIFICATE_HASH)
    assert told["hash"] not in guesses(said)
    assert AuditEvent.objects.filter(verb="process.certified", facts__hash=told["hash"]).exists()


def guesses(said) -> set[str]:
    """Return the hashes that whoever reads the trail could make of a content without the city's key."""
    texts = [
        json.dumps(said, sort_keys=True, ensure_ascii=ascii_only, separators=marks, default=str)
        for ascii_only in (False, True)
        for marks in (None, (",", ":"))
    ]
    return {hashlib.sha256(text.encode()).hexdigest() for text in texts}


def test_neither_the_trail_nor_the_history_keeps_a_word_or_who_said_no() -> None:
    process, harmed, other, duty = agreed()
    says(other, days=0, wants=False)
    kept = [json.dumps(facts) for facts in AuditEvent.objects.values_list("facts", flat=True)]
    kept += [json.dumps(fields) for fields in Change.objects.values_list("fields", flat=True)]
    everything = "\n".join(kept)
    assert SECRET not in everything
    assert NAME not in everything
    stopped = AuditEvent.objects.get(verb="process.stopped")
    assert stopped.facts == {}
    assert changes_of(duty).exists()
    assert harmed.pk != process.pk


def test_hours_are_written_by_the_pair_even_after_a_permission_was_taken_back() -> None:
    case = case_of()
    measure = ordered(case)
    Consent.objects.update(withdrawn_on=ago(1))
    day = measures.write_hours(measure, id=uuid4(), on=ago(3), hours=Decimal(4), by=worker("Ana"))
    with pytest.raises(RefusedError):
        measures.write_hours(measure, id=uuid4(), on=ago(30), hours=Decimal(4), by=worker("Zoe"))
    measures.take_hours_out(day, by=worker("Beto"))
    assert not measure.done.exists()


def test_a_report_is_written_by_one_approved_by_another_frozen_and_sent() -> None:
    case = case_of()
    measure = ordered(case)
    measures.write_hours(measure, id=uuid4(), on=ago(9), hours=Decimal("3.5"), by=worker("Ana"))
    report = told(measure)
    written = report.content_hash
    with pytest.raises(PermissionDenied):
        reports.approve(report, by=worker("Ana"))
    with pytest.raises(RefusedError) as refused:
        reports.send(report, on=ago(0), by=worker("Ana"))
    assert blocks(refused) == {"not_approved"}
    reports.approve(report, by=supervisor())
    reports.send(report, on=ago(0), by=worker("Ana"))
    report.refresh_from_db()
    assert (report.content["hours_done"], report.content["days_done"]) == ("3.5", 1)
    hashes = {event.facts["hash"] for event in AuditEvent.objects.filter(verb__startswith="judge_report.")}
    assert hashes == {written, report.content_hash}
    assert not hashes & guesses(report.content)
    with pytest.raises(RefusedError):
        reports.throw_away(report, by=worker("Ana"))
    with pytest.raises(RefusedError) as refused:
        told(measure, days=2)
    assert blocks(refused) == {"told"}


def test_the_supervisor_does_not_approve_what_they_wrote_and_nobody_what_was_altered() -> None:
    measure = ordered(case_of())
    own = told(measure, by=supervisor())
    with pytest.raises(RefusedError) as refused:
        reports.approve(own, by=supervisor())
    assert blocks(refused) == {"own"}
    reports.throw_away(own, by=supervisor())
    report = told(measure)
    report.content = {**report.content, "compliance": "not_kept"}
    report.save()
    with pytest.raises(RefusedError) as refused:
        reports.approve(report, by=supervisor())
    assert blocks(refused) == {"altered"}


def test_no_word_of_a_case_or_a_process_can_get_into_a_report_to_a_judge() -> None:
    mark = "PALABRA-MARCADA"
    case = case_of(mark)
    measure = ordered(case)
    process = opening.ask_from_case(
        case, side="responsible", harm="injury", facilitator=flor(), asked_on=ago(0), by=worker("Ana")
    )
    opening.rewrite(process, harm="injury", summary=mark, by=flor())
    orientation.orient(
        id=uuid4(), matter="penal", on=ago(0), solved=False, note=mark, case=case, by=worker("Ana")
    )
    content = told(measure).content
    assert set(content) == {field.code for field in lawful.REPORT}
    assert mark not in json.dumps(content)
    assert (content["court"], content["file_number"]) == (str(court()), "76520-60")


MARKED = ("Juzgado 2. En el círculo el joven confesó", "Juzgado 2 alias El Mono", "PALABRA-MARCADA")


def test_no_word_of_a_case_gets_to_the_judge_by_the_court_the_file_number_or_a_reference() -> None:
    measure = ordered(case_of())
    for name in MARKED:
        with pytest.raises(RefusedError) as refused:
            courts.add(name=name, city="Santiago de Cali", by=supervisor())
        assert blocks(refused) == {"not_a_court"}
    with pytest.raises(RefusedError) as refused:
        courts.add(name=NAMED, city="Cali, donde el joven confesó", by=supervisor())
    assert blocks(refused) == {"not_a_city"}
    as_it_is = {"court": court(), "ends_on": measure.ends_on, "hours": 60, "report_every_months": 2}
    for number in ("09317-3107 alias El Mono, banda", "PALABRA-MARCADA"):
        with pytest.raises(RefusedError) as refused:
            ordered(case_of("Otro"), file_number=number)
        assert blocks(refused) == {"not_a_number"}
        with pytest.raises(RefusedError):
            measures.correct(measure, file_number=number, by=worker("Ana"), **as_it_is)
        process, *_rest = ready()
        with pytest.raises(InputProblem, match="digits and hyphens"):
            ending.certify(process, both_agree=True, reference=number, by=flor())


NAMED = "Juzgado 3 Penal del Circuito para Adolescentes con Función de Conocimiento"


def test_courts_are_kept_by_whoever_supervises_and_an_empty_list_begins_with_the_usual_ones() -> None:
    Municipality.objects.create(code="76001", name="Santiago de Cali")
    with pytest.raises(PermissionDenied):
        courts.begin(by=worker("Ana"))
    courts.begin(by=supervisor())
    courts.begin(by=supervisor())
    assert {str(one) for one in Court.objects.all()} == {f"{one}, Santiago de Cali" for one in filing.USUAL}
    listed = courts.add(name=f" {NAMED} ", city="Palmira", by=supervisor())
    with pytest.raises(RefusedError) as refused:
        courts.add(name=NAMED.lower(), city="palmira".title(), by=supervisor())
    assert blocks(refused) == {"known"}
    with pytest.raises(PermissionDenied):
        courts.take_out(listed, by=worker("Ana"))
    courts.take_out(listed, by=supervisor())
    assert listed.name not in {one.name for one in Court.objects.all()}


def written_freely(measure: Measure) -> None:
    measure.court, measure.file_number = MARKED[0], "alias El Mono"
    measure.save()


def test_a_measure_whose_court_was_written_freely_has_no_report_until_it_is_chosen_anew() -> None:
    measure = ordered(case_of())
    written_freely(measure)
    (shown,) = measured.of_case(measure.case, seen_by=worker("Ana"))
    assert not shown.is_listed
    assert not shown.is_numbered
    with pytest.raises(RefusedError) as refused:
        told(measure)
    assert blocks(refused) == {"not_listed", "not_a_number"}
    measures.end(
        measure, on=ago(0), by=worker("Ana")
    )  # an ended measure has its last report, and can be put right
    said = {"ends_on": measure.ends_on, "hours": 60, "report_every_months": 2, "file_number": "09317 3107"}
    measures.correct(measure, court=court(), by=worker("Ana"), **said)
    measure.refresh_from_db()
    assert told(measure).content["file_number"] == "09317-3107"
    with pytest.raises(RefusedError) as refused:
        measures.correct(measure, court=court(), by=worker("Ana"), **said)
    assert blocks(refused) == {"ended"}


def test_a_report_that_was_written_before_with_a_free_court_is_neither_approved_nor_sent() -> None:
    measure = ordered(case_of())
    report = told(measure)
    report.content = {**report.content, "court": MARKED[0]}
    report.content_hash = reports.hash_of(report.content)
    report.save()
    with pytest.raises(RefusedError) as refused:
        reports.approve(report, by=supervisor())
    assert blocks(refused) == {"not_lawful"}
    JudgeReport.objects.filter(pk=report.pk).update(approved_by=supervisor())
    with pytest.raises(RefusedError) as refused:
        reports.send(report, on=ago(0), by=worker("Ana"))
    assert blocks(refused) == {"not_lawful"}
    reports.throw_away(report, by=worker("Ana"))


def test_everything_on_the_paper_of_a_report_or_a_certificate_is_in_its_hash() -> None:
    report = told(ordered(case_of()))
    reports.approve(report, by=supervisor())
    report.refresh_from_db()
    assert (report.content["written_by"], report.content["approved_by"]) == ("Ana", supervisor().name)
    for name in ("written_by", "approved_by", "city", "court", "file_number"):
        report.content = {**report.content, name: "otro"}
        assert reports.is_altered(report)
    process, *_rest = ready()
    hashes = [
        ending.certify(process, both_agree=True, reference=number, by=flor())["hash"]
        for number in ("", "09317-3107", "09317-3108")
    ]
    assert len(set(hashes)) == 3


def test_courts_that_measures_name_are_put_into_the_list_and_what_is_no_court_stays_with_its_measure() -> (
    None
):
    Municipality.objects.create(code="76001", name="Palmira")
    known, free = ordered(case_of()), ordered(case_of("Otro"))
    Court.objects.all().delete()
    known.court = "Juzgado segundo  penal para adolescentes"
    known.save()
    written_freely(free)
    migration = import_module("pazos.domain.justice.migrations.0003_courts")
    migration.list_courts(apps, None)
    known.refresh_from_db()
    free.refresh_from_db()
    assert [str(one) for one in Court.objects.all()] == [known.court]
    assert known.court == "Juzgado segundo penal para adolescentes, Palmira"
    assert free.court == MARKED[0]


def test_a_report_a_few_days_before_its_day_leaves_nothing_late_on_any_page() -> None:
    case = case_of()
    measure = ordered(case, begins_on=months_after(ago(-2), -3), ends_on=ago(-80), report_every_months=3)
    report = told(measure, days=0)
    reports.approve(report, by=supervisor())
    reports.send(report, on=ago(0), by=worker("Ana"))
    (shown,) = measured.of_case(case, seen_by=worker("Ana"))
    _page, (due,) = measured.due_reports(seen_by=worker("Ana"))
    assert shown.calendar[0][1]
    assert due.due_on == shown.next_report_on == measured.next_report_on(measure) == measure.ends_on


def test_reports_due_are_listed_for_the_pair_and_for_nobody_else() -> None:
    measure = ordered(case_of())
    _page, (due,) = measured.due_reports(seen_by=worker("Ana"))
    assert (due.measure, due.is_late) == (measure.pk, True)
    assert not measured.due_reports(seen_by=worker("Zoe"))[1]
    assert not measured.due_reports(seen_by=flor())[1]
    report = told(measure)
    assert measured.report(report.pk, seen_by=worker("Zoe")) is None
    assert measured.due_reports(seen_by=worker("Ana"))[1][0].waiting == report.pk


def test_orientation_is_seen_by_who_gave_it_and_sent_twice_it_is_one() -> None:
    given = orientation.orient(id=uuid4(), matter="family", on=ago(0), solved=True, by=worker("Ana"))
    orientation.orient(id=given.pk, matter="family", on=ago(0), solved=True, by=worker("Ana"))
    assert oriented.orientation(given.pk, seen_by=worker("Zoe")) is None
    assert oriented.orientation(given.pk, seen_by=supervisor()) is not None
    with pytest.raises(PermissionDenied):
        orientation.correct(given, matter="work", solved=True, note="", by=worker("Zoe"))
    with pytest.raises(PermissionDenied):
        orientation.orient(
            id=uuid4(), matter="work", on=ago(0), solved=True, by=person("Li", Role.SECURITY_LIAISON)
        )
    (row,) = Orientation.objects.all()  # sent twice it is one
    assert (row.matter, row.solved) == ("family", True)
    with pytest.raises(PermissionDenied):
        served(seen_by=worker("Ana"))


def held(name: str) -> Any:
    return next(one for one in holdings.HOLDINGS if one.name == name)


def test_a_person_finds_their_part_and_their_measures_and_erasing_leaves_only_counts() -> None:
    case = case_of()
    measure = ordered(case)
    told(measure)
    process = opening.ask_from_case(
        case, side="responsible", harm="injury", facilitator=flor(), asked_on=ago(0), by=worker("Ana")
    )
    subject = Subject("participant", case.participant_id)
    (part,) = held("justice.parties").find(subject)
    assert case.participant.name in held("justice.parties").content(part.key).values()
    (kept,) = held("justice.measures").find(subject)
    assert "76520-60" in held("justice.measures").content(kept.key).values()
    opening.rewrite(process, harm="injury", summary=SECRET, by=flor())
    assert held("justice.parties").erase(part.key).rows
    process.refresh_from_db()
    assert (process.state, process.summary) == ("stopped", "")
    assert held("justice.measures").erase(kept.key).rows
    assert not JudgeReport.objects.exists()
    assert FormerCount.objects.get(what="measure").number == 1


def test_where_a_side_is_erased_nobody_owes_anything_and_the_other_is_told_how_their_duty_stands() -> None:
    _process, harmed, other, duty = agreed()
    assert held("justice.parties").erase(str(harmed.pk)).rows
    duty.refresh_from_db()
    assert (duty.state, duty.ended_on) == ("let_go", ago(0))
    ((_key, told),) = [
        one
        for one in held("justice.parties").content(str(other.pk)).items()
        if isinstance(one[1], list) and one[1] and isinstance(one[1][0], dict)
    ]
    assert "ya nadie lo debe" in told[0].values()


def test_a_process_is_erased_with_everything_that_hangs_on_it_and_counted() -> None:
    process, _harmed, _other, duty = agreed()
    (kept,) = held("justice.processes").find(Subject("record", duty.pk))
    assert kept.key == str(process.pk)
    gone = held("justice.processes").erase(kept.key)
    assert UUID(kept.key) in gone.records
    for model in (Process, Party, Willingness, ProcessMeeting, Duty):
        assert not model.objects.exists()
    (row,) = FormerCount.objects.filter(what=Counted.PROCESS)
    assert (row.code, row.number) == ("agreed", 1)


def test_what_ended_long_ago_is_due_to_be_let_go() -> None:
    process = opened()
    ending.stop(process, reason="not_found", on=ago(0), by=flor())
    orientation.orient(id=uuid4(), matter="work", on=ago(0), solved=True, by=worker("Ana"))
    later = ago(-1)
    assert held("justice.processes").due(later, 9) == [str(process.pk)]
    assert held("justice.processes").due(ago(0), 9) == []
    (key,) = held("justice.orientations").due(later, 9)
    assert held("justice.orientations").erase(key).rows == 1
    assert not Orientation.objects.exists()
    assert FormerCount.objects.get(what="orientation").code == "work"


def approved(measure: Measure, *, days: int = 0) -> JudgeReport:
    report = told(measure, days=days)
    reports.approve(report, by=supervisor())
    report.refresh_from_db()
    return report


def corrected(measure: Measure, **said: Any) -> None:
    stands = {name: getattr(measure, name) for name in measures.CORRECTED}
    measures.correct(measure, **{**stands, "court": court(), **said}, by=worker("Ana"))


def test_a_report_written_before_the_measure_went_to_another_court_is_not_approved_for_the_old_one() -> None:
    measure = ordered(case_of())
    report = told(measure)
    assert not reports.is_stale(report)
    corrected(measure, court=court("Juzgado 3 Penal para Adolescentes"))
    with pytest.raises(RefusedError) as refused:
        reports.approve(report, by=supervisor())
    assert blocks(refused) == {"stale"}
    reports.throw_away(report, by=worker("Ana"))
    assert "Juzgado 3" in approved(measure).content["court"]


def test_a_report_whose_hours_were_corrected_since_is_stale_until_it_left() -> None:
    measure = ordered(case_of())
    said = {"id": uuid4(), "on": ago(5), "hours": Decimal(4), "by": worker("Ana")}
    day = measures.write_hours(measure, **said)
    report = approved(measure)
    measures.take_hours_out(day, by=worker("Ana"))
    assert reports.is_stale(JudgeReport.objects.get(pk=report.pk))
    reports.send(report, on=ago(0), by=worker("Ana"))  # its paper had left before: that stays a fact
    assert not reports.is_stale(JudgeReport.objects.get(pk=report.pk))


def test_no_measure_ends_before_a_day_of_which_hours_are_written() -> None:
    measure = ordered(case_of())
    measures.write_hours(measure, id=uuid4(), on=ago(5), hours=Decimal(4), by=worker("Ana"))
    with pytest.raises(RefusedError) as refused:
        measures.end(measure, on=ago(6), by=worker("Ana"))
    assert blocks(refused) == {"hours_after"}
    with pytest.raises(RefusedError) as refused:
        corrected(measure, ends_on=ago(6))
    assert blocks(refused) == {"hours_after"}
    measures.end(measure, on=ago(5), by=worker("Ana"))


def test_an_end_that_was_written_by_mistake_is_put_right_or_taken_out() -> None:
    measure = ordered(case_of())
    measures.end(measure, on=ago(9), by=worker("Ana"))
    measures.end(measure, on=ago(8), by=worker("Ana"))
    assert Measure.objects.get().ended_on == ago(8)
    measures.end(measure, on=None, by=worker("Ana"))
    measures.write_hours(measure, id=uuid4(), on=ago(1), hours=Decimal(2), by=worker("Ana"))


def test_a_judge_who_declares_the_end_later_is_told_the_day_on_which_the_measure_ended() -> None:
    measure = ordered(case_of(), ends_on=ago(30))
    measures.end(measure, on=ago(2), by=worker("Ana"))
    measure.refresh_from_db()
    assert told(measure).content["ends_on"] == ago(30).isoformat()
