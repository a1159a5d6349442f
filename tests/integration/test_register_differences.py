"""What institutions decide on their differences: adopted at once, kept against new files, minuted and frozen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cast import staff
from pazos.analysis.register.adopting import adopt_all
from pazos.domain.refusing import RefusedError
from pazos.domain.register.actions import differences as deeds
from pazos.domain.register.models import Claim, Death, Difference, NonDelivery, TechnicalTable
from pazos.domain.register.rules import Block
from pazos.domain.register.vocabulary import Cause, DifferenceKind, DifferenceState
from pazos.domain.sources.models import Delivery, Record, Source
from pazos.domain.sources.vocabulary import SourceKind
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from registered import MAY, RECEIVED, death, source

pytestmark = pytest.mark.django_db
DAY = date(2023, 5, 10)


@pytest.fixture
def lead() -> Any:
    return staff(Role.STRATEGY_LEAD)


@pytest.fixture
def police() -> Source:
    return source(SourceKind.POLICE)


@pytest.fixture
def forensic() -> Source:
    return source(SourceKind.FORENSIC)


@pytest.fixture
def one(police: Source, forensic: Source) -> Death:
    """A death of which the police say 20 years and the forensic institute 30."""
    made = death(DAY, {police: "homicide", forensic: "homicide"})
    say(made, police, age=20)
    say(made, forensic, age=30)
    adopt_all()
    return made


def say(of: Death, by: Source, **facts: Any) -> None:
    """Let a source say something else of a death from now on."""
    Record.objects.filter(claim__death=of, source=by).update(**facts)


def of(death: Death, kind: str = DifferenceKind.AGE) -> Difference:
    return Difference.objects.get(death=death, kind=kind)


def age(death: Death) -> tuple[Any, str | None]:
    death.refresh_from_db()
    return death.age, death.adopted.get("age")


def blocks(call: Any) -> tuple[Block, ...]:
    with pytest.raises(RefusedError) as refused:
        call()
    return refused.value.blocks


# What is noticed


def test_what_sources_say_otherwise_is_noticed_with_each_ones_value(one: Death) -> None:
    assert of(one).values == {"police": 20, "forensic": 30}
    assert of(one).state == DifferenceState.OPEN
    assert age(one) == (30, "forensic")


def test_noticing_again_changes_nothing(one: Death) -> None:
    before = list(Difference.objects.values())

    done = adopt_all()

    assert list(Difference.objects.values()) == before
    assert (done.values, done.noticed, done.gone, done.reopened) == (0, 0, 0, 0)


def test_a_difference_goes_when_the_sources_agree_and_comes_again(one: Death, police: Source) -> None:
    say(one, police, age=30)
    assert adopt_all().gone == 1
    assert of(one).state == DifferenceState.GONE

    say(one, police, age=22)
    assert adopt_all().noticed == 1
    assert of(one).values["police"] == 22


@pytest.mark.parametrize(
    ("first", "last", "noticed"),
    [
        (date(2022, 1, 1), date(2023, 6, 30), True),
        (date(2022, 1, 1), date(2023, 4, 30), False),
    ],
    ids=["it delivered the month", "its files end before"],
)
def test_a_death_in_one_source_is_held_against_another_only_if_it_delivered(
    police: Source, forensic: Source, first: date, last: date, noticed: bool
) -> None:
    Delivery.objects.filter(source=forensic).update(first_on=first, last_on=last)
    death(date(2022, 3, 1), {police: "homicide", forensic: "homicide"})
    alone = death(DAY, {police: "homicide"})

    adopt_all()

    found = Difference.objects.filter(death=alone, kind=DifferenceKind.ONE_SOURCE)
    assert [one.values for one in found] == ([{"police": "2023-05-10", "forensic": None}] if noticed else [])


def test_a_month_noted_as_not_delivered_is_held_against_nobody(police: Source, forensic: Source) -> None:
    death(date(2022, 3, 1), {forensic: "homicide"})
    alone = death(DAY, {police: "homicide"})
    NonDelivery.objects.create(source=forensic, month=MAY, recorded_at=RECEIVED)

    adopt_all()

    assert not Difference.objects.filter(death=alone).exists()


def test_a_source_that_leaves_legal_intervention_out_is_not_asked_for_it(
    police: Source, forensic: Source
) -> None:
    death(date(2023, 2, 1), {police: "homicide", forensic: "homicide"})
    by_force = death(DAY, {forensic: "legal_intervention"})
    adopt_all()
    assert not Difference.objects.filter(death=by_force).exists()

    death(date(2023, 2, 1), {police: "legal_intervention", forensic: "legal_intervention"})
    adopt_all()

    assert of(by_force, DifferenceKind.ONE_SOURCE).values["police"] is None


def test_a_death_that_no_source_claims_any_more_keeps_its_values_and_its_open_differences_go(
    one: Death,
) -> None:
    Claim.objects.filter(death=one).update(withdrawn_at=RECEIVED)

    adopt_all()

    one.refresh_from_db()
    assert (one.sources, one.age) == (0, 30)
    assert of(one).state == DifferenceState.GONE


# What is decided


def test_an_adopted_value_is_the_registers_at_once_and_named_a_decision(one: Death, lead: Any) -> None:
    deeds.decide([of(one)], cause=Cause.TRANSCRIPTION, adopted=20, note="cédula vista", by=lead)

    held = of(one)
    assert age(one) == (20, "decision")
    assert (held.state, held.cause, held.note, held.decided_by) == (
        "decided",
        "transcription",
        "cédula vista",
        lead,
    )
    assert AuditEvent.objects.filter(verb="difference.decided", by=lead).count() == 1


def test_a_decision_without_a_value_keeps_the_usual_order_of_sources(one: Death, lead: Any) -> None:
    deeds.decide([of(one)], cause=Cause.NOT_FOUND_OUT, by=lead)

    assert age(one) == (30, "forensic")


def test_reopening_takes_the_value_back(one: Death, lead: Any) -> None:
    before = Difference.objects.values().get()
    deeds.decide([of(one)], cause=Cause.TRANSCRIPTION, adopted=20, by=lead)

    deeds.reopen(of(one), by=lead)

    assert age(one) == (30, "forensic")
    assert Difference.objects.values().get() == before


def test_several_are_decided_at_once(police: Source, forensic: Source, lead: Any) -> None:
    deaths = [death(DAY, {police: "homicide", forensic: "homicide"}) for _ in range(3)]
    for here in deaths:
        say(here, police, age=20)
        say(here, forensic, age=30)
    adopt_all()

    deeds.decide(Difference.objects.all(), cause=Cause.TRANSCRIPTION, adopted=25, by=lead)

    assert [age(here) for here in deaths] == [(25, "decision")] * 3


def test_a_decided_difference_stays_decided_when_the_sources_agree(
    one: Death, police: Source, lead: Any
) -> None:
    deeds.decide([of(one)], cause=Cause.TRANSCRIPTION, adopted=20, by=lead)
    say(one, police, age=30)

    adopt_all()

    assert of(one).state == DifferenceState.DECIDED
    assert age(one) == (20, "decision")


def test_other_values_open_it_again_with_a_note_and_the_decision_holds_until_a_person_says(
    one: Death, police: Source, lead: Any
) -> None:
    deeds.decide([of(one)], cause=Cause.TRANSCRIPTION, adopted=20, note="acta 3", by=lead)
    say(one, police, age=45)

    assert adopt_all().reopened == 1
    held = of(one)
    assert (held.state, held.values["police"], held.cause) == (DifferenceState.OPEN, 45, Cause.TRANSCRIPTION)
    assert held.note.startswith("acta 3 ")
    assert age(one) == (20, "decision")
    assert adopt_all().reopened == 0

    say(one, police, age=30)
    adopt_all()
    assert of(one).state == DifferenceState.DECIDED


def test_a_decision_on_a_death_that_was_joined_goes_with_it(one: Death, forensic: Source, lead: Any) -> None:
    deeds.decide([of(one)], cause=Cause.TRANSCRIPTION, adopted=20, by=lead)
    into = death(DAY, {forensic: "homicide"})
    Claim.objects.filter(death=one).update(death=into)
    Death.objects.filter(pk=one.pk).update(merged_into=into)

    adopt_all()

    assert age(into) == (20, "decision")
    assert Death.objects.get(pk=one.pk).sources == 0


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("age", 0, 121),
        ("age", 30, "30"),
        ("age", 30, True),
        ("date", "2023-05-09", "9/5/2023"),
        ("sex", "f", ""),
        ("weapon", "blade", "knife"),
        ("manner", "undetermined", "murder"),
        ("place", "B1", "B2"),
        ("one_source", None, "2023-05-09"),
    ],
)
def test_only_a_value_that_the_kind_can_take_is_adopted(kind: str, right: Any, wrong: Any) -> None:
    Neighbourhood.objects.create(code="B1", name="Uno")

    assert right is None or deeds.may_be_adopted(kind, right)
    assert not deeds.may_be_adopted(kind, wrong)


def test_a_place_and_a_day_that_are_decided_stand_in_the_death(one: Death, police: Source, lead: Any) -> None:
    place = Neighbourhood.objects.create(code="B1", name="Uno")
    other = Neighbourhood.objects.create(code="B2", name="Dos")
    say(one, police, neighbourhood=place, occurred_on=date(2023, 5, 9))
    Record.objects.filter(claim__death=one).exclude(source=police).update(neighbourhood=other)
    adopt_all()
    one.refresh_from_db()
    assert (one.neighbourhood, one.occurred_on) == (place, DAY)

    deeds.decide([of(one, "place")], cause=Cause.RESIDENCE, adopted="B2", by=lead)
    deeds.decide([of(one, "date")], cause=Cause.TRANSCRIPTION, adopted="2023-05-09", by=lead)

    one.refresh_from_db()
    assert (one.neighbourhood, one.occurred_on) == (other, date(2023, 5, 9))
    assert one.adopted["neighbourhood"] == one.adopted["occurred_on"] == "decision"


def test_a_refusal_says_everything_that_stands_in_the_way(one: Death, police: Source, lead: Any) -> None:
    say(one, police, sex="m")
    Record.objects.filter(claim__death=one).exclude(source=police).update(sex="f")
    adopt_all()
    deeds.decide([of(one)], cause=Cause.TRANSCRIPTION, by=lead)

    said = blocks(lambda: deeds.decide([of(one), of(one, "sex")], cause="because", adopted="f", by=lead))

    assert said == (Block.CAUSE_MISSING, Block.NOT_OPEN, Block.SEVERAL_KINDS)


def test_what_was_never_decided_is_not_reopened(one: Death, lead: Any) -> None:
    assert blocks(lambda: deeds.reopen(of(one), by=lead)) == (Block.NOT_DECIDED,)


# The institutions' meeting


@pytest.fixture
def table(lead: Any) -> TechnicalTable:
    return deeds.open_table(
        title="Mesa técnica de mayo",
        held_on=date(2023, 6, 15),
        place="Alcaldía",
        institutions=[{"institution": "Policía Nacional", "delegate": "A. Gómez"}],
        by=lead,
    )


def test_minutes_hold_attendance_each_difference_and_the_numbers_by_cause(
    one: Death, police: Source, table: TechnicalTable, lead: Any
) -> None:
    say(one, police, sex="m")
    Record.objects.filter(claim__death=one).exclude(source=police).update(sex="f")
    adopt_all()
    assert deeds.take_batch(table, Difference.objects.all(), by=lead) == 2
    deeds.decide([of(one)], cause=Cause.TRANSCRIPTION, adopted=20, note="acta", by=lead, table=table)

    done = deeds.close_table(table, by=lead)

    said = done.minutes
    assert said["institutions"] == [{"institution": "Policía Nacional", "delegate": "A. Gómez"}]
    assert (said["decided"], said["left_open"], said["by_cause"]) == (1, 1, {"transcription": 1})
    entry = next(row for row in said["differences"] if row["kind"] == "age")
    assert (entry["death"], entry["values"], entry["adopted"]) == (one.pk, {"police": 20, "forensic": 30}, 20)
    assert (entry["cause"], entry["note"], entry["decided_by"]) == ("transcription", "acta", lead.name)
    assert done.minutes_hash == deeds.minutes_hash(said)
    assert of(one, "sex").table is None


def test_minutes_stay_as_they_were_whatever_is_decided_later(
    one: Death, police: Source, table: TechnicalTable, lead: Any
) -> None:
    deeds.take_batch(table, [of(one)], by=lead)
    deeds.decide([of(one)], cause=Cause.TRANSCRIPTION, adopted=20, by=lead, table=table)
    frozen = deeds.close_table(table, by=lead)

    deeds.reopen(of(one), by=lead)
    deeds.decide([of(one)], cause=Cause.IDENTITY_PENDING, adopted=30, by=lead)
    say(one, police, age=50)
    adopt_all()

    now = TechnicalTable.objects.get(pk=table.pk)
    assert (now.minutes, now.minutes_hash) == (frozen.minutes, frozen.minutes_hash)
    assert deeds.minutes_hash(now.minutes) == now.minutes_hash


def test_a_closed_table_takes_decides_and_changes_nothing_more(
    one: Death, table: TechnicalTable, lead: Any
) -> None:
    deeds.take_batch(table, [of(one)], by=lead)
    deeds.close_table(table, by=lead)

    for deed in (
        lambda: deeds.close_table(table, by=lead),
        lambda: deeds.take_batch(table, [of(one)], by=lead),
        lambda: deeds.decide([of(one)], cause=Cause.TRANSCRIPTION, by=lead, table=table),
        lambda: deeds.describe_table(table, institutions=[], remarks="", by=lead),
    ):
        assert Block.TABLE_CLOSED in blocks(deed)


def test_an_empty_meeting_nobody_attended_cannot_end(lead: Any) -> None:
    bare = deeds.open_table(title="Mesa", held_on=MAY, by=lead)

    assert blocks(lambda: deeds.close_table(bare, by=lead)) == (Block.NOTHING_TAKEN, Block.NOBODY_ATTENDED)


def test_what_lies_on_an_open_table_goes_to_no_other(one: Death, table: TechnicalTable, lead: Any) -> None:
    deeds.take_batch(table, [of(one)], by=lead)
    other = deeds.open_table(title="Otra mesa", held_on=MAY, by=lead)

    assert blocks(lambda: deeds.take_batch(other, [of(one)], by=lead)) == (Block.OTHER_TABLE,)
