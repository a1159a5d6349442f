"""Which fields are stored only sealed? `SealedText`, `SealedJSON` and `SealedDate`.

A row reads and writes them as plain values; the database only ever gets tokens. The row is
sealed into them, so the model needs a primary key that is known before the row is written:
`id = UUIDField(primary_key=True, default=uuid4)`. A model whose numbers the database gives
names other fields that tell its rows apart and never change: `into=("delivery_id",
"row_number")`. `create`, `save`, `bulk_create` and `bulk_update` work; `update(field=...)` with
a plain value, and every filter but `isnull`, are refused. To find rows by a value keep a
`sealing.blind_index` of it in a field beside it.

A field `note` stands in the column `note_sealed`. `row.note` is the plain value, opened when it
is first asked for; `row.note_sealed` and what `values("note")` gives is a `SealedValue`, which
shows nothing. None, and the empty text, are stored as they are. After a model or field with
sealed values is renamed they do not open: seal them anew in the same migration.
`bulk_create(update_conflicts=True)` may only be used when what conflicts is what they are
sealed into.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from django.core import checks
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Case, Lookup, Value, When
from django.db.models.fields import AutoField, BigAutoField, SmallAutoField
from django.db.models.functions import Cast
from django.db.models.query_utils import DeferredAttribute

from pazos.foundation.privacy.keys import ring
from pazos.foundation.privacy.problems import SealProblem
from pazos.foundation.privacy.sealing import Place, beginning, key_of, open_sealed, seal
from pazos.foundation.words import N_

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Field, Model

    _Lookup = Lookup[bool]
else:
    _Lookup = Lookup

    class Field(models.Field, Generic[_ST, _GT]):
        """Django's field; its own cannot be written with types when the program runs."""


class SealedValue:
    """A value as the database holds it: it can be handed on and compared, and shows nothing."""

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        self.token = token

    def __repr__(self) -> str:
        return "<sealed>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SealedValue) and other.token == self.token

    def __hash__(self) -> int:
        return hash(self.token)


class _Opened:
    """A plain value in a row, wrapped so that printing the row's attributes does not show it."""

    __slots__ = ("plain",)

    def __init__(self, plain: Any) -> None:
        self.plain = plain

    def __repr__(self) -> str:
        return "<sealed>"

    def __deepcopy__(self, memo: dict[int, Any]) -> _Opened:
        from copy import deepcopy

        return _Opened(deepcopy(self.plain, memo))

    def __reduce__(self) -> NoReturn:
        # A pickle ends in caches and queues, where plain text must not lie.
        raise TypeError("a row with an opened sealed value is not pickled; hand its key on instead")


class SealedAttribute(DeferredAttribute):
    """`row.note_sealed`: what the database gets; a plain value is sealed as it is asked for."""

    field: Sealed[Any, Any]

    def __get__(self, instance: Model | None, cls: type[Model] | None = None) -> Any:
        """Return the sealed value, what is stored bare, or (on the class) this descriptor."""
        if instance is None:
            return self
        held = super().__get__(instance, cls)
        return self.field.sealed(instance, held) if isinstance(held, _Opened) else held

    def __set__(self, instance: Model, value: Any) -> None:
        as_it_is = self.field.is_bare(value) or isinstance(value, SealedValue)
        instance.__dict__[self.field.attname] = value if as_it_is else _Opened(value)


class PlainAttribute:
    """`row.note`: the plain value, opened when it is first asked for."""

    def __init__(self, field: Sealed[Any, Any]) -> None:
        self.field = field

    def __get__(self, instance: Model | None, cls: type[Model] | None = None) -> Any:
        """Return the plain value, None, or (on the class) this descriptor."""
        return self if instance is None else self.field.opened(instance)

    def __set__(self, instance: Model, value: Any) -> None:
        setattr(instance, self.field.attname, value)


