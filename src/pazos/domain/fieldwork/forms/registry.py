"""All forms that a phone may send, in the order in which they are offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.fieldwork.forms import days, street

if TYPE_CHECKING:
    from pazos.domain.fieldwork.forms.form import Form

FORMS: dict[str, Form] = {form.name: form for form in (*street.FORMS, *days.FORMS)}

# Versions that phones may still hold. One that says how its values become those of the next is
# taken; any other is kept whole and goes to the coordinator.
RETIRED: dict[tuple[str, int], Form] = {}
