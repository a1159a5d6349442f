"""Whoever is known to be under 18 does not sign alone, whatever a form says; and a request says who asks."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accompanied import TODAY, case_of, participant, permits, person, worker
from pazos.domain.cases.actions import sessions, turning, voice_rights
from pazos.domain.cases.models import Case
from pazos.domain.cases.queries import voice_sheet
from pazos.domain.cases.queries.working import permits as permits_of
from pazos.domain.cases.rules.ages import Block
from pazos.domain.participants.actions import correct
from pazos.domain.participants.models import Participant
from pazos.domain.participants.traits import Traits
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.actions.consents import give, renew
from pazos.domain.rights.models import Consent, Request
from pazos.domain.rights.queries.ages import known_ages
from pazos.domain.rights.queries.consents import rows_of, what_blocks
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.rules.consenting import Block as Consenting
from pazos.domain.rights.rules.consenting import contradict
from pazos.foundation.access.policy import Role
from pazos.science.problems import InputProblem
from referred import born, permit_of, referred

pytestmark = pytest.mark.django_db
A_YEAR = timedelta(days=365)


def officer():
    return person("Olga", Role.DATA_OFFICER)


def born_in(one: Participant, day: date | None) -> Participant:
    """Keep year and month of a birth date at a person."""
    one.traits = {"birth_year": day.year, "birth_month": day.month} if day else {}
    one.save()
    return one


def of_years(years: int) -> Participant:
    return born_in(participant("Yeison Mina"), born(years, days=60))


def subject(one: Participant) -> Subject:
    return Subject("participant", one.pk)


def written(one: Participant, **said) -> Consent:
    plain = {
        "basis": "consent",
        "purpose": "accompaniment",
        "purpose_text": "para acompañarle",
        "signatory": "quien firma",
        "relation": "self",
        "given_on": TODAY(),
        "expires_on": TODAY() + A_YEAR,
    }
    return give(subject(one), id=uuid.uuid4(), by=officer(), **{**plain, **said})


class TestAPermissionAtTheDesk:
    def test_a_known_minor_does_not_sign_where_no_birth_date_is_typed(self, client) -> None:
        one = of_years(16)
        client.force_login(officer())
        client.cookies["pazos_language"] = "en"
        said = {
            "subject_kind": "participant",
            "subject": str(one.pk),
            "basis": "consent",
            "purpose": "accompaniment",
            "purpose_text": "x",
            "signatory": "Yeison",
            "relation": "self",
            "given_on": TODAY().isoformat(),
            "expires_on": (TODAY() + A_YEAR).isoformat(),
        }
        answer = client.post(reverse("consent_give"), {**said, "id": str(uuid.uuid4())})
        assert answer.status_code == 422
        assert "they were under 18 on that day" in answer.content.decode()
        assert Consent.objects.count() == 0

    def test_a_guardian_signs_for_a_known_minor_who_is_heard(self) -> None:
        one, day = of_years(16), born(16, days=60)
        with pytest.raises(RefusedError) as alone:
            written(one, born_on=day)
        with pytest.raises(RefusedError) as unheard:
            written(one, born_on=day, relation="guardian")
        assert (alone.value.blocks, unheard.value.blocks) == (
            (Consenting.NO_GUARDIAN,),
            (Consenting.NOT_HEARD,),
        )
        assert written(one, born_on=day, relation="guardian", heard_on=TODAY()).pk

    @pytest.mark.parametrize(("kept", "typed"), [(16, 20), (20, 16), (13, 15), (15, 13)])
    def test_a_birth_date_that_contradicts_what_is_kept_is_told_with_what_to_do(self, kept, typed) -> None:
        one = of_years(kept)
        with pytest.raises(InputProblem, match="contradict one another") as told:
            written(one, born_on=born(typed), relation="guardian", heard_on=TODAY())
        assert "put right on the person's page" in str(told.value)

    def test_once_the_age_is_put_right_with_its_reason_it_is_written(self) -> None:
        one = of_years(16)
        one.registered_for = None
        traits, day = Traits.read(one.traits), born(20, days=60)
        right = replace(traits, birth_year=day.year, birth_month=day.month)
        boss = person("Sara", Role.CASE_SUPERVISOR)
        with pytest.raises(InputProblem, match="say how you know it"):
            correct(one, traits=right, neighbourhood=None, name=one.name, by=boss)
        right = replace(right, birth_why="vi la cédula")
        correct(one, traits=right, neighbourhood=None, name=one.name, by=boss)
        one.refresh_from_db()
        assert Traits.read(one.traits).birth_why == "vi la cédula"
        assert written(one).relation == "self"

    def test_an_age_that_nobody_knew_is_written_without_a_reason(self) -> None:
        one, boss = participant(), person("Sara", Role.CASE_SUPERVISOR)
        correct(one, traits=Traits(birth_year=2001), neighbourhood=None, name=one.name, by=boss)
        one.refresh_from_db()
        assert Traits.read(one.traits).birth_year == 2001

    def test_a_birth_date_on_an_earlier_permission_is_known_too(self) -> None:
        one, day = participant(), born(16)
        permits(one, born_on=day, relation="guardian", heard_on=TODAY(), heard_by=officer())
        with pytest.raises(InputProblem, match="under 18 on that day"):
            written(one)

    def test_other_grounds_than_permission_ask_nobodys_age(self) -> None:
        assert written(of_years(16), basis="legal", expires_on=None).basis == "legal"

    def test_a_permission_without_a_birth_date_is_not_renewed_by_a_known_minor(self) -> None:
        one = participant()
        first = written(one)
        born_in(one, born(16, days=60))
        said = {"id": uuid.uuid4(), "given_on": TODAY(), "expires_on": TODAY() + A_YEAR, "by": officer()}
        with pytest.raises(InputProblem, match="under 18 on that day"):
            renew(first, signatory="Yeison", relation="self", **said)
        with pytest.raises(RefusedError):
            renew(first, signatory="Yeison", relation="self", born_on=born(16, days=60), **said)
        signed = {"relation": "guardian", "heard_on": TODAY(), "born_on": born(16, days=60)}
        assert renew(first, signatory="Rosa", **signed, **said).renews == first

    def test_where_only_the_year_is_known_both_ages_of_that_year_are_open(self) -> None:
        one = participant()
        one.traits = {"birth_year": TODAY().year - 18}
        one.save()
        assert known_ages(subject(one), on=TODAY().replace(month=6, day=15)) == (17, 18)
        assert written(one).relation == "self"

    @pytest.mark.parametrize(
        ("one", "other", "is_so"),
        [
            ((16, 16), (17, 17), False),
            ((17, 18), (18, 18), False),
            ((18, 23), (16, 16), True),
            ((13, 13), (14, 17), True),
            ((0, 150), (16, 16), False),
            ((18, 23), (30, 150), False),
        ],
    )
    def test_two_ages_contradict_one_another_where_the_law_asks_otherwise(self, one, other, is_so) -> None:
        assert contradict(one, other) is contradict(other, one) is is_so


class TestAPermissionThatAMinorSignedAloneBeforeTheirAgeWasKnown:
    """The paper stays as it is; what is known of the age decides whether it holds."""

    @pytest.fixture
    def case(self):
        return case_of(on=TODAY() - timedelta(days=20))

    def blocks(self, case) -> tuple[str, ...]:
        (told,) = {what_blocks(subject(case.participant), purpose="accompaniment", on=TODAY())}
        assert permits_of([case.participant_id], on=TODAY())[case.participant_id].blocks == told
        return told

    def test_it_lacks_the_guardian_from_then_on_and_is_not_erased(self, case) -> None:
        assert self.blocks(case) == ()
        born_in(case.participant, born(16, days=60))
        assert self.blocks(case) == (Consenting.NO_GUARDIAN,)
        (row,) = rows_of(Consent.objects.all())
        assert (row.blocks, row.consent.relation) == ((Consenting.NO_GUARDIAN,), "self")

    def test_nothing_is_written_and_the_case_rests_until_a_guardian_signs(self, case) -> None:
        day = born(16, days=60)
        born_in(case.participant, day)
        meeting = {"id": uuid.uuid4(), "kind": "home_visit", "came": "met", "on": TODAY(), "minutes": 5}
        with pytest.raises(RefusedError) as told:
            sessions.write(case, **meeting, by=worker("Ana"))
        assert told.value.blocks == (Consenting.NO_GUARDIAN,)
        assert turning.rest_where_permission_ended() == 1
        written(case.participant, relation="guardian", born_on=day, heard_on=TODAY())
        turning.take_up(case, on=TODAY(), by=person("Sara", Role.CASE_SUPERVISOR))
        assert sessions.write(case, **meeting, by=worker("Ana")).pk

    def test_it_is_known_from_another_paper_too(self, case) -> None:
        signed = {"relation": "guardian", "heard_on": TODAY(), "heard_by": officer()}
        ran_out = TODAY() - timedelta(days=1)
        permits(case.participant, born_on=born(16), given_on=TODAY() - 2 * A_YEAR, until=ran_out, **signed)
        assert Consenting.NO_GUARDIAN in self.blocks(case)

    def test_who_signed_under_age_signs_anew_once_they_are_of_age(self, case) -> None:
        born_in(case.participant, born(18, days=90))  # the permission is older than a year
        assert self.blocks(case) == (Consenting.NO_GUARDIAN,)
        written(case.participant)
        assert self.blocks(case) == ()

    def test_where_it_is_open_whether_they_were_of_age_it_holds(self, case) -> None:
        given = Consent.objects.get().given_on
        one = case.participant
        one.traits = {"birth_year": given.year - 18}
        one.save()
        assert self.blocks(case) == ()

    def test_a_paper_that_says_another_age_gives_way_to_what_was_put_right(self, case) -> None:
        Consent.objects.update(born_on=None)
        paper = Consent.objects.get()
        paper.born_on = born(25)
        paper.save()
        assert self.blocks(case) == ()
        born_in(case.participant, born(16, days=60))
        assert self.blocks(case) == (Consenting.NO_GUARDIAN,)

    def test_other_grounds_than_permission_ask_nobodys_age(self, case) -> None:
        Consent.objects.update(basis="legal")
        born_in(case.participant, born(16, days=60))
        assert self.blocks(case) == ()

    def test_many_are_asked_in_as_few_questions_as_one(self, django_assert_num_queries) -> None:
        keys = [case_of(f"Persona {n}").participant_id for n in range(8)]
        with django_assert_num_queries(3):
            permits_of(keys[:1], on=TODAY())
        with django_assert_num_queries(3):
            permits_of(keys, on=TODAY())


class TestTakingSomebodyIn:
    @pytest.fixture
    def city(self):
        return referred()

    def known(self, city, years: int, **said) -> Participant:
        day = born(years, days=60)
        return Participant.objects.create(
            person_key=uuid.uuid4().hex,
            name="Yeison Mina",
            traits={"birth_year": day.year, "birth_month": day.month, "guardian_agreed": True},
            agreed_on=date(2024, 1, 1),
            registered_by=city.supervisor,
            registered_for=city.wanda.organisation,
            registered_at=timezone.now(),
            changed_at=timezone.now(),
            **said,
        )

    def test_a_known_minor_does_not_sign_as_of_age_by_the_band_of_a_referral(self, city) -> None:
        one = self.known(city, 16)
        referral = city.refer(born_on=None, age_band="18-23")
        with pytest.raises(RefusedError) as told:
            city.accept(referral, participant=one)
        assert told.value.blocks == (Block.AGES_DIFFER,)
        assert (Case.objects.count(), Consent.objects.count()) == (0, 0)

    def test_nor_where_the_document_alone_tells_who_they_are(self, city) -> None:
        from pazos.domain.participants.actions import register

        day = born(16, days=60)
        said = {"document": "1110001", "born_on": day, "word": "Rosa", "agreed_on": TODAY()}
        register(name="Yeison Mina", traits=Traits(guardian_agreed=True), by=city.wanda, **said)
        referral = city.refer(born_on=None, age_band="18-23")
        with pytest.raises(RefusedError) as told:
            city.accept(referral, document="1110001")
        assert told.value.blocks == (Block.AGES_DIFFER,)

    def test_a_guardian_signs_and_the_minor_is_heard(self, city) -> None:
        one = self.known(city, 16)
        referral = city.refer(born_on=born(16, days=60), guardian="Rosa Mina")
        with pytest.raises(RefusedError):
            city.accept(referral, participant=one)
        permit = permit_of(relation="guardian", signatory="Rosa Mina", heard_on=TODAY())
        assert city.accept(referral, participant=one, permit=permit).participant == one

    def test_what_a_known_minor_signed_alone_is_not_a_permission_that_holds_already(self, city) -> None:
        one = self.known(city, 16)
        permits(one)
        referral = city.refer(born_on=born(16, days=60), guardian="Rosa Mina")
        with pytest.raises(RefusedError) as told:
            city.accept(referral, participant=one, permit=None)
        assert told.value.blocks == (Block.NO_GUARDIAN_YET,)

    def test_a_guardians_permission_that_holds_is_enough(self, city) -> None:
        one, day = self.known(city, 16), born(16, days=60)
        permits(one, relation="guardian", born_on=day, heard_on=TODAY(), heard_by=city.wanda)
        referral = city.refer(born_on=day, guardian="Rosa Mina")
        assert city.accept(referral, participant=one, permit=None).participant == one

    def test_the_page_tells_it_beside_who_they_are(self, client, city) -> None:
        one = self.known(city, 16, neighbourhood=city.street.places["N1"])
        referral = city.refer(born_on=None, age_band="18-23")
        client.force_login(city.wanda)
        client.cookies["pazos_language"] = "en"
        page = reverse("accept_referral", args=[referral.pk])
        said = {name: value or "" for name, value in client.get(page).context["form"].initial.items()}
        said |= {"participant": str(one.pk), "signatory": "Yeison Mina", "relation": "self"}
        said["supervisor"] = city.supervisor.pk
        answer = client.post(page, said)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["participant"]
        assert "contradict one another" in answer.content.decode()


class TestWhoAsks:
    @pytest.fixture
    def case(self):
        made = case_of(on=TODAY() - timedelta(days=20))
        born_in(made.participant, born(16, days=60))
        return made

    def asked(self, client, case, **said):
        client.force_login(worker("Ana"))
        plain = {"relation": "self", "kind": "correction", "words": "mi barrio está mal", "proof": "document"}
        return client.post(reverse("case_own_sheet_ask", args=[case.pk]), {**plain, **said})

    def test_a_guardians_request_says_so(self, client, case) -> None:
        said = {"relation": "guardian", "requester": "Rosa Restrepo", "proof": "power"}
        assert self.asked(client, case, **said).status_code == 302
        made = Request.objects.get()
        assert (made.relation, made.requester, made.proof) == ("guardian", "Rosa Restrepo", "power")
        assert made.subject_key == case.participant_id

    def test_the_persons_own_says_so_under_their_own_name(self, client, case) -> None:
        assert self.asked(client, case, requester="otra").status_code == 302
        made = Request.objects.get()
        assert (made.relation, made.requester) == ("self", "Camila Restrepo")

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"relation": "guardian"}, "requester"),
            ({"relation": "guardian", "requester": "  "}, "requester"),
            ({"relation": "guardian", "requester": "Rosa", "proof": "known"}, "proof"),
            ({"relation": "heir", "requester": "Rosa"}, "relation"),
            ({"relation": ""}, "relation"),
        ],
    )
    def test_who_asks_is_said_and_shown(self, client, case, said, field) -> None:
        answer = self.asked(client, case, **said)
        assert answer.status_code == 422
        assert field in answer.context["ask_form"].errors
        assert Request.objects.count() == 0

    def test_nobody_asks_as_guardian_of_somebody_of_age(self, client, case) -> None:
        born_in(case.participant, born(20, days=60))
        said = {"relation": "guardian", "requester": "Rosa Restrepo", "proof": "document"}
        answer = self.asked(client, case, **said)
        assert "relation" in answer.context["ask_form"].errors

    def test_the_deed_asks_the_same_without_a_page(self, case) -> None:
        sheet = voice_sheet.of_case(case.pk, seen_by=worker("Ana"))
        said = {"kind": "deletion", "words": "todo", "proof": "document", "by": worker("Ana")}
        with pytest.raises(InputProblem, match="name of the guardian"):
            voice_rights.ask(sheet, relation="guardian", **said)
        with pytest.raises(InputProblem, match="Say who asks"):
            voice_rights.ask(sheet, relation="heir", requester="Rosa", **said)
