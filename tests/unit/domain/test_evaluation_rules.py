"""A plan is proposed when nothing stands in its way, and everything that stands there is told at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pazos.domain.evaluations.blocks import DeedBlock, PlanBlock, Step
from pazos.domain.evaluations.comparing import differences
from pazos.domain.evaluations.months import last_before, ordinal, time_of, whole
from pazos.domain.evaluations.protocol import Choice, Exclusion, Outcome, Protocol, Subgroup, Treatment
from pazos.domain.evaluations.rules import (
    DeedFacts,
    PlanFacts,
    by_step,
    what_blocks_proposing,
    what_blocks_publishing,
    what_blocks_sealing,
    what_blocks_withdrawing,
)

PLAN = Protocol(
    question="Did it fall?",
    expectation="Yes",
    outcome=Outcome("iccs_0101@1"),
    first="2016-01",
    last="2022-12",
    treated_by="named",
    treated=(Treatment("a", "2020-11"), Treatment("b", "2021-02")),
    primary=Choice("poisson"),
    doubts=("honest_bounds",),
    smallest=0.2,
)


def facts(plan: Protocol = PLAN, **changed: Any) -> PlanFacts:
    known = PlanFacts(
        protocol=plan,
        power_of=plan.hash,
        rules=frozenset({"iccs_0101@1"}),
        sources=frozenset({"policia"}),
        units=frozenset("abcd"),
        methods=frozenset({"poisson", "twfe", "sdid"}),
        doubts=frozenset({"honest_bounds"}),
    )
    return replace(known, **changed)


def blocks(**changed: Any) -> set[PlanBlock]:
    return set(what_blocks_proposing(facts(replace(PLAN, **changed))))


def test_a_whole_plan_may_be_proposed() -> None:
    assert what_blocks_proposing(facts()) == ()


def test_an_empty_plan_is_told_everything_that_it_lacks() -> None:
    found = set(what_blocks_proposing(facts(Protocol(), power_of="")))
    assert found >= {
        PlanBlock.NO_QUESTION,
        PlanBlock.NO_EXPECTATION,
        PlanBlock.NO_RULE,
        PlanBlock.NO_TREATED,
        PlanBlock.NO_DESIGNATION,
        PlanBlock.NO_WINDOW,
        PlanBlock.NO_PRIMARY,
        PlanBlock.NO_DOUBTS,
        PlanBlock.NO_SMALLEST,
        PlanBlock.NO_POWER,
    }


@pytest.mark.parametrize(
    ("changed", "block"),
    [
        ({"outcome": Outcome("other@1")}, PlanBlock.UNKNOWN_RULE),
        ({"other_outcomes": (Outcome("iccs_0101@1", "nobody"),)}, PlanBlock.UNKNOWN_SOURCE),
        ({"other_outcomes": (Outcome("iccs_0101@1"),)}, PlanBlock.SAME_OUTCOME_TWICE),
        ({"treated": (Treatment("a", "2016-01"),)}, PlanBlock.TREATED_FROM_THE_START),
        ({"treated": (Treatment("a", "2015-06"),)}, PlanBlock.TREATED_FROM_THE_START),
        ({"treated": (Treatment("a", "2016-03"),)}, PlanBlock.FEW_TIMES_BEFORE),
        ({"treated": (Treatment("a", "2023-01"),)}, PlanBlock.TREATED_AFTER_THE_END),
        ({"treated": (Treatment("a", "soon"),)}, PlanBlock.NO_MONTH_OF_TREATMENT),
        ({"treated": (Treatment("z", "2020-11"),)}, PlanBlock.UNKNOWN_TREATED),
        ({"treated": (Treatment("a", "2020-11"), Treatment("a", "2020-12"))}, PlanBlock.TREATED_TWICE),
        ({"excluded": (Exclusion("a", "why"),)}, PlanBlock.TREATED_AND_EXCLUDED),
        ({"excluded": (Exclusion("c", " "),)}, PlanBlock.EXCLUDED_WITHOUT_REASON),
        ({"excluded": (Exclusion("c", "x"), Exclusion("d", "x"))}, PlanBlock.NOBODY_TO_COMPARE),
        ({"buffer_metres": -1}, PlanBlock.WIDE_BUFFER),
        ({"last": "2015-12"}, PlanBlock.WINDOW_BACKWARD),
        ({"chosen_from": "2019-01"}, PlanBlock.CHOSEN_BACKWARD),
        ({"chosen_from": "2019-01", "chosen_to": "2018-01"}, PlanBlock.CHOSEN_BACKWARD),
        ({"primary": Choice("magic")}, PlanBlock.UNKNOWN_METHOD),
        ({"secondary": (Choice("poisson"),)}, PlanBlock.PRIMARY_TWICE),
        ({"doubts": ("none",)}, PlanBlock.UNKNOWN_DOUBT),
        ({"smallest": 1.0}, PlanBlock.SMALLEST_OUT_OF_RANGE),
        ({"confidence": 1.0}, PlanBlock.CONFIDENCE_OUT_OF_RANGE),
        ({"seed": -1}, PlanBlock.SEED_BELOW_NOUGHT),
        ({"subgroups": (Subgroup("x", 30, 14),)}, PlanBlock.SUBGROUP_BACKWARD),
        ({"subgroups": (Subgroup("x", 14, 29), Subgroup("y", 29, 40))}, PlanBlock.SUBGROUPS_OVERLAP),
        ({"subgroups": (Subgroup("x", 14, None), Subgroup("y", sex="f"))}, PlanBlock.SUBGROUPS_OVERLAP),
        ({"unit": "municipality"}, PlanBlock.NO_POOL),
    ],
)
def test_each_fault_is_told_by_its_name(changed: dict[str, Any], block: PlanBlock) -> None:
    assert block in blocks(**changed)


def test_quarters_and_years_hide_what_months_show() -> None:
    early = {"treated": (Treatment("a", "2016-05"),)}
    assert PlanBlock.FEW_TIMES_BEFORE not in blocks(**early)
    assert PlanBlock.FEW_TIMES_BEFORE in blocks(**early, grain="quarter")
    assert PlanBlock.TREATED_FROM_THE_START in blocks(**early, grain="year")


def test_power_is_of_this_very_draft() -> None:
    changed = replace(PLAN, buffer_metres=300)
    assert set(what_blocks_proposing(facts(changed, power_of=PLAN.hash))) == {PlanBlock.POWER_OF_ANOTHER}


def test_an_amendment_says_why_and_changes_something() -> None:
    assert set(what_blocks_proposing(facts(in_force="other"))) == {PlanBlock.NO_REASON}
    assert what_blocks_proposing(facts(in_force="other", why="a prison closed")) == ()
    assert set(what_blocks_proposing(facts(in_force=PLAN.hash, why="?"))) == {PlanBlock.NOTHING_CHANGED}


def test_municipalities_need_counts_as_fine_as_the_plan() -> None:
    abroad = replace(PLAN, unit="municipality", outcome=Outcome(), grain="month")
    yearly = facts(abroad, pool_grain="year")
    assert set(what_blocks_proposing(yearly)) == {PlanBlock.FINER_THAN_POOL}
    assert what_blocks_proposing(facts(replace(abroad, grain="year"), pool_grain="year")) == ()


def test_every_reason_stands_beside_one_step() -> None:
    every = by_step(tuple(PlanBlock))
    assert sum(map(len, every.values())) == len(PlanBlock)
    assert set(every[Step.WHOLE]) == {
        PlanBlock.NO_POWER,
        PlanBlock.POWER_OF_ANOTHER,
        PlanBlock.WITHDRAWN,
        PlanBlock.ONE_WAITS,
        PlanBlock.NOTHING_CHANGED,
        PlanBlock.NO_REASON,
    }


def test_whoever_proposed_never_signs() -> None:
    assert what_blocks_sealing(DeedFacts("proposed", by=2, proposed_by=1)) == ()
    assert what_blocks_sealing(DeedFacts("proposed", by=1, proposed_by=1)) == (DeedBlock.SAME_PERSON,)
    assert what_blocks_publishing(DeedFacts("proposed", by=1, proposed_by=1)) == (DeedBlock.SAME_PERSON,)


def test_an_answer_is_not_made_to_vanish() -> None:
    assert what_blocks_withdrawing(DeedFacts("sealed", by=1, why="no money")) == ()
    assert what_blocks_withdrawing(DeedFacts("answered", by=1, why="it did not work")) == (
        DeedBlock.ANSWERED,
    )
    assert what_blocks_withdrawing(DeedFacts("draft", by=1)) == (DeedBlock.NO_REASON,)


def test_months_fall_in_quarters_and_years() -> None:
    assert ordinal("2020-13") is None
    assert ordinal("soon") is None
    assert (time_of("2020-04", "quarter"), time_of("2020-06", "quarter")) == (2020 * 4 + 1, 2020 * 4 + 1)
    assert time_of("2020-12", "year") == 2020
    assert whole("2020-9") == "2020-09"
    assert last_before("2020-11", "month") == "2020-10"
    assert last_before("2020-11", "quarter") == "2020-09"
    assert last_before("2020-11", "year") == "2019-12"


def test_a_plan_differs_by_what_was_changed_and_nothing_else() -> None:
    new = replace(
        PLAN,
        buffer_metres=300,
        treated=(Treatment("b", "2021-02"), Treatment("c", "2021-03")),
        smallest=0.25,
    )
    names = {"a": "Las Flores", "c": "El Lago"}
    found = {one.field: one for one in differences(PLAN, new, words={}, names=names)}
    assert set(found) == {"buffer_metres", "treated", "smallest"}
    assert "Las Flores" in found["treated"].before
    assert "El Lago" in found["treated"].after
    assert (found["smallest"].before, found["smallest"].after) == ("20%", "25%")
    assert all(one.words for one in found.values())
    assert differences(PLAN, PLAN, words={}) == ()
    assert differences(PLAN, replace(PLAN, treated=PLAN.treated[::-1]), words={}) == ()


def test_groups_side_by_side_or_of_either_sex_do_not_overlap() -> None:
    assert not Subgroup("x", 14, 17).overlaps(Subgroup("y", 18, None))
    assert not Subgroup("x", 14, 17, "f").overlaps(Subgroup("y", 14, 17, "m"))
    assert Subgroup("x", None, 17).overlaps(Subgroup("y", 0, 3, "m"))
