"""Two rows that are one person are made one, counted once, and parted again exactly as they were."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from pazos.analysis.reach.held import held
from pazos.domain.activities.actions import join
from pazos.domain.activities.holdings import PARTICIPANTS
from pazos.domain.activities.models import Attendance
from pazos.domain.cases.actions import merging
from pazos.domain.cases.actions.merging_rows import written_since
from pazos.domain.cases.actions.opening import open_case
from pazos.domain.cases.actions.turning import take_up
from pazos.domain.cases.held.referrals import REFERRALS
from pazos.domain.cases.models import Case, Referral
from pazos.domain.cases.rules.merging import Block
from pazos.domain.participants import queries, twice
from pazos.domain.participants.actions import register
from pazos.domain.participants.models import Merge, Participant
from pazos.domain.participants.traits import Traits
from pazos.domain.participants.vocabulary import Sex
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.actions.consents import give, withdraw
from pazos.domain.rights.models import Consent
from pazos.domain.rights.queries.consents import may_process
from pazos.domain.rights.registry import Subject
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem
from reached import AGREED, Reached, reached

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff

pytestmark = pytest.mark.django_db
WHY = "La mamá dijo que es la misma, y la cédula lo prueba."
# What tells of the merge itself, and when a row was last touched, moves on by its nature.
TELLS_OF_IT = {"participants.Merge", "audit.AuditEvent", "history.Change", "audit.ReadEvent"}
MOVES_ON = {"cases.NameKey": {"id"}}  # made anew of the name; its own number means nothing


@pytest.fixture
def city() -> Reached:
    return reached()


@pytest.fixture
def two(city) -> tuple[Participant, Participant]:
    """One person twice: with a document and without, at one workshop on one day and each at another."""
    kept = city.person(traits=Traits(sex=Sex.WOMAN), place=None)
    gone = city.person(traits=Traits(birth_year=2001, birth_month=4))
    both, other = city.activity(), city.activity("school")
    city.came(kept, gone, to=both)
    city.came(gone, to=other)
    for one in (kept, gone):
        permit(one, by=city.supervisor)
    return kept, gone


def permit(one: Participant, *, by: Staff) -> Consent:
    today = timezone.localdate()
    return give(
        Subject("participant", one.pk),
        id=uuid4(),
        basis="consent",
        purpose="accompaniment",
        purpose_text="para acompañarte",
        signatory=one.name,
        relation="self",
        given_on=today,
        expires_on=today + timedelta(days=300),
        by=by,
    )


def merged(city, two, **said: Any) -> Merge:
    return merging.merge(*two, why=WHY, by=city.supervisor, papers_seen=True, **said)


def everything() -> dict[str, list[Any]]:
    """Return every table as the database has it, what is sealed opened."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label
        if label in TELLS_OF_IT or not model.__module__.startswith("pazos."):
            continue
        moves_on = MOVES_ON.get(label, {"changed_at"})
        names = [field.name for field in model._meta.concrete_fields if field.name not in moves_on]
        rows = model._base_manager.order_by(*names[:2])
        found[label] = [tuple(str(getattr(row, name)) for name in names) for row in rows]
    return found


def test_only_who_supervises_cases_merges_and_parts(city, two) -> None:
    for name in ("paula", "lead", "dora", "liaison"):
        with pytest.raises(PermissionDenied):
            merging.merge(*two, why=WHY, by=city.staff[name], papers_seen=True)
    made = merged(city, two)
    with pytest.raises(PermissionDenied):
        merging.undo(made, by=city.paula)


def test_what_was_merged_moves_and_gaps_are_filled(city, two) -> None:
    kept, gone = two
    made = merged(city, two)
    kept.refresh_from_db()
    assert kept.attendances.count() == 2
    assert not gone.attendances.exists()
    assert Traits.read(kept.traits) == Traits(sex=Sex.WOMAN, birth_year=2001, birth_month=4)
    assert kept.neighbourhood.code == "N1"
    assert Consent.objects.filter(subject_key=kept.pk).count() == 2
    assert (len(made.what_moved["aside"]), made.what_moved["own"]["rights.Consent"]) == (1, 1)
    facts = AuditEvent.objects.get(verb="participant.merged").facts
    assert facts == {"moved": 2, "stood_twice": 1}


def test_undone_every_table_is_as_it_was(city, two) -> None:
    case_of(city, two[1])
    before = everything()
    made = merged(city, two)
    assert everything() != before
    merging.undo(made, by=city.supervisor)
    assert everything() == before
    made.refresh_from_db()
    assert made.undone_by == city.supervisor


