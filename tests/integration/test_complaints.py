"""Complaints that need no name, heard by others than whom they name; and three questions that nobody answers by name."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accompanied import case_of, person, programme, supervisor, worker
from pazos.analysis.programme.asked import Asked
from pazos.analysis.programme.totals import FORM
from pazos.analysis.programme.voices import satisfaction
from pazos.domain.cases.actions import voice
from pazos.domain.cases.actions.voice_satisfaction import say
from pazos.domain.cases.models import Cohort, Complaint, Satisfaction
from pazos.domain.cases.queries import voice as queries
from pazos.domain.cases.queries.voice_satisfaction import behind, code_of, codes
from pazos.domain.cases.rules.voice import Block, named_in
from pazos.domain.cases.rules.voice_satisfaction import months_open
from pazos.domain.people.models import Staff
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.actions.erasing import erase
from pazos.domain.rights.queries.days import working_days
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent, ReadEvent
from pazos.foundation.history.models import Change

pytestmark = pytest.mark.django_db
TEXT = "Me dijeron que no volviera nunca más"
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()


def officer():
    return person("Olga Rentería", Role.DATA_OFFICER)


def english(client: Client) -> Client:
    client.cookies["pazos_language"] = "en"
    return client


class TestComplaining:
    def test_anybody_complains_and_reads_the_answer_with_a_word(self, client) -> None:
        english(client)
        answer = client.post(reverse("complain"), {"about": "treatment", "text": TEXT})
        word = re.search(r"<b>(\w{4}-\w{4}-\w{4})</b>", answer.content.decode())[1]
        row = Complaint.objects.get()
        voice.answer(row, text="Lo sentimos; ya hablamos con el equipo.", by=officer())
        told = client.post(reverse("complaint_answered"), {"word": f" {word.upper()} "})
        assert "ya hablamos con el equipo" in told.content.decode()

    def test_the_word_is_kept_nowhere(self, client) -> None:
        _, word = voice.complain(about="service", text=TEXT)
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                assert word not in repr(cursor.fetchall())
                assert word.replace("-", "") not in repr(cursor.fetchall())

    def test_nothing_says_who_it_was(self, client) -> None:
        client.force_login(worker())
        client.post(reverse("complain"), {"about": "staff", "text": TEXT}, REMOTE_ADDR="203.0.113.77")
        assert not AuditEvent.objects.filter(subject__startswith="cases.complaint").exists()
        assert not Change.objects.filter(kind="cases.complaint").exists()
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                assert "203.0.113.77" not in repr(cursor.fetchall())

    def test_the_trail_knows_its_day_and_neither_the_hour_nor_which_came_first(self) -> None:
        made = [voice.complain(about="staff", text=TEXT)[0] for _ in range(8)]
        assert voice.note_of_days(before=TODAY()) == 0  # the day is not over
        assert voice.note_of_days(before=TODAY() + timedelta(days=1)) == 8
        assert voice.note_of_days(before=TODAY() + timedelta(days=1)) == 0
        events = list(AuditEvent.objects.filter(verb="complaint.made"))
        assert {(event.by, *sorted(event.facts.items())) for event in events} == {
            (None, ("about", "staff"), ("day", TODAY().isoformat()))
        }
        keys = sorted(f"cases.complaint:{row.pk}" for row in made)
        assert [event.subject for event in events] == keys
        hours = {timezone.localtime(row.made_at).time() for row in Complaint.objects.all()}
        assert hours == {time()}
        assert {timezone.localdate(row.made_at) for row in Complaint.objects.all()} == {TODAY()}

    def test_it_is_answered_within_fifteen_working_days(self) -> None:
        row, _ = voice.complain(about="data", text=TEXT)
        assert row.answer_due_on == working_days().after(TODAY(), days=15)

    def test_too_few_words_are_said_beside_the_field(self, client) -> None:
        answer = english(client).post(reverse("complain"), {"about": "data", "text": "Mal"})
        assert answer.status_code == 422
        assert "a few more words" in answer.content.decode()

    def test_one_connection_cannot_flood_the_desk(self, client) -> None:
        said = {"about": "other", "text": TEXT}
        codes_ = [client.post(reverse("complain"), said).status_code for _ in range(12)]
        assert codes_[:10] == [200] * 10
        assert codes_[10:] == [422, 422]
        assert Complaint.objects.count() == 10

    def test_words_cannot_be_tried_for_long(self, client) -> None:
        english(client)
        answers = [client.post(reverse("complaint_answered"), {"word": f"abc{n}"}) for n in range(32)]
        assert "Too many tries" in answers[-1].content.decode()

    def test_a_form_of_another_site_is_refused(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(reverse("complain"), {"about": "other", "text": TEXT}).status_code == 403
        assert not Complaint.objects.exists()


class TestHearing:
    def test_whom_it_names_does_not_hear_it(self) -> None:
        sara, olga = supervisor("Sara Mosquera"), officer()
        row, _ = voice.complain(about="staff", text="La señora Sara me gritó delante de todos")
        assert queries.complaint(row.pk, seen_by=sara) is None
        assert queries.complaints(seen_by=sara, on=TODAY()) == []
        assert queries.complaint(row.pk, seen_by=olga) == row
        with pytest.raises(RefusedError) as refused:
            voice.answer(row, text="No fue así, fue otra cosa", by=sara)
        assert refused.value.blocks == (Block.NOT_FOR_YOU,)

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("fue la sára otra vez", {1}),
            ("Nadie me ayudó", set()),
            ("Sara Mosquera y Olga se rieron", {1}),  # one word each would leave nobody
            ("Olga Rentería", {2}),
        ],
    )
    def test_a_first_name_is_enough_unless_nobody_would_be_left(self, text, named) -> None:
        assert named_in(text, {1: "Sara Mosquera", 2: "Olga Rentería"}) == named

    def test_it_can_be_kept_from_somebody_and_not_from_all(self) -> None:
        sara, olga = supervisor("Sara Mosquera"), officer()
        row, _ = voice.complain(about="staff", text="La jefa me gritó en la cancha")
        voice.keep_from(row, staff=sara, by=olga)
        assert queries.complaint(row.pk, seen_by=sara) is None
        with pytest.raises(RefusedError) as refused:
            voice.keep_from(row, staff=olga, by=olga)
        assert refused.value.blocks == (Block.KEPT_ALREADY,)
        other, _ = voice.complain(about="staff", text="El encargado me gritó en la cancha")
        Staff.objects.filter(pk=sara.pk).update(is_active=False)
        with pytest.raises(RefusedError) as refused:
            voice.keep_from(other, staff=olga, by=olga)
        assert refused.value.blocks == (Block.NOBODY_LEFT,)

    def test_late_ones_stand_first_and_the_look_is_noted(self, client) -> None:
        olga = officer()
        calm, _ = voice.complain(about="data", text=TEXT)
        late, _ = voice.complain(about="safety", text=TEXT)
        Complaint.objects.filter(pk=late.pk).update(answer_due_on=TODAY() - timedelta(days=1))
        found = queries.complaints(seen_by=olga, on=TODAY())
        assert [(one.row.pk, one.late) for one in found] == [(late.pk, True), (calm.pk, False)]
        client.force_login(olga)
        assert client.get(reverse("complaints")).status_code == 200
        assert ReadEvent.objects.filter(by=olga, keys__icontains=str(late.pk)).exists()

    def test_an_answer_of_the_last_evening_is_of_that_day(self) -> None:
        """At ten in the evening it is the next day in Greenwich and not where it was complained of."""
        row, word = voice.complain(about="data", text=TEXT)
        voice.answer(row, text="Se corrigió lo que estaba mal.", by=officer())
        evening = timezone.make_aware(datetime.combine(row.answer_due_on, time(22)))
        Complaint.objects.filter(pk=row.pk).update(answered_at=evening)
        (heard,) = queries.complaints(seen_by=officer(), on=TODAY())
        told = queries.told(word)
        assert told is not None
        assert (heard.late, told.answered_on) == (False, row.answer_due_on)

    def test_it_is_answered_once_from_its_page(self, client) -> None:
        olga = officer()
        row, _ = voice.complain(about="data", text=TEXT)
        client.force_login(olga)
        said = {"text": "Se corrigió lo que estaba mal escrito."}
        assert client.post(reverse("complaint", args=[row.pk]), said).status_code == 302
        assert client.post(reverse("complaint", args=[row.pk]), said).status_code == 422
        row.refresh_from_db()
        assert (row.answer, row.answered_by) == (said["text"], olga)

    @pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.STRATEGY_LEAD, Role.SECURITY_LIAISON])
    def test_nobody_else_hears_them(self, client, role) -> None:
        row, _ = voice.complain(about="data", text=TEXT)
        client.force_login(person(role.value, role))
        assert client.get(reverse("complaints")).status_code == 403
        assert client.get(reverse("complaint", args=[row.pk])).status_code == 403

    def test_an_erased_complaint_stays_counted_and_says_nothing(self) -> None:
        row, word = voice.complain(about="data", text=TEXT, contact="300 123")
        erase("cases.complaints", str(row.pk), ground="wrongly_kept", by=None)
        row.refresh_from_db()
        assert (row.text, row.contact, row.about) == ("", "", "data")
        assert queries.told(word) is None


class TestOpinion:
    def test_a_code_stands_for_a_cohort_and_a_month_and_for_nobody(self, client) -> None:
        cohort = _cohort()
        today = TODAY()
        code = code_of(cohort.pk, today.replace(day=1))
        answer = english(client).post(reverse("opinion", args=[code]), {"respect": 5, "use": 4, "again": 5})
        assert "Thank you" in answer.content.decode()
        row = Satisfaction.objects.get()
        assert (row.cohort, row.month, row.cluster) == (cohort, today.replace(day=1), None)
        assert AuditEvent.objects.get(verb="satisfaction.said").facts == {}

    def test_a_code_ends_some_days_after_its_month(self) -> None:
        today = TODAY().replace(day=20)
        assert months_open(today) == (today.replace(day=1),)
        assert len(months_open(today.replace(day=10))) == 2
        assert behind("nonsense", on=today) is None
        with pytest.raises(RefusedError):
            say("nonsense", respect=5, use=5, again=9)

    def test_a_wrong_code_is_said_at_the_page(self, client) -> None:
        assert client.post(reverse("opinion_code"), {"code": "x"}).status_code == 422
        assert client.get(reverse("opinion", args=["none"])).status_code == 404

    def test_under_five_answers_nothing_is_told(self) -> None:
        cohort = _cohort()
        month = TODAY().replace(day=1)
        for n in range(4):
            Satisfaction.objects.create(cohort=cohort, month=month, respect=5, use=4, again=1 + n)
        assert satisfaction(Asked(cohort=cohort.pk), until=TODAY(), form=FORM) == {}
        for _ in range(6):
            Satisfaction.objects.create(cohort=cohort, month=month, respect=5, use=4, again=5)
        found = satisfaction(Asked(cohort=cohort.pk), until=TODAY(), form=FORM)
        assert (found["answers"], found["respect"]["high"]) == (10, 10)
        assert None in found["again"].values()

    def test_a_mean_is_told_of_twenty_answers_and_to_one_decimal(self) -> None:
        """Of ten, 4.7 and the rounded count would give the sum, and with it the few low answers that are hidden."""
        cohort, month = _cohort(), TODAY().replace(day=1)

        def say_so(people: int, again: int):
            for _ in range(people):
                Satisfaction.objects.create(cohort=cohort, month=month, respect=5, use=4, again=again)
            return [satisfaction(Asked(cohort=cohort.pk), until=TODAY(), form=form) for form in (1, FORM)]

        say_so(1, 1)
        former, found = say_so(18, 5)
        assert (former["again"]["mean"], found["again"]["mean"]) == (4.8, None)
        assert say_so(1, 3)[1]["again"]["mean"] == 4.7

    def test_a_worker_hands_over_the_codes_of_their_own_cohorts(self) -> None:
        cohort = _cohort()
        case = case_of()
        case.cohort = cohort
        case.save()
        assert [one.cohort for one in codes(seen_by=worker("Ana"), on=TODAY())] == [cohort]
        assert codes(seen_by=worker("Zoe"), on=TODAY()) == []


def _cohort() -> Cohort:
    begins = TODAY() - timedelta(days=90)
    return Cohort.objects.create(
        name="Uno", programme=programme(), begins_on=begins, ends_on=begins + timedelta(days=300), places=9
    )
