"""Where mail reaches somebody: each sets the address of their own account, and may take it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff

LONGEST = 254


@transaction.atomic
def set_address(*, address: str, by: Staff) -> bool:
    """Set one's own e-mail address; an empty one takes it away. Return whether it changed.

    Raises:
        InputProblem: it is no e-mail address.
    """
    wanted = address.strip()
    if wanted:
        try:
            validate_email(wanted)
        except ValidationError as error:
            raise InputProblem(N_("This is no e-mail address."), field="address") from error
    if len(wanted) > LONGEST:
        raise InputProblem(N_("This is no e-mail address."), field="address")
    if wanted == by.email:
        return False
    by.email = wanted
    by.save(update_fields=["email"])
    audit.record("staff.address_set", by, by=by, is_empty=not wanted)
    return True
