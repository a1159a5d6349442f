"""People met in accompaniment as a dose: the programme's own table, counted once, hidden where it hides, kept for good."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

import cast
import evaluating
from learned import learned, went
from pazos.analysis.disclosing import TOTAL
from pazos.analysis.evaluation import doses
from pazos.analysis.evaluation.window import window_of
from pazos.analysis.programme import doses as programme
from pazos.analysis.studies.again import make_again
from pazos.domain.disputes.quarters import Quarter
from pazos.domain.evaluations.vocabulary import Dose, Grain
from pazos.domain.rights.actions.erasing import erase
from pazos.domain.rights.vocabulary import Ground
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Role
from pazos.foundation.runs.models import Run
from pazos.interfaces.components.evaluation_notes import note_words
from pazos.interfaces.web.pages.evaluations.methods_form import MethodsForm

if TYPE_CHECKING:
    from learned import Learned

pytestmark = pytest.mark.django_db
STARTS = date(2021, 1, 4)
YEARS = 104  # weeks of a weekly meeting: the eight quarters of 2021 and 2022
ASKED = {"dose": Dose.ACCOMPANIED, "doubts": ("dose_response",)}
UNITS = SimpleNamespace(codes=("A", "B", "C"), row_of={"A": 0, "B": 1, "C": 2})


@pytest.fixture
def made() -> Learned:
    """Two clusters: the north of two places, the south of one."""
    found = learned()
    places = [Neighbourhood.objects.create(code=code, name=code) for code in "ABC"]
    found.north.neighbourhoods.set(places[:2])
    found.south.neighbourhoods.set(places[2:])
    return found


def test_people_met_are_shared_evenly_and_no_file_is_handed_in(made) -> None:
    went(made, 12, on=STARTS, sessions=5)
    went(made, 30, cluster=made.south, on=STARTS, sessions=5)
    found, notes = doses.read(Dose.ACCOMPANIED, UNITS, window_of("2020-01", "2021-03", Grain.MONTH))
    assert found[:, :12].sum() == 0
    assert found[:, 12:].tolist() == [[2, 2, 2], [2, 2, 2], [10, 10, 10]]
    run = Run.objects.get(method=programme.METHOD, parameters__quarter="2021-Q1")
    assert [(note.code, note.facts) for note in notes] == [("accompanied_by_cluster", {"runs": [run.pk]})]
    assert str(run.pk) in note_words(
        {"code": notes[0].code, "facts": notes[0].facts}, names={}, language="en"
    )


def test_each_quarter_that_is_read_is_an_input_with_its_hash(made) -> None:
    went(made, 12, on=STARTS, sessions=YEARS)
    went(made, 30, cluster=made.south, on=STARTS, sessions=YEARS)
    window = window_of("2021-04", "2021-09", Grain.QUARTER)
    named = {one.name.split(" (")[0]: one.sha256 for one in doses.rests_on(Dose.ACCOMPANIED, window)}
    runs = Run.objects.filter(method=programme.METHOD, parameters__quarter__in=["2021-Q2", "2021-Q3"])
    assert named == {f"programme doses {run.parameters['quarter']}": run.result_hash for run in runs}
    assert doses.rests_on(Dose.PRESENCE, window) == ()


def test_a_hidden_cell_makes_no_dose_and_departs_from_the_plan(made) -> None:
    went(made, 30, on=STARTS, sessions=5)
    went(made, 3, cluster=made.south, on=STARTS, sessions=5)
    found, notes = doses.read(Dose.ACCOMPANIED, UNITS, window_of("2021-01", "2021-03", Grain.MONTH))
    assert found is None
    assert [(note.code, note.facts) for note in notes] == [("accompanied_hidden", {"cells": 2})]


def test_a_quarter_that_may_not_be_counted_yet_makes_no_dose(made) -> None:
    today = timezone.localdate()
    went(made, 30, on=today - timedelta(days=200), sessions=5)
    running = Quarter.of(today)
    found, notes = doses.read(
        Dose.ACCOMPANIED, UNITS, window_of("2021-01", f"{running.last_on:%Y-%m}", Grain.MONTH)
    )
    assert (found, notes[0].code) == (None, "accompanied_not_counted")
    assert running.name in notes[0].facts["quarters"]


def test_the_form_offers_it() -> None:
    form = MethodsForm(of=evaluating.whole(evaluating.places()))
    assert "accompanied" in dict(form.fields["dose"].choices)


def accompany(codes: list[str]) -> Learned:
    """Accompany different numbers of people in three clusters of two treated places each, week after week."""
    made = learned()
    third = WorkCluster.objects.create(name="Este", opened_on=date(2020, 1, 1))
    for place, (cluster, people) in enumerate(((made.north, 6), (made.south, 15), (third, 36))):
        own = Neighbourhood.objects.filter(code__in=codes[2 * place : 2 * place + 2])
        cluster.neighbourhoods.set(own)
        went(made, people, cluster=cluster, on=STARTS - timedelta(days=7), sessions=YEARS)
    return made


def test_an_evaluation_with_that_dose_gives_its_digits_again_after_everybody_was_erased() -> None:
    cast.small_city(places=evaluating.PLACES)
    lead, analyst = cast.staff(Role.STRATEGY_LEAD), cast.staff(Role.ANALYST)
    made = accompany([one.unit for one in evaluating.of_small_city().treated])
    kept = evaluating.answered(by=lead, signed_by=analyst, **ASKED)
    result = kept.run.result
    (check,) = result["doubts"]
    # 6, 15 and 36 people a quarter, each shared over two places.
    assert [one["dose"] for one in check["facts"]["thirds"]] == pytest.approx([3, 7.5, 18], rel=0.01)
    assert "dose_not_known" not in [one["code"] for one in result["departures"]]
    quarters = [one["name"] for one in kept.run.inputs if one["name"].startswith("programme doses 20")]
    assert len(quarters) == 8
    for case in made.cases:
        erase("cases.cases", str(case.pk), ground=Ground.REQUEST, by=lead)
    again = make_again(kept.run_id, by=None)
    assert (again.same_inputs, again.same_digits) == (True, True)
    first = next(iter(programme.counted(by=None, on=timezone.localdate()).values()))
    assert first.result["people"][TOTAL] == 57


def test_an_evaluation_whose_dose_is_hidden_says_so() -> None:
    cast.small_city(places=evaluating.PLACES)
    lead, analyst = cast.staff(Role.STRATEGY_LEAD), cast.staff(Role.ANALYST)
    made = accompany([one.unit for one in evaluating.of_small_city().treated])
    few = WorkCluster.objects.create(name="Oeste", opened_on=date(2020, 1, 1))
    few.neighbourhoods.set(made.south.neighbourhoods.all())
    went(made, 2, cluster=few, on=STARTS, sessions=3)
    result = evaluating.answered(by=lead, signed_by=analyst, **ASKED).run.result
    assert "dose_not_known" in [one["code"] for one in result["departures"]]
    assert result["doubts"][0]["facts"]["why"] == "no_doses"
    assert result["material"]["around"]["doses"] is None
