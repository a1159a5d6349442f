"""What was done today with a few of the invented people, by the city's own deeds and nothing else.

The other rows are written in bulk with days that are past, and leave no history. Of these few every
deed leaves what it leaves in a city: changes, events of the trail, looks at sealed words.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from pazos.analysis.demo_cases import words
from pazos.analysis.demo_cases.people import A_YEAR, ADULT, birthday, somebody
from pazos.domain.cases.actions import merging, planning, sessions, turning
from pazos.domain.cases.actions.accepting import Permit, accept
from pazos.domain.cases.actions.referring import refer
from pazos.domain.cases.models import Case, CaseAsk
from pazos.domain.cases.rules.waiting import BeforeOthers
from pazos.domain.cases.vocabulary import (
    Came,
    CaseState,
    Dimension,
    Exit,
    GoalState,
    Origin,
    Pause,
    SessionKind,
)
from pazos.domain.participants.traits import Traits
from pazos.domain.rights.vocabulary import Relation
from pazos.foundation.audit.reading import note_read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.analysis.demo_cases.people import Told
    from pazos.analysis.demo_cases.town import Town
    from pazos.domain.cases.models import Referral
    from pazos.domain.participants.models import Participant
    from pazos.domain.people.models import Staff

AWAY_FOR = timedelta(days=40)  # since the end of whoever comes back today


def invent(twice: Sequence[tuple[Participant, Participant]], town: Town) -> list[Case]:
    """Do what is done today; `twice` are rows of one person each. Return the cases that were opened."""
    opened = [_taken_in(_of_age(town, minor=minor), town) for minor in (False, True)]
    opened += [_taken_back(one, town) for one in _away(town)[:1]]
    known = _met_by_the_first_pair(town)
    for case in (*opened, *known[:2]):
        _meet(case, town)
        _plan(case, town)
    for case in known[2:3]:
        _turn(case, town)
    _merge(twice, town)
    return opened


def _of_age(town: Town, *, minor: bool) -> Told:
    """Return somebody under 18, or not."""
    while True:
        found = somebody(town, town.today)
        if (found.age_on(town.today) < ADULT) == minor:
            return found


def _away(town: Town) -> list[Case]:
    """Return the cases of those who were lost, have none today, and may be taken in as adults."""
    gone = Case.objects.filter(exit=Exit.LOST, ended_on__lt=town.today - AWAY_FOR)
    since = Case.objects.filter(opened_on__gt=town.today - 2 * AWAY_FOR).values("participant")
    rows = gone.exclude(participant__in=since).select_related("participant__neighbourhood", "cluster")
    return [
        one
        for one in rows.order_by("-ended_on", "pk")
        if one.participant.neighbourhood is not None
        and (Traits.read(one.participant.traits).age_on(town.today) or 0) > ADULT
        and not one.participant.cases.exclude(state=CaseState.ENDED).exists()
    ]


def _met_by_the_first_pair(town: Town) -> list[Case]:
    """Return open cases of the pair that somebody can sign in as, of which nothing waits for an answer."""
    rows = Case.objects.filter(state=CaseState.ACTIVE, first_worker=town.pairs[0][0], asks=None)
    old = rows.filter(opened_on__range=(town.first, town.today - timedelta(days=60)))
    return list(old.order_by("-opened_on", "pk"))


def _told(who: Told, town: Town) -> Referral:
    """Return the referral of somebody by a gestor of the street."""
    minor = who.age_on(town.today) < ADULT
    return refer(
        origin=Origin.GESTOR,
        name=who.name,
        contact=town.one(words.CONTACTS),
        agreed_on=town.today,
        by=town.gestores[0] if town.gestores else town.pairs[0][0],
        neighbourhood=who.place,
        born_on=who.born_on,
        guardian=town.one(words.GUARDIANS) if minor else "",
        reason=town.one(words.REASONS),
    )


def _taken_in(who: Told, town: Town, *, known: Participant | None = None) -> Case:
    """Tell of somebody, answer it with a place, and give them to the first pair."""
    row, minor = _told(who, town), who.age_on(town.today) < ADULT
    _look(town.supervisor, "cases.referral", row.pk, "referral")
    ends = town.today + A_YEAR
    permit = Permit(
        signatory=row.guardian if minor else who.name,
        given_on=town.today,
        expires_on=min(ends, birthday(who.born_on, ADULT) - timedelta(days=1)) if minor else ends,
        purpose_text=words.PURPOSE,
        relation=Relation.GUARDIAN if minor else Relation.SELF,
        heard_on=town.today if minor else None,
        document=f"carpeta {int(town.draw.integers(1, 40))}",
    )
    return accept(
        row,
        by=town.supervisor,
        supervisor=town.supervisor,
        permit=permit,
        participant=known,
        pair=town.pairs[0],
        told_on=town.today,
        before_others=BeforeOthers.PAIR,
    )


def _taken_back(case: Case, town: Town) -> Case:
    """Take somebody in again who was lost: a new case of the same person."""
    person = case.participant
    traits = Traits.read(person.traits)
    born_on = date(traits.birth_year or town.today.year - ADULT - 2, traits.birth_month or 1, 1)
    who = somebody(town, town.today)
    place = person.neighbourhood or who.place
    return _taken_in(replace(who, name=person.name, born_on=born_on, place=place), town, known=person)


def _meet(case: Case, town: Town) -> None:
    """Meet, write it down, and put right how long it took."""
    first = town.pairs[0][0]
    _look(first, "cases.case", case.pk, "case")
    row = sessions.write(
        case,
        id=uuid4(),
        kind=SessionKind.INDIVIDUAL,
        came=Came.MET,
        on=town.today,
        by=first,
        minutes=40,
        dimensions=[Dimension.INDIVIDUAL, Dimension.PRODUCTIVE],
        note=town.one(words.NOTES),
        next_on=town.today + timedelta(days=7),
    )
    sessions.correct(row, by=first, minutes=55)


def _plan(case: Case, town: Town) -> None:
    """Set a goal, say that it was reached, take that back, and put it into other words."""
    second = town.pairs[0][1]
    _look(second, "cases.case", case.pk, "case")
    aim, other = words.GOALS["productive"][:2]
    due = town.today + timedelta(days=120)
    goal = planning.set_goal(case, dimension=Dimension.PRODUCTIVE, aim=aim, due_on=due, by=second)
    step = planning.add_step(goal, text=words.STEPS["productive"][0], by_person=True, due_on=due, by=second)
    planning.end_step(step, end=GoalState.DONE, by=second)
    planning.open_step_again(step, by=second)
    planning.end_goal(goal, end=GoalState.DONE, by=second)
    again = planning.open_goal_again(goal, by=second)
    planning.say_anew(again, aim=other, due_on=due, version=again.version, by=second)


def _turn(case: Case, town: Town) -> None:
    """Let a case rest and go on, and pass it on as its pair asks the supervisor."""
    turning.pause(case, reason=Pause.TRAVEL, on=town.today, by=town.pairs[0][0])
    turning.take_up(case, on=town.today, by=town.pairs[0][0])
    asked = turning.give(case, pair=town.pairs[1], on=town.today, by=town.pairs[0][0], note=words.ASKED[0])
    _look(town.supervisor, "cases.case", case.pk, "case_asks")
    if isinstance(asked, CaseAsk):
        turning.answer(asked, granted=True, by=town.supervisor)


def _merge(twice: Sequence[tuple[Participant, Participant]], town: Town) -> None:
    """Make two rows one person, and another two, which are parted again."""
    for n, (kept, gone) in enumerate(twice[:2]):
        for one in (kept, gone):
            _look(town.supervisor, "participants.participant", one.pk, "merge_people")
        row = merging.merge(kept, gone, why=words.SAME_PERSON, by=town.supervisor)
        if n:
            merging.undo(row, by=town.supervisor)


def _look(by: Staff, what: str, key: object, address: str) -> None:
    note_read(by=by, what=what, keys=[key], at_address=address)