def test_what_was_taken_back_under_one_row_holds_for_the_person(city, two, client) -> None:
    kept, gone = two
    today = timezone.localdate()
    case = case_of(city, kept)
    rows = Consent.objects.filter(purpose="accompaniment")
    rows.update(given_on=today - timedelta(days=30))
    withdraw(rows.get(subject_key=gone.pk), on=today, by=city.supervisor)
    case.refresh_from_db()
    assert case.state == "active"
    client.force_login(city.supervisor)
    client.cookies["pazos_language"] = "en"
    page = client.get(reverse("merge_people", args=[kept.pk, gone.pk])).content.decode()
    assert "the case will rest" in page
    made = merged(city, two)
    case.refresh_from_db()
    assert case.state == "paused"
    assert not may_process("participant", kept.pk, purpose="accompaniment", on=today)
    with pytest.raises(RefusedError):
        take_up(case, on=today, by=city.supervisor)
    merging.undo(made, by=city.supervisor)
    assert may_process("participant", kept.pk, purpose="accompaniment", on=today)
    permit(gone, by=city.supervisor)
    merged(city, two)
    assert may_process("participant", kept.pk, purpose="accompaniment", on=today)


def case_of(city, one: Participant) -> Case:
    return open_case(
        None,
        participant=one,
        supervisor=city.supervisor,
        pair=(),
        on=timezone.localdate(),
        by=city.supervisor,
    )


def test_what_was_written_since_stays_with_the_kept_one(city, two) -> None:
    kept, _gone = two
    made = merged(city, two)
    later = city.activity("games")
    city.came(kept, to=later)
    kept.refresh_from_db()
    assert written_since(made.what_moved, kept) == {"activities.Attendance:participant": 1}
    merging.undo(made, by=city.supervisor)
    assert Attendance.objects.get(activity=later).participant == kept


def test_a_field_corrected_since_stays_corrected(city, two) -> None:
    kept, _gone = two
    made = merged(city, two)
    kept.refresh_from_db()
    kept.traits = {**kept.traits, "birth_year": 2000}
    kept.neighbourhood = city.places["S1"]
    kept.save()
    merging.undo(made, by=city.supervisor)
    kept.refresh_from_db()
    assert Traits.read(kept.traits) == Traits(sex=Sex.WOMAN, birth_year=2000)
    assert kept.neighbourhood == city.places["S1"]


def test_two_open_cases_are_not_made_one(city, two) -> None:
    for one in two:
        case_of(city, one)
    with pytest.raises(RefusedError) as refused:
        merged(city, two)
    assert refused.value.blocks == (Block.TWO_CASES,)
    Case.objects.filter(participant=two[1]).update(state="ended", exit="moved", ended_on=timezone.localdate())
    merged(city, two)
    assert Case.objects.filter(participant=two[0]).count() == 2


def test_two_documents_need_somebody_who_saw_the_papers(city, two) -> None:
    with pytest.raises(RefusedError) as refused:
        merging.merge(*two, why=" ", by=city.supervisor)
    assert set(refused.value.blocks) == {Block.TWO_DOCUMENTS, Block.NO_WHY}
    with pytest.raises(RefusedError) as refused:
        merging.merge(two[0], two[0], why=WHY, by=city.supervisor)
    assert refused.value.blocks == (Block.SAME,)


def test_who_is_told_again_under_the_gone_keys_is_the_kept_one(city, two) -> None:
    kept, gone = two
    merged(city, two)
    again = register(name=gone.name, document=gone.document, agreed_on=AGREED, by=city.supervisor)
    assert again == kept
    assert queries.by_document(gone.document, seen_by=city.supervisor) == kept
    assert queries.participant(gone.pk, seen_by=city.supervisor) == kept
    assert list(queries.participants(seen_by=city.supervisor)) == [kept]


def test_reach_counts_a_merged_person_once_and_both_after_undoing(city, two) -> None:
    assert people() == 2
    made = merged(city, two)
    assert people() == 1
    merging.undo(made, by=city.supervisor)
    assert people() == 2


def people() -> int:
    return len(set(held().attended.person.tolist()))


def test_a_permission_of_either_holds_for_the_one(city, two) -> None:
    kept, gone = two
    Consent.objects.filter(subject_key=kept.pk).delete()
    made = merged(city, two)
    today = timezone.localdate()
    assert may_process("participant", kept.pk, purpose="accompaniment", on=today)
    merging.undo(made, by=city.supervisor)
    assert not may_process("participant", kept.pk, purpose="accompaniment", on=today)
    assert may_process("participant", gone.pk, purpose="accompaniment", on=today)


def test_merges_are_undone_in_the_order_in_which_they_hang_together(city, two) -> None:
    third = city.person()
    before = everything()
    first = merged(city, two)
    second = merging.merge(third, two[0], why=WHY, by=city.supervisor, papers_seen=True)
    assert queries.participant(two[1].pk, seen_by=city.supervisor) == third
    with pytest.raises(RefusedError) as refused:
        merging.undo(first, by=city.supervisor)
    assert refused.value.blocks == (Block.MERGED_SINCE,)
    merging.undo(second, by=city.supervisor)
    merging.undo(first, by=city.supervisor)
    assert everything() == before
    with pytest.raises(RefusedError) as refused:
        merging.undo(first, by=city.supervisor)
    assert refused.value.blocks == (Block.UNDONE,)


