"""A month is closed by two people; what changes later waits in sight of all and rewrites nothing."""

from __future__ import annotations

import argparse
import gzip
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import cast
import registered
from pazos.analysis.ingest.keeping import open_kept
from pazos.analysis.register import closing as work
from pazos.analysis.register.counting import rules_in_force
from pazos.analysis.register.freezing import DamagedCopyError, freeze, frozen_place, keep_frozen, read_frozen
from pazos.domain.people.actions import open_account
from pazos.domain.register.actions import closing as actions
from pazos.domain.register.actions.closing import NotClosedError, end_non_delivery, record_non_delivery
from pazos.domain.register.actions.counting import retire
from pazos.domain.register.closing_rules import Block
from pazos.domain.register.counting import rule_from
from pazos.domain.register.frozen import digest_of, recount, text_of
from pazos.domain.register.models import Claim, Closing, CountingRule, Death, NonDelivery
from pazos.domain.register.queries import closing as queries
from pazos.domain.register.vocabulary import ClosingState
from pazos.domain.sources.vocabulary import Manner, SourceKind
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem
from registered import MAY

pytestmark = pytest.mark.django_db
MONTHS = (date(2023, 1, 1), date(2023, 12, 31))


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.CITY_FILES = tmp_path / "files"


@pytest.fixture
def analyst():
    return cast.staff(Role.ANALYST)


@pytest.fixture
def lead():
    return cast.staff(Role.STRATEGY_LEAD)


@pytest.fixture
def police():
    return registered.source(SourceKind.POLICE)


@pytest.fixture
def forensic():
    return registered.source(SourceKind.FORENSIC)


@pytest.fixture
def register(police, forensic) -> list[Death]:
    """Eleven deaths in May: nine homicides of both, one of the police alone, one by legal force."""
    both = {police: Manner.HOMICIDE, forensic: Manner.HOMICIDE}
    made = [registered.death(date(2023, 5, day), both) for day in range(1, 10)]
    made.append(registered.death(date(2023, 5, 30), {police: Manner.HOMICIDE}))
    made.append(registered.death(date(2023, 5, 31), {police: Manner.LEGAL_INTERVENTION}))
    return made


def closed(analyst, lead, month: date = MAY, **words: str) -> Closing:
    return work.sign_month(work.prepare_month(month, by=analyst, **words), by=lead)


def blocks(deed, *args, **kwargs) -> tuple[Block, ...]:
    with pytest.raises(NotClosedError) as refused:
        deed(*args, **kwargs)
    return refused.value.blocks


# --- closing ---


def test_two_people_close_a_month_and_its_figures_name_their_rules(register, analyst, lead) -> None:
    made = closed(analyst, lead)
    assert (made.state, made.number, made.deaths) == (ClosingState.CLOSED, 0, 11)
    assert made.counts == {"bogota_wide@1": 11, "iccs_0101@1": 10, "police_co_2023@1": 10}
    assert (made.prepared_by, made.signed_by) == (analyst, lead)
    assert {one["source"] for one in made.deliveries} == {"police", "forensic"}
    events = AuditEvent.objects.filter(verb__startswith="month.").order_by("id")
    assert [one.verb for one in events] == ["month.prepared", "month.closed"]
    assert all(one.facts["frozen"] == made.frozen_hash for one in events)


def test_whoever_prepared_a_month_does_not_sign_it(register, analyst) -> None:
    prepared = work.prepare_month(MAY, by=analyst)
    assert blocks(work.sign_month, prepared, by=analyst) == (Block.SAME_PERSON,)
    assert blocks(actions.sign, prepared, by=analyst) == (Block.SAME_PERSON,)
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.filter(pk=prepared.pk).update(
            state="closed", signed_by=analyst, signed_at=timezone.now()
        )
    assert queries.closed(MAY) == []


def test_a_month_that_is_not_over_is_not_closed(police, analyst) -> None:
    today = timezone.localdate().replace(day=1)
    registered.deliver(police, first=today, last=today)
    assert blocks(work.prepare_month, today, by=analyst) == (Block.NOT_OVER,)


