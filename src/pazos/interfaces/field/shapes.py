"""What a phone says to the server and what it is answered: the protocol of sync.

A phone keeps what it writes until the server has it for good, and the server keeps what a phone
sends before it makes anything of it.

1. **A device.** A signed-in person (second factor done) makes their browser a device: `POST
   /api/field/devices` gives a token once. The server keeps only its hash. From then on the phone
   sends `Authorization: Bearer TOKEN` and no cookie is looked at. A token opens the addresses of
   this protocol and no other; a session opens none of these but the making of a device.
2. **Sending.** `POST /api/field/sync` with at most 50 sendings. Each has a number made on the
   phone (`id`), the record it makes or changes (`record`, also made on the phone), the version of
   that record it was written from (`base_version`, null when it makes it) and the sending of this
   phone that it builds on (`after`). Sending one again is harmless: the same number with the same
   content gets the same receipt; with another content it is refused and kept aside.
3. **Receipts** come only after the database has committed. `standing` says what became of a
   sending: `applied`; `kept` (many phones came at once: it is taken up within minutes, and the stream
   says what became of it); `held_earlier` (an earlier one has not arrived; it is taken up when that
   one comes, or after three days without it), `held_edit` (somebody else changed the same field;
   the other fields are applied and a person settles this one), `held_coordinator` (it is with the
   coordinator, or with whoever supervises cases), `refused` (it cannot be; `problems` say why, and they
   have it whole), `sent_back` (its writer is asked something, on the page of their phones),
   `set_aside`, `erased`. With every one of them the sending has arrived and need not be sent again.
   `hash` is the SHA-256 of the sending's canonical JSON (keys sorted, no spaces, UTF-8), so
   that both sides can compare what they hold.
4. **A server that was restored from a backup** has lost what came after it. So the phone keeps a
   receipted sending (encrypted, out of sight) until the server calls it `safe`, and names what it
   keeps so in `kept` with every sync. The answer sorts these numbers: `safe` may be forgotten;
   `missing` the server does not know (any more), and the phone sends them again as they were. What
   is in neither list is asked about again next time. A sending is safe once it is older than the
   last backup that the server was told of, and at the latest 72 hours after it came.
5. **Receiving.** `GET /api/field/stream?since=CURSOR` gives what this person may hold on a phone:
   disputes in reach that are open or closed within 30 days, with all that belongs to them, their own
   presence of 14 days, the places and colleagues of their clusters, and what became of sendings
   since. Only what changed since the cursor is sent again. `forget` names records that the phone
   must no longer hold: erased, or out of reach. `full` says that this is everything: forget all
   records that are not in it (first time, unknown cursor, restored server). Send first, then receive.
6. **Clocks.** `clock` is the phone's own time. The server takes the difference to its own and puts
   `written_at` and the dates in the answers right by it; `server_time` lets the phone do the same.
7. **The end.** `empty` true in the answer to a sync, or 403 `over` from the stream (the phone was
   revoked, or its person left): hand in what still waits (it is kept for the coordinator), then forget
   everything and `POST /api/field/emptied`. After `expires_at` the stream is closed with 401 `expired`
   and the person signs in again; what still waits is taken even then.
8. **When it does not work.** 401 `unknown`: no such key; sign in again and keep what waits. 413
   `too_large`: fewer at a time. 422 `unreadable`: not of this protocol; keep it and say so. 429
   `too_many`: more than anybody writes in a day; try tomorrow. 503 `busy` with `Retry-After`: again
   after that many seconds, doubled each time and a little at random. Anything else, and no answer at
   all: again later. Nothing is deleted without a receipt.

Of somebody who is accompanied a phone of their own pair is given the name of one word that they chose,
or first letters, the next day, and whether their permission holds: no note, and nothing of anybody
else's. Forms are given and taken only of whoever may send them.
"""

# Annotations are read when the program runs: they are the description that phones are given.
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, BeforeValidator, Field