class Sealed(Field[_ST, _GT]):
    """What all sealed fields share; `max_length` counts the letters of the plain text."""

    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, into: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.into = tuple(into)
        super().__init__(*args, **kwargs)

    def is_bare(self, value: Any) -> bool:
        """Tell whether a value is stored as it is, because it says nothing."""
        return value is None

    def to_text(self, plain: Any) -> str:
        """Return the text that is sealed for a plain value; refuse a value of another kind."""
        raise NotImplementedError

    def from_text(self, text: str) -> Any:
        """Return the plain value of an opened text."""
        raise NotImplementedError

    def opened(self, instance: Model) -> Any:
        """Return the plain value of a row and keep it at hand there."""
        held = self._held(instance)
        if isinstance(held, SealedValue):
            held = _Opened(self.from_text(open_sealed(held.token, self.place_in(instance))))
            instance.__dict__[self.attname] = held
        return held.plain if isinstance(held, _Opened) else held

    def _held(self, instance: Model) -> Any:
        if self.attname not in instance.__dict__:
            getattr(instance, self.attname)  # deferred: read now
        return instance.__dict__[self.attname]

    def sealed(self, instance: Model, held: Any) -> Any:
        """Return what is stored for a row: sealed with the current key, and sure to open there."""
        if self.is_bare(held):
            return held
        if isinstance(held, SealedValue):
            text = open_sealed(held.token, self.place_in(instance))
            if key_of(held.token) == ring().current.id:
                return held
        else:
            text = self.to_text(held.plain)
            self._refuse_length(text)
        return SealedValue(seal(text, self.place_in(instance)))

    def place_in(self, instance: Model) -> Place:
        """Return where this field of a row stands."""
        row = [end.to_python(getattr(instance, end.attname)) for end in self._ends()]
        if None in row:
            raise TypeError(f"{self.model._meta.label} does not have all that {self.name} is sealed into")
        return Place(self.model._meta.label_lower, self.name, ":".join(map(str, row)))

    def _ends(self) -> list[models.Field[Any, Any]]:
        """Return the fields that tell the model's rows apart."""
        known = {field.attname: field for field in self.model._meta.concrete_fields}
        return [known[name] for name in self.into] or [self.model._meta.pk]

    def _refuse_length(self, text: str) -> None:
        if self.max_length is not None and len(text) > self.max_length:
            raise SealProblem(
                N_("{field} takes at most {most} letters; this text has {letters}."),
                field=self.name,
                most=self.max_length,
                letters=len(text),
            )

    def pre_save(self, model_instance: Model, add: bool) -> Any:  # noqa: FBT001 - Django's signature
        """Return the row's sealed value for the database."""
        return self.sealed(model_instance, self._held(model_instance))

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Return what a query read, unopened."""
        return value if self.is_bare(value) else SealedValue(str(value))

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Return the token of a sealed value; refuse anything else that says something."""
        if isinstance(value, SealedValue):
            return value.token
        if not self.is_bare(value):
            raise self._would_be_plain()
        return value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Return the token of a sealed value, or the cases that `bulk_update` makes of them."""
        if not hasattr(value, "as_sql"):
            return self.get_db_prep_value(value, connection)
        if not self._holds_only_sealed(value):
            raise self._would_be_plain()
        return value

    def _would_be_plain(self) -> FieldError:
        return FieldError(
            f"{self.model._meta.label}.{self.name} is sealed: a plain value would lie in the database. "
            "Set it on the row and save the row."
        )

    def _holds_only_sealed(self, expression: Any) -> bool:
        """Tell whether an expression is made of sealed values alone, as `bulk_update` makes it."""
        if isinstance(expression, Value):
            return self.is_bare(expression.value) or isinstance(expression.value, SealedValue)
        if isinstance(expression, Case):
            return all(map(self._holds_only_sealed, (*expression.cases, expression.default)))
        if isinstance(expression, When):
            return self._holds_only_sealed(expression.result)
        return isinstance(expression, Cast) and all(
            map(self._holds_only_sealed, expression.get_source_expressions())
        )

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        """Allow only what needs no plain value; every sealing of a text gives another token."""
        if lookup_name not in {"isnull", IsSealed.lookup_name, SealedUnder.lookup_name}:
            raise FieldError(
                f"{self.model._meta.label}.{self.name} is sealed and cannot be compared in the database. "
                "Keep a blind_index beside it, or ask isnull."
            )
        return super().get_lookup(lookup_name)

    def clean(self, value: Any, model_instance: Model | None) -> Any:
        """Check the plain value as other fields check theirs, and give back what was given."""
        plain = self.opened(model_instance) if model_instance and isinstance(value, SealedValue) else value
        super().clean(plain, model_instance)
        return value

    def contribute_to_class(self, cls: type[Model], name: str, private_only: bool = False) -> None:  # noqa: FBT001, FBT002
        """Put both attributes on the model."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.name, PlainAttribute(self))

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Return what a migration writes."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "into": self.into} if self.into else kwargs

    def get_attname(self) -> str:
        """Name the attribute and column that hold the token."""
        return f"{self.name}_sealed"

    def get_internal_type(self) -> str:
        """Tokens are text."""
        return "TextField"

    def value_to_string(self, obj: Model) -> str:
        """Return the token: a dump of data stays sealed."""
        value: Any = self.value_from_object(obj)
        return value.token if isinstance(value, SealedValue) else ""

    def formfield(self, **_: Any) -> None:
        """Give no field to forms that are made of models: each form states its own and opens it itself."""

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Refuse models into whose rows nothing can be sealed."""
        found = list(super().check(**kwargs))
        if any(isinstance(end, AutoField | BigAutoField | SmallAutoField) for end in self._ends()):
            hint = "Give the model id = UUIDField(primary_key=True, default=uuid4), or say into=(...)."
            found.append(
                checks.Error("A sealed field needs a key known before insert.", hint, self, "privacy.E001")
            )
        if self.unique or getattr(self, "db_index", False):
            found.append(checks.Error("A token is no index.", "Index a blind_index.", self, "privacy.E002"))
        return found


class SealedText(Sealed[_ST, _GT]):
    """Text that is stored sealed."""

    _pyi_private_set_type: str
    _pyi_private_get_type: str

    def is_bare(self, value: Any) -> bool:
        """Tell whether a value is stored as it is: most notes are empty, and that says nothing."""
        return value is None or (isinstance(value, str) and not value)

    def to_text(self, plain: Any) -> str:
        """Return the text itself."""
        if not isinstance(plain, str):
            raise TypeError(f"{self.name} is text, not {type(plain).__name__}")
        return str(plain)

    def from_text(self, text: str) -> str:
        """Return the text itself."""
        return text


class SealedJSON(Sealed[_ST, _GT]):
    """What JSON can say, stored sealed; None is stored as null, unsealed."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any
    empty_strings_allowed = False

    def to_text(self, plain: Any) -> str:
        """Return the JSON of a value."""
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)

    def from_text(self, text: str) -> Any:
        """Return the value of a JSON text."""
        return json.loads(text)