def test_a_month_waits_for_one_signature_at_a_time(register, analyst, lead) -> None:
    first = work.prepare_month(MAY, by=analyst)
    assert blocks(work.prepare_month, MAY, by=lead) == (Block.WAITS_FOR_SIGNATURE,)
    with pytest.raises(NotClosedError):  # two at the same moment: the database lets one of them through
        actions.prepare(MAY, frozen=_fields(first), by=lead)
    work.withdraw(first, by=analyst)
    again = work.prepare_month(MAY, by=lead)
    assert (again.number, Closing.objects.count()) == (0, 2)
    assert blocks(work.withdraw, first, by=analyst) == (Block.NOT_PREPARED,)
    assert blocks(work.sign_month, first, by=lead) == (Block.NOT_PREPARED,)


def _fields(closing: Closing) -> dict[str, object]:
    names = ("frozen_hash", "deaths", "counts", "deliveries", "code_version")
    return {name: getattr(closing, name) for name in names}


def test_a_closed_month_is_neither_taken_back_nor_signed_twice(register, analyst, lead) -> None:
    made = closed(analyst, lead)
    assert blocks(work.withdraw, made, by=lead) == (Block.NOT_PREPARED,)
    assert blocks(work.sign_month, made, by=lead) == (Block.NOT_PREPARED,)


def test_a_source_that_is_silent_keeps_a_month_open_until_somebody_says_which_it_was(
    register, analyst, lead, forensic
) -> None:
    vital = registered.source(SourceKind.HEALTH, last=date(2023, 3, 31))
    assert blocks(work.prepare_month, MAY, by=analyst) == (Block.SILENT_SOURCES,)
    (record,) = record_non_delivery([vital], month=MAY, by=analyst, note="Sin respuesta")
    prepared = work.prepare_month(MAY, by=analyst)
    assert prepared.not_delivered == ["health"]
    assert "who_icd10@1" not in prepared.counts, "what was not delivered is not a zero"
    end_non_delivery(record, by=lead)
    assert blocks(work.sign_month, prepared, by=lead) == (Block.SILENT_SOURCES,)
    record_non_delivery([vital], month=MAY, by=analyst, said_none=True)
    assert work.today(MAY).counts["who_icd10@1"] == 0, "a source that says so gives a true zero"
    assert blocks(work.sign_month, prepared, by=lead) == (Block.RULES_CHANGED,)


def test_a_source_that_began_later_does_not_hold_earlier_months_up(register, analyst, lead) -> None:
    registered.source(SourceKind.PRESS, first=date(2023, 6, 1))
    assert closed(analyst, lead).not_delivered == []


def test_recording_twice_that_a_source_did_not_deliver_keeps_one_record(register, analyst, forensic) -> None:
    assert len(record_non_delivery([forensic], month=MAY, by=analyst)) == 1
    assert record_non_delivery([forensic], month=MAY, by=analyst) == []
    assert NonDelivery.objects.count() == 1


def test_pairs_that_wait_are_decided_or_their_waiting_is_explained(register, analyst, lead, police) -> None:
    one = registered.death(date(2023, 5, 20), {police: Manner.HOMICIDE})
    registered.wait(one, register[9])
    assert blocks(work.prepare_month, MAY, by=analyst) == (Block.PAIRS_WAIT,)
    made = closed(analyst, lead, remark="Un cuerpo sin identificar.")
    assert (made.open_deaths, made.remark) == (2, "Un cuerpo sin identificar.")


# --- what was frozen ---


def test_the_frozen_copy_gives_the_same_digits_without_the_database(register, analyst, lead) -> None:
    made = closed(analyst, lead)
    kept = read_frozen(made.frozen_hash)
    rules = {str(row): rule_from(row.definition) for row in CountingRule.objects.all()}
    Death.objects.update(occurred_on=date(2020, 1, 1))
    assert {key: recount(kept, rules[key]) for key in made.counts} == made.counts
    assert work.counted_again(made) == made.counts


def test_the_same_register_freezes_to_the_same_hash_and_keeps_one_file(register, tmp_path) -> None:
    first, second = keep_frozen(freeze(MAY)), keep_frozen(freeze(MAY))
    assert first == second
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == [f"{first}.json.gz"]
    with open_kept(frozen_place(first)) as kept:
        assert digest_of(gzip.decompress(kept.read())) == first
    assert b"deaths" not in frozen_place(first).read_bytes()


