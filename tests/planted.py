"""A distinctive word in every free field of everything that is kept about people, to look for after an erasure.

Rows are made field by field from the models themselves, so that a field that somebody adds tomorrow
is planted too. Everything is over (closed, ended, answered), so that its time can be over as well.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, models

from pazos.domain.rights.registry import holdings
from pazos.foundation.privacy.fields import Sealed, SealedDate, SealedJSON, SealedText

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD = "ornitorrincofugaz"
DAY, MOMENT = date(2020, 3, 2), datetime(2020, 3, 2, 15, tzinfo=UTC)

# What constraints and the meaning of "over" ask for.
SAID: dict[str, dict[str, Any]] = {
    "people.Staff": {"role": "gestor", "access_from_on": DAY, "access_until_on": DAY},
    "people.EmergencyAccess": {"ends_at": datetime(2020, 3, 3, tzinfo=UTC), "reviewed_by": None},
    "territory.Neighbourhood": {"code": "01", "outline": None, "valid_from": None, "valid_to": None},
    "strategy.Strategy": {"ends_on": date(2020, 12, 31)},
    "disputes.Dispute": {"state": "closed", "outcome": "settled"},
    "gestores.Call": {"state": "decided"},
    "gestores.Gestor": {"ended_on": DAY, "ending": "job", "candidate": None},
    "gestores.Tie": {"kind": "contract"},
    "rights.Consent": {"basis": "consent", "born_on": date(1990, 1, 1), "renews": None},
    "rights.Request": {"returned_on": DAY, "completed_on": DAY, "emptied_at": None},
    "rights.LegalRequest": {"emptied_at": None},
    "fieldwork.Submission": {
        "standing": "applied",
        "problems": [{"field": "", "template": WORD, "facts": {}}],
    },
    "cases.Complaint": {"emptied_at": None, "kept_from": None},
    "cases.Referral": {"state": "accepted", "excepted_by": None, "emptied_at": None},
    "cases.Case": {"state": "ended", "second_worker": None, "emptied_at": None},
    "cases.Assessment": {"instrument": "who5"},
    "cases.CaseSession": {"dimensions": ["family"]},
    "cases.HalfAssessment": {"instrument": "who5"},
    "justice.JudgeReport": {"approved_by": None, "approved_at": None},
    "participants.Merge": {"undone_by": None, "undone_at": None},
}
# Nobody writes these: hashes and names of forms that the program makes.
CODES = {"token_hash", "content_hash", "digest", "form", "kind", "password", "permission"}
# In this order, so that each finds what it points to; the rest of the models of the holdings follow.
FIRST = (
    "people.Staff",
    "people.Organisation",
    "strategy.Strategy",
    "strategy.Component",
    "strategy.Programme",
    "partners.Partner",
    "partners.Vacancy",
    "territory.Comuna",
    "territory.Neighbourhood",
    "teams.WorkCluster",
    "gestores.Call",
    "gestores.Criterion",
    "gestores.Course",
    "gestores.TrainingDay",
    "gestores.Candidate",
    "participants.Participant",
    "activities.Activity",
    "cases.Referral",
    "cases.Case",
    "justice.Process",
    "disputes.Dispute",
    "fieldwork.Device",
    "fieldwork.Submission",
)


@dataclass
class Planted:
    """What was planted: rows by model, and every token under which the word lies sealed."""

    rows: dict[str, Any] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)


def erasable() -> list[str]:
    """Return every model that a holding that can be erased names."""
    return list(dict.fromkeys(label for one in holdings().values() if one.erase for label in one.models))


def plant() -> Planted:
    """Make a row of each, twice over where something links two."""
    planted = Planted()
    for label in dict.fromkeys((*FIRST, *erasable())):
        planted.rows[label] = _row(apps.get_model(label), planted)
    return planted


def _row(model: type[models.Model], planted: Planted) -> Any:
    said = SAID.get(model._meta.label, {})
    values = {
        one.name: said[one.name] if one.name in said else _value(one, planted, _word(model))
        for one in model._meta.concrete_fields
        if not isinstance(one, models.AutoField)
    }
    if model._meta.label == "disputes.Link":
        values["other"] = _row(apps.get_model("disputes.Dispute"), planted)
    if model._meta.label == "gestores.Supervision":
        values["by"] = _another(planted)
    if model._meta.label == "fieldwork.Submission":
        values["record"] = values["parent"] = planted.rows["disputes.Dispute"].pk
    if model._meta.label == "fieldwork.Version":
        values["record"] = planted.rows["disputes.Dispute"].pk
    row = model._default_manager.create(**values)
    sealed = [one.name for one in model._meta.concrete_fields if isinstance(one, Sealed)]
    if sealed:  # as they lie in the database: sealing once more gives other letters
        stored = model._default_manager.values_list(*sealed).get(pk=row.pk)
        planted.tokens += [one.token for one in stored if one is not None]
    return row


def _another(planted: Planted) -> Any:
    staff = apps.get_model("people.Staff")
    return staff._default_manager.create(username=uuid.uuid4().hex, name="Otra", role="outreach_coordinator")


def _word(model: type[models.Model]) -> str:
    return WORD if model._meta.label in erasable() else "palabra"


def _value(one: models.Field, planted: Planted, word: str) -> Any:
    if one.is_relation:
        return planted.rows.get(one.related_model._meta.label) if one.related_model != one.model else None
    if isinstance(one, SealedDate):
        return DAY
    if isinstance(one, SealedJSON):
        return {"said": [None, word]}
    if isinstance(one, SealedText):
        return word
    return _plain_value(one, word)


def _plain_value(one: models.Field, word: str) -> Any:
    if one.choices:
        return one.choices[0][0]
    if one.name in CODES:
        return uuid.uuid4().hex[: one.max_length]
    for kinds, value in OF_KIND:
        if isinstance(one, kinds):
            return value(word)
    letters = f"{word} {uuid.uuid4().hex}" if one.unique else word
    return letters[: one.max_length]


OF_KIND = (
    (models.UUIDField, lambda _word: uuid.uuid4()),
    (models.DateTimeField, lambda _word: MOMENT),
    (models.DateField, lambda _word: DAY),
    (models.BooleanField, lambda _word: True),
    (models.JSONField, lambda word: [word]),
    ((models.IntegerField, models.FloatField, models.DecimalField), lambda _word: 1),
    (models.EmailField, lambda word: f"{word}@example.org"),
)


def everything_stored() -> Iterator[tuple[str, str]]:
    """Yield every table of the database with all that stands in it, as it lies there."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            yield table, "\n".join(repr(row) for row in cursor.fetchall())
