"""Claims to deaths: held against the generator's truth, against people's decisions, and against a killed process."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import cast
from pazos.analysis.register import adopting, asking, grouping, linking, update
from pazos.analysis.register.grouping import regroup_around
from pazos.analysis.register.update import update_register
from pazos.domain.refusing import RefusedError
from pazos.domain.register.actions import pairs as deeds
from pazos.domain.register.actions import scores
from pazos.domain.register.models import Claim, Death, Difference, LinkageModel, Pair
from pazos.domain.register.rules import Block
from pazos.domain.register.vocabulary import PairState
from pazos.domain.sources.models import Delivery
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.jobs import actions as jobs
from pazos.foundation.runs.models import Run
from pazos.interfaces.cli import register
from register_city import (
    RegisterCity,
    deliver,
    pairs_in,
    partition,
    register_city,
    remembered,
    rows_of,
    standing,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.django_db, pytest.mark.long]
YEARS = (2022, 2023)
SOURCES = ("police", "forensic", "vital")


@pytest.fixture(autouse=True)
def _learnt_once(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered(monkeypatch)


@pytest.fixture
def city() -> RegisterCity:
    """Two years of three lists, linked."""
    return standing("two years", lambda: linked(YEARS))


@pytest.fixture
def begun() -> RegisterCity:
    """The lists of the first year, linked; those of the second have not come yet."""
    return standing("one year", lambda: linked(YEARS[:1]))


def linked(years: tuple[int, ...]) -> RegisterCity:
    made = register_city(years=years)
    update_register(by=None)
    return made


def next_months(made: RegisterCity) -> None:
    """The lists of the first months of the second year come in."""
    for name in SOURCES:
        rows = rows_of(cast.invented(), made, name, YEARS[1:])
        deliver(made, name, rows[rows["day"] < "2023-05-01"], first_row=10_000)


def found_and_true(made: RegisterCity) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    deaths = dict(Claim.objects.filter(withdrawn_at__isnull=True).values_list("pk", "death"))
    return pairs_in(deaths), pairs_in(made.true_deaths())


def everything() -> dict[str, list[Any]]:
    """The whole register as it stands, to the letter."""
    return {
        "claims": list(Claim.objects.order_by("pk").values()),
        "pairs": list(Pair.objects.order_by("pk").values()),
        "deaths": list(Death.objects.order_by("pk").values()),
        "differences": list(Difference.objects.order_by("pk").values()),
        "models": list(LinkageModel.objects.order_by("pk").values()),
    }


def a_pair(**asked: Any) -> Pair:
    return Pair.objects.filter(**asked).order_by("-weight", "pk")[0]


def together(pair: Pair) -> bool:
    deaths = Claim.objects.filter(pk__in=[pair.first_id, pair.second_id]).values_list("death", flat=True)
    return len(set(deaths)) == 1


# What is found


def test_links_at_the_default_thresholds_are_right_and_most_are_found(city: RegisterCity) -> None:
    found, true = found_and_true(city)

    assert len(found & true) / len(found) >= 0.995
    assert len(found & true) / len(true) >= 0.90


def test_of_the_links_not_made_many_wait_for_a_person(city: RegisterCity) -> None:
    found, true = found_and_true(city)
    waiting = set(Pair.objects.filter(state=PairState.WAITING).values_list("first", "second"))

    assert waiting & (true - found)
    assert len(true - found - waiting) / len(true) < 0.06


def test_missing_ages_shifted_days_misspelt_places_and_doubled_rows_cost_recall_before_precision() -> None:
    made = register_city(years=YEARS, sources=("police", "vital"))
    rows = rows_of(cast.invented(), made, "forensic", YEARS)
    deliver(made, "forensic", spoilt(rows, np.random.default_rng(7)))

    update_register(by=None)

    found, true = found_and_true(made)
    assert len(found & true) / len(found) >= 0.99
    assert len(found & true) / len(true) >= 0.80


def spoilt(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Lose one age in five, move one day in ten, misspell one place in five, double one row in twenty."""
    drawn = rng.random((3, len(rows)))
    letters = rows["barrio"].fillna("")
    spoilt = rows.assign(
        age=rows["age"].mask(drawn[0] < 0.2),
        day=rows["day"]
        + pd.to_timedelta(((drawn[1] < 0.1) & (rows["day"].dt.day < 28)).astype(int), unit="D"),
        barrio=letters.mask(drawn[2] < 0.2, letters.str.slice(0, 3) + letters.str.slice(4)),
    )
    return pd.concat([spoilt, spoilt.sample(frac=0.05, random_state=3)], ignore_index=True)