def test_rights_find_whoever_was_merged_under_either_number_and_erase_all(city, two) -> None:
    kept, gone = two
    merged(city, two)
    Merge.objects.all().delete()
    for one in two:
        assert [row.key for row in PARTICIPANTS.find(Subject("participant", one.pk))] == [str(kept.pk)]
    assert PARTICIPANTS.erase(str(kept.pk)).records >= {kept.pk, gone.pk}
    assert not Participant.objects.exists()


def test_nobody_is_erased_while_more_is_kept_of_them(city, two) -> None:
    kept, _gone = two
    case_of(city, kept)
    with pytest.raises(InputProblem, match="first"):
        PARTICIPANTS.erase(str(kept.pk))
    Participant.objects.update(agreed_on=AGREED.replace(year=2001))
    Attendance.objects.all().delete()
    assert PARTICIPANTS.due(timezone.localdate(), 100) == [str(two[1].pk)]


def test_erasing_a_referral_leaves_its_answer_and_no_word(city, two) -> None:
    now = timezone.now()
    row = Referral.objects.create(
        origin="school",
        name="Zorzal",
        contact="en la tienda",
        reason="quiere estudiar",
        agreed_on=now.date(),
        made_by=city.supervisor,
        made_at=now,
        answer_due_on=now.date(),
        participant=two[0],
    )
    merged(city, two)
    assert [one.key for one in REFERRALS.find(Subject("participant", two[1].pk))] == [str(row.pk)]
    assert REFERRALS.content(str(row.pk))["name"] == "Zorzal"
    assert REFERRALS.erase(str(row.pk)).rows == 1
    assert REFERRALS.erase(str(row.pk)).rows == 0
    row.refresh_from_db()
    assert (row.name, row.contact, row.participant, row.origin) == ("", "", None, "school")
    assert REFERRALS.find(Subject("record", row.pk)) == []


def test_two_rows_of_which_one_has_a_case_are_not_joined_beyond_undoing(city) -> None:
    kept, other = city.person(), city.person()
    Participant.objects.filter(pk=kept.pk).update(document_sealed="")
    kept.refresh_from_db()
    permit(other, by=city.supervisor)
    case_of(city, other)
    with pytest.raises(InputProblem, match="supervises"):
        join(kept, other=other, by=city.supervisor)


def test_likely_twins_are_found_among_a_bounded_number_and_within_reach(city) -> None:
    born = Traits(birth_year=2001, birth_month=4)
    one = city.person(name="Yeison Mina Ocoró", traits=born)
    two = city.person(name="Jeison Mina", traits=born)
    city.person(name="Pedro Angulo", traits=born)
    city.person(name="Yeison Mina", traits=Traits(birth_year=1999, birth_month=1))
    looked = twice.alike_in(city.places["N1"], seen_by=city.supervisor)
    assert [{pair.first, pair.second} for pair in looked.pairs] == [{one, two}]
    assert (looked.read, looked.is_whole) == (4, True)
    assert twice.alike_in(city.places["N1"], seen_by=city.olga).pairs == ()
    found = twice.candidates("Yeison Mina", neighbourhood=city.places["N1"], seen_by=city.supervisor)
    assert len(found) == 3
    assert twice.candidates("x", document=one.document, seen_by=city.supervisor)[0].person == one
    assert twice.candidates("x", document=one.document, seen_by=city.olga) == []


def test_who_was_told_alike_with_two_documents_is_found_city_wide(city) -> None:
    said = {"name": "Ana Lucía Mina", "born_on": AGREED.replace(year=2001), "word": "Rosalba", "traits": None}
    one = city.person(**said, place="N1")
    two = city.person(place="S1")
    Participant.objects.filter(pk=two.pk).update(other_key=one.other_key)
    assert [{pair.first, pair.second} for pair in twice.told_alike(seen_by=city.supervisor)] == [{one, two}]


def test_who_stands_with_a_document_and_without_is_told_alike_too(city) -> None:
    """Two desks that write one person in one moment do not see one another's row."""
    said = {"name": "Ana Lucía Mina", "born_on": AGREED.replace(year=2001), "word": "Rosalba", "traits": None}
    one, other = city.person(**said, place="N1"), city.person(place="S1")
    Participant.objects.filter(pk=other.pk).update(person_key=one.other_key, other_key="")
    city.person(place="N1")
    assert [{pair.first, pair.second} for pair in twice.told_alike(seen_by=city.supervisor)] == [{one, other}]


def test_a_merge_leaves_no_word_in_the_trail_or_in_the_open(city, two) -> None:
    merged(city, two)
    assert "Saman" not in str(list(AuditEvent.objects.values()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT why_sealed, what_moved_sealed FROM participants_merge")
        assert "mamá" not in str(cursor.fetchall())