class SealedDate(Sealed[_ST, _GT]):
    """A day that is stored sealed, such as a birthday; nothing can be sorted or asked by it."""

    _pyi_private_set_type: date
    _pyi_private_get_type: date
    empty_strings_allowed = False

    def to_text(self, plain: Any) -> str:
        """Return the day as ISO 8601 writes it."""
        if not isinstance(plain, date) or isinstance(plain, datetime):
            raise TypeError(f"{self.name} is a day, not {type(plain).__name__}")
        return plain.isoformat()

    def from_text(self, text: str) -> date:
        """Return the day."""
        return date.fromisoformat(text)


@Sealed.register_lookup
class IsSealed(_Lookup):
    """`note__is_sealed=True`: does something stand there that needs a key?"""

    lookup_name = "is_sealed"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """Return the comparison with what says nothing."""
        column, values = self.process_lhs(compiler, connection)
        return f"({column} IS NOT NULL AND {column} <> '')", (*values, *values)


@Sealed.register_lookup
class SealedUnder(_Lookup):
    """`note__sealed_under=KEY_ID`: is it sealed with this key? (for counting and resealing)."""

    lookup_name = "sealed_under"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """Return the comparison of the token's beginning."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", (*values, f"{beginning(str(self.rhs))}%")


def sealed_of(row: Model, name: str) -> Any:
    """Return what the database gets of a row's sealed field, for those who write rows by themselves."""
    field: Any = row._meta.get_field(name)
    return getattr(row, field.attname)


def sealed_fields() -> dict[type[Model], list[Sealed[Any, Any]]]:
    """Return every stored model that has sealed fields, with those fields."""
    from django.apps import apps

    found = {
        model: [field for field in model._meta.local_concrete_fields if isinstance(field, Sealed)]
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return {model: fields for model, fields in found.items() if fields}