def test_a_row_handed_out_twice_is_one_death_and_its_second_claim_a_duplicate(city: RegisterCity) -> None:
    doubled = Claim.objects.filter(duplicate=True)

    assert doubled.exists()
    for claim in doubled:
        first = Claim.objects.filter(death=claim.death, source=claim.source).order_by("pk")[0]
        assert first.pk < claim.pk
        assert not first.duplicate


def test_two_victims_of_one_row_are_never_one_death(city: RegisterCity) -> None:
    several = Claim.objects.filter(ordinal=2)

    assert several.exists()
    for claim in several:
        other = Claim.objects.get(record=claim.record, ordinal=1)
        assert other.death_id != claim.death_id
        assert not Pair.objects.filter(first=other, second=claim).exists()


def test_the_training_is_a_run_that_gives_the_same_digits_again(city: RegisterCity) -> None:
    first = Run.objects.get(method=linking.METHOD)

    update_register(by=None, retrain=True)

    again = Run.objects.filter(method=linking.METHOD).latest("pk")
    assert again.pk != first.pk
    assert (again.inputs_hash, again.result_hash, again.seed) == (first.inputs_hash, first.result_hash, 1)


# What an update changes


def test_a_second_call_changes_nothing(city: RegisterCity) -> None:
    before, events = everything(), AuditEvent.objects.count()

    done = update_register(by=None)

    assert everything() == before
    assert AuditEvent.objects.count() == events
    assert (done.trained, done.scored, done.opened, done.values, done.noticed) == (False, 0, 0, 0, 0)


def test_a_new_file_is_scored_without_training_and_leaves_earlier_deaths_their_numbers(
    begun: RegisterCity,
) -> None:
    before = dict(Claim.objects.values_list("pk", "death"))
    next_months(begun)

    done = update_register(by=None)

    now = dict(Claim.objects.filter(pk__in=before).values_list("pk", "death"))
    assert not done.trained
    assert done.scored < Claim.objects.count()
    assert sum(now[claim] != death for claim, death in before.items()) <= 0.01 * len(before)


def test_pairs_and_deaths_come_out_the_same_file_by_file_and_all_at_once(begun: RegisterCity) -> None:
    next_months(begun)
    update_register(by=None)
    step_by_step = partition(), weights()
    Difference.objects.all().delete()
    Pair.objects.all().delete()
    Claim.objects.update(death=None, compared_as=None, duplicate=False)
    Death.objects.all().delete()

    update_register(by=None)

    assert partition() == step_by_step[0]
    assert weights() == step_by_step[1]


def weights() -> dict[tuple[int, int], float]:
    rows = Pair.objects.values_list("first", "second", "probability")
    return {(first, second): round(probability, 6) for first, second, probability in rows}


def test_a_source_that_the_model_never_saw_has_it_trained_anew() -> None:
    made = register_city(years=YEARS, sources=("police", "forensic"))
    assert update_register(by=None).trained
    deliver(made, "vital", rows_of(cast.invented(), made, "vital", YEARS))

    done = update_register(by=None)

    assert done.trained
    assert LinkageModel.objects.filter(current=True).count() == 1


def test_one_source_alone_makes_a_register_too() -> None:
    register_city(years=YEARS[1:], sources=("police",))

    done = update_register(by=None)

    assert done.deaths > 0.9 * done.claims


