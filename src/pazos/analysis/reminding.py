"""Reminders by e-mail: what is due, said in the reader's language, one mail a person and day.

A mail crosses wires that nobody guards: it names a committee, a day and where to look, and nothing of
the matter, nor anybody.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from pazos.domain.committees.actions.reminding import note_sent
from pazos.domain.committees.queries.reminders import language_of, to_send
from pazos.domain.committees.vocabulary import Occasion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pazos.domain.committees.queries.reminders import ToSend
    from pazos.domain.people.models import Staff

_log = logging.getLogger("pazos.reminding")


@dataclass(frozen=True)
class Sent:
    """What came of a round: people written to, reminders in those mails, and whom none reached."""

    people: int = 0
    reminders: int = 0
    without_address: int = 0
    failed: int = 0


def remind_everybody(*, on: date, dry_run: bool = False) -> Sent:
    """Send what is due on a day and was not sent; a mail that fails is tried again the next day."""
    people = reminders = without = failed = 0
    for staff, due in to_send(on=on).items():
        if not staff.email:
            without += 1
        elif dry_run or _send(staff, due):
            people, reminders = people + 1, reminders + len(due)
        else:
            failed += 1
    return Sent(people, reminders, without, failed)


def _send(staff: Staff, due: Sequence[ToSend]) -> bool:
    language = language_of(staff, usual=settings.LANGUAGE_CODE)
    with override(language):
        message = EmailMessage(
            subject=_subject(due),
            body=_body(due),
            to=[staff.email],
            headers={"Auto-Submitted": "auto-generated", "Content-Language": language},
            connection=get_connection(),
        )
    try:
        note_sent(due, to=staff, at=timezone.now(), send=lambda: _deliver(message))
    except (SMTPException, OSError) as error:
        # The kind of error only: what a server answers may repeat the address.
        _log.warning("a reminder could not be sent (%s)", type(error).__name__)
        return False
    return True


def _deliver(message: EmailMessage) -> None:
    message.send()


def _subject(due: Sequence[ToSend]) -> str:
    late = sum(one.occasion is Occasion.LATE for one in due)
    if late:
        return ngettext("Pazos: {n} commitment is late", "Pazos: {n} commitments are late", late).format(
            n=late
        )
    return ngettext("Pazos: {n} reminder", "Pazos: {n} reminders", len(due)).format(n=len(due))


def _body(due: Sequence[ToSend]) -> str:
    lines = [_line(one) for one in due]
    foot = _(
        "You receive this because you owe it or sit in the committee. Nobody reads answers to this mail."
    )
    where = _("Everything you owe: {link}").format(link=link("my_commitments"))
    return "\n\n".join([*lines, where, foot]) + "\n"


def _line(one: ToSend) -> str:
    day = date_format(one.about_on, "DATE_FORMAT")
    if one.session is not None:
        words = (
            _("{committee}: a session was moved. It meets on {day}; see there at what hour and where.")
            if one.occasion is Occasion.MOVED
            else _("{committee}: a session meets on {day}.")
        )
        where = link("committee_session", one.session)
    else:
        words = {
            Occasion.LATE: _("{committee}: a commitment was due on {day} and is late."),
            Occasion.DAY_BEFORE: _("{committee}: a commitment is due on {day}: today or tomorrow."),
            Occasion.WEEK_BEFORE: _("{committee}: a commitment is due on {day}."),
        }[one.occasion]
        where = link("commitment", one.commitment)
    return f"{words.format(committee=one.committee, day=day)}\n{where}"


def link(name: str, key: int | None = None) -> str:
    """Return a whole address of the city's site, as a mail needs it."""
    path = reverse(name) if key is None else reverse(name, args=[key])
    return f"{settings.SITE_ADDRESS}{path}"
