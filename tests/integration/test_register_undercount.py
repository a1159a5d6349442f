"""How many deaths nobody recorded, asked of the register: which lists, which deaths, and when nobody can tell."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

import pytest

import registered
from pazos.analysis.proof.runs import bundle_of, reckoned
from pazos.analysis.reckoning.undercount import undercount_of
from pazos.analysis.register.undercount import Question, gathered, study_undercount
from pazos.analysis.studies.again import make_again
from pazos.domain.register.actions.closing import record_non_delivery
from pazos.domain.register.models import Claim, Death
from pazos.domain.sources.vocabulary import Manner, SourceKind
from pazos.science.problems import InputProblem
from pazos.science.undercount import histories, undercount

if TYPE_CHECKING:
    from pazos.domain.sources.models import Source

pytestmark = pytest.mark.django_db
ASKED = Question(2022, 2022, "bogota_wide@1")
KINDS = (SourceKind.POLICE, SourceKind.FORENSIC, SourceKind.PRESS)
# By police, forensic and press: how many deaths each combination holds.
CELLS = {
    ("police",): 9,
    ("forensic",): 8,
    ("press",): 5,
    ("police", "forensic"): 14,
    ("police", "press"): 7,
    ("forensic", "press"): 6,
    ("police", "forensic", "press"): 12,
}
_days = count()


def one_more(held: list[Source], said: str = Manner.HOMICIDE) -> Death:
    day = date(2022, 1 + next(_days) % 12, 1 + next(_days) % 28)
    return registered.death(day, dict.fromkeys(held, said))


@pytest.fixture
def sources() -> dict[str, Source]:
    return {kind.value: registered.source(kind) for kind in KINDS}


@pytest.fixture
def register(sources) -> dict[str, Source]:
    for names, number in CELLS.items():
        for _ in range(number):
            one_more([sources[name] for name in names])
    return sources


def cells(stored: list[dict[str, object]]) -> dict[tuple[str, ...], int]:
    return {tuple(sorted(cell["lists"])): cell["deaths"] for cell in stored}


def by_names(given: dict[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    return {tuple(sorted(names)): number for names, number in given.items()}


def test_the_answer_is_that_of_the_method_on_the_counts_by_combination(register) -> None:
    found = study_undercount(ASKED, by=None).result
    expected = undercount(histories(("police", "forensic", "press"), CELLS))
    assert cells(found["material"]["cells"]) == by_names(CELLS)
    assert found["verdict"] == expected.verdict
    assert found["missed"]["estimate"] == pytest.approx(expected.missed.estimate, rel=1e-6)
    assert found["observed"] == sum(CELLS.values())


def test_the_run_holds_counts_and_no_death(register) -> None:
    run = study_undercount(ASKED, by=None)
    assert set(run.result["material"]["cells"][0]) == {"lists", "deaths"}
    assert [one["name"] for one in run.inputs] == ["histories"]
    assert "number" not in json.dumps(run.result)


def test_made_again_it_gives_the_same_digits_and_from_its_own_counts_alone(register) -> None:
    run = study_undercount(ASKED, by=None)
    again = make_again(run.pk, by=None)
    assert again.same_digits
    assert again.same_inputs
    assert reckoned("undercount", run.result["material"]) == run.result
    facts = {"run": run.pk, "method": "undercount"}
    assert bundle_of(facts, frozen=run.result["material"], stated=run.result, guide={})
    forged = {**run.result["material"], "cells": run.result["material"]["cells"][:-1]}
    with pytest.raises(ValueError, match="do not give its result"):
        bundle_of(facts, frozen=forged, stated=run.result, guide={})


def test_a_death_is_in_scope_by_what_all_its_sources_say(register) -> None:
    one_more([register["press"]], Manner.SELF_INFLICTED)
    one_more([register["police"]], Manner.LEGAL_INTERVENTION)
    assert cells(gathered(ASKED)["cells"])["police",] == CELLS["police",] + 1
    assert cells(gathered(ASKED)["cells"])["press",] == CELLS["press",]
    strict = replace(ASKED, rule="iccs_0101@1")
    assert cells(gathered(strict)["cells"])["police",] == CELLS["police",]


def test_deaths_of_other_years_joined_deaths_and_withdrawn_claims_stay_out(register) -> None:
    registered.death(date(2023, 1, 1), {register["police"]: Manner.HOMICIDE})
    gone = one_more([register["press"]])
    gone.claims.update(withdrawn_at=registered.RECEIVED)
    joined = one_more([register["police"]])
    Death.objects.filter(pk=joined.pk).update(merged_into=Death.objects.order_by("pk").first())
    assert cells(gathered(ASKED)["cells"]) == by_names(CELLS)


def test_a_source_that_missed_a_month_is_no_list(register) -> None:
    record_non_delivery([register["press"]], month=date(2022, 5, 1), by=None)
    material = gathered(ASKED)
    assert material["lists"] == ["forensic", "police"]
    assert material["silent"] == [{"source": "press", "months": 1}]
    assert material["left_out"] == CELLS["press",]
    with pytest.raises(InputProblem, match="press did not deliver every month"):
        gathered(replace(ASKED, sources=("police", "press")))


def test_deaths_in_lists_that_were_left_out_are_said(register) -> None:
    run = study_undercount(replace(ASKED, sources=("police", "forensic")), by=None)
    assert {"code": "left_out", "deaths": CELLS["press",]} in run.result["codes"]["cautions"]


def test_pairs_that_wait_are_doubts_and_how_far_they_would_move_the_answer_is_told(register) -> None:
    only = [
        Death.objects.filter(claims__source=register[name], sources=1).first() for name in ("police", "press")
    ]
    assert study_undercount(ASKED, by=None).result["if_linked"] is None
    registered.wait(*only)
    found = study_undercount(ASKED, by=None).result
    linked = cells(found["material"]["if_linked"])
    assert found["material"]["waiting"] == 1
    assert found["observed"] == sum(CELLS.values()), "a pair that waits counts as two"
    assert linked["police", "press"] == CELLS["police", "press"] + 1
    assert found["if_linked"]["observed"] == sum(CELLS.values()) - 1
    assert found["if_linked"]["missed"]["estimate"] < found["missed"]["estimate"]


def test_lists_that_are_all_declared_dependent_cannot_tell(register) -> None:
    tied = replace(ASKED, dependent=(("police", "forensic"), ("forensic", "press")))
    found = study_undercount(tied, by=None).result
    assert found["verdict"] == "cannot tell"
    assert [one["code"] for one in found["codes"]["reasons"]] == ["all_dependent"]


def test_one_list_cannot_tell(sources) -> None:
    one_more([sources["police"]])
    found = study_undercount(replace(ASKED, sources=("police",)), by=None).result
    assert (found["verdict"], found["missed"]["estimate"]) == ("cannot tell", None)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (replace(ASKED, rule="who_icd10@1"), "listens to every source"),
        (replace(ASKED, rule="nothing@1"), "There is no counting rule"),
    ],
)
def test_a_question_that_cannot_be_asked_is_kept_with_its_reason(register, question, says) -> None:
    run = study_undercount(question, by=None)
    assert says in run.result["cannot"]["template"]
    assert run.inputs == []


def test_more_sources_than_can_be_modelled_are_refused(register) -> None:
    others = (SourceKind.HEALTH, SourceKind.PROSECUTOR, SourceKind.OTHER)
    for kind in others:
        registered.source(kind)
    with pytest.raises(InputProblem, match="at most can be modelled"):
        gathered(ASKED)


def test_a_duplicate_of_one_source_is_held_once(register) -> None:
    first = Death.objects.filter(claims__source=register["police"]).first()
    Claim.objects.filter(pk=registered.claim(first, register["police"]).pk).update(duplicate=True)
    assert cells(gathered(ASKED)["cells"]) == by_names(CELLS)


def test_an_estimate_that_waiting_pairs_would_carry_out_of_its_interval_is_not_given(register) -> None:
    """Links not made yet make two deaths of one, and lists that seem to miss more than they do."""
    material = gathered(ASKED)
    linked = dict(CELLS)
    linked["police",] -= 8
    linked["forensic",] -= 7
    linked["press",] -= 4
    linked["police", "forensic", "press"] += 9
    cells_if = [{"lists": list(names), "deaths": number} for names, number in linked.items()]
    found = undercount_of(material | {"waiting": 19, "if_linked": cells_if})
    assert found["verdict"] == "cannot tell"
    assert found["total"] == {"estimate": None, "low": None, "high": None}
    assert [one["code"] for one in found["codes"]["reasons"]] == ["unsettled"]
    assert all(one["share"] is None for one in found["coverage"])
