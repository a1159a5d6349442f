"""What stands around a panel: other municipalities from a public file, and doses of the strategy as totals."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from types import SimpleNamespace

import pytest

import cast
import reached
from pazos.analysis.evaluation import doses
from pazos.analysis.evaluation.panels import gather, gather_before
from pazos.analysis.evaluation.window import window_of
from pazos.domain.activities.models import Activity, HeadCount
from pazos.domain.disputes.models import StreetQuarter
from pazos.domain.evaluations.models import ComparisonPanel
from pazos.domain.evaluations.protocol import Exclusion, Protocol, Treatment
from pazos.domain.evaluations.vocabulary import Dose, Grain, UnitKind
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Role
from pazos.interfaces.components.evaluation_notes import NOTES
from pazos.science.evaluation.panel import NEVER
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 1, 15, tzinfo=UTC)
POOL = "a" * 64
PLAN = Protocol(
    unit=UnitKind.MUNICIPALITY,
    grain=Grain.YEAR,
    first="2015-01",
    last="2020-12",
    pool=POOL,
    treated=(Treatment("76520", "2019-01"),),
)


def pool(rows, *, grain: str = Grain.YEAR) -> ComparisonPanel:
    return ComparisonPanel.objects.create(
        sha256=POOL,
        title="Homicidios por municipio",
        grain=grain,
        rows=rows,
        loaded_at=NOW,
        loaded_by=cast.staff(Role.ANALYST),
    )


def yearly(*codes: str, years=range(2012, 2023), people: float | None = 1000.0) -> list[list[object]]:
    return [
        [code, f"Municipio {code}", str(year), year - 2010 + place, people]
        for place, code in enumerate(codes)
        for year in years
    ]


# --- notes ---


def test_every_note_has_its_words_and_the_facts_they_name() -> None:
    """Read from the code itself: a note that is added without words fails here."""
    folder = Path(doses.__file__).parent
    made: dict[str, set[str]] = {}
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Note":
                code = node.args[0].value
                facts = node.args[1] if len(node.args) > 1 else None
                keys = {key.value for key in facts.keys} if isinstance(facts, ast.Dict) else None
                made.setdefault(code, set()).update(keys or ())
                if keys is not None:
                    named = {slot for _, slot, *_ in Formatter().parse(str(NOTES[code])) if slot}
                    assert named <= keys, code
    assert made.keys() <= NOTES.keys()
    assert len(made) > 15


# --- municipalities ---


def test_the_city_is_one_unit_among_the_municipalities_of_the_file() -> None:
    pool(yearly("76520", "05001", "11001"))
    found = gather(PLAN)
    assert found.panel.units == ("05001", "11001", "76520")
    assert found.panel.times == ("2015", "2016", "2017", "2018", "2019", "2020")
    assert found.panel.outcome[2].tolist() == [5, 6, 7, 8, 9, 10]
    assert found.panel.first.tolist() == [NEVER, NEVER, 4]
    assert found.panel.exposure[0, 0] == 1000
    assert found.names["05001"] == "Municipio 05001"


def test_months_of_a_file_are_added_up_to_years() -> None:
    rows = [
        [code, code, f"{year}-{month:02}", 1, 100.0]
        for code in ("76520", "05001")
        for year in range(2015, 2021)
        for month in range(1, 13)
    ]
    pool(rows, grain=Grain.MONTH)
    panel = gather(PLAN).panel
    assert (panel.outcome == 12).all()
    assert (panel.exposure == 100).all()


def test_a_file_of_years_holds_no_months() -> None:
    pool(yearly("76520", "05001"))
    with pytest.raises(InputProblem, match="counts by year"):
        gather(replace(PLAN, grain=Grain.MONTH))


def test_a_municipality_without_a_figure_for_every_year_is_no_donor_and_is_told() -> None:
    pool([*yearly("76520", "05001"), *yearly("11001", years=range(2017, 2021))])
    found = gather(PLAN)
    assert found.panel.units == ("05001", "76520")
    assert [(note.code, note.facts) for note in found.notes] == [
        ("other_units_left_out", {"units": ["11001"]})
    ]


def test_the_treated_city_must_have_every_year() -> None:
    pool([*yearly("05001"), *yearly("76520", years=range(2017, 2021))])
    with pytest.raises(InputProblem, match="76520"):
        gather(PLAN)


def test_a_municipality_can_be_left_out_of_the_pool() -> None:
    pool(yearly("76520", "05001", "11001"))
    assert gather(replace(PLAN, excluded=(Exclusion("11001", "neighbour"),))).panel.units == (
        "05001",
        "76520",
    )


def test_without_people_counts_are_compared_as_they_are() -> None:
    pool(yearly("76520", "05001", people=None))
    assert gather(PLAN).panel.exposure is None


def test_before_the_seal_the_pool_too_ends_before_the_beginning() -> None:
    pool(yearly("76520", "05001"))
    panel = gather_before(PLAN).panel
    assert panel.times == ("2015", "2016", "2017", "2018")
    assert not panel.ever.any()


def test_a_pool_that_is_not_kept_here_is_refused() -> None:
    with pytest.raises(InputProblem, match="no file of municipalities"):
        gather(PLAN)


# --- doses ---


@pytest.fixture
def clusters() -> WorkCluster:
    """One working cluster of two places, with totals of one quarter; a third place has none."""
    made = WorkCluster.objects.create(name="Norte", opened_on=date(2021, 1, 1))
    places = [Neighbourhood.objects.create(code=code, name=code) for code in "ABC"]
    made.neighbourhoods.set(places[:2])
    return made


def totals(cluster: WorkCluster, presence: int | None) -> None:
    StreetQuarter.objects.create(
        first_on=date(2021, 4, 1),
        frozen_at=NOW,
        clusters={str(cluster.pk): "Norte", "0": ""},
        totals={
            "presence": {str(cluster.pk): presence, "0": 40, "total": None},
            "settled": {str(cluster.pk): 6},
        },
        totals_hash="b" * 64,
    )


UNITS = SimpleNamespace(codes=("A", "B", "C"), row_of={"A": 0, "B": 1, "C": 2})


def test_street_work_is_shared_evenly_over_the_places_and_months_of_its_cluster_and_quarter(clusters) -> None:
    totals(clusters, 60)
    found, notes = doses.read(Dose.PRESENCE, UNITS, window_of("2021-01", "2021-12", Grain.MONTH))
    assert found[0, 3:6].tolist() == [10, 10, 10]
    assert found[1].tolist() == found[0].tolist()
    assert found.sum() == 60
    assert [note.code for note in notes] == ["dose_by_cluster"]


def test_a_dose_by_quarter_is_the_sum_of_its_months(clusters) -> None:
    totals(clusters, 60)
    found, _ = doses.read(Dose.MEDIATIONS, UNITS, window_of("2021-01", "2021-12", Grain.QUARTER))
    assert found[0].tolist() == [0, 3, 0, 0]


def test_a_hidden_total_makes_no_dose(clusters) -> None:
    totals(clusters, None)
    found, notes = doses.read(Dose.PRESENCE, UNITS, window_of("2021-01", "2021-12", Grain.MONTH))
    assert found is None
    assert [(note.code, note.facts) for note in notes] == [("dose_hidden", {"cells": 1})]


def test_a_dose_that_is_not_asked_for_is_not_read(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert doses.read(Dose.NONE, UNITS, window_of("2021-01", "2021-12", Grain.MONTH)) == (None, ())


def test_a_quarter_begun_before_the_window_gives_the_months_that_lie_in_it(clusters) -> None:
    totals(clusters, 60)
    found, _ = doses.read(Dose.PRESENCE, UNITS, window_of("2021-06", "2021-12", Grain.MONTH))
    assert found[0].tolist() == [10, 0, 0, 0, 0, 0, 0]


# N1 and N2 are the working cluster of the north, X1 is of none.
REACHED = SimpleNamespace(codes=("N1", "N2", "X1"), row_of={"N1": 0, "N2": 1, "X1": 2})


def came(city: reached.Reached, people: int, *, on: date, at: str = "N1") -> None:
    """Have an activity done on a day, with so many people counted."""
    taken = city.activity(on=on, neighbourhood=city.places[at])
    Activity.objects.filter(pk=taken.pk).update(state="done")
    HeadCount.objects.create(activity=taken, people=people)


def test_people_reached_are_shared_evenly_over_the_places_of_the_cluster_and_the_months_of_the_quarter() -> (
    None
):
    city = reached.reached()
    came(city, 30, on=date(2022, 5, 10))
    city.activity(on=date(2022, 6, 10))  # planned, not done
    found, notes = doses.read(Dose.REACHED, REACHED, window_of("2022-01", "2022-12", Grain.MONTH))
    assert found[:2, 3:6].tolist() == [[5, 5, 5], [5, 5, 5]]
    assert found.sum() == 30
    assert [note.code for note in notes] == ["reach_by_cluster"]


def test_a_place_of_no_cluster_has_its_own_people_reached() -> None:
    came(reached.reached(), 12, on=date(2022, 5, 10), at="X1")
    found, _ = doses.read(Dose.REACHED, REACHED, window_of("2022-01", "2022-12", Grain.MONTH))
    assert found[2, 3:6].tolist() == [4, 4, 4]
    assert found.sum() == 12


def test_few_people_reached_in_a_cluster_and_quarter_make_no_dose() -> None:
    city = reached.reached()
    came(city, 30, on=date(2022, 5, 10))
    came(city, 2, on=date(2022, 8, 1))
    window = window_of("2022-01", "2022-12", Grain.MONTH)
    found, notes = doses.read(Dose.REACHED, REACHED, window)
    assert found is None
    assert [(note.code, note.facts) for note in notes] == [("dose_hidden", {"cells": 1})]
    came(city, 3, on=date(2022, 9, 1), at="N2")
    assert doses.read(Dose.REACHED, REACHED, window)[0].sum() == 35
