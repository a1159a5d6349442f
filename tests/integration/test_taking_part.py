"""Whoever takes part may stop on any day and begin again later: every way of writing that they came honours it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accompanied import TODAY, case_of, participant, permits, person, supervisor, under_age, worker, workshop
from pazos.analysis.reach.attending import take_list
from pazos.domain.activities.actions import attend, join
from pazos.domain.activities.models import Attendance
from pazos.domain.cases.actions import merging, turning
from pazos.domain.cases.actions import voice_rights as deeds
from pazos.domain.cases.actions.reckoning import reckon_last_met
from pazos.domain.cases.queries import voice_sheet as queries
from pazos.domain.cases.queries.working import permits as blocks_of
from pazos.domain.cases.rules.merging import Block as Merging
from pazos.domain.fieldwork.models import Submission
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.domain.participants.actions import register
from pazos.domain.participants.agreeing import agree_anew, lacks_guardian, take_back, taken_back
from pazos.domain.participants.models import AgreementTurn, Participant
from pazos.domain.participants.traits import Traits
from pazos.domain.people.models import Organisation
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.actions import requests
from pazos.domain.rights.actions.erasing import erase
from pazos.domain.rights.models import Consent
from pazos.domain.rights.registry import Subject, holding
from pazos.domain.rights.rules.clock import Block as Answering
from pazos.domain.rights.rules.consenting import Block
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem
from phones import Phone, today

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ana():
    """Return somebody of the city who accompanies and keeps attendance."""
    one = worker("Ana")
    one.organisation = Organisation.objects.create(name="Alcaldía", kind="city")
    one.save()
    return one


@pytest.fixture
def activity(ana):
    """Return a workshop of yesterday and today."""
    made = workshop(ana)
    made.starts_on = TODAY() - DAY
    made.save()
    return made


def officer():
    return person("Olga", Role.DATA_OFFICER)


def known_from_activities(ana, name: str = "Camila Restrepo") -> Participant:
    """Return somebody who agreed to take part twenty days ago and never signed a permission."""
    one = participant(name)
    Participant.objects.filter(pk=one.pk).update(
        agreed_on=TODAY() - 20 * DAY, registered_for=ana.organisation
    )
    one.refresh_from_db()
    return one


def stop(one: Participant) -> None:
    take_back(one, by=officer())


class TestAfterThePermissionOfACaseIsTakenBack:
    @pytest.fixture
    def case(self, ana):
        return case_of(on=TODAY() - 20 * DAY)

    def taken(self, case, ana) -> None:
        deeds.take_back(queries.of_case(case.pk, seen_by=ana), by=ana)

    def test_a_tap_writes_nothing_says_why_and_what_was_before_stays(
        self, client, ana, activity, case
    ) -> None:
        Participant.objects.filter(pk=case.participant_id).update(registered_for=ana.organisation)
        attend(activity, participants=[case.participant], by=ana, on=TODAY() - DAY)
        self.taken(case, ana)
        client.force_login(ana)
        client.cookies["pazos_language"] = "en"
        here = reverse("attendance_tap", args=[activity.pk])
        answer = client.post(here, {"person": str(case.participant_id), "day": today()}, follow=True)
        assert "took their permission back" in answer.content.decode()
        assert list(Attendance.objects.values_list("on", flat=True)) == [TODAY() - DAY]
        case.refresh_from_db()
        assert case.last_met_on == TODAY() - DAY

    def test_they_are_not_offered_among_those_who_usually_come(self, client, ana, activity, case) -> None:
        attend(activity, participants=[case.participant], by=ana, on=TODAY() - DAY)
        client.force_login(ana)
        page = reverse("activity_attendance", args=[activity.pk]) + f"?day={today()}"
        assert case.participant in client.get(page).context["likely"]
        self.taken(case, ana)
        assert client.get(page).context["likely"] == []

    def test_neither_today_nor_a_day_before_is_written(self, ana, activity, case) -> None:
        self.taken(case, ana)
        for day in (TODAY() - DAY, TODAY()):
            with pytest.raises(InputProblem, match="took their permission back"):
                attend(activity, participants=[case.participant], by=ana, on=day)
        reckon_last_met([case.participant_id])
        case.refresh_from_db()
        assert (Attendance.objects.count(), case.last_met_on) == (0, None)

    def test_two_taps_in_a_workshop_write_nothing(self, client, ana, activity, case) -> None:
        self.taken(case, ana)
        client.force_login(ana)
        said = {"group": "mine", "day": today(), "case": str(case.pk)}
        client.post(reverse("group_workshop_tap", args=[activity.pk]), said)
        assert Attendance.objects.count() == 0

    def test_what_a_phone_sends_of_them_is_kept_whole_with_the_reason(self, ana, activity, case) -> None:
        turning.permission_taken_back(case, on=TODAY(), by=ana)
        phone = Phone(ana)
        said = {"activity": activity.pk, "on": today(), "cases": [str(case.pk)]}
        phone.write("attendance", said)
        (row,) = phone.sync()
        assert row.standing == Standing.REFUSED
        assert row.problems
        assert Submission.objects.get().content["values"] == said
        assert Attendance.objects.count() == 0

    def test_a_permission_that_only_ran_out_lets_them_come(self, ana, activity, case) -> None:
        one = known_from_activities(ana, "Luz Mar")
        permits(one, until=TODAY() - DAY)
        assert attend(activity, participants=[one], by=ana, on=TODAY()) == 1

    def test_a_new_permission_lets_them_come_again(self, ana, activity, case) -> None:
        self.taken(case, ana)
        permits(case.participant, given_on=TODAY(), written_at=timezone.now())
        assert attend(activity, participants=[case.participant], by=ana, on=TODAY()) == 1


class TestOfSomebodyKnownFromActivitiesAlone:
    @pytest.fixture
    def one(self, ana):
        return known_from_activities(ana)

    def test_who_agreed_and_was_never_asked_for_a_permission_comes(self, ana, activity, one) -> None:
        assert attend(activity, participants=[one], by=ana) == 1

    def test_they_take_it_back_on_their_sheet_and_agree_anew_with_both_days_kept(
        self, client, ana, activity, one
    ) -> None:
        attend(activity, participants=[one], by=ana, on=TODAY() - DAY)
        client.force_login(officer())
        client.cookies["pazos_language"] = "en"
        sheet = reverse("person_sheet", args=[one.pk])
        assert reverse("person_sheet_withdraw", args=[one.pk]) in client.get(sheet).content.decode()
        assert client.post(reverse("person_sheet_withdraw", args=[one.pk]), {"why": ""}).status_code == 302
        text = client.get(sheet).content.decode()
        assert reverse("person_sheet_withdraw", args=[one.pk]) not in text
        with pytest.raises(InputProblem):
            attend(activity, participants=[one], by=ana, on=TODAY())
        AgreementTurn.objects.update(on=TODAY() - 3 * DAY)
        anew = {"on": today()}
        assert client.post(reverse("person_sheet_agree", args=[one.pk]), anew).status_code == 302
        assert attend(activity, participants=[one], by=ana, on=TODAY()) == 1
        told = holding("activities.participants").content(str(one.pk))
        assert (told["agreed_on"], told["withdrawn_on"], told["agreed_anew_on"]) == (
            *(TODAY() - 20 * DAY, [TODAY() - 3 * DAY]),
            [TODAY()],
        )

    def test_of_a_day_between_nothing_is_written_afterwards(self, ana, activity, one) -> None:
        stop(one)
        AgreementTurn.objects.update(on=TODAY() - 3 * DAY)
        agree_anew(one, on=TODAY(), by=officer())
        with pytest.raises(InputProblem):
            attend(activity, participants=[one], by=ana, on=TODAY() - DAY)

    def test_twice_is_once_and_nothing_is_left_to_take_back(self, one) -> None:
        assert take_back(one, by=officer())
        assert not take_back(one, by=officer())
        sheet = queries.of_person(one.pk, seen_by=officer())
        with pytest.raises(InputProblem, match="nothing to take back"):
            deeds.take_back(sheet, by=officer())
        assert AgreementTurn.objects.count() == 1
        assert AuditEvent.objects.filter(verb="participant.taken_back").count() == 1

    @pytest.mark.parametrize(("days", "match"), [(1, "not come yet"), (-5, "after that day")])
    def test_a_new_agreement_is_of_a_day_after_it_was_taken_back(self, one, days, match) -> None:
        stop(one)
        with pytest.raises(InputProblem, match=match):
            agree_anew(one, on=TODAY() + days * DAY, by=officer())
        assert taken_back([one], days=(TODAY(),)) == {one.pk}

    def test_who_takes_part_has_nothing_to_agree_anew(self, one) -> None:
        with pytest.raises(InputProblem, match="take part already"):
            agree_anew(one, on=TODAY(), by=officer())

    def test_of_a_minor_a_guardian_agrees_anew_too(self, one) -> None:
        one.traits = {"birth_year": TODAY().year - 15}
        one.save()
        stop(one)
        with pytest.raises(InputProblem, match="guardian"):
            agree_anew(one, on=TODAY(), by=officer())
        assert agree_anew(one, on=TODAY(), guardian_agreed=True, by=officer()).guardian_agreed

    def test_who_may_not_open_the_sheet_does_neither(self, one) -> None:
        sheet = queries.of_person(one.pk, seen_by=officer())
        with pytest.raises(InputProblem, match="not open"):
            deeds.take_back(sheet, by=worker("Zoe"))
        stop(one)
        with pytest.raises(InputProblem, match="not open"):
            deeds.agree_anew(sheet, on=TODAY(), by=worker("Zoe"))

    def test_a_list_takes_the_others_and_gives_their_line_back_with_the_reason(self, ana, activity) -> None:
        gone = register(name="Camila Mina", document="1110001", agreed_on=TODAY() - DAY, by=ana)
        stop(gone)
        text = f"1110001\n2220002;Luis Nogal;{TODAY() - DAY}"
        taken = take_list(text, activity=activity, on=TODAY(), by=ana)
        assert (taken.new, [row.text for row in taken.refused]) == (1, ["1110001"])
        assert "took their permission back" in str(taken.refused[0].problem)
        assert Attendance.objects.get().participant.name == "Luis Nogal"

    def test_nothing_more_is_filled_in_of_them(self, ana, activity) -> None:
        gone = register(name="Camila Mina", document="1110001", agreed_on=TODAY() - DAY, by=ana)
        stop(gone)
        with pytest.raises(InputProblem, match="took their permission back"):
            register(
                name="Camila Mina", document="1110001", born_on=TODAY() - 9000 * DAY, word="Rosa", by=ana
            )
        gone.refresh_from_db()
        assert gone.traits == {}

    def test_their_page_says_that_they_stopped(self, client, ana, one) -> None:
        stop(one)
        client.force_login(ana)
        client.cookies["pazos_language"] = "en"
        text = client.get(reverse("participant", args=[one.pk])).content.decode()
        assert "They took their permission back" in text

    def test_what_was_taken_back_is_of_the_person_when_two_rows_are_one(self, ana, activity, one) -> None:
        other = known_from_activities(ana, "Camila Restrepo")
        stop(other)
        boss = supervisor()
        boss.organisation = ana.organisation
        boss.save()
        merged = merging.merge(one, other, why="la misma", by=boss)
        with pytest.raises(InputProblem):
            attend(activity, participants=[one], by=ana, on=TODAY())
        merging.undo(merged, by=boss)
        assert attend(activity, participants=[one], by=ana, on=TODAY()) == 1

    def test_a_no_said_without_a_paper_ends_an_older_permission_of_the_person_they_are(
        self, client, ana, one
    ) -> None:
        case = case_of(on=TODAY() - 20 * DAY)
        boss = supervisor()
        boss.organisation = ana.organisation
        boss.save()
        kept = case.participant
        Participant.objects.filter(pk=kept.pk).update(registered_for=ana.organisation)
        stop(one)
        client.force_login(boss)
        client.cookies["pazos_language"] = "en"
        page = client.get(reverse("merge_people", args=[kept.pk, one.pk]))
        assert page.context["stops"]
        assert "The permission was taken back." in page.content.decode()
        merged = merging.merge(kept, one, why="la misma", by=boss)
        case.refresh_from_db()
        assert case.state == "paused"
        assert blocks_of([kept.pk], on=TODAY())[kept.pk].was_withdrawn
        merging.undo(merged, by=boss)
        assert blocks_of([kept.pk], on=TODAY())[kept.pk].holds
        assert taken_back([one], days=(TODAY(),)) == {one.pk}

    def test_what_was_taken_back_while_two_rows_were_one_is_so_of_both_afterwards(
        self, ana, activity, one
    ) -> None:
        other = known_from_activities(ana, "Camila Restrepo")
        boss = supervisor()
        boss.organisation = ana.organisation
        boss.save()
        merged = merging.merge(one, other, why="la misma", by=boss)
        stop(one)
        merging.undo(merged, by=boss)
        other.refresh_from_db()
        assert taken_back([one, other], days=(TODAY(),)) == {one.pk, other.pk}
        with pytest.raises(InputProblem):
            attend(activity, participants=[other], by=ana, on=TODAY())

    def test_agreeing_anew_to_activities_permits_no_case(self, ana) -> None:
        case = case_of(on=TODAY() - 20 * DAY)
        Participant.objects.update(agreed_on=TODAY() - 20 * DAY)
        one = Participant.objects.get(pk=case.participant_id)
        stop(one)
        AgreementTurn.objects.update(on=TODAY() - 3 * DAY)
        agree_anew(one, on=TODAY(), by=officer())
        assert not taken_back([one], days=(TODAY(),))
        assert blocks_of([one.pk], on=TODAY())[one.pk].was_withdrawn
        permits(one, given_on=TODAY(), written_at=timezone.now())
        assert blocks_of([one.pk], on=TODAY())[one.pk].holds

    def test_of_a_day_before_it_was_taken_back_the_permission_is_as_it_was(self) -> None:
        case = case_of(on=TODAY() - 20 * DAY)
        stop(case.participant)
        key = case.participant_id
        assert blocks_of([key], on=TODAY() - DAY)[key].holds
        Consent.objects.all().delete()
        assert blocks_of([key], on=TODAY() - DAY)[key].blocks == (Block.NONE_GIVEN,)

    def test_a_request_to_take_it_back_is_not_granted_while_they_take_part(self, one) -> None:
        asked = requests.receive(
            id=uuid4(),
            kind="withdrawal",
            channel="counter",
            received_on=TODAY(),
            requester=one.name,
            relation="self",
            contact="",
            asked="no quiero ir más",
            by=officer(),
        )
        subject = Subject("participant", one.pk)
        requests.identify(asked, subject=subject, proof="document", on=TODAY(), by=officer())
        granted = {"answer": "granted", "letter": "Hecho.", "on": TODAY(), "by": officer()}
        with pytest.raises(RefusedError) as told:
            requests.answer(asked, **granted)
        assert told.value.blocks == (Answering.PERMISSION_STANDS,)
        stop(one)
        assert requests.answer(asked, **granted).answered_on == TODAY()

    def test_the_desk_sees_it_where_it_looks_for_permissions(self, client, one) -> None:
        client.force_login(officer())
        client.cookies["pazos_language"] = "en"
        here = reverse("consents") + f"?kind=participant&q={one.pk}"
        text = client.get(here).content.decode()
        assert reverse("person_sheet", args=[one.pk]) in text
        assert "They took their permission back" not in text
        stop(one)
        assert "They took their permission back" in client.get(here).content.decode()

    def test_who_does_not_know_them_is_not_told_that_they_took_it_back(self, ana, activity) -> None:
        gone = register(name="Camila Mina", document="1110001", agreed_on=TODAY() - DAY, by=ana)
        stop(gone)
        paula = person(
            "Paula", Role.PARTNER, organisation=Organisation.objects.create(name="F", kind="partner")
        )
        activity.responsible = paula.organisation
        activity.save()
        text = f"1110001\n1110001;Camila Mina;{TODAY()}"
        taken = take_list(text, activity=activity, on=TODAY(), by=paula)
        said = [str(row.problem) for row in taken.refused]
        assert "you know nobody by this document" in said[0]
        assert "Ask the data protection officer" in said[1]
        assert not any("took" in one for one in said)

    def test_a_document_alone_gives_nobody_away_to_who_does_not_know_them(self, ana, activity) -> None:
        register(name="Camila Mina", document="1110001", agreed_on=TODAY() - DAY, by=ana)
        paula = person(
            "Paula", Role.PARTNER, organisation=Organisation.objects.create(name="F", kind="partner")
        )
        activity.responsible = paula.organisation
        activity.save()
        taken = take_list("1110001", activity=activity, on=TODAY(), by=paula)
        assert (taken.new, len(taken.refused)) == (0, 1)
        named = take_list(f"1110001;Camila Mina;{TODAY()}", activity=activity, on=TODAY(), by=paula)
        assert named.new == 1
        assert Participant.objects.count() == 1

    def test_who_turns_out_to_be_under_age_needs_the_guardian_from_then_on(self, client, ana) -> None:
        said = {"name": "Camila Mina", "document": "1110001", "by": ana}
        one = register(**said, agreed_on=TODAY() - DAY)
        young = {**said, "born_on": TODAY() - 16 * 365 * DAY, "word": "Rosa"}
        with pytest.raises(InputProblem, match="guardian must have agreed too"):
            register(**young)
        one.refresh_from_db()
        assert one.traits == {}  # nothing of the telling was kept
        day = TODAY() - 16 * 365 * DAY
        one.traits = {"birth_year": day.year, "birth_month": day.month}
        one.save()
        client.force_login(ana)
        client.cookies["pazos_language"] = "en"
        page = reverse("participant", args=[one.pk])
        assert "nobody wrote down that father, mother or guardian agreed" in client.get(page).content.decode()
        assert register(**young, traits=Traits(guardian_agreed=True)) == one
        assert "nobody wrote down" not in client.get(page).content.decode()

    def test_a_guardians_permission_for_a_case_is_a_guardians_word_too(self) -> None:
        one = case_of().participant
        assert not lacks_guardian(under_age(one), on=TODAY())
        Consent.objects.update(withdrawn_on=TODAY())
        assert lacks_guardian(one, on=TODAY())

    def test_rows_of_which_one_is_under_age_and_one_is_not_are_not_made_one(self, ana, one) -> None:
        other = known_from_activities(ana, "Camila Restrepo")
        boss = supervisor()
        boss.organisation = ana.organisation
        boss.save()
        for row, years in ((one, 16), (other, 25)):
            row.traits = {"birth_year": TODAY().year - years, "birth_month": 1}
            row.save()
        with pytest.raises(RefusedError) as told:
            merging.merge(one, other, why="la misma", by=boss)
        assert told.value.blocks == (Merging.AGES_DIFFER,)
        other.traits = {"birth_year": TODAY().year - 17, "birth_month": 1}
        other.save()
        assert merging.merge(one, other, why="la misma", by=boss).pk

    def test_a_row_with_a_permission_taken_back_is_not_removed_by_making_two_one(self, ana, one) -> None:
        other = known_from_activities(ana, "Camila Restrepo")
        permits(other, withdrawn_on=TODAY())
        with pytest.raises(InputProblem, match="more hangs"):
            join(one, other=other, by=ana)

    def test_who_agreed_anew_lately_is_not_let_go_for_having_agreed_long_ago(self, one) -> None:
        Participant.objects.filter(pk=one.pk).update(agreed_on=TODAY() - 3000 * DAY)
        due = holding("activities.participants").due
        assert due(TODAY() - 1800 * DAY, 10) == [str(one.pk)]
        stop(one)
        agree_anew(one, on=TODAY(), by=officer())
        assert due(TODAY() - 1800 * DAY, 10) == []

    def test_it_is_erased_with_the_person(self, one) -> None:
        stop(one)
        erase("activities.participants", str(one.pk), by=officer(), ground="request")
        assert AgreementTurn.objects.count() == 0
