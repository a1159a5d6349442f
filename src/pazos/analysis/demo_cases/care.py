"""Invented assessments with what was skipped, life plans, two safety plans and two crises."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from pazos.analysis.demo_cases import words
from pazos.analysis.demo_cases.town import BATCH, at
from pazos.domain.cases.instruments.registry import instrument
from pazos.domain.cases.instruments.scoring import score
from pazos.domain.cases.models import Assessment, Crisis, CrisisItem, Goal, GoalStep, SafetyPlan
from pazos.domain.cases.pathways.registry import pathway
from pazos.domain.cases.vocabulary import FINISHED, CaseState, GoalState, Occasion
from pazos.domain.participants.traits import Traits
from pazos.science.synthetic.cases import EARLY, answers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from pazos.analysis.demo_cases.town import Town
    from pazos.domain.cases.instruments.kinds import Instrument
    from pazos.domain.cases.models import Case
    from pazos.science.synthetic.cases import Course

ASKED = (("who5", "individual"), ("gse", "productive"), ("mspss", "family"), ("dimension_talk", "citizen"))
ONE_INSTRUMENT = 0.75  # with which each of them is asked
AGAIN = (150, 300)  # days after the beginning
PLANS = 2
GOAL_ENDS = ((GoalState.DONE,) * 5, (GoalState.DROPPED,) * 2, (GoalState.CHANGED,))


@dataclass
class Care:
    """Rows that are not saved yet, and with what is asked: every instrument read once."""

    asked: dict[str, Instrument] = field(
        default_factory=lambda: {code: instrument(code) for code, _ in ASKED}
    )
    assessments: list[Assessment] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    steps: list[GoalStep] = field(default_factory=list)


def write(care: Care, case: Case, *, course: Course, town: Town) -> None:
    """Add what was asked and planned with one person, once they stayed long enough."""
    until = course.ended_on or town.today
    lasted = (until - course.opened_on).days
    for on, occasion in _occasions(course, lasted, town):
        years = (on - course.opened_on).days / 365
        care.assessments += _assessments(
            case,
            town,
            on=on,
            occasion=occasion,
            level=course.start + course.gain * years * 1.5,
            of=care.asked,
        )
    if lasted > EARLY // 2:
        _plan(care, case, until, town)


def _occasions(course: Course, lasted: int, town: Town) -> Iterator[tuple[date, Occasion]]:
    first = course.opened_on + timedelta(days=int(town.draw.integers(4, 22)))
    if lasted > (first - course.opened_on).days and town.luck() < 0.86:
        yield first, Occasion.FIRST
    for after in AGAIN:
        on = course.opened_on + timedelta(days=after + int(town.draw.integers(0, 25)))
        if (on - course.opened_on).days < lasted and town.luck() < 0.72:
            yield on, Occasion.AGAIN
    if course.ended_on and course.exit in FINISHED and town.luck() < 0.7:
        yield course.ended_on, Occasion.LAST


def _assessments(
    case: Case, town: Town, *, on: date, occasion: Occasion, level: float, of: Mapping[str, Instrument]
) -> Iterator[Assessment]:
    for code, dimension in ASKED:
        if code != "who5" and town.luck() > ONE_INSTRUMENT:
            continue
        asked = of[code]
        items = [(one.code, sorted(one.values)) for one in asked.items if one.asked_if is None]
        said = answers(town.draw, items, level=level * 0.55)
        result = score(asked, said)
        yield Assessment(
            id=uuid4(),
            case=case,
            occasion=occasion,
            dimension=dimension,
            instrument=asked.code,
            instrument_version=asked.version,
            on=on,
            result={"answers": said, "total": result.total, "left_out": list(result.lacking)},
            by=town.worker(case),
            at=at(on, 17),
        )


def _plan(care: Care, case: Case, until: date, town: Town) -> None:
    for dimension, aims in words.GOALS.items():
        if town.luck() > 0.6:
            continue
        set_on = min(until, case.opened_on + timedelta(days=int(town.draw.integers(14, 60))))
        over = (until - set_on).days > 90 and town.luck() < 0.55
        state = town.one(town.one(GOAL_ENDS)) if over else GoalState.OPEN
        ended = town.day(set_on + timedelta(days=30), until) if over else None
        goal = Goal(
            id=uuid4(),
            case=case,
            dimension=dimension,
            aim=town.one(aims),
            state=state,
            set_on=set_on,
            due_on=set_on + timedelta(days=150),
            ended_on=ended,
        )
        care.goals.append(goal)
        care.steps += _steps(goal, dimension, until, town)


def _steps(goal: Goal, dimension: str, until: date, town: Town) -> Iterator[GoalStep]:
    for n, text in enumerate(words.STEPS[dimension][: int(town.draw.integers(1, 4))]):
        due = goal.set_on + timedelta(days=30 * (n + 1))
        done = goal.state == GoalState.DONE or (due < until and town.luck() < 0.6)
        yield GoalStep(
            id=uuid4(),
            goal=goal,
            text=text,
            by_person=town.luck() < 0.7,
            state=GoalState.DONE if done else GoalState.OPEN,
            due_on=due,
            ended_on=min(due, goal.ended_on or until) if done else None,
        )


def keep(care: Care) -> int:
    """Save what was added; return how many rows."""
    Assessment.objects.bulk_create(care.assessments, batch_size=BATCH)
    Goal.objects.bulk_create(care.goals, batch_size=BATCH)
    GoalStep.objects.bulk_create(care.steps, batch_size=BATCH)
    return len(care.assessments)


def look_after(cases: Sequence[Case], town: Town) -> int:
    """Write two safety plans, a crisis that was signed off and one that is open; return how many rows."""
    shown = [
        one for one in cases if one.state == CaseState.ACTIVE and one.opened_on < town.today - timedelta(40)
    ]
    for n, case in enumerate(shown[:PLANS]):
        on = town.today - timedelta(days=20 + 12 * n)
        SafetyPlan.objects.create(
            case=case,
            parts=words.SAFETY,
            on=on,
            review_on=on + timedelta(days=30),
            by=case.second_worker or town.worker(case),
            approved_by=None if n else town.supervisor,
            approved_at=None if n else at(on, 18),
        )
    for n, (kind, what) in enumerate(words.CRISES):
        if n < len(shown):
            _crisis(shown[n], kind, what, town, is_open=n == 1)
    return min(len(shown), PLANS)


def _crisis(case: Case, kind: str, what: str, town: Town, *, is_open: bool) -> None:
    known = at(town.today - timedelta(days=2 if is_open else 20), 9)
    path = pathway(kind)
    age = Traits.read(case.participant.traits).age_on(known.date())
    row = Crisis.objects.create(
        case=case,
        kind=kind,
        pathway_version=path.version,
        known_at=known,
        what=what,
        by=town.worker(case),
        closed_at=None if is_open else known + timedelta(days=6),
        closed_by=None if is_open else town.supervisor,
    )
    for n, one in enumerate(path.items_for(age)):
        done = not is_open or n < 2
        CrisisItem.objects.create(
            crisis=row,
            item=one.code,
            is_duty=one.is_duty,
            due_at=one.due_at(known),
            done_at=known + timedelta(hours=n + 1) if done else None,
            done_by=town.worker(case) if done else None,
            proof=f"radicado {2100 + n}" if done and one.asks_number else "",
        )
