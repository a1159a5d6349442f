"""The shapes in which a phone is given what its person may hold. Codes are those of the forms, as text."""

# Annotations are read when the program runs: the phone's door describes itself by these classes.
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class ClusterGiven:
    """A cluster one belongs to."""

    id: int
    name: str


@dataclass(frozen=True)
class PlaceGiven:
    """A neighbourhood of one's clusters; `code` is what forms are answered with."""

    code: str
    name: str
    cluster: int


@dataclass(frozen=True)
class ColleagueGiven:
    """Somebody of one's clusters, to whom a dispute may be handed over."""

    id: int
    name: str


@dataclass(frozen=True)
class PartyGiven:
    """Somebody in a dispute, without a name."""

    id: UUID
    version: int
    role: str
    age_band: str
    sex: str
    is_first_side: bool | None
    people: int


@dataclass(frozen=True)
class StepGiven:
    """Something that was done; `by` is the colleague."""

    id: UUID
    act: str
    done_on: date
    shift: str
    people: int
    note: str
    by: str


@dataclass(frozen=True)
class SettlementGiven:
    """What the sides agreed to."""

    id: UUID
    version: int
    agreed_on: date
    terms: list[str]
    keeper: str
    until_on: date | None
    note: str
    held: bool | None
    judged_on: date | None


@dataclass(frozen=True)
class FollowUpGiven:
    """A day to go back."""

    id: UUID
    version: int
    occasion: str
    due_on: date
    assigned_to: int | None
    done_on: date | None
    is_calm: bool | None
    note: str
    dropped: str


@dataclass(frozen=True)
class LinkGiven:
    """Another dispute it hangs together with, if that one may be held too."""

    id: UUID
    other: UUID
    tie: str


@dataclass(frozen=True)
class DisputeGiven:
    """A dispute and all that belongs to it."""

    id: UUID
    version: int
    state: str
    kind: str
    heard: str
    signs: list[str]
    risk: str
    neighbourhood: str
    sector: str
    began_on: date
    shift: str
    summary: str
    cluster: int | None
    holder: int | None
    holder_name: str
    offered_to: int | None
    outcome: str
    written_at: datetime
    closed_at: datetime | None
    parties: list[PartyGiven]
    steps: list[StepGiven]
    settlements: list[SettlementGiven]
    follow_ups: list[FollowUpGiven]
    links: list[LinkGiven]


@dataclass(frozen=True)
class PresenceGiven:
    """A walk, visit or activity of one's own."""

    id: UUID
    activity: str
    venue: str
    neighbourhood: str
    done_on: date
    shift: str
    companions: int
    met: dict[str, int]
    note: str


@dataclass(frozen=True)
class CaseGiven:
    """Somebody whom one accompanies; `permission` is holds, ends_soon or none."""

    id: UUID
    called: str
    next_on: date | None
    permission: str


@dataclass(frozen=True)
class ActivityGiven:
    """An activity of these days."""

    id: int
    name: str
    on: date
    venue: str


@dataclass(frozen=True)
class ProblemGiven:
    """Why a sending is not applied, in both languages; `field` is empty where no one field is at fault."""

    field: str
    es: str
    en: str


@dataclass(frozen=True)
class Receipt:
    """What became of one sending. `version` is the record's, to be the base of the next change."""

    id: UUID
    standing: str
    problems: list[ProblemGiven]
    version: int | None
    hash: str
