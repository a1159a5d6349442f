"""Permissions, requests and demands as they are written down: by whom, in which order, with what trail."""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

import cast
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.actions import consents, demands, requests
from pazos.domain.rights.models import CityHoliday, Consent, LegalRequest, Request
from pazos.domain.rights.queries import consents as consent_queries
from pazos.domain.rights.queries import demands as demand_queries
from pazos.domain.rights.queries import requests as request_queries
from pazos.domain.rights.queries.days import working_days
from pazos.domain.rights.queries.keeping import gather
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.rules.clock import Block as ClockBlock
from pazos.domain.rights.rules.consenting import Block
from pazos.domain.rights.vocabulary import (
    Answer,
    Basis,
    Decision,
    Proof,
    Purpose,
    RequestKind,
    SubjectKind,
    Urgency,
)
from pazos.foundation.access.policy import GRANTS, Permission, Role
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
WORD = "Zarzamora"
PERSON = Subject(SubjectKind.PARTICIPANT, UUID(int=77))
OUTSIDERS = [role for role in Role if Permission.HANDLE_REQUESTS not in GRANTS[role] and role != Role.PUBLIC]


@pytest.fixture
def officer():
    return cast.staff(Role.DATA_OFFICER)


def give(by, subject=PERSON, **other) -> Consent:
    said = {
        "id": uuid4(),
        "basis": Basis.CONSENT,
        "purpose": Purpose.CONTACT,
        "purpose_text": "Para llamarle.",
        "signatory": f"{WORD} Pérez",
        "relation": "self",
        "given_on": TODAY() - timedelta(days=30),
        "expires_on": TODAY() + timedelta(days=300),
        **other,
    }
    return consents.give(subject, by=by, **said)


def receive(by, **other) -> Request:
    said = {
        "id": uuid4(),
        "kind": RequestKind.CONSULTATION,
        "channel": "counter",
        "received_on": TODAY(),
        "requester": f"{WORD} Pérez",
        "relation": "self",
        "contact": f"{WORD}@example.org",
        "asked": f"Soy {WORD}. ¿Qué saben de mí?",
        **other,
    }
    return requests.receive(by=by, **said)


def trail() -> list[tuple[str, dict]]:
    return list(AuditEvent.objects.order_by("id").values_list("verb", "facts"))


