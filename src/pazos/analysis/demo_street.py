"""The demo city's street work: clusters opened for work, gestores taken on, and months of invented days.

The people are invented, their accounts have no password until they are invited, and what they
"wrote" comes from the generator.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from pazos.domain.designations.models import Designation
from pazos.domain.disputes.actions.bringing_in import Past
from pazos.domain.disputes.actions.bringing_in import bring_in as bring_in_disputes
from pazos.domain.disputes.models import Dispute, FollowUp, Party, Settlement, Step, Turn
from pazos.domain.disputes.scale import reckon
from pazos.domain.disputes.vocabulary import Kind, Sign, State
from pazos.domain.gestores.actions import accompanying
from pazos.domain.outreach.actions.bringing_in import bring_in as bring_in_days
from pazos.domain.outreach.models import Presence, WellbeingCheck
from pazos.domain.outreach.vocabulary import Shift
from pazos.domain.people.actions import open_account
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.teams import actions as teams
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from pazos.domain.teams.models import WorkCluster
    from pazos.domain.territory.models import Neighbourhood

OPENED_ON = date(2020, 11, 3)
MONTHS = 9
TEAM = 4
FIRST_NAMES = ("Yesenia", "Wilmer", "Lina", "Jhon", "Marisol", "Duván", "Paola", "Hárold", "Nidia", "Óscar")
LAST_NAMES = ("Tulipán", "Guadual", "Samán", "Chiminango", "Ceibal", "Guayacán", "Cañaveral")
HOURS = {"dawn": 4, "morning": 9, "afternoon": 15, "evening": 19, "night": 22}


@dataclass(frozen=True)
class Team:
    """A cluster with its places by code and its gestores."""

    cluster: WorkCluster
    places: dict[str, Neighbourhood]
    gestores: list[Staff]


def take_up_the_street(*, coordinator: Staff, gestor: Staff, today: date) -> int:
    """Open the signed clusters, make teams, and bring months of work in; return how many disputes.

    `gestor` is the one account of a gestor that somebody can sign in with; she works in the first
    cluster.
    """
    from pazos.science.synthetic.street import street_work

    found = list(_teams(coordinator, gestor))
    _train(found, coordinator, today)
    _plan(found, coordinator, today)
    work = street_work(
        [list(team.places) for team in found],
        [[one.pk for one in team.gestores] for team in found],
        first=today - timedelta(days=30 * MONTHS),
        last=today,
    )
    return sum(_bring_in(team, n, work, coordinator, today) for n, team in enumerate(found))


def _teams(coordinator: Staff, gestor: Staff) -> Iterator[Team]:
    designation = Designation.objects.get(state=Designation.State.SIGNED)
    city = Organisation.objects.filter(kind=Organisation.Kind.CITY).first()
    for n, cluster in enumerate(teams.open_from(designation, on=OPENED_ON, by=coordinator)):
        people = [gestor] if n == 0 else []
        people += [_gestor(n * TEAM + place, city) for place in range(TEAM - len(people))]
        for one in people:
            teams.assign(one, cluster, from_on=OPENED_ON, by=coordinator)
            accompanying.take_on(one, began_on=OPENED_ON, by=coordinator)
        teams.assign(coordinator, cluster, from_on=OPENED_ON, by=None)
        yield Team(cluster, {place.code: place for place in cluster.neighbourhoods.all()}, people)


def _gestor(number: int, city: Organisation | None) -> Staff:
    name = f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[number % len(LAST_NAMES)]}"
    return open_account(
        username=f"gestor{number + 1:02}", name=name, role=Role.GESTOR, organisation=city, by=None
    )


def _train(found: Sequence[Team], coordinator: Staff, today: date) -> None:
    people = [one for team in found for one in team.gestores]
    for title, hours, missing in (("Mediación de disputas", 40, 0), ("Cuidado y confidencialidad", 16, 2)):
        course = accompanying.add_course(
            title=title, hours=hours, is_required=True, valid_months=None, by=coordinator
        )
        accompanying.hold_training(
            course,
            held_on=today - timedelta(days=200),
            place="Casa de la Juventud",
            came=people,
            finished=[one.pk for one in people[missing:]],
            by=coordinator,
        )


def _plan(found: Sequence[Team], coordinator: Staff, today: date) -> None:
    """Plan this week in pairs, as nobody should be alone at night; the last evening is left to one."""
    monday = today - timedelta(days=today.weekday())
    for team in found[:2]:
        first, second, third, fourth = team.gestores
        for day in range(6):
            early, late = ((first, second), (third, fourth))[:: 1 if day % 2 else -1]
            pairs = [(one, Shift.AFTERNOON) for one in early] + [(one, Shift.NIGHT) for one in late]
            for one, part in pairs[: 4 if day < 5 else 3]:
                on = monday + timedelta(days=day)
                accompanying.plan_shift(staff=one, cluster=team.cluster, on=on, part=part, by=coordinator)


def _bring_in(team: Team, number: int, work: Any, by: Staff, today: date) -> int:
    people = {one.pk: one for one in team.gestores}
    past = Past()
    for row in work.disputes[work.disputes["cluster"] == number].to_dict("records"):
        _add(past, team, people[row["gestor"]], row, today)
    brought = bring_in_disputes(past, cluster=team.cluster, by=by)
    bring_in_days(
        list(_presences(team, people, work.presences[work.presences["cluster"] == number])),
        list(_checks(team, people, work.checks[work.checks["gestor"].isin(list(people))])),
        cluster=team.cluster,
        by=by,
    )
    return brought


def _at(day: date, shift: str) -> datetime:
    return datetime.combine(day, time(HOURS[shift]), tzinfo=UTC) + timedelta(hours=5)


def _add(past: Past, team: Team, who: Staff, row: dict[str, Any], today: date) -> None:
    written = _at(row["began_on"], row["shift"])
    taken = row["claimed_after_hours"]
    is_taken = taken == taken and written + timedelta(hours=taken) <= _at(today, "morning")
    closed = row["closed_on"] if isinstance(row["closed_on"], date) else None
    settled = row["settled_on"] if isinstance(row["settled_on"], date) else None
    signs = frozenset(Sign(sign) for sign in row["signs"])
    dispute = Dispute(
        kind=row["kind"],
        state=_state(is_taken=is_taken, closed=closed, settled=settled),
        heard=row["heard"],
        signs=row["signs"],
        risk=reckon(Kind(row["kind"]), signs, began_on=row["began_on"], on=row["began_on"]).risk,
        neighbourhood=team.places[row["place"]],
        cluster=team.cluster,
        sector=row["sector"],
        began_on=row["began_on"],
        shift=row["shift"],
        summary=row["summary"],
        holder=who if is_taken else None,
        claimed_at=written + timedelta(hours=taken) if is_taken else None,
        outcome=row["outcome"] if is_taken and closed else "",
        closed_at=_at(closed, "afternoon") if is_taken and closed else None,
        written_by=who,
        written_at=written,
    )
    past.disputes.append(dispute)
    common = {"dispute": dispute, "written_by": who, "written_at": written}
    past.parties += [
        Party(role="involved", age_band=band, is_first_side=first, **common)
        for band, first in zip(row["ages"], (True, False), strict=True)
    ]
    if is_taken:
        _add_work(past, dispute, row, settled=settled, closed=closed, today=today)


def _state(*, is_taken: bool, closed: date | None, settled: date | None) -> State:
    if not is_taken:
        return State.ALERT
    if closed:
        return State.CLOSED
    return State.WATCHED if settled else State.ACTIVE


def _add_work(
    past: Past,
    dispute: Dispute,
    row: dict[str, Any],
    *,
    settled: date | None,
    closed: date | None,
    today: date,
) -> None:
    who, began = dispute.written_by, dispute.began_on
    common: dict[str, Any] = {"dispute": dispute, "written_by": who}
    first = min(began + timedelta(days=1), today)
    past.turns.append(
        Turn(deed=Turn.Deed.CLAIMED, written_at=dispute.claimed_at or dispute.written_at, **common)
    )
    past.steps.append(
        Step(
            act=row["act"],
            done_on=first,
            shift=row["shift"],
            people=2,
            note=row["note"],
            written_at=_at(first, row["shift"]),
            **common,
        )
    )
    if settled:
        past.settlements.append(
            Settlement(
                agreed_on=settled,
                terms=[row["term"]],
                keeper=row["keeper"],
                held=True if closed else None,
                judged_on=closed,
                written_at=_at(settled, "evening"),
                **common,
            )
        )
    if closed:
        reason = "agreement_held" if settled else "nothing_more"
        at = _at(closed, "afternoon")
        past.turns.append(Turn(deed=Turn.Deed.CLOSED, reason=reason, written_at=at, **common))
        return
    due = (settled or began) + timedelta(days=14)
    past.follow_ups.append(
        FollowUp(
            occasion="agreement" if settled else "visit",
            due_on=due,
            assigned_to=who,
            written_at=dispute.written_at,
            **common,
        )
    )


def _presences(team: Team, people: dict[int, Staff], rows: pd.DataFrame) -> Iterator[Presence]:
    for row in rows.to_dict("records"):
        yield Presence(
            written_by=people[row["gestor"]],
            written_at=_at(row["on"], row["shift"]),
            activity=row["activity"],
            venue=row["venue"],
            neighbourhood=team.places[row["place"]],
            cluster=team.cluster,
            done_on=row["on"],
            shift=row["shift"],
            companions=row["companions"],
            met=row["met"],
            note="",
        )


def _checks(team: Team, people: dict[int, Staff], rows: pd.DataFrame) -> Iterator[WellbeingCheck]:
    for row in rows.to_dict("records"):
        yield WellbeingCheck(
            gestor=people[row["gestor"]],
            cluster=team.cluster,
            written_at=_at(row["on"], "morning"),
            on=row["on"],
            mood=row["mood"],
            sleep=row["sleep"],
            safe=row["safe"],
            wants_to_talk=row["wants_to_talk"],
            note="",
        )
