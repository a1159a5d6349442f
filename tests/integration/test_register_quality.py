"""How good each source and the register are: what counts as missing, late, doubled or undelivered, and by whose word."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from django.utils import timezone

import cast
import registered
from pazos.analysis.register.measuring import Rows, records_of
from pazos.analysis.register.plausible import flags_of, flags_of_people
from pazos.analysis.register.scorecard import REGISTER, study_scorecard
from pazos.analysis.studies.again import make_again
from pazos.domain.register.actions import quality as actions
from pazos.domain.register.actions.closing import record_non_delivery
from pazos.domain.register.models import Claim, QualityThreshold
from pazos.domain.register.queries import quality as queries
from pazos.domain.sources.models import Delivery, Record, RejectedRow
from pazos.domain.sources.vocabulary import Manner, SourceKind
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem
from pazos.science.quality.criteria import BOGOTA_2015

if TYPE_CHECKING:
    from pazos.foundation.runs.models import Run

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2023, 3, 1), date(2023, 5, 31)


@pytest.fixture
def analyst():
    return cast.staff(Role.ANALYST)


@pytest.fixture
def register():
    """Three months of two sources: 24 deaths, the forensic institute with two of them not."""
    Municipality.objects.create(code="76990", name="Valdelucero")
    police, forensic = (
        registered.source(kind, first=FIRST, last=LAST) for kind in (SourceKind.POLICE, SourceKind.FORENSIC)
    )
    for place in range(24):
        held = [police] if place < 2 else [police, forensic]
        registered.death(FIRST + timedelta(days=4 * place - place % 3), dict.fromkeys(held, Manner.HOMICIDE))
    Record.objects.update(age=30, sex="m", weapon="firearm", municipality_code="76990")
    return {"police": police, "forensic": forensic}


def card(run: Run, subject: str, code: str, period: str = "") -> dict[str, object]:
    place = run.result["codes"].index(code)
    said = run.result["subjects"][subject][period]
    names = ("value", "of", "short", "why", "lacking", "verdicts")
    return {name: said[name][place] for name in names}


# --- thresholds ---


def test_thresholds_are_shipped_once_and_unconfirmed() -> None:
    assert len(actions.ship_thresholds()) == len(BOGOTA_2015)
    assert actions.ship_thresholds() == []
    assert queries.criteria() == BOGOTA_2015
    assert not any(one.confirmed for one in queries.criteria())


def test_a_changed_threshold_is_a_new_row_and_stays_when_pazos_ships_again(analyst) -> None:
    actions.ship_thresholds()
    row = actions.set_threshold("sex_known", value=0.02, source="Acuerdo municipal 7", by=analyst)
    assert actions.ship_thresholds() == []
    (standing,) = (one for one in queries.thresholds() if one.criterion.code == "sex_known")
    assert (standing.criterion.value, standing.criterion.source) == (0.02, "Acuerdo municipal 7")
    assert [one.value for one in standing.before] == [0.05]
    assert not standing.criterion.confirmed
    assert (row.set_by, AuditEvent.objects.filter(verb="threshold.set").count()) == (analyst, 1)


def test_a_confirmation_says_who_read_it_when_and_where(analyst) -> None:
    actions.ship_thresholds()
    today = timezone.localdate()
    actions.confirm_threshold(
        "sex_known", confirmed_by="Ana Ruiz", confirmed_on=today, read_in="Protocolo, p. 14", by=analyst
    )
    (one,) = (one for one in queries.criteria() if one.code == "sex_known")
    assert one.confirmed
    assert (one.confirmed_by, one.value) == ("Ana Ruiz", 0.05)
    actions.set_threshold("sex_known", value=0.03, source="Otra norma", by=analyst)
    assert not next(one for one in queries.criteria() if one.code == "sex_known").confirmed


@pytest.mark.parametrize(
    ("deed", "words", "says"),
    [
        (actions.set_threshold, {"value": -1.0, "source": "x"}, "from 0 up"),
        (actions.set_threshold, {"value": float("nan"), "source": "x"}, "from 0 up"),
        (actions.set_threshold, {"value": 0.1, "source": " "}, "who demands it"),
        (
            actions.confirm_threshold,
            {"confirmed_by": "", "confirmed_on": FIRST, "read_in": "p. 1"},
            "who read the threshold",
        ),
        (
            actions.confirm_threshold,
            {"confirmed_by": "Ana", "confirmed_on": date(2999, 1, 1), "read_in": "p. 1"},
            "still to come",
        ),
    ],
)
def test_a_threshold_without_its_reasons_is_refused(analyst, deed, words, says) -> None:
    actions.ship_thresholds()
    with pytest.raises(InputProblem, match=says):
        deed("sex_known", **words, by=analyst)
    assert QualityThreshold.objects.count() == len(BOGOTA_2015)


def test_a_criterion_that_does_not_exist_is_refused(analyst) -> None:
    with pytest.raises(InputProblem, match="no criterion"):
        actions.set_threshold("nothing", value=1, source="x", by=analyst)


@pytest.mark.parametrize(
    ("what", "value", "read_in"),
    [("openness", 1, "x"), ("microdata", 0.5, "x"), ("missing_aggressor", 2, "x"), ("method", 1, "")],
)
def test_a_statement_that_says_nothing_is_refused(analyst, what, value, read_in) -> None:
    with pytest.raises(InputProblem):
        actions.state(what, source=None, value=value, read_in=read_in, by=analyst)


# --- the scorecard ---


def test_every_source_and_the_register_are_judged_as_a_whole_by_year_and_by_month(register) -> None:
    run = study_scorecard(by=None)
    assert set(run.result["subjects"]) == {"", "police", "forensic"}
    periods = run.result["subjects"]["police"]
    assert list(periods) == ["", "2023", "2023-03", "2023-04", "2023-05"]
    assert periods[""]["rows"] == 24 == sum(periods[f"2023-0{month}"]["rows"] for month in (3, 4, 5))
    assert run.parameters["criteria"][0] == asdict(BOGOTA_2015[0])
    assert {one["name"] for one in run.inputs} == {"police", "forensic", "register", "deliveries"}


def test_made_again_it_gives_the_same_digits(register) -> None:
    assert make_again(study_scorecard(by=None).pk, by=None).same_digits


def test_missing_values_count_in_their_own_month(register) -> None:
    march = Record.objects.filter(source=register["police"], occurred_on__month=3)
    lost = march.count()
    march.update(sex="")
    run = study_scorecard(by=None)
    assert card(run, "police", "sex_known", "2023-03")["value"] == 1.0
    assert card(run, "police", "sex_known", "2023-04")["verdicts"] == "m"
    whole = card(run, "police", "sex_known")
    assert (whole["value"], whole["verdicts"]) == (pytest.approx(lost / 24), "n")
    assert whole["lacking"] == lost - 1  # one of 24 may be missing at 5%


def test_a_row_that_could_not_be_taken_lacks_what_kept_it_out(register) -> None:
    delivery = Delivery.objects.get(source=register["police"])
    delivery.mapping = {"columns": {"age": ["EDAD"]}}
    delivery.save()
    for number in range(6):
        RejectedRow.objects.create(
            delivery=delivery,
            row_number=900 + number,
            values={},
            problems=[{"field": "EDAD", "value": "200"}],
        )
    RejectedRow.objects.filter(row_number=905).update(state=RejectedRow.State.LEFT_OUT)
    run = study_scorecard(by=None)
    assert (card(run, "police", "age_known")["short"], card(run, "police", "age_known")["of"]) == (5, 29)
    assert run.result["not_taken"]["police"] == 5
    assert card(run, "police", "sex_known")["of"] == 24


def test_a_month_that_was_not_delivered_is_a_gap_of_coverage_and_ends_the_comparison(register) -> None:
    before = study_scorecard(by=None)
    assert card(before, "police", "sources_agree")["value"] == pytest.approx(2 / 24)
    record_non_delivery([register["forensic"]], month=date(2023, 4, 1), by=None)
    run = study_scorecard(by=None)
    assert card(run, "forensic", "no_gap")["value"] == pytest.approx(2 / 3)
    assert card(run, "police", "no_gap")["verdicts"] == "m"
    assert card(run, "police", "sources_agree") | {"of": 0} == {
        "value": None, "of": 0, "short": 0, "why": "one_source", "lacking": 0, "verdicts": "c",
    }  # fmt: skip
    assert card(run, "police", "sources_agree", "2023-05")["value"] is not None


def test_duplicates_are_those_that_linkage_found(register) -> None:
    claim = Claim.objects.filter(source=register["police"]).first()
    again = registered.claim(claim.death, register["police"])
    Claim.objects.filter(pk=again.pk).update(duplicate=True)
    run = study_scorecard(by=None)
    found = card(run, "police", "few_near_duplicates")
    assert (found["short"], found["of"]) == (1, 25)
    assert card(run, "forensic", "few_near_duplicates")["short"] == 0


def test_of_the_register_the_deaths_whose_pairs_wait_may_be_one(register) -> None:
    alone = [one.death for one in Claim.objects.filter(death__sources=1)]
    registered.wait(*alone)
    assert card(study_scorecard(by=None), REGISTER, "few_near_duplicates")["short"] == 2


def test_delay_is_told_by_the_source_else_by_the_first_file_after_the_first(register) -> None:
    assert card(study_scorecard(by=None), "police", "in_time")["verdicts"] == "c", (
        "the first file tells nothing"
    )
    Record.objects.filter(source=register["police"]).update(registered_on=date(2023, 6, 10))
    assert card(study_scorecard(by=None), "police", "in_time")["value"] == 1.0
    Delivery.objects.filter(source=register["forensic"]).update(received_at=datetime(2023, 4, 1, tzinfo=UTC))
    days = records_of(register["forensic"]).frame
    known = days[days["registered_on"].notna()]
    assert (known["date"].dt.date >= date(2023, 4, 1)).all()
    assert len(known)


def test_what_institutions_state_counts_and_can_be_taken_back(register, analyst) -> None:
    actions.state(
        "microdata", source=register["police"], value=1, read_in="https://datos.example", by=analyst
    )
    actions.state("missing_aggressor", source=None, value=0.2, read_in="Informe 2023", by=analyst)
    run = study_scorecard(by=None)
    assert card(run, "police", "microdata_open")["verdicts"] == "m"
    assert card(run, "forensic", "microdata_open")["why"] == "not_declared"
    assert card(run, REGISTER, "aggressor_known")["verdicts"] == "m"
    actions.state("microdata", source=register["police"], value=None, read_in="", by=analyst)
    assert card(study_scorecard(by=None), "police", "microdata_open")["verdicts"] == "c"


def test_a_stricter_threshold_changes_the_verdict_and_not_the_measure(register, analyst) -> None:
    loose = study_scorecard(by=None)
    actions.set_threshold("sources_agree", value=0.05, source="Mesa técnica", by=analyst)
    strict = study_scorecard(by=None)
    assert card(loose, "police", "sources_agree")["value"] == card(strict, "police", "sources_agree")["value"]
    assert [card(one, "police", "sources_agree")["verdicts"] for one in (loose, strict)] == ["m", "n"]
    assert loose.parameters["criteria"] != strict.parameters["criteria"]


def test_without_any_file_there_is_nothing_to_judge() -> None:
    with pytest.raises(InputProblem, match="nothing to judge"):
        study_scorecard(by=None)


# --- what can hardly be so ---


@pytest.fixture(scope="module")
def months() -> list[str]:
    return [f"{year}-{month:02d}" for year in range(2019, 2024) for month in range(1, 13)]


def city_rows(city: cast.InventedCity) -> Rows:
    return records_of(city.source("police"))


def test_a_neighbourhood_that_suddenly_stops_is_flagged_apart_from_the_city(months) -> None:
    rows = city_rows(cast.small_city())
    before = [month for month in months if month < "2022-07"]
    steady = pd.DataFrame({"month": [month for month in before for _ in range(2)], "place": "B999"})
    steady = steady.assign(
        date=pd.to_datetime(steady["month"]), precision="month", quantity=1, age=-1, minute=-1
    )
    many = Rows(pd.concat([rows.frame, steady], ignore_index=True), {})
    found = flags_of(many, months, set(months))
    stops = [one for one in found if one["check"] == "place_stops"]
    assert [(one["level"], one["place"]) for one in stops] == [("place", "B999")]
    assert (stops[0]["value"], stops[0]["expected"] > 5) == (0.0, True)


def test_months_that_were_not_delivered_are_no_silence(months) -> None:
    rows = city_rows(cast.small_city())
    kept = Rows(rows.frame[rows.frame["month"] < "2022-07"], {})
    told = flags_of(kept, months, set(months))
    gap = flags_of(kept, months, {month for month in months if month < "2022-07"})
    assert any(one["check"] in ("place_stops", "incomplete_end", "sudden_level") for one in told)
    assert not [one for one in gap if one["check"] in ("place_stops", "sudden_level")]


def test_a_leap_of_the_population_is_flagged_with_both_figures() -> None:
    from pazos.domain.territory.models import Population

    Municipality.objects.create(code="76990", name="Valdelucero")
    for year, people in ((2019, 300_000), (2020, 303_000), (2021, 361_000), (2022, 364_000)):
        Population.objects.create(year=year, persons=people, sex="", series="DANE")
    found = [one for one in flags_of_people([2019, 2020, 2021, 2022]) if one["check"] == "population"]
    assert [(one["time"], one["value"], one["expected"]) for one in found] == [("2021", 361_000, 303_000)]