class TestConsents:
    def test_a_permission_lets_its_purpose_and_no_other(self, officer) -> None:
        give(officer)
        may = consent_queries.may_process
        assert may(PERSON.kind, PERSON.key, purpose=Purpose.CONTACT, on=TODAY())
        assert not may(PERSON.kind, PERSON.key, purpose=Purpose.PUBLICATION, on=TODAY())
        assert not may(PERSON.kind, UUID(int=78), purpose=Purpose.CONTACT, on=TODAY())
        assert not may(SubjectKind.STAFF, PERSON.key, purpose=Purpose.CONTACT, on=TODAY())

    def test_from_the_day_it_is_taken_back_nothing_is_done(self, officer) -> None:
        given = give(officer)
        consents.withdraw(given, on=TODAY(), by=officer, why=f"No quiere {WORD}")
        consents.withdraw(given, on=TODAY(), by=officer)
        found = consent_queries.what_blocks(PERSON, purpose=Purpose.CONTACT, on=TODAY())
        assert found == (Block.WITHDRAWN,)
        assert [verb for verb, _ in trail()[-2:]] == ["consent.given", "consent.withdrawn"]

    def test_of_two_papers_of_one_day_the_last_act_holds(self, officer) -> None:
        first, second = (give(officer, given_on=TODAY()) for _ in range(2))
        consents.withdraw(first, on=TODAY(), by=officer)
        found = consent_queries.what_blocks(PERSON, purpose=Purpose.CONTACT, on=TODAY())
        assert found == (Block.WITHDRAWN,)
        assert [one.holds for one in consent_queries.rows_of([first, second])] == [False, False]
        give(officer, given_on=TODAY())
        assert consent_queries.what_blocks(PERSON, purpose=Purpose.CONTACT, on=TODAY()) == ()

    def test_a_page_says_of_an_older_permission_too_that_it_was_taken_back(self, officer) -> None:
        older, given = give(officer), give(officer)
        other = give(officer, purpose=Purpose.PUBLICATION)
        consents.withdraw(given, on=TODAY(), by=officer)
        shown = consent_queries.rows_of([older, other], on=TODAY())
        assert [one.blocks for one in shown] == [(Block.WITHDRAWN,), ()]
        assert consent_queries.permissions_of(PERSON, on=TODAY()) == 1

    def test_a_renewal_is_another_paper_and_the_first_stays_as_it_was(self, officer) -> None:
        first = give(officer, expires_on=TODAY() - timedelta(days=1))
        until = TODAY() + timedelta(days=365)
        consents.renew(
            first,
            id=uuid4(),
            given_on=TODAY(),
            expires_on=until,
            signatory=WORD,
            relation="self",
            by=officer,
        )
        first.refresh_from_db()
        assert first.expires_on == TODAY() - timedelta(days=1)
        assert consent_queries.what_blocks(PERSON, purpose=Purpose.CONTACT, on=until) == ()

    def test_the_same_number_sent_twice_is_one_permission(self, officer) -> None:
        key = uuid4()
        assert give(officer, id=key) == give(officer, id=key)
        assert Consent.objects.count() == 1

    @pytest.mark.parametrize(
        ("wrong", "named"),
        [
            ({"given_on": date(2999, 1, 1), "expires_on": date(2999, 2, 1)}, "given_on"),
            ({"expires_on": None}, "expires_on"),
            ({"expires_on": date(2000, 1, 1)}, "expires_on"),
            ({"signatory": " "}, "signatory"),
            ({"purpose_text": ""}, "purpose_text"),
            ({"relation": "guardian"}, "born_on"),
            ({"heard_on": date(2999, 1, 1)}, "heard_on"),
        ],
    )
    def test_a_wrong_permission_is_refused_by_the_name_of_its_field(self, officer, wrong, named) -> None:
        with pytest.raises(InputProblem, match=f"^{named}:"):
            give(officer, **wrong)
        assert not Consent.objects.exists()

    @pytest.mark.parametrize(
        ("said", "block"),
        [
            ({"relation": "self"}, Block.NO_GUARDIAN),
            ({"relation": "guardian"}, Block.NOT_HEARD),
        ],
    )
    def test_a_minor_needs_a_guardian_and_to_be_heard(self, officer, said, block) -> None:
        with pytest.raises(RefusedError) as refused:
            give(officer, born_on=TODAY() - timedelta(days=365 * 16), **said)
        assert refused.value.blocks == (block,)

    def test_a_heard_minor_and_a_guardian_suffice_and_who_heard_is_known(self, officer) -> None:
        born = TODAY() - timedelta(days=365 * 16)
        given = give(officer, born_on=born, relation="guardian", heard_on=TODAY())
        assert given.heard_by == officer

    def test_nobody_permits_anything_for_a_child(self, officer) -> None:
        with pytest.raises(RefusedError) as refused:
            give(officer, born_on=TODAY() - timedelta(days=365 * 10), relation="guardian")
        assert Block.UNDER_14 in refused.value.blocks

    def test_what_the_law_asks_for_cannot_be_withdrawn(self, officer) -> None:
        ground = give(officer, basis=Basis.COURT_ORDER, expires_on=None)
        with pytest.raises(InputProblem, match="another ground"):
            consents.withdraw(ground, on=TODAY(), by=officer)

    def test_the_database_itself_refuses_a_permission_without_an_end(self, officer) -> None:
        row = give(officer)
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.filter(pk=row.pk).update(expires_on=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.filter(pk=row.pk).update(heard_on=TODAY())

    @pytest.mark.parametrize("role", OUTSIDERS)
    def test_an_outsider_sees_no_permission(self, officer, role) -> None:
        give(officer)
        assert not consent_queries.consents(seen_by=cast.staff(role)).exists()
        assert consent_queries.consents(seen_by=officer).exists()


class TestRequests:
    def test_numbers_begin_anew_each_year_and_follow_one_another(self, officer) -> None:
        last_year = date(TODAY().year - 1, 12, 30)
        made = [receive(officer, received_on=day) for day in (last_year, TODAY(), TODAY())]
        assert [(one.year, one.number) for one in made] == [
            (last_year.year, 1),
            (TODAY().year, 1),
            (TODAY().year, 2),
        ]

    def test_the_same_number_sent_twice_is_one_request(self, officer) -> None:
        key = uuid4()
        assert receive(officer, id=key) == receive(officer, id=key)

    def test_a_consultation_from_arrival_to_letter(self, officer) -> None:
        one = receive(officer)
        with pytest.raises(RefusedError) as refused:
            requests.answer(one, answer=Answer.GRANTED, letter="Sí.", on=TODAY(), by=officer)
        assert refused.value.blocks == (ClockBlock.IDENTITY_UNKNOWN,)
        requests.identify(one, subject=PERSON, proof=Proof.DOCUMENT, on=TODAY(), by=officer)
        done = requests.answer(one, answer=Answer.GRANTED, letter=f"{WORD}: esto.", on=TODAY(), by=officer)
        (row,) = request_queries.rows_of([done])
        assert (row.clock.urgency, row.clock.days_left, row.subject) == (Urgency.DONE, 10, PERSON)
        with pytest.raises(RefusedError):
            requests.extend(done, why="tarde", on=TODAY(), by=officer)
        verbs = [verb for verb, _ in trail() if verb.startswith("request")]
        assert verbs == ["request.received", "request.identified", "request.answered"]

    def test_a_claim_is_sent_back_completed_marked_and_extended(self, officer) -> None:
        came = working_days().after(TODAY() - timedelta(days=9), days=1)
        one = receive(officer, kind=RequestKind.CLAIM, received_on=came)
        requests.send_back(one, missing="La copia del documento", on=came, by=officer)
        requests.complete(one, on=TODAY(), by=officer)
        requests.mark(one, on=TODAY(), by=officer)
        requests.mark(one, on=TODAY(), by=officer)
        held = requests.extend(one, why="Falta el archivo", on=TODAY(), by=officer)
        (row,) = request_queries.rows_of([held])
        days = working_days()
        assert row.clock.due_on == days.after(days.after(TODAY(), days=15), days=8)
        assert [verb for verb, _ in trail()].count("request.marked") == 1

    def test_a_marked_claim_is_seen_by_whoever_uses_the_data(self, officer) -> None:
        one = receive(officer, kind=RequestKind.CLAIM)
        requests.identify(one, subject=PERSON, proof=Proof.KNOWN, on=TODAY(), by=officer)
        assert list(request_queries.in_process(PERSON)) == []
        requests.mark(one, on=TODAY(), by=officer)
        assert list(request_queries.in_process(PERSON)) == [one]

    def test_a_withdrawal_is_granted_once_the_permission_is_gone(self, officer) -> None:
        permission = give(officer)
        one = receive(officer, kind=RequestKind.WITHDRAWAL)
        requests.identify(one, subject=PERSON, proof=Proof.DOCUMENT, on=TODAY(), by=officer)
        with pytest.raises(RefusedError) as refused:
            requests.answer(one, answer=Answer.GRANTED, letter="Hecho.", on=TODAY(), by=officer)
        assert refused.value.blocks == (ClockBlock.PERMISSION_STANDS,)
        consents.withdraw(permission, on=TODAY(), by=officer)
        requests.answer(one, answer=Answer.GRANTED, letter="Hecho.", on=TODAY(), by=officer)

    def test_no_step_is_dated_before_the_request_came_or_after_today(self, officer) -> None:
        one = receive(officer)
        for day in (TODAY() - timedelta(days=1), TODAY() + timedelta(days=1)):
            with pytest.raises(InputProblem, match=r"^on:"):
                requests.mark(one, on=day, by=officer)

    def test_the_open_list_has_the_nearest_first_and_what_stands_still_last(self, officer) -> None:
        days = working_days()
        old = receive(officer, received_on=TODAY() - timedelta(days=40))
        new = receive(officer)
        still = receive(officer, kind=RequestKind.CLAIM, received_on=TODAY() - timedelta(days=1))
        requests.send_back(still, missing="algo", on=TODAY(), by=officer)
        near = receive(officer, received_on=TODAY() - timedelta(days=10))
        rows = request_queries.open_rows(seen_by=officer)
        assert [row.request for row in rows] == [old, near, new, still]
        assert rows[0].clock.days_left == -days.left(days.after(old.received_on, days=10), until=TODAY())

    @pytest.mark.parametrize("role", OUTSIDERS)
    def test_an_outsider_sees_no_request_no_demand_and_nothing_gathered(self, officer, role) -> None:
        one = receive(officer)
        requests.identify(one, subject=PERSON, proof=Proof.DOCUMENT, on=TODAY(), by=officer)
        other = cast.staff(role)
        assert request_queries.open_rows(seen_by=other) == []
        assert not demand_queries.demands(seen_by=other).exists()
        assert gather(PERSON, seen_by=other) == []
        assert [found.holding.name for found in gather(PERSON, seen_by=officer)] == ["rights.requests"]

    def test_a_holiday_of_the_city_moves_the_end_of_every_open_term(self, officer) -> None:
        one = receive(officer)
        before = request_queries.rows_of([one])[0].clock.due_on
        day = working_days().after(TODAY(), days=3)
        feast = requests.declare_holiday(day, name="Fiesta", decree="Decreto 8", by=officer)
        requests.declare_holiday(day, name="Fiesta", decree="Decreto 8", by=officer)
        after = request_queries.rows_of([one])[0].clock.due_on
        assert after == working_days().after(before, days=1)
        requests.remove_holiday(feast, by=officer)
        assert request_queries.rows_of([one])[0].clock.due_on == before
        assert not CityHoliday.objects.exists()


class TestDemands:
    def demand(self, by, **other) -> LegalRequest:
        said = {
            "id": uuid4(),
            "authority": "prosecutor",
            "office": f"Fiscalía {WORD}",
            "kind": "information",
            "received_on": TODAY(),
            "legal_basis": "art. 213 CPP",
            "asked": f"Todo sobre {WORD}",
            **other,
        }
        return demands.receive(by=by, **said)

    def test_a_demand_is_written_down_before_it_is_decided_and_decided_once(self, officer) -> None:
        one = self.demand(officer)
        with pytest.raises(InputProblem, match=r"^reasons:"):
            demands.decide(one, decision=Decision.REFUSED, reasons=" ", on=TODAY(), by=officer)
        demands.decide(one, decision=Decision.REFUSED, reasons="art. 74 CP", on=TODAY(), by=officer)
        with pytest.raises(InputProblem, match="already"):
            demands.decide(one, decision=Decision.ANSWERED, reasons="x", on=TODAY(), by=officer)

    def test_the_public_reads_how_many_and_a_year_without_any_is_a_zero(self, officer) -> None:
        year = TODAY().year
        old = self.demand(officer, received_on=date(year - 2, 5, 1))
        demands.decide(old, decision=Decision.PARTLY, reasons="x", on=TODAY(), by=officer)
        self.demand(officer)
        found = {one.year: one for one in demand_queries.public_counts()}
        assert list(found) == [year, year - 1, year - 2]
        assert (found[year].received, found[year].waiting) == (1, 1)
        assert (found[year - 1].received, found[year - 1].waiting) == (0, 0)
        assert (found[year - 2].partly, found[year - 2].waiting) == (1, 0)


def test_the_trail_of_rights_holds_no_word_that_anybody_said(officer) -> None:
    permission = give(officer, document=f"carpeta {WORD}")
    consents.withdraw(permission, on=TODAY(), by=officer, why=WORD)
    one = receive(officer, kind=RequestKind.CLAIM)
    requests.send_back(one, missing=WORD, on=TODAY(), by=officer)
    requests.complete(one, on=TODAY(), by=officer)
    requests.identify(one, subject=PERSON, proof=Proof.DOCUMENT, on=TODAY(), by=officer)
    requests.extend(one, why=WORD, on=TODAY(), by=officer)
    requests.answer(one, answer=Answer.PARTLY, letter=WORD, on=TODAY(), by=officer)
    demand = TestDemands().demand(officer)
    demands.decide(demand, decision=Decision.PARTLY, reasons=WORD, on=TODAY(), by=officer)
    written = json.dumps(list(AuditEvent.objects.values("verb", "subject", "facts")))
    assert WORD not in written
    assert str(PERSON.key) not in written
