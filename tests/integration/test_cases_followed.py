"""What of a case follows from elsewhere: the name it is found by, workshops, a permission that ends of itself."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accompanied import TODAY, case_of, participant, permits, person, programme, supervisor, worker
from pazos.analysis import nightly
from pazos.domain.activities.actions import attend, leave_out
from pazos.domain.activities.models import Activity
from pazos.domain.activities.vocabulary import Kind
from pazos.domain.cases.actions import merging, safety, sessions, turning
from pazos.domain.cases.actions.crises import open_crisis
from pazos.domain.cases.actions.opening import open_case
from pazos.domain.cases.models import Case, CaseReview, FollowUp, NameKey
from pazos.domain.cases.queries.cases import keys_of_name, named
from pazos.domain.cases.queries.cases_story import story, told
from pazos.domain.cases.queries.cases_today import What, today_of
from pazos.domain.cases.rules.safety import Part
from pazos.domain.cases.rules.working import subject_of
from pazos.domain.participants.actions import correct
from pazos.domain.participants.models import Participant
from pazos.domain.participants.traits import Traits
from pazos.domain.people.models import Staff
from pazos.domain.rights.actions import consents, requests
from pazos.domain.rights.models import Consent, Request
from pazos.domain.rights.vocabulary import Proof, RequestKind
from pazos.domain.strategy.models import Programme
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def found(text: str) -> list[Case]:
    return list(named(text, seen_by=supervisor()).cases)


def keys_kept() -> set[str]:
    return set(NameKey.objects.values_list("key", flat=True))


class TestTheNameOfACase:
    def test_corrected_it_is_found_by_the_new_name_and_no_longer_by_the_old(self) -> None:
        case = case_of("Camila Restrepo")
        correct(case.participant, by=supervisor(), traits=Traits(), neighbourhood=None, name="Yésica Mina")
        assert found("yes min") == [case]
        assert found("cam") == []
        assert keys_kept() == set(keys_of_name("Yésica Mina"))

    def test_of_somebody_without_a_case_nothing_is_kept_to_find_them_by(self) -> None:
        one = participant("Camila Restrepo")
        correct(one, by=supervisor(), traits=Traits(), neighbourhood=None, name="Yésica Mina")
        assert keys_kept() == set()

    def test_merged_it_is_found_by_the_kept_name_alone_and_parted_by_its_own_again(self) -> None:
        case, kept = case_of("Camila Restrepo"), participant("Yésica Mina")
        made = merging.merge(kept, case.participant, why="es la misma", by=supervisor())
        assert (found("yesica"), found("camila")) == ([case], [])
        assert keys_kept() == set(keys_of_name("Yésica Mina"))
        merging.undo(made, by=supervisor())
        assert (found("yesica"), found("camila")) == ([], [case])
        assert keys_kept() == set(keys_of_name("Camila Restrepo"))

    def test_corrected_while_merged_and_parted_since_the_case_goes_back_to_its_own_name(self) -> None:
        case, kept = case_of("Camila Restrepo"), participant("Yésica Mina")
        made = merging.merge(kept, case.participant, why="es la misma", by=supervisor())
        kept.refresh_from_db()
        correct(kept, by=supervisor(), traits=Traits(), neighbourhood=None, name="Yurani Mina")
        assert (found("yurani"), found("yesica")) == ([case], [])
        merging.undo(made, by=supervisor())
        assert (found("yurani"), found("camila")) == ([], [case])
        assert Participant.objects.get(pk=kept.pk).name == "Yurani Mina"


def workshop(*, on: date) -> Activity:
    """Return a workshop of one day."""
    of = Programme.objects.first() or programme()
    return Activity.objects.create(
        code=f"w-{on}",
        programme=of,
        name="Taller de teatro",
        kind=Kind.CULTURE,
        starts_on=on,
        ends_on=on,
        responsible=of.department,
        entered_by=supervisor(),
        entered_at=timezone.now(),
    )


def last_met(case: Case) -> date | None:
    return Case.objects.get(pk=case.pk).last_met_on


def days_of(case: Case) -> list[date]:
    return [one.on for one in told(story(case)) if one.kind == "workshop"]


class TestWorkshops:
    def test_coming_to_one_is_having_been_met_and_taken_out_it_is_as_before(self) -> None:
        case, met_on = case_of(), TODAY() - 9 * DAY
        sessions.write(case, id=uuid4(), kind="call", came="met", on=met_on, minutes=9, by=worker("Ana"))
        one, day = case.participant, TODAY() - 2 * DAY
        activity = workshop(on=day)
        attend(activity, participants=[one], by=supervisor())
        assert (last_met(case), days_of(case)) == (day, [day])
        leave_out(activity, participant=one, by=supervisor())
        assert (last_met(case), days_of(case)) == (met_on, [])

    def test_only_those_while_the_case_was_open_are_of_it(self) -> None:
        one = participant()
        permits(one)
        before, within, after = (TODAY() - days * DAY for days in (90, 40, 5))
        attend(workshop(on=before), participants=[one], by=supervisor())
        attend(workshop(on=within), participants=[one], by=supervisor())
        case = opened(one, on=TODAY() - 60 * DAY)
        assert (last_met(case), days_of(case)) == (within, [within])
        turning.end(case, reason="work", on=TODAY() - 20 * DAY, by=supervisor())
        attend(workshop(on=after), participants=[one], by=supervisor())
        case.refresh_from_db()
        assert (last_met(case), days_of(case)) == (within, [within])

    def test_a_session_taken_out_leaves_the_day_of_the_workshop(self) -> None:
        case = case_of()
        attend(workshop(on=TODAY() - 3 * DAY), participants=[case.participant], by=supervisor())
        row = sessions.write(
            case, id=uuid4(), kind="call", came="met", on=TODAY(), minutes=9, by=worker("Ana")
        )
        assert last_met(case) == TODAY()
        sessions.take_out(row, by=worker("Ana"))
        assert last_met(case) == TODAY() - 3 * DAY

    def test_those_of_the_other_row_come_with_a_merge_and_go_with_its_undoing(self) -> None:
        case, other = case_of(), participant("Camila R.")
        attend(workshop(on=TODAY() - 3 * DAY), participants=[other], by=supervisor())
        made = merging.merge(case.participant, other, why="es la misma", by=supervisor())
        assert last_met(case) == TODAY() - 3 * DAY
        merging.undo(made, by=supervisor())
        assert last_met(case) is None

    def test_they_stand_on_the_page_of_the_case_in_few_questions(
        self, client, django_assert_max_num_queries
    ) -> None:
        case = case_of()
        for days in range(40):
            attend(workshop(on=TODAY() - days * DAY), participants=[case.participant], by=supervisor())
        client.force_login(worker("Ana"))
        client.cookies["pazos_language"] = "en"
        with django_assert_max_num_queries(40):
            page = client.get(reverse("case", args=[case.pk])).content.decode()
        assert page.count("Came to a workshop: Taller de teatro") == 30


def opened(one: Participant, *, on: date) -> Case:
    pair = [worker("Ana"), worker("Beto")]
    return open_case(None, participant=one, supervisor=supervisor(), pair=pair, on=on, by=supervisor())


def asked_of(who: Staff) -> list[What]:
    return [ask.what for one in today_of(who, on=TODAY()) for ask in one.asks]


class TestLookingUpAfterTheEnd:
    def ended(self) -> Case:
        case = case_of(on=TODAY() - 120 * DAY)
        Case.objects.update(state="ended", exit="moved", ended_on=TODAY() - 90 * DAY)
        FollowUp.objects.create(case=case, months=3, due_on=TODAY())
        return case

    def test_is_asked_for_on_its_day(self) -> None:
        self.ended()
        assert asked_of(worker("Ana")) == [What.FOLLOW_UP]

    def test_says_to_ask_for_the_permission_where_it_ran_out(self) -> None:
        ends(self.ended(), on=TODAY() - DAY)
        assert asked_of(worker("Ana")) == [What.FOLLOW_UP_ASKED]

    def test_is_asked_of_nobody_who_took_it_back(self) -> None:
        self.ended()
        consents.withdraw(Consent.objects.get(), on=TODAY(), by=person("Olga", Role.DATA_OFFICER))
        assert asked_of(worker("Ana")) == []

    def test_is_asked_of_who_supervises_once_nobody_of_the_pair_is_here(self) -> None:
        self.ended()
        Staff.objects.filter(username="Ana").update(is_active=False)
        assert asked_of(supervisor()) == []
        Staff.objects.filter(username="Beto").update(is_active=False)
        assert asked_of(supervisor()) == [What.FOLLOW_UP]
        assert asked_of(supervisor("Otra")) == asked_of(worker("Zoe")) == []
        Staff.objects.filter(username="Sara").update(is_active=False)
        assert asked_of(supervisor("Otra")) == [What.FOLLOW_UP]


def test_a_crisis_that_is_open_in_a_case_that_ended_is_asked_of_its_pair() -> None:
    case = case_of(on=TODAY() - DAY)
    open_crisis(case, kind="threat", what="", known_at=timezone.now(), by=worker("Ana"))
    Case.objects.update(state="ended", exit="died", ended_on=TODAY())
    assert asked_of(worker("Ana")) == [What.CRISIS]


class TestWhatWaitsForWhoeverSupervises:
    def test_a_safety_plan_until_it_is_approved(self) -> None:
        case = case_of(on=TODAY() - DAY)
        plan = safety.write(
            case, parts=dict.fromkeys(Part, "algo"), review_on=TODAY() + 20 * DAY, by=worker("Ana")
        )
        assert asked_of(supervisor()) == [What.PLAN_WAITS]
        assert asked_of(supervisor("Otra")) == asked_of(worker("Ana")) == []
        safety.approve(plan, by=supervisor())
        assert asked_of(supervisor()) == []

    def test_a_case_to_look_at_together_until_it_was_looked_at_again(self) -> None:
        case = case_of(on=TODAY() - DAY)
        before = CaseReview.objects.create(
            case=case, on=TODAY() - 40 * DAY, agreed="x", next_on=TODAY() - DAY, by=supervisor()
        )
        for who in (supervisor(), worker("Ana"), worker("Beto")):
            assert asked_of(who) == [What.REVIEW], who
        CaseReview.objects.create(case=case, on=TODAY(), agreed="x", by=supervisor())
        assert before.next_on < TODAY()
        assert asked_of(supervisor()) == asked_of(worker("Ana")) == []


def test_whoever_opens_a_case_sees_that_the_person_disputes_what_is_kept(client) -> None:
    case = case_of()
    client.force_login(worker("Ana"))
    client.cookies["pazos_language"] = "en"
    shown = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "claim in process" not in shown
    officer = person("Olga", Role.DATA_OFFICER)
    claim = requests.receive(
        id=uuid4(),
        kind=RequestKind.CLAIM,
        channel="counter",
        received_on=TODAY(),
        requester="Camila",
        relation="self",
        contact="la profe",
        asked="no vivo allá",
        by=officer,
    )
    requests.identify(
        claim, subject=subject_of(case.participant_id), proof=Proof.KNOWN, on=TODAY(), by=officer
    )
    requests.mark(claim, on=TODAY(), by=officer)
    for name in ("case", "case_support", "case_course"):
        assert "claim in process" in client.get(reverse(name, args=[case.pk])).content.decode(), name
    Request.objects.filter(pk=claim.pk).update(answered_on=TODAY(), answer="granted")
    assert "claim in process" not in client.get(reverse("case", args=[case.pk])).content.decode()


class TestAPermissionThatEndsOfItself:
    def test_lets_the_case_rest_once_and_nobody_is_said_to_have_done_it(self) -> None:
        case, other = case_of(), case_of("Luis Mena")
        ends(case, on=TODAY() - DAY)
        assert [nightly.rest(TODAY()), nightly.rest(TODAY())] == [{"resting": 1}, {"resting": 0}]
        case.refresh_from_db()
        other.refresh_from_db()
        assert (case.state, other.state) == ("paused", "active")
        turn = case.turns.get(turn="paused")
        assert (turn.reason, turn.by) == ("permission", None)
        assert AuditEvent.objects.get(verb="case.paused").by is None

    def test_the_pair_and_who_supervises_see_it_until_it_is_given_again(self, client) -> None:
        case = case_of()
        ends(case, on=TODAY() - DAY)
        nightly.rest(TODAY())
        for who in (worker("Ana"), worker("Beto"), supervisor()):
            asked = [(one.case, [ask.what for ask in one.asks]) for one in today_of(who, on=TODAY())]
            assert asked == [(case, [What.PERMISSION_GONE])]
        assert today_of(supervisor("Otra"), on=TODAY()) == []
        client.force_login(supervisor())
        client.cookies["pazos_language"] = "en"
        assert "there is no permission" in client.get(reverse("cases")).content.decode()
        for name in ("case", "case_course"):
            page = client.get(reverse(name, args=[case.pk])).content.decode()
            assert "Nobody: the permission ended of itself." in page, name
        permits(case.participant)
        assert today_of(supervisor(), on=TODAY()) == []

    def test_many_are_looked_at_in_few_questions(self, django_assert_max_num_queries) -> None:
        for n in range(12):
            case_of(f"Persona Numero{n}", pair=[])
        with django_assert_max_num_queries(4):
            assert nightly.rest(TODAY()) == {"resting": 0}


def ends(case: Case, *, on: date) -> None:
    Consent.objects.filter(subject_key=case.participant_id).update(expires_on=on)