def test_a_death_is_frozen_in_the_month_of_its_fact_and_of_its_death(police) -> None:
    late = registered.death(date(2023, 5, 31), {police: Manner.HOMICIDE}, died_on=date(2023, 6, 2))
    assert [[one["number"] for one in freeze(month)["deaths"]] for month in (MAY, date(2023, 6, 1))] == [
        [late.pk],
        [late.pk],
    ]


@pytest.mark.parametrize("harm", ["changed", "cut", "gone", "other"])
def test_any_touch_of_the_frozen_copy_is_noticed(register, analyst, lead, harm) -> None:
    prepared = work.prepare_month(MAY, by=analyst)
    place = frozen_place(prepared.frozen_hash)
    with open_kept(place) as kept:
        text = gzip.decompress(kept.read())
    if harm == "changed":
        place.write_bytes(gzip.compress(text.replace(b"2023-05-30", b"2023-04-30")))
    elif harm == "cut":
        place.write_bytes(place.read_bytes()[:-20])
    elif harm == "other":
        place.write_bytes(b"no copy of ours")
    else:
        place.unlink()
    with pytest.raises(DamagedCopyError):
        read_frozen(prepared.frozen_hash)
    assert blocks(work.sign_month, prepared, by=lead) == (Block.COPY_DAMAGED,)


def test_figures_that_the_copy_does_not_give_are_not_signed(register, analyst, lead) -> None:
    prepared = work.prepare_month(MAY, by=analyst)
    Closing.objects.filter(pk=prepared.pk).update(counts=prepared.counts | {"iccs_0101@1": 3})
    prepared.refresh_from_db()
    assert blocks(work.sign_month, prepared, by=lead) == (Block.COUNTS_DIFFER,)


def test_a_register_or_rules_that_changed_since_are_not_signed(register, analyst, lead, police) -> None:
    prepared = work.prepare_month(MAY, by=analyst)
    registered.death(date(2023, 5, 4), {police: Manner.HOMICIDE})
    retire(CountingRule.objects.get(name="bogota_wide"), by=lead)
    assert blocks(work.sign_month, prepared, by=lead) == (Block.REGISTER_CHANGED, Block.RULES_CHANGED)


# --- what comes later ---


def test_nothing_waits_where_nothing_changed(register, analyst, lead) -> None:
    closed(analyst, lead)
    assert work.pending(*MONTHS) == {}
    assert blocks(work.prepare_month, MAY, by=analyst, reason="Otra vez") == (Block.NOTHING_CHANGED,)


def test_a_late_record_of_a_closed_month_waits_and_the_figure_stands(register, analyst, lead, police) -> None:
    made = closed(analyst, lead)
    late = registered.death(date(2023, 5, 17), {police: Manner.HOMICIDE})
    (found,) = work.pending(*MONTHS).values()
    assert (found.closing, found.changed.entered, found.changed.left) == (made, (late.pk,), ())
    made.refresh_from_db()
    assert made.counts["iccs_0101@1"] == 10
    assert work.today(MAY).counts["iccs_0101@1"] == 11


def test_a_death_that_left_or_changed_waits_too(register, analyst, lead) -> None:
    closed(analyst, lead)
    Death.objects.filter(pk=register[0].pk).update(occurred_on=date(2023, 4, 30))
    Claim.objects.filter(death=register[1]).filter(source__slug="police").update(flags={"survived": True})
    (found,) = work.pending(*MONTHS).values()
    assert found.changed.counts() == {"entered": 0, "left": 1, "changed": 1}


def test_the_same_facts_sent_again_in_a_new_file_change_nothing(register, analyst, lead, police) -> None:
    closed(analyst, lead)
    fresh = registered.deliver(police, first=date(2022, 1, 1), last=date(2023, 7, 31))
    for one in Claim.objects.filter(source=police).select_related("record"):
        one.record.delivery = fresh
        one.record.save(update_fields=["delivery"])
    assert work.pending(*MONTHS) == {}


