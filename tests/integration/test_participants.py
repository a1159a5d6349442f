"""A person is written down once, with their agreement, and is erased so that only counts are left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from pazos.domain.activities.actions import join
from pazos.domain.activities.holdings import PARTICIPANTS
from pazos.domain.activities.models import Attendance, FormerReach
from pazos.domain.participants import queries
from pazos.domain.participants.actions import correct, register
from pazos.domain.participants.models import Participant
from pazos.domain.participants.traits import Traits
from pazos.domain.participants.vocabulary import Answer, Sex
from pazos.domain.rights.actions import erasing
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.history.changing import changes_of
from pazos.science.problems import InputProblem
from reached import AGREED, Reached, reached

pytestmark = pytest.mark.django_db
ANA = {"name": "Ana Lucía Mina", "document": "CC 66.123.456", "agreed_on": AGREED}
NAMED = {"name": "Ana Lucía Mina", "born_on": date(2001, 5, 9), "word": "Rosalba", "agreed_on": AGREED}


@pytest.fixture
def city() -> Reached:
    return reached()


def test_an_outsider_writes_nobody_down(city) -> None:
    for name in ("lead", "dora", "liaison", "member"):
        with pytest.raises(PermissionDenied):
            register(**ANA, by=city.staff[name])
    with pytest.raises(PermissionDenied):
        register(**ANA, organisation=city.other, by=city.paula)


def test_an_organisation_sees_whom_it_wrote_down_and_who_came_to_what_it_did(city) -> None:
    hers = register(**ANA, by=city.paula)
    guest = city.person()
    city.came(guest, to=city.activity("workshop"))
    assert set(queries.participants(seen_by=city.paula)) == {hers, guest}
    assert set(queries.participants(seen_by=city.supervisor)) == {hers, guest}
    for name in ("olga", "lead", "dora", "liaison"):
        assert not queries.participants(seen_by=city.staff[name]).exists()
    assert queries.participant(hers.pk, seen_by=city.olga) is None
    assert queries.by_document("66123456", seen_by=city.paula) == hers
    assert queries.by_document("66123456", seen_by=city.olga) is None


def test_a_person_told_twice_is_one_and_gaps_are_filled(city) -> None:
    first = register(**ANA, traits=Traits(sex=Sex.WOMAN), by=city.paula)
    events = AuditEvent.objects.count()
    again = register(**ANA, traits=Traits(sex=Sex.WOMAN), by=city.paula)
    assert (again.pk, AuditEvent.objects.count()) == (first.pk, events)
    told = Traits(sex=Sex.MAN, disability=Answer.NO)
    third = register(**{**ANA, "document": "66123456", "name": "Ana Mina"}, traits=told, by=city.olga)
    assert third.pk == first.pk
    third.refresh_from_db()
    assert Traits.read(third.traits) == Traits(sex=Sex.WOMAN, disability=Answer.NO)
    assert Participant.objects.count() == 1


def test_one_document_with_two_names_is_refused_in_words(city) -> None:
    register(**ANA, by=city.paula)
    with pytest.raises(InputProblem, match="kept with another name") as refused:
        register(**{**ANA, "name": "Pedro Ocoró"}, by=city.paula)
    assert "Mina" not in str(refused.value)
    assert Participant.objects.count() == 1


def test_who_came_without_a_document_and_later_with_it_is_one(city) -> None:
    first = register(**NAMED, by=city.paula)
    later = register(**NAMED, document="66123456", by=city.paula)
    without = register(**NAMED, by=city.paula)
    by_document = register(**ANA, by=city.paula)
    assert {first.pk, later.pk, without.pk, by_document.pk} == {first.pk}
    with pytest.raises(InputProblem, match="another document"):
        register(**NAMED, document="77123456", by=city.paula)


def test_nobody_is_kept_without_their_agreement(city) -> None:
    for agreed, words in (
        (None, "did they agree"),
        (timezone.localdate() + timedelta(days=1), "not come yet"),
    ):
        with pytest.raises(InputProblem, match=words):
            register(**{**ANA, "agreed_on": agreed}, by=city.paula)
    minor = {**ANA, "born_on": date(2006, 1, 1)}
    with pytest.raises(InputProblem, match="guardian"):
        register(**minor, by=city.paula)
    assert register(**minor, traits=Traits(guardian_agreed=True), by=city.paula)


def test_the_day_of_birth_is_not_kept(city) -> None:
    row = register(**NAMED, by=city.paula)
    assert Participant.objects.get(pk=row.pk).traits == {"birth_year": 2001, "birth_month": 5}


def test_history_and_trail_tell_that_something_was_written_and_not_what(city) -> None:
    row = register(**ANA, traits=Traits(sex=Sex.WOMAN), by=city.paula)
    correct(
        row, traits=Traits(sex=Sex.OTHER), neighbourhood=city.places["S1"], name="Lucía Mina", by=city.paula
    )
    row.refresh_from_db()
    assert (row.name, Traits.read(row.traits).sex) == ("Lucía Mina", Sex.OTHER)
    told = str([change.fields for change in changes_of(row)])
    told += str(list(AuditEvent.objects.values_list("facts", flat=True)))
    assert "Mina" not in told
    assert "woman" not in told
    with pytest.raises(PermissionDenied):
        correct(row, traits=Traits(), neighbourhood=None, name="Ana Mina", by=city.olga)


def test_erasure_leaves_only_counts_by_programme_and_year(city) -> None:
    person, other = city.person(), city.person()
    for on in (date(2022, 3, 1), date(2022, 9, 1), date(2023, 3, 1)):
        city.came(person, other, to=city.activity("workshop", on=on))
    city.came(person, to=city.activity("school", on=date(2023, 4, 1)))
    assert set(PARTICIPANTS.content(str(person.pk))) >= {"name", "document", "Programa workshop"}
    erasing.erase("activities.participants", str(person.pk), ground="request", by=None)
    assert not Participant.objects.filter(pk=person.pk).exists()
    assert Attendance.objects.count() == 3
    left = FormerReach.objects.values_list("programme__code", "year", "people").order_by(
        "programme__code", "year"
    )
    assert list(left) == [("school", 2023, 1), ("workshop", 2022, 1), ("workshop", 2023, 1)]
    assert PARTICIPANTS.erase(str(person.pk)).rows == 0


def test_who_has_not_come_for_long_is_due(city) -> None:
    stays, goes = city.person(), city.person()
    city.came(stays, goes, to=city.activity(on=date(2021, 2, 1)))
    city.came(stays, to=city.activity(on=date(2023, 2, 1)))
    assert PARTICIPANTS.due(date(2022, 1, 1), 10) == [str(goes.pk)]


def test_two_rows_of_one_person_become_one_without_losing_a_day(city) -> None:
    before = register(**NAMED, by=city.paula)
    later = register(**ANA, by=city.paula)
    both, only = (
        city.activity("workshop", on=date(2023, 5, 10)),
        city.activity("workshop", on=date(2023, 5, 11)),
    )
    city.came(before, later, to=both)
    city.came(before, to=only)
    with pytest.raises(PermissionDenied):
        join(later, other=before, by=city.olga)
    join(later, other=before, by=city.paula)
    one = Participant.objects.get()
    assert (one.pk, one.document, one.traits) == (
        later.pk,
        "66123456",
        {"birth_year": 2001, "birth_month": 5},
    )
    assert sorted(one.attendances.values_list("activity", flat=True)) == sorted([both.pk, only.pk])
    assert register(**NAMED, by=city.paula).pk == one.pk
    with pytest.raises(InputProblem, match="same person already"):
        join(one, other=one, by=city.paula)
    with pytest.raises(InputProblem, match="two people"):
        join(one, other=register(**{**ANA, "document": "77123456"}, by=city.paula), by=city.paula)
