"""All forms that a phone may send, in the order in which they are offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.fieldwork.forms import accompaniment, days, street

if TYPE_CHECKING:
    from pazos.domain.fieldwork.forms.form import Form
    from pazos.domain.people.models import Staff

FORMS: dict[str, Form] = {form.name: form for form in (*street.FORMS, *days.FORMS, *accompaniment.FORMS)}

# Versions that phones may still hold. One that says how its values become those of the next is
# taken; any other is kept whole and goes to the coordinator.
RETIRED: dict[tuple[str, int], Form] = {}

# What is sealed deeper than street work: whoever settles that does not read it.
OF_ACCOMPANIMENT = frozenset(form.name for form in accompaniment.FORMS)


def offered_to(staff: Staff) -> frozenset[str]:
    """Return the names of the forms that somebody may send today."""
    return frozenset(name for name, form in FORMS.items() if staff.may(form.needs))
