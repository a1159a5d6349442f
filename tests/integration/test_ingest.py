"""A file becomes records: once, whole, correctable, and replaced only by what holds as much."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from pazos.analysis.frames import in_force
from pazos.analysis.ingest.correct import correct_row
from pazos.analysis.ingest.keeping import open_kept
from pazos.analysis.ingest.mapping import shipped
from pazos.analysis.ingest.propose import propose_mapping, save_mapping
from pazos.analysis.ingest.rejected import write_rejected
from pazos.analysis.ingest.take import Outcome, Wishes, take
from pazos.analysis.ingest.task import KIND, take_delivery
from pazos.analysis.notices import Stopped
from pazos.analysis.tables import read_grid
from pazos.domain.sources import actions
from pazos.domain.sources.models import Delivery, Record, RejectedRow
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.domain.territory.models import Municipality, Spelling
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.jobs import actions as jobs
from pazos.foundation.jobs.models import Job
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
HEADINGS = "FECHA HECHO,MUNICIPIO,CODIGO DANE,BARRIO,EDAD,GENERO,ARMAS MEDIOS,CANTIDAD"


@pytest.fixture(autouse=True)
def _city(settings: Any, tmp_path: Path) -> None:
    settings.CITY_FILES = tmp_path / "city" / "files"
    Municipality.objects.create(code="76520", name="Palmira", department="Valle del Cauca")


def row(
    day: str = "2017-03-25",
    code: str = "76520000",
    barrio: str = "LORETO",
    age: str = "24",
    quantity: str = "1",
    sex: str = "MASCULINO",
) -> str:
    return f"{day},PALMIRA,{code},{barrio},{age},{sex},ARMA DE FUEGO,{quantity}"


def file(folder: Path, *rows: str, name: str = "a.csv", headings: str = HEADINGS) -> Path:
    path = folder / name
    path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
    return path


def taken(path: Path, source: str = "policia-nacional", **wishes: Any) -> Outcome:
    return take(path, source=source, by=None, wishes=Wishes(**wishes))


def codes(outcome: Outcome) -> set[str]:
    return {warning["code"] for warning in outcome.warnings}


def rejected_table(outcome: Outcome) -> str:
    path = write_rejected(outcome.delivery)
    assert path is not None
    return path.read_text(encoding="utf-8-sig")


def victims() -> int:
    return sum(in_force("policia-nacional").values_list("victims", flat=True))


def test_rows_are_not_victims(tmp_path: Path) -> None:
    delivery = taken(file(tmp_path, row(), row(day="2017-03-26", quantity="3"))).delivery
    assert (delivery.rows, delivery.accepted, delivery.victims) == (2, 2, 4)
    assert delivery.state == DeliveryState.CURRENT
    record = Record.objects.get(row_number=2)
    assert (record.age, record.sex, record.weapon, record.municipality_code) == (24, "m", "firearm", "76520")
    assert record.spelling == Spelling.objects.get(key="LORETO")


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    path = file(tmp_path, row())
    first = taken(path)
    events = AuditEvent.objects.count()
    again = taken(path)
    assert "same_file" in codes(again)
    assert (again.delivery.pk, again.delivery.rows, victims()) == (first.delivery.pk, 1, 1)
    assert AuditEvent.objects.count() == events


def test_the_file_is_kept_whole_and_sealed_under_its_hash(tmp_path: Path, settings: Any) -> None:
    path = file(tmp_path, row())
    delivery = taken(path).delivery
    kept = settings.CITY_FILES / delivery.file_hash[:2] / delivery.file_hash
    with open_kept(kept) as plain:
        assert plain.read() == path.read_bytes()
    assert b"LORETO" in path.read_bytes()
    assert b"LORETO" not in kept.read_bytes()
    assert [one for one in settings.CITY_FILES.rglob("*") if one.is_file()] == [kept]


def test_a_refused_file_is_kept_and_its_reason_too(tmp_path: Path, settings: Any) -> None:
    with pytest.raises(Stopped):
        taken(file(tmp_path))
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.STOPPED
    assert delivery.problem["code"] == "no_rows"
    assert (settings.CITY_FILES / delivery.file_hash[:2] / delivery.file_hash).exists()


def test_a_stopped_file_is_read_again_when_the_cure_is_stated(tmp_path: Path) -> None:
    path = file(tmp_path, row(day="03/04/2017"))
    with pytest.raises(Stopped, match="--dates"):
        taken(path)
    delivery = taken(path, dates="day-first").delivery
    assert Record.objects.get().occurred_on == date(2017, 4, 3)
    assert delivery.problem is None


def test_a_killed_process_leaves_a_delivery_that_the_next_run_takes_up(tmp_path: Path) -> None:
    path = file(tmp_path, row())
    taken(path)
    Record.objects.all().delete()
    Delivery.objects.update(state=DeliveryState.READING, rows=0, accepted=0)
    assert taken(path).delivery.state == DeliveryState.CURRENT
    assert victims() == 1


def test_rows_of_other_municipalities_are_kept_apart_and_their_places_not_noted(tmp_path: Path) -> None:
    outcome = taken(file(tmp_path, row(), row(code="5001000", barrio="ROBLEDO", quantity="2")))
    assert (outcome.delivery.victims, outcome.delivery.victims_in_city) == (3, 1)
    assert {"other_municipalities", "leading_zero_restored"} <= codes(outcome)
    assert not Spelling.objects.filter(key="ROBLEDO").exists()
    assert Record.objects.get(in_city=False).municipality_code == "05001"


def test_without_a_declared_code_everything_is_in_the_city(tmp_path: Path) -> None:
    Municipality.objects.update(code="")
    assert taken(file(tmp_path, row(), row(code="5001000"))).delivery.victims_in_city == 2


@pytest.mark.parametrize(
    "bad",
    [
        row(age="200"),
        row(day="2037-01-01"),
        row(day="1789-07-14"),
        row(day=""),
        row(quantity="0"),
        row(quantity="-1"),
        row(quantity="1.5"),
        row(quantity=""),
        row(code="765"),
        row(age="24 o 25"),
    ],
)
def test_a_row_that_cannot_be_taken_is_kept_with_its_cure(bad: str, tmp_path: Path) -> None:
    outcome = taken(file(tmp_path, row(), bad))
    assert (outcome.delivery.rows, outcome.delivery.accepted, outcome.delivery.rejected) == (2, 1, 1)
    assert "rejected_rows" in codes(outcome)
    rejected = RejectedRow.objects.get()
    assert rejected.row_number == 3
    assert rejected.values["BARRIO"] == "LORETO"
    assert rejected.problems[0]["template"]
    assert "LORETO" in rejected_table(outcome)


def test_no_cell_of_the_rejected_rows_runs_in_a_spreadsheet(tmp_path: Path) -> None:
    outcome = taken(file(tmp_path, row(), row(age="200", barrio="=cmd|' /C calc'!A0")))
    text = rejected_table(outcome)
    assert ",'=cmd" in text
    assert ",=cmd" not in text


def test_a_corrected_row_becomes_a_record_through_the_same_code(tmp_path: Path) -> None:
    delivery = taken(file(tmp_path, row(), row(age="200"))).delivery
    rejected = RejectedRow.objects.get()
    refused = correct_row(rejected, {"EDAD": "150"}, by=None)
    assert (len(refused.records), refused.problems[0]["field"]) == (0, "EDAD")
    made = correct_row(rejected, {"EDAD": "20"}, by=None).records
    assert (made[0].age, made[0].row_number) == (20, 3)
    delivery.refresh_from_db()
    assert (delivery.rows, delivery.accepted, delivery.rejected, delivery.victims) == (2, 2, 0, 2)
    with pytest.raises(InputProblem):
        correct_row(rejected, {"EDAD": "20"}, by=None)


def test_a_row_left_out_says_who_and_why(tmp_path: Path) -> None:
    taken(file(tmp_path, row(), row(age="200")))
    left = actions.leave_out(RejectedRow.objects.get(), note="test row of the office", by=None)
    assert (left.state, left.note) == (RejectedRow.State.LEFT_OUT, "test row of the office")


def test_reading_again_keeps_what_people_decided(tmp_path: Path) -> None:
    path = file(tmp_path, row(), row(age="200"), row(day=""))
    taken(path)
    correct_row(RejectedRow.objects.get(row_number=3), {"EDAD": "20"}, by=None)
    delivery = taken(path, again=True).delivery
    assert (delivery.rows, delivery.accepted, delivery.rejected, delivery.victims) == (3, 2, 1, 2)
    assert sorted(Record.objects.values_list("row_number", flat=True)) == [2, 3]


def test_a_snapshot_replaces_the_earlier_one_where_it_covers_it(tmp_path: Path) -> None:
    taken(file(tmp_path, row(), row(day="2017-03-02"), row(day="2018-01-05"), name="old.csv"))
    fresh = taken(file(tmp_path, row(), row(day="2017-03-09"), name="new.csv"))
    assert "supersedes" in codes(fresh)
    assert victims() == 3
    assert Record.objects.filter(superseded_by=fresh.delivery).count() == 2


def test_a_row_corrected_after_its_file_was_replaced_does_not_count_beside_the_new_one(
    tmp_path: Path,
) -> None:
    taken(file(tmp_path, row(), row(age="200"), name="old.csv"))
    fresh = taken(file(tmp_path, row(), row(age="20"), name="new.csv")).delivery
    made = correct_row(RejectedRow.objects.get(), {"EDAD": "20"}, by=None).records
    assert [record.superseded_by_id for record in made] == [fresh.pk]
    assert victims() == 2


def test_setting_a_delivery_aside_brings_back_what_it_replaced(tmp_path: Path) -> None:
    old = taken(file(tmp_path, row(), row(day="2017-03-02"), name="old.csv")).delivery
    fresh = taken(
        file(tmp_path, row(), row(day="2017-03-09"), row(day="2017-03-10"), name="new.csv")
    ).delivery
    assert victims() == 3
    actions.set_aside(fresh, by=None)
    assert victims() == 2
    assert not Record.objects.filter(delivery=old, superseded_by__isnull=False).exists()


def test_what_two_later_snapshots_cover_is_not_counted_twice_when_one_is_set_aside(tmp_path: Path) -> None:
    taken(file(tmp_path, row(), name="1.csv"))
    second = taken(file(tmp_path, row(barrio="ROZO"), name="2.csv")).delivery
    third = taken(file(tmp_path, row(barrio="CENTRO"), name="3.csv")).delivery
    actions.set_aside(second, by=None)
    assert victims() == 1
    actions.set_aside(third, by=None)
    assert victims() == 1


def test_a_much_smaller_snapshot_waits_for_a_decision(tmp_path: Path) -> None:
    days = [row(day=f"2017-03-{day:02d}") for day in range(1, 11)]
    taken(file(tmp_path, *days, name="old.csv"))
    small = file(tmp_path, *days[:8], name="small.csv")
    waiting = taken(small)
    assert waiting.delivery.state == DeliveryState.WAITING
    assert "waiting" in codes(waiting)
    assert victims() == 10
    assert taken(small, overlap="replace").delivery.state == DeliveryState.CURRENT
    assert victims() == 8


def test_a_file_may_be_added_to_what_it_overlaps(tmp_path: Path) -> None:
    taken(file(tmp_path, row(), row(day="2017-03-02"), name="old.csv"))
    taken(file(tmp_path, row(day="2017-03-09"), name="more.csv"), overlap="add")
    assert victims() == 3


def test_a_file_without_places_does_not_replace_one_with_places_by_itself(tmp_path: Path) -> None:
    taken(file(tmp_path, row(), name="places.csv"))
    bare = file(
        tmp_path,
        "2017-03-25,PALMIRA,76520000,1",
        headings="FECHA,MUNICIPIO,CODIGO DANE,CANTIDAD",
        name="b.csv",
    )
    assert taken(bare).delivery.state == DeliveryState.WAITING


def test_other_municipalities_of_an_earlier_file_stay(tmp_path: Path) -> None:
    taken(file(tmp_path, row(), row(code="76001000"), name="country.csv"))
    fresh = taken(file(tmp_path, row(day="2017-03-01"), name="city.csv")).delivery
    assert list(Record.objects.filter(superseded_by=fresh).values_list("municipality_code", flat=True)) == [
        "76520"
    ]


def test_a_column_that_matches_almost_nothing_stops_the_import(tmp_path: Path) -> None:
    rows = [row(day=f"2017-03-{day:02d}", sex=str(day)) for day in range(1, 11)]
    path = file(tmp_path, *rows)
    with pytest.raises(Stopped, match="GENERO") as stopped:
        taken(path)
    assert stopped.value.code == "column_matches_almost_nothing"
    assert Record.objects.count() == 0
    assert taken(path, accept=frozenset({"sex"})).delivery.victims == 10


def test_codes_joined_to_the_wrong_table_stop_the_import(tmp_path: Path) -> None:
    rows = [row(day=f"2017-03-{day:02d}", code=f"{11000 + day}000") for day in range(1, 11)]
    with pytest.raises(Stopped, match="76520") as stopped:
        taken(file(tmp_path, *rows))
    assert stopped.value.code == "column_matches_almost_nothing"
    assert stopped.value.facts["named"] == 10


def test_totals_notes_and_repeated_headings_are_no_records(tmp_path: Path) -> None:
    outcome = taken(
        file(
            tmp_path,
            row(),
            HEADINGS,
            row(day="2017-05-02"),
            "TOTAL,,,,,,,7",
            "FUENTE: DIJIN,,,,,,,",
        )
    )
    assert (outcome.delivery.rows, outcome.delivery.victims) == (2, 2)
    said = {warning["code"]: warning["facts"] for warning in outcome.warnings}
    assert (said["totals_row"]["stated"], said["totals_row"]["counted"]) == (7, 2)
    assert said["notes_skipped"]["after"] == 1
    assert said["headings_repeated"]["row"] == 3
    assert said["period_has_gaps"]["months"] == "2017-04"


def test_rows_twice_are_kept_counted_and_said(tmp_path: Path) -> None:
    outcome = taken(file(tmp_path, row(), row()))
    assert outcome.delivery.victims == 2
    assert {"duplicate_rows"} <= codes(outcome)


def test_words_not_known_are_counted_and_shown(tmp_path: Path) -> None:
    rows = [row(day=f"2017-03-{day:02d}") for day in range(1, 11)]
    outcome = taken(file(tmp_path, *rows, row(sex="X9")))
    (said,) = [warning for warning in outcome.warnings if warning["code"] == "unknown_values"]
    assert (said["facts"]["rows"], said["facts"]["values"]) == (1, "X9 (1)")
    assert outcome.delivery.accepted == 11


def test_an_unknown_source_is_refused_with_those_known(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="policia-nacional"):
        taken(file(tmp_path, row()), source="bomberos")


def test_monthly_counts_become_one_record_a_month(tmp_path: Path) -> None:
    months = "Enero,Febrero,Marzo,Abril,Mayo,Junio,Julio,Agosto,Septiembre,Octubre,Noviembre,Diciembre"
    Municipality.objects.update(code="01001", name="Aguascalientes")
    path = file(
        tmp_path,
        "2018,1,Aguascalientes,1001,Aguascalientes,Homicidio doloso,Con arma de fuego,2,0,0,1,0,0,0,0,0,,,",
        "2018,1,Aguascalientes,1001,Aguascalientes,Robo simple,Sin violencia,9,9,9,9,9,9,9,9,9,9,9,9",
        "2018,1,Aguascalientes,1002,Asientos,Feminicidio,Con arma blanca,0,0,0,0,0,0,0,1,0,0,0,0",
        headings=f"Año,Clave_Ent,Entidad,Cve. Municipio,Municipio,Subtipo de delito,Modalidad,{months}",
    )
    outcome = taken(path, source="mexico-municipal-mensual")
    assert (outcome.delivery.rows, outcome.delivery.victims, outcome.delivery.victims_in_city) == (2, 4, 3)
    found = Record.objects.filter(in_city=True).order_by("occurred_on")
    assert [(one.occurred_on, one.victims, one.precision) for one in found] == [
        (date(2018, 1, 1), 2, "month"),
        (date(2018, 4, 1), 1, "month"),
    ]
    assert "outside_definition" in codes(outcome)


def test_vital_statistics_say_manner_weapon_age_and_sex_by_code(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "76520,1,2019,5,20190501,1,1,24,X954",
        "76520,3,2019,5,20190502,2,2,7,Y09X",
        "76520,9,2019,5,20190503,1,9,999,Y350",
        "76520,1,2019,5,20190504,1,1,80,I219",
        headings="COD_MUNIC,A_DEFUN,ANO,MES,FECHA_DEF,SEXO,UNI_EDAD,EDAD,C_BAS1",
    )
    outcome = taken(path, source="estadisticas-vitales")
    found = list(Record.objects.order_by("row_number").values_list("manner", "weapon", "age", "sex", "zone"))
    assert found == [
        ("homicide", "firearm", 24, "m", "urban"),
        ("homicide", "", 0, "f", "rural"),
        ("legal_intervention", "", None, "m", ""),
    ]
    assert outcome.delivery.rows == 3
    assert "outside_definition" in codes(outcome)


def test_a_forensic_case_handed_out_twice_is_one_victim(tmp_path: Path) -> None:
    line = "2019-00001;{};01/05/2019;9:05;02/05/2019;76520;Rozo;Rural;Hombre;24;Contundente;Violenta - Homicidio;{}"
    path = file(
        tmp_path,
        line.format("01/05/2019", "Riña"),
        line.format("01/05/2019", "Riña"),
        line.format("", "Intervención legal").replace("00001", "00002"),
        headings="CASO;FECHA_HECHO;X;HORA_HECHO;FECHA_MUERTE;COD_MUNICIPIO;BARRIO_HECHO;ZONA_HECHO;SEXO;EDAD;"
        "MECANISMO;MANERA_MUERTE;CIRCUNSTANCIA",
    )
    outcome = taken(path, source="medicina-legal")
    assert (outcome.delivery.rows, outcome.delivery.accepted, outcome.delivery.rejected) == (3, 2, 1)
    assert "2" in str(RejectedRow.objects.get().problems[0]["facts"]["first"])
    last = Record.objects.get(source_key="2019-00002")
    assert (last.manner, last.occurred_on) == ("legal_intervention", date(2019, 5, 2))
    assert "date_of_death_used" in codes(outcome)


def test_a_new_source_is_proposed_from_headings_and_saved_by_a_person(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "25/03/2017,Rozo,H,24,1",
        "26/03/2017,Loreto,M,31,2",
        headings="Día del suceso,Barrio,Sexo,Edad,Víctimas",
    )
    proposal = propose_mapping(read_grid(path), today=timezone.localdate())
    guessed = {name: guess.heading for name, guess in proposal.guesses.items()}
    assert guessed["place"] == "Barrio"
    assert guessed["sex"] == "Sexo"
    assert guessed["quantity"] == "Víctimas"
    assert guessed["occurred_on"] == "Día del suceso"
    assert proposal.guesses["place"].examples[0] in {"Rozo", "Loreto"}
    source = save_mapping(
        slug="observatorio", name="Observatorio", columns=guessed, by=None, delivers="increment"
    )
    delivery = taken(path, source=source.slug).delivery
    assert (delivery.victims, delivery.accepted) == (3, 2)


def test_every_shipped_mapping_states_its_institution_or_asks_for_it() -> None:
    for mapping in shipped().values():
        assert mapping.definition
        assert mapping.institution or mapping.slug == "generica"


def test_every_deed_leaves_one_event(tmp_path: Path) -> None:
    taken(file(tmp_path, row(), row(age="200")))
    verbs = list(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs == ["source.created", "delivery.received", "spelling.noted", "delivery.read"]


def test_a_job_takes_a_file_in_and_says_what_came_of_it(tmp_path: Path) -> None:
    path = file(tmp_path, row())
    arguments = {"path": str(path), "name": "police.csv", "source": "policia-nacional", "wishes": {}}
    job = jobs.ask(kind=KIND, arguments=arguments, by=None)
    take_delivery.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.share) == (Job.State.DONE, 1.0)
    assert Delivery.objects.get(pk=job.outcome["delivery"]).file_name == "police.csv"


def test_a_job_whose_file_is_refused_fails_with_the_reason(tmp_path: Path) -> None:
    arguments = {"path": str(file(tmp_path)), "name": "a.csv", "source": "policia-nacional", "wishes": {}}
    job = jobs.ask(kind=KIND, arguments=arguments, by=None)
    take_delivery.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.problem["code"]) == (Job.State.FAILED, "no_rows")


def test_a_job_whose_worker_was_killed_is_failed_and_a_living_one_is_not() -> None:
    dead = jobs.ask(kind=KIND, arguments={}, by=None)
    alive = jobs.ask(kind=KIND, arguments={}, by=None)
    for job in (dead, alive):
        jobs.start(job_id=job.pk)
    assert jobs.start(job_id=alive.pk) is None
    Job.objects.filter(pk=dead.pk).update(heard_at=timezone.now() - timedelta(hours=1))
    jobs.progress(job=alive, step="reading", share=0.5)
    assert [job.pk for job in jobs.bury_silent()] == [dead.pk]
    alive.refresh_from_db()
    assert (alive.state, alive.share) == (Job.State.RUNNING, 0.5)
