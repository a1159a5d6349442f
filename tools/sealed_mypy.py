"""For mypy: a row is made with `note=...` although the attribute that is stored is `note_sealed`.

The Django plugin knows fields by their stored attribute only; sealed fields (foundation/privacy)
are set by their name, and this adds it. Listed in pyproject beside the Django plugin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.plugin import Plugin
from mypy_django_plugin.django.context import DjangoContext

if TYPE_CHECKING:
    from django.db.models import Model
    from mypy.checker import TypeChecker
    from mypy.types import Type

_known = DjangoContext.get_expected_types


def _with_sealed(
    self: DjangoContext, api: TypeChecker, model_cls: type[Model], *, method: str
) -> dict[str, Type]:
    expected = _known(self, api, model_cls, method=method)
    for field in model_cls._meta.get_fields():
        stored = f"{field.name}_sealed"
        if getattr(field, "attname", "") == stored and stored in expected:
            expected[field.name] = expected[stored]
    return expected


def plugin(version: str) -> type[Plugin]:
    """Teach the Django plugin, and add nothing of our own."""
    DjangoContext.get_expected_types = _with_sealed  # type: ignore[method-assign]
    return Plugin
