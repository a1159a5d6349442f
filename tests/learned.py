"""A programme that many went through, as totals are made of it: made in bulk, with known counts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from accompanied import person, programme, supervisor, worker
from pazos.domain.cases.models import Case, CaseSession, Cohort, Referral
from pazos.domain.participants.models import Participant
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.domain.people.models import Staff

BEGAN = date(2024, 2, 5)
NOW = date(2026, 11, 20)  # when the tests look
MADE = datetime(2024, 1, 15, 12, tzinfo=UTC)


@dataclass
class Learned:
    """Two cohorts in two clusters."""

    north: WorkCluster
    south: WorkCluster
    first: Cohort
    second: Cohort
    lead: Staff
    cases: list[Case] = field(default_factory=list)


def learned() -> Learned:
    """Return a programme without anybody yet."""
    of = programme()
    days = {"begins_on": BEGAN, "ends_on": BEGAN + timedelta(days=365), "places": 50}
    opened = {"opened_on": date(2020, 1, 1), "opened_by": supervisor()}
    clusters = [_cluster(name, opened) for name in ("Norte", "Sur")]
    cohorts = [Cohort.objects.create(name=name, programme=of, **days) for name in ("Uno", "Dos")]
    return Learned(*clusters, *cohorts, lead=person("lead", Role.STRATEGY_LEAD))


def _cluster(name: str, opened: dict[str, object]) -> WorkCluster:
    fields = {one.name for one in WorkCluster._meta.fields}
    return WorkCluster.objects.create(
        name=name, **{key: value for key, value in opened.items() if key in fields}
    )


def went(
    made: Learned,
    people: int,
    *,
    cohort: Cohort | None = None,
    cluster: WorkCluster | None = None,
    exit: str = "",  # noqa: A002 - the field's own name
    weeks: int = 30,
    sex: str = "man",
    sessions: int = 2,
    on: date = BEGAN,
) -> list[Case]:
    """Make so many people who went the same way: an exit after some weeks, or still there."""
    traits = {"sex": sex, "birth_year": 2004, "birth_month": 3}
    who = [_participant(traits) for _ in range(people)]
    told = [_referral(one, cluster or made.north) for one in who]
    ended = on + timedelta(weeks=weeks) if exit else None
    cases = [
        Case.objects.create(
            participant=one,
            referral=referral,
            cohort=cohort or made.first,
            cluster=cluster or made.north,
            first_worker=worker("Ana"),
            supervisor=supervisor(),
            opened_on=on,
            ended_on=ended,
            exit=exit,
            state="ended" if exit else "active",
        )
        for one, referral in zip(who, told, strict=True)
    ]
    _meet(cases, sessions, on)
    made.cases += cases
    return cases


def refused(made: Learned, people: int, *, cluster: WorkCluster | None = None) -> None:
    """Make so many referrals that were not accepted."""
    for _ in range(people):
        _referral(None, cluster or made.north, state="refused", refusal="age")


def _participant(traits: dict[str, object]) -> Participant:
    return Participant.objects.create(
        person_key=uuid.uuid4().hex,
        name="Alguien",
        traits=traits,
        agreed_on=BEGAN,
        registered_by=supervisor(),
        registered_at=MADE,
        changed_at=MADE,
    )


def _referral(one: Participant | None, cluster: WorkCluster, **changed: object) -> Referral:
    values = {
        "origin": "gestor",
        "state": "accepted",
        "name": "Alguien",
        "contact": "en la cancha",
        "cluster": cluster,
        "agreed_on": BEGAN,
        "made_by": supervisor(),
        "made_at": MADE,
        "answer_due_on": BEGAN,
        "answered_at": MADE + timedelta(days=6),
        "answered_by": supervisor(),
        "participant": one,
        **changed,
    }
    return Referral.objects.create(**values)


def _meet(cases: Sequence[Case], times: int, on: date) -> None:
    CaseSession.objects.bulk_create(
        CaseSession(
            case=case,
            kind="individual",
            came="met",
            on=on + timedelta(days=7 * (1 + n)),
            minutes=60,
            by=worker("Ana"),
            written_at=MADE,
        )
        for case in cases
        for n in range(times)
    )
