"""A street and its phones: two clusters, their people, and a phone as it speaks to the server.

Tests of sync build on this. The phone here is a careful one: it keeps what it sent until it has a
receipt, and hashes what it sends as the real one does.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils import timezone

from pazos.domain.fieldwork.actions.devices import make_device
from pazos.domain.fieldwork.actions.keeping import Said
from pazos.domain.fieldwork.actions.receiving import receive
from pazos.domain.people.models import Staff
from pazos.domain.teams.models import Membership, WorkCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.domain.cases.models import Case
    from pazos.domain.fieldwork.models import Device, Submission

LONG_AGO = date(2024, 1, 1)


def person(name: str, role: Role = Role.GESTOR, *clusters: WorkCluster) -> Staff:
    """Return somebody who works in these clusters."""
    made = Staff.objects.create(username=name, name=name.title(), role=role.value)
    for cluster in clusters:
        Membership.objects.create(staff=made, cluster=cluster, from_on=LONG_AGO)
    return made


@dataclass
class Street:
    """Two clusters of one neighbourhood each; who works there."""

    north: WorkCluster
    south: WorkCluster
    ana: Staff
    beto: Staff
    carla: Staff  # south
    coordinator: Staff  # north
    places: dict[str, Neighbourhood]


def street() -> Street:
    """Fill the database with two clusters and their people."""
    places = {
        code: Neighbourhood.objects.create(code=code, name=name, kind="barrio", zone="urban")
        for code, name in (("01", "El Cairel"), ("02", "La Acequia"))
    }
    north, south = (WorkCluster.objects.create(name=name, opened_on=LONG_AGO) for name in ("North", "South"))
    north.neighbourhoods.set([places["01"]])
    south.neighbourhoods.set([places["02"]])
    return Street(
        north,
        south,
        person("ana", Role.GESTOR, north),
        person("beto", Role.GESTOR, north),
        person("carla", Role.GESTOR, south),
        person("dora", Role.OUTREACH_COORDINATOR, north),
        places,
    )


def today(days: int = 0) -> str:
    """Return the city's day, so many days from now."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def a_dispute(**answers: Any) -> dict[str, Any]:
    """Return the answers of a new dispute in the north."""
    said = {
        "kind": "debt",
        "heard": "neighbour",
        "signs": ["repeated"],
        "neighbourhood": "01",
        "sector": "por la cancha",
        "began_on": today(-3),
        "shift": "evening",
        "summary": "una deuda de una moto",
    }
    return said | answers


def a_step(dispute: UUID, **answers: Any) -> dict[str, Any]:
    """Return the answers of a step of a dispute."""
    said = {"dispute": str(dispute), "act": "listened", "done_on": today(), "shift": "morning", "people": 2}
    return said | answers


def a_presence(**answers: Any) -> dict[str, Any]:
    """Return the answers of a walk in the north."""
    said = {"activity": "walk", "venue": "street", "neighbourhood": "01", "done_on": today()}
    return said | {"shift": "morning", "companions": 1, "met": {"14-17": 4, "18-28": 6}, "note": ""} | answers


def a_session(case: Case, **answers: Any) -> dict[str, Any]:
    """Return the answers of a visit to somebody who is accompanied."""
    said = {
        "case": str(case.pk),
        "kind": "home_visit",
        "came": "met",
        "on": today(),
        "minutes": 45,
        "dimensions": ["family"],
        "note": "quedamos para el sábado",
        "next_on": today(7),
    }
    return said | answers


def a_referral(**answers: Any) -> dict[str, Any]:
    """Return the answers of telling of somebody."""
    said = {
        "origin": "gestor",
        "agreed_on": today(),
        "name": "Yei",
        "contact": "300 123 4567",
        "age_band": "18-23",
    }
    return said | answers


def seen_and_written(**fields: tuple[Any, Any]) -> dict[str, Any]:
    """Return the values of an edit: field=(what stood there, what was written)."""
    return {name: {"base": base, "mine": mine} for name, (base, mine) in fields.items()}


@dataclass
class Phone:
    """A phone of one person. `wrong_by` is how far its clock is ahead."""

    staff: Staff
    wrong_by: timedelta = timedelta(0)
    device: Device = field(init=False)
    token: str = field(init=False)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    last: str | None = None

    def __post_init__(self) -> None:
        self.device, self.token = make_device(name=f"{self.staff.username}'s", by=self.staff)

    def now(self) -> datetime:
        """What its clock says."""
        return datetime.now(UTC) + self.wrong_by

    def write(
        self,
        form: str,
        values: dict[str, Any],
        *,
        record: UUID | None = None,
        base: int | None = None,
        chained: bool = True,
        **more: Any,
    ) -> UUID:
        """Put a form in the outbox; return the number of its record."""
        number = record or uuid4()
        sending = {
            "id": str(uuid4()),
            "form": form,
            "form_version": 1,
            "record": str(number),
            "base_version": base,
            "after": self.last if chained else None,
            "written_at": self.now().isoformat(),
            "values": values,
        } | more
        self.last = sending["id"]
        self.outbox.append(sending)
        return number

    def hand_over(self, sendings: Iterable[dict[str, Any]]) -> list[Submission]:
        """Send these, and let go of what has a receipt."""
        given = list(sendings)
        rows = receive(self.device, [said(one) for one in given], clock=self.now())
        for one in given:
            self.sent[one["id"]] = one
        self.outbox = [one for one in self.outbox if one["id"] not in self.sent]
        return rows

    def sync(self) -> list[Submission]:
        """Send all that waits."""
        return self.hand_over(self.outbox)


def said(sending: dict[str, Any]) -> Said:
    """Return a sending as the door hands it on."""
    return Said(
        id=UUID(sending["id"]),
        form=sending["form"],
        form_version=sending["form_version"],
        record=UUID(sending["record"]),
        base_version=sending["base_version"],
        after=UUID(sending["after"]) if sending["after"] else None,
        written_at=datetime.fromisoformat(sending["written_at"]),
        content=sending,
    )


def digest(sending: dict[str, Any]) -> str:
    """Return the hash that a phone reckons of what it sends."""
    text = json.dumps(sending, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
