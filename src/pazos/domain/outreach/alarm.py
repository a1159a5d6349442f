"""A call for help goes out by e-mail at once to those it reaches, and again when it widens unanswered.

The mail says that somebody calls and where to look: no name, no place, nothing of what happened. It is one
more way to be heard; the page and the phone are the first.
"""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from pazos.domain.outreach.models import Distress
from pazos.domain.outreach.reaching import called
from pazos.domain.people.models import Staff
from pazos.foundation.access.policy import DISTRESS_WIDENS_AFTER, Permission, holders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

_log = logging.getLogger("pazos.alarm")
ANSWERING = (Permission.SEE_SAFETY, Permission.ANSWER_DISTRESS)


def ring(call: Distress) -> None:
    """Let the mails go out once the call is kept, and again when nobody answered it in time."""
    widens_at = timezone.now() + DISTRESS_WIDENS_AFTER

    def go() -> None:
        tell.enqueue(str(call.pk))
        tell.using(run_after=widens_at).enqueue(str(call.pk))

    transaction.on_commit(go)


@task(priority=100)
def tell(key: str) -> int:
    """Write to whoever the call reaches now, unless somebody answers it already; return how many mails went."""
    call = Distress.objects.filter(pk=key, answered_at__isnull=True).first()
    if call is None:
        return 0
    return sum(_send(staff, call.pk) for staff in reached(call, at=timezone.now()))


def reached(call: Distress, *, at: datetime) -> Iterator[Staff]:
    """Return those with an address whom a call for help reaches at a moment, never the one who calls."""
    roles = {role.value for permission in ANSWERING for role in holders(permission)}
    rows = Staff.objects.filter(role__in=roles, is_active=True).exclude(email="").exclude(pk=call.gestor_id)
    for staff in rows.order_by("pk"):
        open_today = staff.has_access_on(timezone.localdate(at))
        if open_today and Distress.objects.filter(called(staff, at=at), pk=call.pk).exists():
            yield staff


def _send(staff: Staff, key: UUID) -> bool:
    with override(settings.LANGUAGE_CODE):
        link = settings.SITE_ADDRESS + reverse("help_call", args=[key])
        message = EmailMessage(
            subject=_("Pazos: somebody of the team asks for help"),
            body=_("Somebody asked for help and nobody has answered yet. Open it now: {link}").format(
                link=link
            ),
            to=[staff.email],
            headers={"Auto-Submitted": "auto-generated", "Importance": "high"},
        )
    try:
        message.send()
    except (SMTPException, OSError) as error:
        _log.warning("a call for help could not be sent by mail (%s)", type(error).__name__)
        return False
    return True
