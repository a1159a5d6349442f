"""Moving everything that points to one participant over to another, so that it can be put back to the letter.

What points there is asked of the models themselves: an app that comes later is moved too. A row that the
other has already (both came to one activity on one day) is kept whole beside and put back when it is undone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import IntegrityError, transaction

from pazos.domain.cases.models import NameKey
from pazos.domain.cases.rules.merging import Block
from pazos.domain.participants.models import Merge, Participant
from pazos.domain.refusing import refuse
from pazos.domain.rights.models import Consent, Request
from pazos.domain.rights.vocabulary import SubjectKind
from pazos.foundation.privacy.fields import Sealed, SealedValue

if TYPE_CHECKING:
    from django.db.models import Field, Model, QuerySet

    Link = tuple[type[Model], str]
    Moved = dict[str, Any]

SUBJECTS = (Consent, Request)  # these name a person by a key, not by a foreign key


def links() -> list[Link]:
    """Return every model and field that points to a participant; what follows from a row itself is left out."""
    found = [
        (relation.related_model, relation.field.name)
        for relation in Participant._meta.related_objects
        if relation.related_model not in (Merge, Participant, NameKey)
    ]
    return sorted(found, key=lambda link: (link[0]._meta.label, link[1]))


def counted(person: Participant) -> dict[str, int]:
    """Return how many rows of each kind hang on a participant."""
    found = {_name(link): _rows(link, person).count() for link in links()}
    for model in SUBJECTS:
        found[model._meta.label] = _about(model, person).count()
    return {name: number for name, number in found.items() if number}


def move(gone: Participant, kept: Participant) -> Moved:
    """Move every row of `gone` to `kept`; return what moved and the rows that stood twice."""
    moved: dict[str, list[str]] = {}
    aside: list[dict[str, Any]] = []
    own = counted(kept)
    for link in links():
        keys = list(_rows(link, gone).order_by("pk").values_list("pk", flat=True))
        if keys:
            twice = _move(link, keys, kept)
            moved[_name(link)] = [str(key) for key in keys if key not in twice]
            aside += [twice[key] for key in keys if key in twice]
    for model in SUBJECTS:
        rows = _about(model, gone)
        if keys := [str(key) for key in rows.order_by("pk").values_list("pk", flat=True)]:
            moved[model._meta.label] = keys
            rows.update(subject_key=kept.pk)
    return {"moved": moved, "aside": aside, "own": own}


def _move(link: Link, keys: list[Any], kept: Participant) -> dict[Any, dict[str, Any]]:
    """Move rows; return those that `kept` has already, each whole, by its key."""
    model, field = link
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=keys).update(**{field: kept})
    except IntegrityError:
        return _move_one_by_one(link, keys, kept)
    return {}


def _move_one_by_one(link: Link, keys: list[Any], kept: Participant) -> dict[Any, dict[str, Any]]:
    model, field = link
    twice: dict[Any, dict[str, Any]] = {}
    for key in keys:
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=key).update(**{field: kept})
        except IntegrityError:
            row = model._base_manager.get(pk=key)
            refuse((Block.STANDS_TWICE,) if _has_more(row) else ())
            twice[key] = _whole(row)
            model._base_manager.filter(pk=key).delete()
    return twice


def _has_more(row: Model) -> bool:
    """Tell whether other records hang on a row, which would go with it."""
    lists = [getattr(row, field.name).exists() for field in row._meta.many_to_many]
    hanging = (
        relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
        for relation in row._meta.related_objects
    )
    return any(lists) or any(hanging)


def _whole(row: Model) -> dict[str, Any]:
    """Return a row as it stands in the database, what is sealed still sealed."""
    return {
        "model": row._meta.label,
        "values": {field.attname: _kept_value(field, row) for field in row._meta.concrete_fields},
    }


def _kept_value(field: Field[Any, Any], row: Model) -> Any:
    value = getattr(row, field.attname)
    if value is None:
        return None
    if isinstance(field, Sealed):
        return {"sealed": value.token} if isinstance(value, SealedValue) else {"bare": value}
    return field.value_to_string(row)


def put_back(what: Moved, *, gone: Participant, kept: Participant) -> int:
    """Give `gone` back what moved and stands with `kept` still; return how many rows cannot be put back."""
    for name, keys in what["moved"].items():
        label, _, field = name.partition(":")
        model = apps.get_model(label)
        if field:
            model._base_manager.filter(**{"pk__in": keys, field: kept}).update(**{field: gone})
        else:
            model._base_manager.filter(pk__in=keys, subject_key=kept.pk).update(subject_key=gone.pk)
    return sum(not _made_again(row) for row in what["aside"])


def _made_again(row: dict[str, Any]) -> bool:
    model = apps.get_model(row["model"])
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    values = {name: _value_of(by_name[name], value) for name, value in row["values"].items()}
    try:
        with transaction.atomic():
            model(**values).save(force_insert=True)
    except IntegrityError:  # what it belonged to was removed since
        return False
    return True


def _value_of(field: Field[Any, Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, Sealed):
        return SealedValue(value["sealed"]) if "sealed" in value else value["bare"]
    return field.to_python(value)


def written_since(what: Moved, kept: Participant) -> dict[str, int]:
    """Return how many rows of each kind the kept one got since the merge: these stay with them."""
    now, own = counted(kept), what["own"]
    before = {name: own.get(name, 0) + len(what["moved"].get(name, ())) for name in now}
    return {name: number - before[name] for name, number in now.items() if number > before[name]}


def _name(link: Link) -> str:
    return f"{link[0]._meta.label}:{link[1]}"


def _rows(link: Link, person: Participant) -> QuerySet[Any]:
    return link[0]._base_manager.filter(**{link[1]: person})


def _about(model: type[Consent] | type[Request], person: Participant) -> QuerySet[Any]:
    return model._base_manager.filter(subject_kind=SubjectKind.PARTICIPANT, subject_key=person.pk)
