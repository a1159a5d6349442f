"""Every victim of every record in use is claimed once; a later file moves claims and loses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pazos.analysis.ingest.correct import correct_row
from pazos.analysis.ingest.take import Wishes, take
from pazos.analysis.register.claims import ClaimsUpdate, update_claims
from pazos.domain.register.models import Claim, ClaimChange, Death, Pair
from pazos.domain.register.vocabulary import ChangeKind, Flag, PairState
from pazos.domain.sources import actions, corrections, decisions
from pazos.domain.sources.models import Delivery, Record, RejectedRow
from pazos.domain.territory.models import Municipality
from pazos.foundation.audit.models import AuditEvent

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
POLICE = "FECHA HECHO,HORA,MUNICIPIO,CODIGO DANE,BARRIO,EDAD,GENERO,ARMAS MEDIOS,CANTIDAD"
FORENSIC = "CASO,FECHA HECHO,FECHA MUERTE,COD MUNICIPIO,BARRIO HECHO,SEXO,EDAD,MECANISMO,MANERA MUERTE"
NOTHING = ClaimsUpdate(0, 0, 0, 0, 0, 0, frozenset(), 0, 0)


@pytest.fixture(autouse=True)
def _city(settings: Any, tmp_path: Path) -> None:
    settings.CITY_FILES = tmp_path / "city" / "files"
    Municipality.objects.create(code="76520", name="Palmira", department="Valle del Cauca")


def police(
    day: int = 1, *, age: str = "24", place: str = "LORETO", hour: str = "21:30", victims: int = 1
) -> str:
    return f"2017-03-{day:02d},{hour},PALMIRA,76520,{place},{age},MASCULINO,ARMA DE FUEGO,{victims}"


def forensic(case: str, day: int = 1, *, age: str = "24", place: str = "Loreto", code: str = "76520") -> str:
    return (
        f"{case},{day:02d}/03/2017,{day:02d}/03/2017,{code},{place},Hombre,{age},"
        "Cortopunzante,Violenta - Homicidio"
    )


def bring(
    folder: Path, *rows: str, name: str = "a.csv", source: str = "policia-nacional", **wishes: Any
) -> Delivery:
    """Take a file in; one that would replace much more than it holds does so."""
    path = folder / name
    headings = POLICE if source == "policia-nacional" else FORENSIC
    path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
    wishes.setdefault("overlap", "replace")
    return take(path, source=source, by=None, wishes=Wishes(**wishes)).delivery


def update() -> ClaimsUpdate:
    return update_claims(by=None)


def counted(**counts: Any) -> ClaimsUpdate:
    return replace(NOTHING, **counts)


def changes(*kinds: ChangeKind) -> list[tuple[str, Any, Any]]:
    found = ClaimChange.objects.filter(kind__in=kinds or ChangeKind.values).order_by("pk")
    return list(found.values_list("field", "before", "after"))


def standing() -> int:
    return Claim.objects.filter(withdrawn_at__isnull=True).count()


# --- a first file ---


def test_every_victim_of_a_record_is_a_claim(tmp_path: Path) -> None:
    bring(tmp_path, police(1), police(2, victims=3))
    assert update() == counted(new=4)
    assert sorted(Claim.objects.values_list("record__row_number", "ordinal")) == [
        (2, 1),
        (3, 1),
        (3, 2),
        (3, 3),
    ]


def test_a_second_update_changes_nothing_and_says_nothing(tmp_path: Path) -> None:
    bring(tmp_path, police(1), police(2))
    update()
    event = AuditEvent.objects.order_by("-pk").first()
    assert event is not None
    assert (event.verb, event.facts["new"]) == ("claims.updated", 2)
    assert update() == NOTHING
    assert AuditEvent.objects.order_by("-pk").first() == event


def test_no_record_no_claim() -> None:
    assert update() == NOTHING
    assert not AuditEvent.objects.exists()


def test_months_years_and_people_who_lived_are_counted_and_not_claimed(tmp_path: Path) -> None:
    bring(tmp_path, police(1), police(2), police(3))
    first, second, _ = Record.objects.order_by("row_number")
    Record.objects.filter(pk=first.pk).update(precision="month")
    Record.objects.filter(pk=second.pk).update(manner="survived")
    assert update() == counted(new=1, coarse=1, survived=1)


def test_a_neighbours_dead_are_no_claims_but_those_who_died_here_are(tmp_path: Path) -> None:
    rows = [forensic("1"), forensic("2", 2, code="76130"), forensic("3", 3, code="76130")]
    bring(tmp_path, *rows, source="medicina-legal")
    Record.objects.filter(source_key="3").update(died_in_code="76520")
    assert update() == counted(new=2)
    flags = dict(Claim.objects.values_list("record__source_key", "flags"))
    assert flags["3"][Flag.HURT_ELSEWHERE] is True
    assert Flag.HURT_ELSEWHERE not in flags["1"]


def test_vital_statistics_never_say_where_the_person_was_hurt(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    rows = "COD_MUNIC,FECHA_DEF,SEXO,UNI_EDAD,EDAD,C_BAS1\n76520,20190502,1,1,30,X954\n"
    path.write_text(rows, encoding="utf-8")
    take(path, source="estadisticas-vitales", by=None)
    update()
    flags = Claim.objects.get().flags
    assert flags[Flag.ASSAULT_BY_ICD10] is True
    assert not {Flag.HURT_ELSEWHERE, Flag.DIED_ELSEWHERE} & set(flags)


def test_two_equal_rows_of_one_file_are_two_claims(tmp_path: Path) -> None:
    bring(tmp_path, police(1), police(1))
    assert update().new == 2


# --- the year sent again ---


def test_a_year_sent_again_with_silent_edits_lists_them_with_the_old_values(tmp_path: Path) -> None:
    bring(tmp_path, police(1), police(2, age="30"), police(3), police(4, hour="02:15"))
    update()
    before = dict(Claim.objects.values_list("pk", "record__occurred_on"))
    later = bring(
        tmp_path,
        police(1),
        police(2, age="31"),
        police(3, place="BOSQUE"),
        police(5, hour="02:15"),
        name="b.csv",
    )
    assert update() == counted(moved=4, edited=3)
    assert Claim.objects.count() == 4
    assert set(before) == set(Claim.objects.values_list("pk", flat=True))
    assert sorted(changes(ChangeKind.EDITED)) == [
        ("age", 30, 31),
        ("occurred_on", "2017-03-04", "2017-03-05"),
        ("place", "LORETO", "BOSQUE"),
    ]
    assert set(ClaimChange.objects.values_list("delivery", flat=True)) == {later.pk}
    assert set(Claim.objects.values_list("record__delivery", flat=True)) == {later.pk}


def test_a_row_that_the_later_file_lacks_is_withdrawn_and_keeps_what_it_said(tmp_path: Path) -> None:
    bring(tmp_path, police(1), police(2, age="40"))
    update()
    gone = Claim.objects.get(record__age=40)
    death = Death.objects.create(occurred_on=date(2017, 3, 2), opened_at=datetime(2020, 1, 1, tzinfo=UTC))
    Claim.objects.filter(pk=gone.pk).update(death=death)
    later = bring(tmp_path, police(1), name="b.csv")
    assert update() == counted(moved=1, withdrawn=1, deaths_touched=frozenset({death.pk}))
    gone.refresh_from_db()
    assert gone.withdrawn_at is not None
    assert (gone.record.age, gone.death) == (40, death)
    assert ClaimChange.objects.get().delivery == later
    bring(tmp_path, police(1), police(2, age="40"), police(3), name="c.csv")
    assert update() == counted(new=1, moved=2, returned=1, deaths_touched=frozenset({death.pk}))
    gone.refresh_from_db()
    assert gone.withdrawn_at is None
    kinds = ClaimChange.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [ChangeKind.WITHDRAWN, ChangeKind.RETURNED]


def test_another_death_is_no_edit(tmp_path: Path) -> None:
    bring(tmp_path, police(1, age="20", place="LORETO", hour="05:00"))
    update()
    bring(tmp_path, police(20, age="61", place="BOSQUE", hour="22:00"), name="b.csv")
    assert update() == counted(new=1, withdrawn=1)


def test_rows_that_state_next_to_nothing_are_never_taken_for_one_another(tmp_path: Path) -> None:
    row = "2017-03-{:02d},-,PALMIRA,76520,-,-,-,ARMA DE FUEGO,1"
    bring(tmp_path, row.format(1))
    update()
    bring(tmp_path, row.format(2), name="b.csv")
    assert update() == counted(new=1, withdrawn=1)


def test_three_victims_become_two(tmp_path: Path) -> None:
    bring(tmp_path, police(1, victims=3))
    update()
    later = bring(tmp_path, police(1, victims=2), name="b.csv")
    assert update() == counted(moved=2, withdrawn=1)
    assert standing() == 2
    # With the later file set aside, the third victim is claimed again: by the same claim.
    actions.set_aside(later, by=None)
    assert update() == counted(moved=2, returned=1)
    assert Claim.objects.count() == 3
    assert sorted(Claim.objects.values_list("ordinal", flat=True)) == [1, 2, 3]
    assert update() == NOTHING


def test_a_delivery_set_aside_restores_what_was_said_before(tmp_path: Path) -> None:
    bring(tmp_path, police(1, age="30"), police(2))
    update()
    said = sorted(Claim.objects.values_list("pk", "record"))
    later = bring(tmp_path, police(1, age="31"), police(2), police(3), name="b.csv")
    assert update() == counted(new=1, moved=2, edited=1)
    actions.set_aside(later, by=None)
    assert update() == counted(moved=2, edited=1, withdrawn=1)
    assert sorted(Claim.objects.filter(withdrawn_at__isnull=True).values_list("pk", "record")) == said
    assert changes(ChangeKind.EDITED) == [("age", 30, 31), ("age", 31, 30)]
    decisions.put_back(Delivery.objects.get(pk=later.pk), beside=False, by=None)
    assert update() == counted(moved=2, edited=1, returned=1)


def test_a_file_set_aside_and_put_back_withdraws_and_returns_its_claims(tmp_path: Path) -> None:
    only = bring(tmp_path, police(1), police(2))
    update()
    actions.set_aside(only, by=None)
    assert update() == counted(withdrawn=2)
    assert set(ClaimChange.objects.values_list("delivery", flat=True)) == {only.pk}
    decisions.put_back(Delivery.objects.get(pk=only.pk), beside=False, by=None)
    assert update() == counted(returned=2)
    assert standing() == Claim.objects.count() == 2


def test_a_file_read_anew_keeps_its_claims(tmp_path: Path) -> None:
    bring(tmp_path, police(1), police(2))
    update()
    claims = set(Claim.objects.values_list("pk", flat=True))
    bring(tmp_path, police(1), police(2), again=True)
    assert update() == counted(moved=2)
    assert set(Claim.objects.values_list("pk", flat=True)) == claims
    assert Record.objects.filter(superseded_by__isnull=True).count() == 2


# --- the source's own numbers ---


def test_a_number_that_holds_carries_a_claim_whatever_was_edited(tmp_path: Path) -> None:
    rows = [forensic(str(n), n, age=str(20 + n)) for n in range(1, 9)]
    bring(tmp_path, *rows, source="medicina-legal")
    update()
    edited = forensic("1", 1, age="77", place="Bosque")
    bring(tmp_path, edited, *rows[1:], name="b.csv", source="medicina-legal")
    assert update() == counted(moved=8, edited=1)
    assert sorted(changes()) == [("age", 21, 77), ("place", "Loreto", "Bosque")]


def test_numbers_changed_wholesale_do_not_double_the_claims(tmp_path: Path) -> None:
    rows = [forensic(str(n), n, age=str(20 + n)) for n in range(1, 9)]
    bring(tmp_path, *rows, source="medicina-legal")
    update()
    again = [forensic(f"2017-{n:03d}", n, age=str(20 + n)) for n in range(1, 9)]
    again[0] = forensic("2017-001", 1, age="21", place="Bosque")
    bring(tmp_path, *again, name="b.csv", source="medicina-legal")
    assert update() == counted(moved=8, edited=1, renumbered=8)
    assert Claim.objects.count() == 8
    assert ("source_key", "1", "2017-001") in changes(ChangeKind.RENUMBERED)


def test_numbers_that_are_rows_numbers_do_not_carry_a_claim_to_another_death(tmp_path: Path) -> None:
    rows = [forensic(str(n), n, age=str(20 + n)) for n in range(1, 9)]
    bring(tmp_path, *rows, source="medicina-legal")
    update()
    days = dict(Claim.objects.values_list("pk", "record__occurred_on"))
    # A death entered late shifts every later number by one.
    shifted = [forensic("1", 20, age="60")] + [forensic(str(n + 1), n, age=str(20 + n)) for n in range(1, 9)]
    bring(tmp_path, *shifted, name="b.csv", source="medicina-legal")
    assert update() == counted(new=1, moved=8, renumbered=8)
    assert days.items() <= dict(Claim.objects.values_list("pk", "record__occurred_on")).items()


def test_a_persons_decision_stays_when_numbers_and_files_change(tmp_path: Path) -> None:
    rows = [forensic(str(n), n, age=str(20 + n)) for n in range(1, 4)]
    bring(tmp_path, *rows, source="medicina-legal")
    update()
    first, second, _ = Claim.objects.order_by("pk")
    now = datetime(2020, 1, 1, tzinfo=UTC)
    pair = Pair.objects.create(first=first, second=second, state=PairState.SAME, decided_at=now)
    again = [forensic(f"N{n}", n, age=str(20 + n)) for n in range(1, 4)]
    bring(tmp_path, *again, name="b.csv", source="medicina-legal")
    update()
    pair.refresh_from_db()
    assert pair.state == PairState.SAME
    assert (pair.first.record.source_key, pair.second.record.source_key) == ("N1", "N2")


def test_sources_never_take_over_one_anothers_claims(tmp_path: Path) -> None:
    gone = bring(tmp_path, police(1))
    update()
    actions.set_aside(gone, by=None)
    bring(tmp_path, forensic("1", 1), source="medicina-legal", name="b.csv")
    assert update() == counted(new=1, withdrawn=1)


# --- rows that people corrected ---


def test_a_corrected_row_is_claimed_and_taken_back_with_the_correction(tmp_path: Path) -> None:
    delivery = bring(tmp_path, police(1), police(40))
    assert update() == counted(new=1)
    correct_row(RejectedRow.objects.get(), {"FECHA HECHO": "2017-03-30"}, by=None)
    assert update() == counted(new=1)
    corrections.reopen(delivery, RejectedRow.objects.all(), by=None)
    assert update() == counted(withdrawn=1)
    correct_row(RejectedRow.objects.get(), {"FECHA HECHO": "2017-03-30"}, by=None)
    assert update() == counted(moved=1, returned=1)
    assert Claim.objects.count() == 2


# --- at scale ---


@pytest.mark.parametrize("many", [3, 90])
def test_queries_do_not_grow_with_rows(tmp_path: Path, many: int) -> None:
    def rows(*, age: str, street: str) -> list[str]:
        return [police(n % 28 + 1, age=age, place=f"{street} {n}", hour=f"{n % 24}:00") for n in range(many)]

    first = rows(age="30", street="CALLE")
    asked = []
    for some in (first, rows(age="31", street="CALLE"), rows(age="30", street="CARRERA"), first[:1]):
        bring(tmp_path, *some, police(30), name=f"{len(asked)}.csv")
        with CaptureQueriesContext(connection) as captured:
            update()
        asked.append(len(captured))
    assert max(asked) <= 25  # with 3 rows as with 90


def test_flags_are_read_anew_where_they_read_otherwise_today(tmp_path: Path) -> None:
    bring(tmp_path, police(1), police(2))
    update()
    right = Claim.objects.order_by("pk").values_list("flags", flat=True)[0]
    Claim.objects.filter(pk=Claim.objects.order_by("pk")[0].pk).update(flags={"survived": True})
    assert update() == NOTHING
    assert list(Claim.objects.values_list("flags", flat=True)) == [right, right]
