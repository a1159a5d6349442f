"""Writing down which reminders were sent, so that none is sent twice, and in which language people want them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.committees.models import MailLanguage, Reminder
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import LANGUAGES, N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from pazos.domain.committees.queries.reminders import ToSend
    from pazos.domain.people.models import Staff


@transaction.atomic
def note_sent(reminders: Sequence[ToSend], *, to: Staff, at: datetime, send: Callable[[], None]) -> None:
    """Write the reminders of one mail down and send it: where it cannot be sent nothing is written."""
    Reminder.objects.bulk_create(
        Reminder(
            commitment_id=one.commitment,
            session_id=one.session,
            to=to,
            occasion=one.occasion,
            about_on=one.about_on,
            sent_at=at,
        )
        for one in reminders
    )
    audit.record("reminders.sent", to, by=None, reminders=len(reminders))
    send()


@transaction.atomic
def choose_language(*, language: str, by: Staff) -> None:
    """Say in which language one's own reminders come."""
    if language not in LANGUAGES:
        raise InputProblem(N_("There is no such language; choose one of the list."), field="language")
    if MailLanguage.objects.filter(staff=by, language=language).exists():
        return
    chosen, _made = MailLanguage.objects.update_or_create(staff=by, defaults={"language": language})
    audit.record("reminders.language_chosen", chosen, by=by, language=language)
