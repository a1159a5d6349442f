"""What the rules of the strategy refuse, with every reason at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pazos.domain.strategy.comparing import Turn, compared
from pazos.domain.strategy.rules import (
    AdoptionFacts,
    Block,
    ProgrammeFacts,
    what_blocks_adopting,
    what_blocks_judging,
    what_blocks_linking,
    what_blocks_programme,
    what_blocks_publishing,
    what_blocks_strategy,
)
from pazos.domain.strategy.sdg import targets
from pazos.domain.strategy.vocabulary import Failure, Level, ProgrammeState, Standing, VersionState

TODAY = date(2026, 5, 4)
RUNS = ProgrammeFacts(ProgrammeState.RUNNING, date(2026, 1, 1), None, False, False, False)
WHOLE = AdoptionFacts("Decreto 1", 5, 24, tuple(Failure.values), True, False, "")


def test_a_strategy_lasts_and_its_ages_stand_in_order() -> None:
    wrong = what_blocks_strategy(starts_on=TODAY, ends_on=TODAY, first_age=29, last_age=14)
    assert wrong == (Block.ENDS_BEFORE_IT_BEGINS, Block.AGES_TURNED_ROUND)
    assert what_blocks_strategy(starts_on=TODAY, ends_on=date(2027, 1, 1), first_age=14, last_age=14) == ()


@pytest.mark.parametrize(
    ("facts", "blocks"),
    [
        (RUNS, ()),
        (replace(RUNS, starts_on=None), (Block.RUNS_WITHOUT_A_DAY,)),
        (replace(RUNS, ends_on=date(2025, 1, 1)), (Block.ENDS_BEFORE_IT_BEGINS,)),
        (replace(RUNS, ends_on=date(2026, 1, 1)), ()),
        (replace(RUNS, state=ProgrammeState.ENDED), (Block.ENDED_WITHOUT_A_DAY,)),
        (
            replace(RUNS, component_ended=True, department_left=True, partners_hold_department=True),
            (Block.COMPONENT_HAS_ENDED, Block.DEPARTMENT_HAS_LEFT, Block.IS_ITS_OWN_PARTNER),
        ),
        # What is over stays where it was done, whoever left since.
        (
            replace(
                RUNS,
                state=ProgrammeState.ENDED,
                ends_on=TODAY,
                component_ended=True,
                department_left=True,
            ),
            (),
        ),
    ],
)
def test_a_programme_stands_under_somebody_and_since_some_day(facts, blocks) -> None:
    assert what_blocks_programme(facts) == blocks


@pytest.mark.parametrize(
    ("standing", "argument", "evidence", "blocks"),
    [
        (Standing.AVOIDED, "Nueve personas de planta", 1, ()),
        (Standing.AVOIDED, "Nueve personas de planta", 0, (Block.NO_EVIDENCE,)),
        (Standing.AVOIDED, "  ", 0, (Block.NO_ARGUMENT, Block.NO_EVIDENCE)),
        (Standing.PARTLY, "Falta el protocolo", 0, ()),
        (Standing.PRESENT, "", 3, (Block.NO_ARGUMENT,)),
    ],
)
def test_a_failure_is_avoided_only_by_argument_and_evidence(standing, argument, evidence, blocks) -> None:
    found = what_blocks_judging(standing, argument=argument, evidence=evidence, judged_on=TODAY, today=TODAY)
    assert found == blocks


def test_nothing_is_judged_on_a_day_to_come() -> None:
    found = what_blocks_judging(
        Standing.PARTLY, argument="a", evidence=0, judged_on=date(2026, 5, 5), today=TODAY
    )
    assert found == (Block.IN_THE_FUTURE,)


def test_an_arrow_leads_from_left_to_right() -> None:
    for source_place, source in enumerate(Level):
        for target_place, target in enumerate(Level):
            leads_on = what_blocks_linking(source, target, one_strategy=True) == ()
            assert leads_on == (target_place > source_place)
    assert Block.OF_ANOTHER_STRATEGY in what_blocks_linking(Level.INPUT, Level.OUTPUT, one_strategy=False)


@pytest.mark.parametrize(
    ("facts", "blocks"),
    [
        (WHOLE, ()),
        (replace(WHOLE, legal_basis=" "), (Block.NO_LEGAL_BASIS,)),
        (replace(WHOLE, components=0, programmes=0), (Block.NO_COMPONENTS, Block.NO_PROGRAMMES)),
        (replace(WHOLE, judged=tuple(Failure.values)[1:]), (Block.FAILURES_NOT_JUDGED,)),
        (replace(WHOLE, is_first=False), (Block.NO_REASONS,)),
        (replace(WHOLE, is_first=False, reasons="Sigue", is_same=True), (Block.NOTHING_CHANGED,)),
    ],
)
def test_what_is_adopted_is_whole_and_says_what_changed(facts, blocks) -> None:
    assert what_blocks_adopting(facts) == blocks


def test_only_what_was_adopted_last_is_published() -> None:
    assert what_blocks_publishing(VersionState.ADOPTED) == ()
    for state in (VersionState.PUBLISHED, VersionState.REPLACED):
        assert what_blocks_publishing(state) == (Block.NOT_ADOPTED,)


def version(**changed):
    content = {
        "strategy": {"name": "Paz", "ends_on": "2023-12-31"},
        "grounds": [],
        "components": [{"code": "a", "name": "A"}],
        "programmes": [{"code": "p", "name": "P", "partners": ["X"]}],
        "theory": {"boxes": [], "arrows": []},
        "alignments": [],
        "readiness": [],
    }
    return content | changed


def test_a_programme_with_another_name_was_renamed_and_neither_went_nor_came() -> None:
    after = version(programmes=[{"code": "p", "name": "Q", "partners": ["X"]}])
    (found,) = compared(version(), after)
    assert (found.turn, found.name) == (Turn.CHANGED, "Q")
    assert [(one.field, one.before, one.after) for one in found.fields] == [("name", "P", "Q")]


def test_comparing_tells_what_came_and_what_went_and_turned_round_the_other_way_about() -> None:
    after = version(
        components=[{"code": "b", "name": "B"}], strategy={"name": "Paz", "ends_on": "2027-12-31"}
    )
    there = [(one.section, one.key, one.turn) for one in compared(version(), after)]
    assert there == [
        ("strategy", "", Turn.CHANGED),
        ("components", "a", Turn.WENT),
        ("components", "b", Turn.CAME),
    ]
    back = [(one.section, one.key, one.turn) for one in compared(after, version())]
    assert ("components", "a", Turn.CAME) in back
    assert compared(after, after) == []


def test_every_target_of_the_goals_that_concern_a_city_of_peace_is_there_in_two_languages() -> None:
    counted: dict[int, int] = {}
    for target in targets().values():
        counted[target.goal] = counted.get(target.goal, 0) + 1
        assert target.es
        assert target.en
        assert target.name("es") != target.name("en")
    assert counted == {1: 7, 2: 8, 3: 13, 4: 10, 5: 9, 8: 12, 10: 10, 11: 10, 16: 12, 17: 19}
