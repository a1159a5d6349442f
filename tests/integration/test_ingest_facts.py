"""What a file states of a death beside its day and place: each kept as stated, silence kept as silence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from pazos.analysis.frames import in_force
from pazos.analysis.ingest.correct import correct_row
from pazos.analysis.ingest.mapping import from_stored, shipped
from pazos.analysis.ingest.propose import save_mapping
from pazos.analysis.ingest.take import Outcome, Wishes, take
from pazos.analysis.notices import Stopped, message
from pazos.domain.sources import actions
from pazos.domain.sources.models import Delivery, Record, RejectedRow, Source
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.domain.territory.models import Municipality
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
POLICE = "FECHA HECHO,MUNICIPIO,CODIGO DANE,EDAD,GENERO,CANTIDAD"
FORENSIC = "CASO,FECHA HECHO,FECHA MUERTE,COD MUNICIPIO,SEXO,EDAD,MANERA MUERTE,CIRCUNSTANCIA"
VITAL = "COD_MUNIC,FECHA_DEF,ANO,MES,SEXO,UNI_EDAD,EDAD,C_BAS1,FECHA_REG"


@pytest.fixture(autouse=True)
def _city(settings: Any, tmp_path: Path) -> None:
    settings.CITY_FILES = tmp_path / "city" / "files"
    Municipality.objects.create(code="76520", name="Palmira", department="Valle del Cauca")


def file(folder: Path, headings: str, *rows: str, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
    return path


def taken(path: Path, source: str, **wishes: Any) -> Outcome:
    return take(path, source=source, by=None, wishes=Wishes(**wishes))


def said(outcome: Outcome, code: str) -> str:
    return next(message(one, "en") for one in outcome.warnings if one["code"] == code)


def codes(outcome: Outcome) -> set[str]:
    return {one["code"] for one in outcome.warnings}


def test_every_shipped_source_says_what_kind_of_institution_counts(tmp_path: Path) -> None:
    kinds = {name: mapping.kind for name, mapping in shipped().items()}
    assert kinds["policia-nacional"] == "police"
    assert kinds["medicina-legal"] == "forensic"
    assert kinds["estadisticas-vitales"] == "health"
    taken(file(tmp_path, POLICE, "2017-03-25,PALMIRA,76520,24,MASCULINO,1"), "policia-nacional")
    assert Source.objects.get().kind == "police"


def test_a_source_made_by_hand_says_its_kind() -> None:
    columns = {"occurred_on": "cuando", "place": "donde"}
    source = save_mapping(slug="mesa", name="Mesa", columns=columns, kind="press", by=None)
    assert source.kind == "press"
    with pytest.raises(InputProblem, match="newspaper"):
        save_mapping(slug="otra", name="Otra", columns=columns, kind="newspaper", by=None)


def test_a_mapping_of_before_dates_by_the_fact() -> None:
    stored = shipped()["policia-nacional"].stored()
    for name in ("kind", "dated_by", "municipality_of"):
        del stored[name]
    mapping = from_stored(stored)
    assert (mapping.kind, mapping.dated_by, mapping.municipality_of) == ("other", "fact", "fact")


def test_vital_statistics_date_the_death_and_place_it_where_it_occurred(tmp_path: Path) -> None:
    rows = ["76520,20190502,2019,05,1,1,30,X954,20190610", "76520,20190503,2019,05,2,1,20,W329,99999999"]
    outcome = taken(file(tmp_path, VITAL, *rows), "estadisticas-vitales")
    first, second = Record.objects.order_by("row_number")
    assert (first.dated_by, first.occurred_on, first.died_on) == (
        "death",
        date(2019, 5, 2),
        date(2019, 5, 2),
    )
    assert (first.died_in_code, first.municipality_code, first.in_city) == ("76520", "76520", True)
    assert first.registered_on == date(2019, 6, 10)
    assert outcome.delivery.mapping["municipality_of"] == "death"
    # A day of registration that cannot be read costs no row.
    assert (second.registered_on, second.manner) == (None, "unintentional")


@pytest.mark.parametrize(
    ("cause", "manner"),
    [
        ("X954", "homicide"),
        ("W34", "unintentional"),
        ("Y243", "undetermined"),
        ("Y350", "legal_intervention"),
        ("Y360", "homicide"),  # operations of war: killed by another, and the code says of what
    ],
)
def test_a_cause_of_death_says_its_manner(tmp_path: Path, cause: str, manner: str) -> None:
    path = file(tmp_path, VITAL, f"76520,20190502,2019,05,1,1,30,{cause},20190610")
    taken(path, "estadisticas-vitales")
    assert Record.objects.get().manner == manner


def test_a_row_dated_by_its_death_says_so(tmp_path: Path) -> None:
    rows = [
        "1,01/03/2017,04/03/2017,76520,Hombre,24,Violenta - Homicidio,Riña",
        "2,,20/03/2017,76520,Hombre,25,Violenta - Homicidio,Riña",
    ]
    taken(file(tmp_path, FORENSIC, *rows), "medicina-legal")
    first, second = Record.objects.order_by("row_number")
    assert (first.dated_by, first.occurred_on, first.died_on) == ("fact", date(2017, 3, 1), date(2017, 3, 4))
    assert (second.dated_by, second.occurred_on, second.died_on) == (
        "death",
        date(2017, 3, 20),
        date(2017, 3, 20),
    )


@pytest.mark.parametrize(
    ("manner", "circumstance", "stated", "conflict"),
    [
        ("Violenta - Homicidio", "Riña", "homicide", None),
        ("Violenta - Homicidio", "Intervención legal", "legal_intervention", None),
        ("Violenta - Homicidio", "Legítima defensa", "self_defence", None),
        ("Violenta - Homicidio", "Conflicto armado", "homicide", True),
        ("Violenta - Homicidio", "Acción guerrillera", "homicide", True),
        ("Violenta - Accidental", "", "unintentional", None),
        ("Suicidio", "", "self_inflicted", None),
        ("En estudio", "", "undetermined", None),
        ("Indeterminada", "", "undetermined", None),
        ("Lesiones personales", "Intervención legal", "survived", None),
        ("Tentativa de homicidio", "Acción guerrillera", "survived", True),
        ("Homicidio culposo en accidente", "", "unintentional", None),
        ("Homicidio agravado", "", "homicide", None),
    ],
)
def test_the_words_of_the_forensic_institute(
    tmp_path: Path, manner: str, circumstance: str, stated: str, conflict: bool | None
) -> None:
    row = f"1,01/03/2017,01/03/2017,76520,Hombre,24,{manner},{circumstance}"
    taken(file(tmp_path, FORENSIC, row), "medicina-legal")
    record = Record.objects.get()
    assert (record.manner, record.conflict_related) == (stated, conflict)


def test_a_column_may_say_whether_a_death_is_of_the_conflict(tmp_path: Path) -> None:
    headings = "FECHA,CODIGO DANE,CONFLICTO ARMADO"
    rows = ["2017-03-25,76520,SI", "2017-03-26,76520,NO", "2017-03-27,76520,"]
    taken(file(tmp_path, headings, *rows), "generica")
    assert list(Record.objects.order_by("row_number").values_list("conflict_related", flat=True)) == [
        True,
        False,
        None,
    ]


def test_a_cause_alone_leaves_no_row_out_where_the_source_lists_no_causes(tmp_path: Path) -> None:
    taken(file(tmp_path, "FECHA,CODIGO DANE,CAUSA BASICA", "2017-03-25,76520,X954"), "generica")
    assert Record.objects.get().cause_code == "X954"


def test_days_of_registration_are_read_in_the_order_that_most_of_them_allow(tmp_path: Path) -> None:
    rows = [f"2017-03-{day},PALMIRA,76520,24,MASCULINO,1,04/{day}/2017" for day in (11, 20, 25)]
    rows.append("2017-03-30,PALMIRA,76520,24,MASCULINO,1,pronto")
    outcome = taken(file(tmp_path, POLICE + ",FECHA REGISTRO", *rows), "policia-nacional")
    found = list(Record.objects.order_by("row_number").values_list("registered_on", flat=True))
    assert found == [date(2017, 4, 11), date(2017, 4, 20), date(2017, 4, 25), None]
    assert "pronto" in said(outcome, "unknown_values")


def test_injuries_among_deaths_are_kept_and_never_counted(tmp_path: Path) -> None:
    rows = [
        "2017-03-25,PALMIRA,76520,24,MASCULINO,1,ARTÍCULO 103. HOMICIDIO",
        "2017-03-26,PALMIRA,76520,24,MASCULINO,3,ARTÍCULO 111. LESIONES PERSONALES",
        "2017-03-27,PALMIRA,76520,24,MASCULINO,1,TENTATIVA DE HOMICIDIO",
    ]
    outcome = taken(file(tmp_path, POLICE + ",DESCRIPCION CONDUCTA", *rows), "policia-nacional")
    assert outcome.delivery.accepted == 3
    assert list(Record.objects.order_by("row_number").values_list("manner", flat=True)) == [
        "homicide",
        "survived",
        "survived",
    ]
    assert sum(in_force("policia-nacional").values_list("victims", flat=True)) == 1
    assert "2 of 3 rows (4 people)" in said(outcome, "survivors")


def test_rows_of_a_neighbour_are_kept_apart(tmp_path: Path) -> None:
    rows = ["2017-03-25,PALMIRA,76520,24,MASCULINO,1", "2017-03-26,CANDELARIA,76130,24,MASCULINO,1"]
    outcome = taken(file(tmp_path, POLICE, *rows), "policia-nacional")
    assert list(Record.objects.order_by("row_number").values_list("in_city", flat=True)) == [True, False]
    assert "other_municipalities" in codes(outcome)


def test_a_file_wholly_of_a_neighbour_replaces_nothing(tmp_path: Path) -> None:
    own = file(tmp_path, POLICE, *(f"2017-03-{d},PALMIRA,76520,24,MASCULINO,1" for d in range(10, 20)))
    taken(own, "policia-nacional")
    rows = [f"2017-03-{d},CANDELARIA,76130,24,MASCULINO,1" for d in range(10, 30)]
    foreign = file(tmp_path, POLICE, *rows, name="b.csv")
    with pytest.raises(Stopped, match="76130"):
        taken(foreign, "policia-nacional")
    assert Delivery.objects.order_by("pk").last().state == DeliveryState.STOPPED
    # Even on a person's word it stands beside the city's own.
    taken(foreign, "policia-nacional", accept=frozenset({"municipality_code"}))
    assert Record.objects.filter(superseded_by__isnull=True).count() == 30
    assert in_force("policia-nacional").count() == 10


def test_a_file_of_those_who_died_here_is_not_a_neighbours(tmp_path: Path) -> None:
    headings = FORENSIC + ",CODIGO MUNICIPIO MUERTE"
    row = "1,01/03/2017,04/03/2017,76130,Hombre,24,Violenta - Homicidio,Riña,76520"
    taken(file(tmp_path, headings, row), "medicina-legal")
    record = Record.objects.get()
    assert (record.in_city, record.municipality_code, record.died_in_code) == (False, "76130", "76520")


@pytest.mark.parametrize(
    ("before", "extra", "after"),
    [
        ("HOMICIDIOS: CIERRE DE MARZO\n", "", ""),
        ("", ",ESTADO:CERRADO", ""),
        ("", "", "CIFRAS DEFINITIVAS A 30 DE ABRIL\n"),
    ],
)
def test_a_file_that_calls_its_months_closed_is_taken_as_any_file(
    tmp_path: Path, before: str, extra: str, after: str
) -> None:
    heading, _, cell = extra.partition(":")
    comma = "," if cell else ""
    rows = [f"2017-03-{d},PALMIRA,76520,24,MASCULINO,1{comma}{cell}" for d in range(10, 14)]
    path = tmp_path / "a.csv"
    path.write_text(before + "\n".join([POLICE + heading, *rows]) + "\n" + after, encoding="utf-8")
    outcome = taken(path, "policia-nacional")
    assert (outcome.delivery.accepted, outcome.delivery.state) == (4, DeliveryState.CURRENT)
    assert "closed in Pazos only" in said(outcome, "claims_closed_months")


@pytest.mark.parametrize("site", ["CONJUNTO CERRADO", "LOTE BALDIO"])
def test_a_gated_compound_is_no_closed_month(tmp_path: Path, site: str) -> None:
    row = f"2017-03-25,PALMIRA,76520,24,MASCULINO,1,{site}"
    outcome = taken(file(tmp_path, POLICE + ",CLASE DE SITIO", row), "policia-nacional")
    assert "claims_closed_months" not in codes(outcome)


def test_a_corrected_row_holds_the_same_facts(tmp_path: Path) -> None:
    rows = [
        "1,31/02/2017,04/03/2017,76520,Hombre,24,Violenta - Homicidio,Conflicto armado",
        "2,01/03/2017,04/03/2017,76520,Hombre,24,Violenta - Homicidio,Riña",
    ]
    taken(file(tmp_path, FORENSIC, *rows), "medicina-legal")
    made = correct_row(RejectedRow.objects.get(), {"FECHA HECHO": "02/03/2017"}, by=None).records
    assert (made[0].died_on, made[0].conflict_related) == (date(2017, 3, 4), True)
    record = Record.objects.get(pk=made[0].pk)
    assert (record.occurred_on, record.died_on) == (date(2017, 3, 2), date(2017, 3, 4))


def test_a_file_read_anew_keeps_no_record_that_nothing_points_at(tmp_path: Path) -> None:
    path = file(tmp_path, POLICE, "2017-03-25,PALMIRA,76520,24,MASCULINO,1")
    delivery = taken(path, "policia-nacional").delivery
    taken(path, "policia-nacional", again=True)
    assert Record.objects.count() == 1
    actions.set_aside(Delivery.objects.get(pk=delivery.pk), by=None)
    assert not in_force().exists()
