"""Eight invented restorative processes in every state, measures with hours and a report, and days of orientation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from pazos.analysis.demo_cases import words
from pazos.analysis.demo_cases.people import ADULT
from pazos.analysis.demo_cases.town import BATCH, at
from pazos.domain.cases.vocabulary import CaseState
from pazos.domain.justice import lawful
from pazos.domain.justice.actions.reports import content_of, signed
from pazos.domain.justice.models import (
    Court,
    Duty,
    JudgeReport,
    JusticeDay,
    Measure,
    MeasureHours,
    Orientation,
    Party,
    Process,
    ProcessMeeting,
    Willingness,
)
from pazos.domain.justice.queries.courts import city_name
from pazos.domain.justice.queries.measures import next_report_on
from pazos.domain.justice.rules import filing
from pazos.domain.justice.vocabulary import (
    Asked,
    AskedOfJudge,
    Compliance,
    DutyState,
    Matter,
    MeasureKind,
    Meeting,
    ProcessState,
    School,
    Side,
    Stopped,
)
from pazos.domain.participants.traits import Traits
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.analysis.demo_cases.town import Town
    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff

# How far each process came, in the order in which they were asked for.
FATES = (
    *(ProcessState.CLOSED, ProcessState.CLOSED, ProcessState.STOPPED, ProcessState.AGREED),
    *(ProcessState.AGREED, ProcessState.READY, ProcessState.PREPARING, ProcessState.ASKED),
)
FAR = {
    ProcessState.ASKED: 0,
    ProcessState.PREPARING: 1,
    ProcessState.STOPPED: 1,
    ProcessState.READY: 2,
    ProcessState.AGREED: 3,
    ProcessState.CLOSED: 4,
}
MEASURES, DAYS, A_DAY = 3, 3, 22


@dataclass(frozen=True)
class _Side:
    """One side of a process, with when they were asked."""

    party: Party
    is_minor: bool


def invent(cases: Sequence[Case], town: Town) -> int:
    """Fill the compartment of justice; return how many processes."""
    facilitator = town.by[Role.FACILITATOR]
    for n, fate in enumerate(FATES):
        _process(town, n, fate, facilitator)
    minors = [one for one in cases if one.state == CaseState.ACTIVE and _age(one, town) < ADULT]
    for n, case in enumerate(minors[:MEASURES]):
        _measure(town, case, n)
    for n in range(DAYS):
        _day(town, n, facilitator)
    return len(FATES)


def _age(case: Case, town: Town) -> int:
    return Traits.read(case.participant.traits).age_on(town.today) or ADULT


def _process(town: Town, number: int, fate: ProcessState, by: Staff) -> None:
    ago = 330 - 60 * number if number < 5 else 60 - 22 * (number - 5)
    asked_on = town.today - timedelta(days=ago)
    far, harms = FAR[fate], tuple(words.HARMS)
    ended = asked_on + timedelta(days=150 if far > 3 else 24)
    is_ended = fate in (ProcessState.CLOSED, ProcessState.STOPPED)
    row = Process.objects.create(
        state=fate,
        asked=tuple(Asked)[number % 4],
        asked_on=asked_on,
        harm=harms[number % len(harms)],
        summary=words.HARMS[harms[number % len(harms)]],
        facilitator=by,
        cluster=town.clusters[number % len(town.clusters)],
        ended_on=min(ended, town.today) if is_ended else None,
        stopped=Stopped.HARMED if fate == ProcessState.STOPPED else "",
    )
    harmed = _party(row, Side.HARMED, 0, town)
    sides = [harmed, _party(row, Side.RESPONSIBLE, 1, town, but=harmed.party.name)]
    if far:
        _prepare(row, sides, town, by)
    if fate == ProcessState.STOPPED:
        _ask(sides[0], asked_on + timedelta(days=24), by, wants=False)
    if far == 2:
        for side in sides:
            _ask(side, min(town.today, asked_on + timedelta(days=25)), by)
    if far >= 3:
        _agree(row, sides, town, by, is_kept=far == 4)


def _party(process: Process, side: Side, number: int, town: Town, *, but: str = "") -> _Side:
    is_minor = side == Side.RESPONSIBLE and town.luck() < 0.4
    names = [name for name in words.CHOSEN_NAMES if name != but]
    party = Party.objects.create(
        process=process,
        side=side,
        name=town.one(names),
        contact=town.one(words.CONTACTS),
        is_minor=is_minor,
        guardian=town.one(words.GUARDIANS) if is_minor else "",
        wishes=words.WISHES[number],
    )
    return _Side(party, is_minor)


def _ask(
    side: _Side, on: date, by: Staff, *, wants: bool = True, served: ProcessMeeting | None = None
) -> None:
    Willingness.objects.create(
        party=side.party,
        on=on,
        wants=wants,
        alone=True,
        guardian_agrees=True if side.is_minor else None,
        served=served,
        by=by,
        at=at(on, 11),
    )


def _prepare(process: Process, sides: Sequence[_Side], town: Town, by: Staff) -> None:
    for n, side in enumerate(sides):
        on = min(town.today, process.asked_on + timedelta(days=6 + 4 * n))
        held = _held(process, [side], Meeting.PREPARATION, on, by)
        _ask(side, on - timedelta(days=2), by, served=held)


def _held(process: Process, sides: Sequence[_Side], kind: Meeting, on: date, by: Staff) -> ProcessMeeting:
    held = ProcessMeeting.objects.create(process=process, kind=kind, on=on, by=by)
    held.parties.set([one.party for one in sides])
    return held


def _agree(process: Process, sides: Sequence[_Side], town: Town, by: Staff, *, is_kept: bool) -> None:
    met = process.asked_on + timedelta(days=34)
    held = _held(process, sides, Meeting.CONFERENCE, met, by)
    for side in sides:
        _ask(side, met - timedelta(days=9), by, served=held)
    for n, (text, measure) in enumerate(words.DUTIES[: 1 + int(town.draw.integers(1, 3))]):
        due = met + timedelta(days=40 + 30 * n)
        is_over = is_kept or due < town.today - timedelta(days=30)
        Duty.objects.create(
            process=process,
            party=sides[1].party,
            text=text,
            measure=measure,
            due_on=due,
            state=DutyState.DONE if is_over else DutyState.OPEN,
            ended_on=due if is_over else None,
            harmed_agrees=True if is_over else None,
            agreed_on=met,
        )
    if is_kept:
        last = _held(process, sides, Meeting.FOLLOW_UP, met + timedelta(days=90), by)
        for side in sides:
            _ask(side, last.on - timedelta(days=3), by, served=last)


def _measure(town: Town, case: Case, number: int) -> None:
    begins = max(case.opened_on, town.today - timedelta(days=110))
    service = number == 0
    row = Measure.objects.create(
        case=case,
        kind=MeasureKind.SERVICE if service else MeasureKind.ASSISTED,
        court=str(_courts()[number % 2]),
        file_number=f"09317-{3100 + 7 * number}",
        begins_on=begins,
        ends_on=begins + timedelta(days=170 if service else 330),
        hours=120 if service else 0,
        by=town.worker(case),
    )
    days = (begins + timedelta(days=after) for after in range(5, (town.today - begins).days, 7))
    MeasureHours.objects.bulk_create(
        MeasureHours(measure=row, on=on, hours=Decimal(4), by=row.by) for on in days if town.luck() < 0.85
    )
    if service:
        _report(row, town)


def _courts() -> list[Court]:
    return [Court.objects.get_or_create(name=name, city=city_name())[0] for name in filing.USUAL]


def _report(measure: Measure, town: Town) -> None:
    until = next_report_on(measure)
    if until is None or until > town.today - timedelta(days=5):
        return
    said = {"compliance": Compliance.KEPT, "school": School.YES, "asks": AskedOfJudge.NOTHING}
    content = content_of(measure, until_on=until, said={name: str(value) for name, value in said.items()})
    content = signed(content, written_by=measure.by, approved_by=town.supervisor)
    JudgeReport.objects.create(
        measure=measure,
        until_on=until,
        content=content,
        content_hash=lawful.sealed_hash_of(content, of=lawful.REPORT_HASH),
        written_by=measure.by,
        approved_by=town.supervisor,
        sent_on=until + timedelta(days=4),
    )


def _day(town: Town, number: int, by: Staff) -> None:
    on, place = town.today - timedelta(days=25 + 90 * number), town.one(town.one(town.inside))
    attended = A_DAY + int(town.draw.integers(30))
    day = JusticeDay.objects.create(
        on=on,
        neighbourhood=place,
        place=f"Salón comunal {place.name}",
        institutions=words.INSTITUTIONS,
        attended=attended,
        by=by,
    )
    Orientation.objects.bulk_create(
        [
            Orientation(day=day, on=on, matter=town.one(tuple(Matter)), solved=town.luck() < 0.6, by=by)
            for _ in range(attended - 4)
        ],
        batch_size=BATCH,
    )