from pazos.domain.fieldwork.queries.given import (
    ActivityGiven,
    CaseGiven,
    ClusterGiven,
    ColleagueGiven,
    DisputeGiven,
    PlaceGiven,
    PresenceGiven,
    Receipt,
)

MOST_SENDINGS = 50
MOST_KEPT = 1000
LARGEST_BODY = 512 * 1024


def _written_out(said: Any) -> Any:
    """Refuse a number where a moment is asked for: whose seconds, since when?"""
    if not isinstance(said, str):
        raise ValueError("not a moment")  # noqa: TRY004 - what pydantic takes for a wrong answer
    return said


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out, json_schema_input_type=datetime)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]


class NewDevice(Schema):
    """What the person calls this phone; may be left empty."""

    name: Annotated[str, Field(max_length=60)] = ""


class DeviceMade(Schema):
    """The phone's key, shown this once."""

    device: UUID
    token: str
    expires_at: datetime
    server_time: datetime


class Sending(Schema):
    """One form as it was filled in on the phone."""

    id: UUID
    form: Annotated[str, Field(pattern=r"^[a-z_]{1,30}$")]
    form_version: Annotated[int, Field(ge=1, le=100_000)]
    record: UUID
    base_version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    after: UUID | None = None
    written_at: Moment
    values: dict[str, Any]


class Sync(Schema):
    """What a phone has to say when it has a signal."""

    clock: Moment
    waiting: Count = 0
    submissions: Annotated[list[Sending], Field(max_length=MOST_SENDINGS)] = []
    kept: Annotated[list[UUID], Field(max_length=MOST_KEPT)] = []


class Synced(Schema):
    """The answer to a sync."""

    server_time: datetime
    empty: bool
    receipts: list[Receipt]
    safe: list[UUID]
    missing: list[UUID]


class Stream(Schema):
    """What this person may hold on a phone.

    `forms` is the fingerprint of the forms: another one says to fetch them again. `cut` counts the
    disputes left out because there are too many.
    """

    server_time: datetime
    expires_at: datetime
    forms: str
    full: bool
    cursor: int
    person: ColleagueGiven
    clusters: list[ClusterGiven]
    places: list[PlaceGiven]
    colleagues: list[ColleagueGiven]
    disputes: list[DisputeGiven]
    presences: list[PresenceGiven]
    cases: list[CaseGiven]
    activities: list[ActivityGiven]
    sendings: list[Receipt]
    forget: list[UUID]
    cut: int


class Emptied(Schema):
    """The phone has forgotten everything."""

    server_time: datetime


class Refusal(Schema):
    """Why a request was not taken: one of the reasons of the protocol, and where it stands in the body."""

    reason: str
    where: list[str] = []


class Since(Schema):
    """The cursor of the last stream that arrived whole; 0 for everything."""

    since: Annotated[int, Field(ge=0, le=2**31 - 2)] = 0


class Words(Schema):
    """A label in both languages."""

    es: str
    en: str


class OptionSaid(Words):
    """One answer that may be chosen; `when` names the other answers it fits."""

    code: str
    when: dict[str, list[str]] | None


class FieldSaid(Schema):
    """One question. What its parts mean is told in `pazos.domain.fieldwork.forms`."""

    name: str
    type: str
    label: Words
    help: Words | None
    required: bool
    editable: bool
    options: list[OptionSaid]
    min: int | None
    max: int | None
    of: str | None
    when: dict[str, list[str]] | None
    warn_names: bool


class FormSaid(Schema):
    """One form in the version that is written today."""

    version: int
    title: Words
    about: str
    makes: bool
    changes: bool
    together: bool
    fields_: Annotated[list[FieldSaid], Field(alias="fields")]


class Forms(Schema):
    """All forms that may be sent."""

    version: int
    fingerprint: str
    forms: dict[str, FormSaid]