def test_a_revision_needs_a_public_reason_and_again_two_people_and_rewrites_nothing(
    register, analyst, lead, police
) -> None:
    first = closed(analyst, lead)
    before = Closing.objects.values().get(pk=first.pk)
    for day in (17, 18):
        registered.death(date(2023, 5, day), {police: Manner.HOMICIDE})
    assert blocks(work.prepare_month, MAY, by=lead) == (Block.NO_REASON,)
    second = work.prepare_month(MAY, by=lead, reason="Dos registros tardíos de la policía.")
    assert blocks(work.sign_month, second, by=lead) == (Block.SAME_PERSON,)
    assert [one.pk for one in queries.closed(MAY)] == [first.pk], "a revision counts once it is signed"
    work.sign_month(second, by=analyst)
    assert [(one.number, one.counts["iccs_0101@1"]) for one in queries.closed(MAY)] == [(0, 10), (1, 12)]
    assert queries.closed(MAY)[1].changes == {"entered": 2, "left": 0, "changed": 0}
    assert Closing.objects.values().get(pk=first.pk) == before
    assert AuditEvent.objects.filter(verb="month.revised").count() == 1
    assert work.pending(*MONTHS) == {}


def test_a_closed_month_whose_copy_is_damaged_says_so(register, analyst, lead, police) -> None:
    made = closed(analyst, lead)
    frozen_place(made.frozen_hash).unlink()
    registered.death(date(2023, 5, 17), {police: Manner.HOMICIDE})
    (found,) = work.pending(*MONTHS).values()
    assert found.changed is None
    assert not work.is_whole(made)


def test_a_file_that_claims_to_be_closed_months_closes_nothing(register, police) -> None:
    claim = {"form": 1, "month": "2023-05", "state": "closed", "signed_by": "alcalde", "deaths": []}
    keep_frozen(claim)
    registered.deliver(police, first=MAY, last=date(2023, 5, 31))
    assert Closing.objects.count() == 0
    assert queries.closed(MAY) == []


def test_pending_months_are_found_in_few_questions(register, analyst, lead, police) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            work.pending(*MONTHS)
        return len(found)

    closed(analyst, lead)
    before = asked()
    open_account(username="otra", name="X", role=Role.ANALYST, password="una frase larga", by=None)
    for month in (2, 3, 4):
        registered.death(date(2023, month, 3), {police: Manner.HOMICIDE})
        closed(analyst, lead, date(2023, month, 1))
    assert asked() == before <= 4


def test_rules_are_those_in_force_when_the_month_is_prepared(register, analyst, lead) -> None:
    rules_in_force()
    retire(CountingRule.objects.get(name="bogota_wide"), by=lead)
    assert "bogota_wide@1" not in closed(analyst, lead).counts
    assert text_of(freeze(MAY)) == text_of(freeze(MAY))


# --- from the command line ---


def pazos_close(*words: str) -> int:
    from pazos.interfaces.cli import close

    parser = argparse.ArgumentParser()
    close.add_arguments(parser)
    return close.run(parser.parse_args(list(words)))


def test_a_month_is_closed_from_the_command_line_each_deed_under_its_own_name(
    register, analyst, lead, capsys
) -> None:
    assert pazos_close("2023-05") == 0
    assert Closing.objects.count() == 0, "asking changes nothing"
    assert pazos_close("2023-05", "--prepare", "--by", "analyst") == 0
    assert pazos_close("2023-05", "--sign", "--by", "analyst") == 1
    assert queries.closed(MAY) == []
    assert pazos_close("2023-05", "--sign", "--by", "strategy_lead") == 0
    assert [one.signed_by for one in queries.closed(MAY)] == [lead]
    assert "iccs_0101@1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("mayo",), "2023-05"),
        (("2023-05", "--prepare"), "--by"),
        (("2023-05", "--prepare", "--by", "nobody"), "nobody"),
        (("2023-05", "--prepare", "--by", "auditor"), "may not close"),
        (("2023-05", "--sign", "--by", "analyst"), "waits for a signature"),
    ],
)
def test_what_is_asked_wrongly_is_refused_with_its_cure(register, analyst, words, said) -> None:
    cast.staff(Role.AUDITOR)
    with pytest.raises(InputProblem, match=said):
        pazos_close(*words)
    assert Closing.objects.count() == 0