def test_an_empty_city_has_an_empty_register() -> None:
    assert update_register(by=None).deaths == 0


def test_claims_of_a_file_set_aside_leave_the_register_and_come_back_as_they_were(city: RegisterCity) -> None:
    before = partition(), weights(), dict(Claim.objects.values_list("pk", "death"))
    forensic = Delivery.objects.filter(source__slug="medicina-legal")
    forensic.update(state=DeliveryState.SET_ASIDE)
    update_register(by=None)
    gone = Claim.objects.filter(withdrawn_at__isnull=False)
    assert gone.exists()
    assert not Pair.objects.filter(first__in=gone).exists()

    forensic.update(state=DeliveryState.CURRENT)
    update_register(by=None)

    assert (partition(), weights()) == before[:2]
    assert dict(Claim.objects.values_list("pk", "death")) == before[2]


# What a killed process leaves

KILLED_AT = {
    "after the claims were read": (update, "update_pairs", 0),
    "in the middle of writing pairs": (scores, "insert", 2),
    "before the pairs were noted as compared": (scores, "rewrite", 0),
    "before the deaths": (grouping, "regroup", 0),
    "before pairs said where they stand": (scores, "keep_states", 0),
    "before any value was adopted": (adopting, "reckon", 0),
    "after some values were adopted": (adopting, "reckon", 1),
}


@pytest.mark.parametrize(("room", "name", "calls"), KILLED_AT.values(), ids=KILLED_AT)
def test_a_killed_update_loses_nothing_and_the_next_one_does_the_rest(
    room: Any, name: str, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adopting, "BLOCK", 100)
    monkeypatch.setattr(scores, "IN_ONE_TRANSACTION", 100)
    made = standing("one year, not linked", lambda: register_city(years=YEARS[:1]))
    with monkeypatch.context() as killed:
        killed.setattr(room, name, dying(getattr(room, name), calls))
        with pytest.raises(KeyboardInterrupt):
            update_register(by=None)

    update_register(by=None)

    found, true = found_and_true(made)
    assert len(found & true) / len(true) >= 0.90
    assert not Claim.objects.filter(death=None).exists()
    assert not Claim.objects.filter(compared_as=None).exists()
    assert not Death.objects.filter(sources=0).exists()
    before = everything()
    update_register(by=None)
    assert everything() == before


def dying(deed: Callable[..., Any], calls: int) -> Callable[..., Any]:
    left = [calls]

    def die(*said: Any, **named: Any) -> Any:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return deed(*said, **named)

    return die


# What people decide


@pytest.fixture
def lead() -> Any:
    return cast.staff(Role.STRATEGY_LEAD)


def decided(pair: Pair, *, same: bool, by: Any) -> Pair:
    done = deeds.decide(pair, same=same, note="visto", by=by)
    regroup_around([pair.first_id, pair.second_id], by=by)
    return done


@pytest.mark.parametrize(("state", "same"), [(PairState.WAITING, True), (PairState.LINKED, False)])
def test_a_word_on_a_pair_moves_its_deaths_at_once_and_taking_it_back_restores_them(
    city: RegisterCity, lead: Any, state: PairState, same: bool
) -> None:
    pair = a_pair(state=state)
    before = everything()

    decided(pair, same=same, by=lead)
    assert together(pair) == same
    deeds.take_back(pair, by=lead)
    regroup_around([pair.first_id, pair.second_id], by=lead)

    after = everything()
    after["deaths"] = [one for one in after["deaths"] if one["id"] <= before["deaths"][-1]["id"]]
    after["differences"] = undone(after["differences"])
    before["differences"] = undone(before["differences"])
    assert after == before


def undone(differences: list[dict[str, Any]]) -> list[Any]:
    """What is open: a difference that came and went stays on file as gone, and its moment is the new one."""
    return [(one["death_id"], one["kind"], one["values"]) for one in differences if one["state"] == "open"]


