"""The inventory of what is kept, read from the models as they run: nobody keeps it by hand.

It is what the sheet of the national registry of data bases (RNBD, Law 1581 of 2012, art. 25) asks of
each base: what is in it, what for, on which ground, for how long, and how it is guarded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext_lazy as _

from pazos.domain.people.models import Staff
from pazos.domain.rights.queries.keeping import Period, own_periods, period_of
from pazos.domain.rights.registry import holdings
from pazos.domain.rights.vocabulary import Basis, Purpose
from pazos.foundation.privacy import Privacy, privacy_of
from pazos.foundation.privacy.fields import Sealed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from django.db.models import Model
    from django.utils.functional import Promise

    from pazos.domain.rights.models import KeepingPeriod

GUARDED = (Privacy.PERSONAL, Privacy.SENSITIVE)


@dataclass(frozen=True)
class FieldEntry:
    """One stored field: the most guarded class it may hold, and whether it lies encrypted."""

    model: str
    name: str
    privacy: Privacy
    encrypted: bool


@dataclass(frozen=True)
class BaseEntry:
    """One data base of the inventory: a holding, or what nobody's person stands in."""

    name: str
    title: str | Promise
    purpose: Purpose | None
    basis: Basis | None
    period: Period | None
    records: int
    fields: tuple[FieldEntry, ...]

    def count(self, *, privacy: Privacy | None = None, encrypted: bool | None = None) -> int:
        """Return how many fields are of a class, or encrypted."""
        return sum(
            (privacy is None or one.privacy == privacy) and (encrypted is None or one.encrypted == encrypted)
            for one in self.fields
        )

    @property
    def is_sensitive(self) -> bool:
        """Whether sensitive data stand in it (art. 5)."""
        return self.count(privacy=Privacy.SENSITIVE) > 0


def catalogue() -> list[BaseEntry]:
    """Return every data base with its fields: holdings first, then what libraries keep, then the rest."""
    own = own_periods()
    records = _records(apps.get_models())
    entries = []
    named: set[str] = set()
    for one in holdings().values():
        if not one.models:
            continue
        named.update(one.models)
        models = [apps.get_model(label) for label in one.models]
        entries.append(
            BaseEntry(
                name=one.name,
                title=one.title,
                purpose=one.purpose,
                basis=one.basis,
                period=period_of(one, own),
                records=records[models[0]._meta.label],
                fields=tuple(_fields(models)),
            )
        )
    return [*entries, _of_libraries(records, own), _of_nobody(named, records)]


def _fields(models: Iterable[type[Model]]) -> Iterator[FieldEntry]:
    for model in models:
        classes = getattr(model, "privacy_classes", {"*": Privacy.PERSONAL})
        for field in model._meta.concrete_fields:
            yield FieldEntry(
                model._meta.label, field.name, privacy_of(classes, field.name), isinstance(field, Sealed)
            )


def _records(models: Collection[type[Model]]) -> dict[str, int]:
    """Return how many rows each table holds, by the label of its model, in one question.

    In the database's own words: so many counts joined by Django take longer to put together than to answer.
    """
    named = connection.ops.quote_name
    counts = ", ".join(f"(select count(*) from {named(model._meta.db_table)})" for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"select {counts}")
        return dict(zip((model._meta.label for model in models), cursor.fetchone(), strict=True))


def _of_libraries(records: Mapping[str, int], own: Mapping[str, KeepingPeriod]) -> BaseEntry:
    models = [model for model in apps.get_models() if not _is_ours(model) and _knows_staff(model)]
    return BaseEntry(
        name="libraries",
        title=_("What the libraries for signing in keep about staff"),
        purpose=Purpose.ACCESS,
        basis=Basis.PUBLIC_FUNCTION,
        period=period_of(holdings()["people.accounts"], own),
        records=sum(records[model._meta.label] for model in models),
        fields=tuple(_fields(models)),
    )


def _knows_staff(model: type[Model]) -> bool:
    to_staff = any(field.related_model is Staff for field in model._meta.concrete_fields)
    return to_staff or model._meta.app_label in ("axes", "sessions")


def _of_nobody(named: set[str], records: Mapping[str, int]) -> BaseEntry:
    models = [model for model in apps.get_models() if _is_ours(model) and model._meta.label not in named]
    return BaseEntry(
        name="working",
        title=_("Plans, places, rules, runs and figures, which are about nobody"),
        purpose=None,
        basis=None,
        period=None,
        records=sum(records[model._meta.label] for model in models),
        fields=tuple(_fields(models)),
    )


def _is_ours(model: type[Model]) -> bool:
    return model.__module__.startswith("pazos.")


def undeclared() -> list[str]:
    """Return the models about people that no holding names; there must be none."""
    named = {label for one in holdings().values() for label in one.models}
    return [
        model._meta.label
        for model in apps.get_models()
        if _is_ours(model) and model._meta.label not in named and _is_about_people(model)
    ]


def _is_about_people(model: type[Model]) -> bool:
    """Tell whether a model holds more of people than who of the staff did something."""
    classes = model.privacy_classes  # type: ignore[attr-defined]
    return any(
        privacy_of(classes, field.name) in GUARDED
        for field in model._meta.concrete_fields
        if field.related_model is not Staff
    )
