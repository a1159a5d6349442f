"""Every stored field has a privacy class, and foreign keys point down the order of rooms."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.apps import apps

from pazos.foundation.privacy import Privacy, privacy_of

OURS = [model for model in apps.get_models() if model.__module__.startswith("pazos.")]
PYPROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))


def domain_order() -> list[str]:
    """The apps from the lowest up, as the import rules state them, on top of the foundation."""
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    (layers,) = (c["layers"] for c in contracts if c.get("containers") == ["pazos.domain"])
    return ["jobs", "audit", "runs", *reversed(layers)]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_has_a_privacy_class(model: type) -> None:
    classes = model.privacy_classes
    names = {field.name for field in model._meta.get_fields() if not field.auto_created or field.concrete}
    assert set(classes) - {"*"} <= names, "a class is declared for a field that does not exist"
    assert all(isinstance(privacy_of(classes, name), Privacy) for name in names)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model: type) -> None:
    order = domain_order()
    for field in model._meta.get_fields():
        points = field.concrete and (field.many_to_one or field.one_to_one)
        target = field.related_model if points else None
        # Who did it may be asked of every row: the account is named by Django's setting, not imported.
        if target is None or target is model or target._meta.app_label == "people":
            continue
        assert order.index(target._meta.app_label) <= order.index(model._meta.app_label)