@pytest.mark.parametrize("same", [True, False])
def test_a_decision_survives_a_new_file_other_thresholds_and_a_retraining(
    begun: RegisterCity, lead: Any, same: bool
) -> None:
    pair = a_pair(state=PairState.WAITING if same else PairState.LINKED)
    decided(pair, same=same, by=lead)
    said = Pair.objects.filter(pk=pair.pk).values("state", "note", "decided_at", "decided_by").get()

    next_months(begun)
    for step in (
        lambda: update_register(by=None),
        lambda: deeds.choose_thresholds(lower=-9, upper=-8, by=lead),
        lambda: deeds.choose_thresholds(lower=30, upper=40, by=lead),
        lambda: update_register(by=None),
        lambda: update_register(by=None, retrain=True),
    ):
        step()
        held = Pair.objects.filter(pk=pair.pk).values("state", "note", "decided_at", "decided_by").get()
        assert held == said
        assert together(pair) == same


def test_a_decision_holds_while_one_of_its_claims_is_withdrawn(city: RegisterCity, lead: Any) -> None:
    bridge = Claim.objects.filter(source__slug="medicina-legal", death__sources=3, duplicate=False)[0]
    ends = Claim.objects.filter(death=bridge.death).exclude(pk=bridge.pk).order_by("pk")[:2]
    for end in ends:
        deeds.decide_on(bridge, end, same=True, by=lead)
    straight = Pair.objects.filter(first=ends[0], second=ends[1]).first()
    if straight is not None:
        Pair.objects.filter(pk=straight.pk).update(weight=-9.0, probability=0.002)

    Delivery.objects.filter(source__slug="medicina-legal").update(state=DeliveryState.SET_ASIDE)
    update_register(by=None)

    assert len({Claim.objects.get(pk=end.pk).death_id for end in ends}) == 1


def test_deaths_joined_by_a_person_keep_the_number_of_the_larger_and_say_so(
    city: RegisterCity, lead: Any
) -> None:
    large = Claim.objects.filter(death__sources=3).order_by("pk")[0]
    small = Claim.objects.filter(death__sources=1).order_by("pk")[0]
    taken_in = small.death_id

    deeds.decide_on(large, small, same=True, by=lead)
    regroup_around([large, small], by=lead)

    joined = Death.objects.get(pk=taken_in)
    assert joined.merged_into_id == large.death_id
    assert joined.sources == 0
    assert AuditEvent.objects.filter(verb="death.joined", by=lead).count() == 1


def test_contradicting_words_are_refused_with_their_reason(city: RegisterCity, lead: Any) -> None:
    death = Death.objects.filter(sources=3).order_by("pk")[0]
    a, b, c = Claim.objects.filter(death=death, duplicate=False).order_by("pk")[:3]
    deeds.decide_on(a, b, same=True, by=lead)
    deeds.decide_on(b, c, same=True, by=lead)

    with pytest.raises(RefusedError) as refused:
        deeds.decide_on(a, c, same=False, by=lead)
    assert refused.value.blocks == (Block.BOUND_TOGETHER,)
    with pytest.raises(RefusedError) as refused:
        deeds.decide_on(a, b, same=False, by=lead)
    assert Block.PAIR_DECIDED in refused.value.blocks


def test_what_is_bound_to_two_deaths_cannot_be_said_to_be_one(city: RegisterCity, lead: Any) -> None:
    a, b, c = (Claim.objects.filter(death__sources=count).order_by("pk")[0] for count in (1, 2, 3))
    deeds.decide_on(a, b, same=True, by=lead)
    deeds.decide_on(b, c, same=False, by=lead)

    with pytest.raises(RefusedError) as refused:
        deeds.decide_on(a, c, same=True, by=lead)

    assert refused.value.blocks == (Block.BOUND_APART,)


def test_two_victims_of_one_row_cannot_be_said_to_be_one(city: RegisterCity, lead: Any) -> None:
    second = Claim.objects.filter(ordinal=2)[0]
    first = Claim.objects.get(record=second.record, ordinal=1)

    with pytest.raises(RefusedError) as refused:
        deeds.decide_on(first, second, same=True, by=lead)

    assert refused.value.blocks == (Block.ONE_ROW,)


