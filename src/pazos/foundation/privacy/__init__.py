"""How secret is each field? Every model says so for all its fields, and a test holds it to that.

The class of a field decides which compartment may show it; it is never inferred from a name.
"""

from __future__ import annotations

from enum import StrEnum


class Privacy(StrEnum):
    """The compartment a stored value belongs to, from least to most guarded."""

    PUBLIC = "public"
    WORKING = "working"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


def classified(default: Privacy, **exceptions: Privacy) -> dict[str, Privacy]:
    """Declare a model's classes: `default` for every field but those named."""
    return {"*": default, **exceptions}


def privacy_of(classes: dict[str, Privacy], field: str) -> Privacy:
    """Return the class of one field of a model that declares `classes`."""
    return classes.get(field, classes["*"])