def test_a_pair_that_only_a_person_made_is_let_go_when_taken_back(city: RegisterCity, lead: Any) -> None:
    a, b = (Claim.objects.filter(death__sources=count).order_by("pk")[0] for count in (2, 3))
    made = deeds.decide_on(a, b, same=True, by=lead)

    deeds.take_back(made, by=lead)

    assert not Pair.objects.filter(pk=made.pk).exists()


# What thresholds do


def test_chosen_thresholds_say_every_undecided_pair_anew_and_keep_their_cost(
    city: RegisterCity, lead: Any
) -> None:
    model = LinkageModel.objects.get(current=True)

    deeds.choose_thresholds(lower=model.upper, upper=model.upper + 3, by=lead)

    states = Pair.objects.filter(weight__gte=model.upper, weight__lt=model.upper + 3).values_list(
        "state", flat=True
    )
    assert set(states) == {PairState.WAITING}
    event = AuditEvent.objects.get(verb="linkage.thresholds_chosen")
    assert {"at_lower", "at_upper"} == set(event.facts["cost"])
    assert event.facts["cost"]["at_upper"]["links"] > 0


def test_stricter_thresholds_part_deaths_and_the_old_ones_bring_them_back(
    city: RegisterCity, lead: Any
) -> None:
    model = LinkageModel.objects.get(current=True)
    before, numbers = partition(), dict(Claim.objects.values_list("pk", "death"))
    deeds.choose_thresholds(lower=model.lower, upper=model.upper + 6, by=lead)
    update_register(by=None)
    assert len(partition()) > len(before)

    deeds.choose_thresholds(lower=model.lower, upper=model.upper, by=lead)
    update_register(by=None)

    assert partition() == before
    assert dict(Claim.objects.values_list("pk", "death")) == numbers


def test_thresholds_that_cross_or_reach_below_what_is_kept_are_refused(city: RegisterCity, lead: Any) -> None:
    with pytest.raises(RefusedError) as refused:
        deeds.choose_thresholds(lower=-20, upper=-30, by=lead)

    assert refused.value.blocks == (Block.THRESHOLDS_CROSSED, Block.BELOW_KEPT)


def test_a_retraining_keeps_the_thresholds_that_a_person_chose(city: RegisterCity, lead: Any) -> None:
    deeds.choose_thresholds(lower=2, upper=9, by=lead)

    update_register(by=None, retrain=True)

    model = LinkageModel.objects.get(current=True)
    assert (model.lower, model.upper, model.chosen_by) == (2, 9, lead)


# How it is asked for


def test_the_command_writes_how_the_register_stands(city: RegisterCity, tmp_path: Path, capsys: Any) -> None:
    parser = argparse.ArgumentParser()
    register.add_arguments(parser)
    out = tmp_path / "register.json"

    assert register.run(parser.parse_args(["--json", str(out)])) == 0

    said = json.loads(out.read_text(encoding="utf-8"))
    assert said["claims"] == Claim.objects.count()
    assert said["deaths"] == len(partition())
    assert (said["scored"], said["trained"], said["problem"]) == (0, False, None)
    assert str(said["claims"]) in capsys.readouterr().out


def test_an_update_that_waits_is_not_asked_for_twice_but_one_that_runs_is(lead: Any) -> None:
    first = asking.ask_for_update(by=lead)

    assert asking.ask_for_update(by=lead) == first
    jobs.start(job_id=first.pk)
    assert asking.ask_for_update(by=lead) != first


def test_an_update_asked_for_on_a_page_is_done_by_the_worker(city: RegisterCity, lead: Any) -> None:
    job = asking.ask_for_update(by=lead, retrain=True)

    asking.bring_up_to_date.func(job.pk)

    job.refresh_from_db()
    assert job.state == "done"
    assert job.outcome["register"]["trained"]
