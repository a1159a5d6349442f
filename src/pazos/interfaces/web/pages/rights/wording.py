"""How clocks, holdings and what is kept read on a page: a colour never stands without its words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pazos.domain.rights.registry import holdings
from pazos.domain.rights.vocabulary import Basis, Purpose, Urgency
from pazos.interfaces.components.wording import number
from pazos.interfaces.reports.rights import PartOfCopy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from pazos.domain.rights.queries.keeping import Gathered, Period
    from pazos.domain.rights.registry import Holding, Kept
    from pazos.domain.rights.rules.clock import Clock

NOTHING = "–"  # how an empty field reads
KINDS = {
    Urgency.DONE: "",
    Urgency.WAITS: "",
    Urgency.CALM: "good",
    Urgency.SOON: "info",
    Urgency.NOW: "warning",
    Urgency.LATE: "error",
}


@dataclass(frozen=True)
class ClockWords:
    """A clock in words, with the kind of badge that goes with it."""

    kind: str
    text: str
    due: str


def clock_words(clock: Clock) -> ClockWords:
    """Return how a clock reads."""
    due = date_format(clock.due_on, "SHORT_DATE_FORMAT") if clock.due_on else ""
    return ClockWords(KINDS[clock.urgency], _left(clock), due)


def _left(clock: Clock) -> str:
    left = clock.days_left
    if left is None:
        return _("the clock stands still")
    late = ngettext("{n} working day late", "{n} working days late", -left).format(n=-left)
    if clock.urgency == Urgency.DONE:
        return late if left < 0 else _("answered in time")
    if left < 0:
        return late
    if left == 0:
        return _("today is the last day")
    return ngettext("{n} working day left", "{n} working days left", left).format(n=left)


def months_words(months: int | None) -> str:
    """Return a period as people say it: 60 months are five years."""
    if months is None:
        return _("for as long as its reason holds")
    if months % 12 == 0:
        return ngettext("{n} year", "{n} years", months // 12).format(n=months // 12)
    return ngettext("{n} month", "{n} months", months).format(n=months)


def kept_for(period: Period) -> str:
    """Return how long something is kept, and from when."""
    if period.months is None:
        return months_words(None)
    return _("{time} from {since}").format(time=months_words(period.months), since=period.holding.since)


def basis_name(basis: str) -> str:
    """Return a legal ground with its article."""
    return str(Basis(basis).label)


def purpose_name(purpose: str) -> str:
    """Return what data are used for."""
    return str(Purpose(purpose).label)


def holding_title(name: str) -> str:
    """Return what a holding is called; one that is no longer declared by its own name."""
    found = holdings().get(name)
    return str(found.title) if found else name


def count_words(found: Gathered) -> str:
    """Return how much is kept; what cannot be told record by record says it itself."""
    if len(found.kept) == 1 and not found.kept[0].key:
        return found.kept[0].words
    return ngettext("{n} record", "{n} records", len(found.kept)).format(n=len(found.kept))


def span_words(found: Gathered) -> str:
    """Return the days that what is kept reaches from and to; "" where none is known."""
    days = sorted(one.on for one in found.kept if one.on)
    if not days:
        return ""
    first, last = _day(days[0]), _day(days[-1])
    return first if first == last else f"{first} – {last}"


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


# What the fields of a person's own data are called in the copy that the person is given.
FIELDS = {
    "access_from_on": gettext_lazy("access from"),
    "access_until_on": gettext_lazy("access until"),
    "age_band": gettext_lazy("Age, roughly"),
    "agreed": gettext_lazy("agreed"),
    "agreed_anew_on": gettext_lazy("agreed anew on"),
    "agreed_on": gettext_lazy("agreed on"),
    "aim": gettext_lazy("Goal"),
    "also_kept_as": gettext_lazy("also kept as"),
    "answers": gettext_lazy("Answers"),
    "argument": gettext_lazy("Why it is right"),
    "asked": gettext_lazy("asked"),
    "basis": gettext_lazy("legal ground"),
    "began_on": gettext_lazy("from the day"),
    "birth_month": gettext_lazy("Month of birth"),
    "birth_why": gettext_lazy("how the age is known"),
    "birth_year": gettext_lazy("Year of birth"),
    "born_on": gettext_lazy("Born on"),
    "call_in_emergency": gettext_lazy("whom to call in an emergency"),
    "closed_at": gettext_lazy("Closed on"),
    "cluster__name": gettext_lazy("cluster"),
    "community": gettext_lazy("work in the community"),
    "conflict_victim": gettext_lazy("Victim of the armed conflict"),
    "contact": gettext_lazy("contact"),
    "day__course__title": gettext_lazy("course"),
    "day__held_on": gettext_lazy("day"),
    "dimension": gettext_lazy("Dimension"),
    "disability": gettext_lazy("Disability"),
    "document": gettext_lazy("Identity document"),
    "done": gettext_lazy("what was done"),
    "email": gettext_lazy("e-mail"),
    "ended_on": gettext_lazy("to the day"),
    "ending": gettext_lazy("why it ended"),
    "ethnic": gettext_lazy("Ethnic group"),
    "experience": gettext_lazy("experience"),
    "expires_on": gettext_lazy("last day"),
    "extended_why": gettext_lazy("why it took longer"),
    "finished": gettext_lazy("finished"),
    "from_on": gettext_lazy("from the day"),
    "given_on": gettext_lazy("given on"),
    "ground": gettext_lazy("Ground"),
    "guardian": gettext_lazy("guardian"),
    "guardian_agreed": gettext_lazy("Guardian agreed (under 18)"),
    "heard_on": gettext_lazy("The minor was heard on"),
    "held_on": gettext_lazy("day"),
    "instrument": gettext_lazy("Instrument"),
    "kind": gettext_lazy("kind"),
    "known_at": gettext_lazy("known since"),
    "letter": gettext_lazy("letter"),
    "lives_since": gettext_lazy("lives there since"),
    "measures": gettext_lazy("what was done"),
    "missing": gettext_lazy("what was missing"),
    "mood": gettext_lazy("mood (1 to 5)"),
    "name": gettext_lazy("name"),
    "neighbourhood": gettext_lazy("Neighbourhood"),
    "next_on": gettext_lazy("next time"),
    "note": gettext_lazy("note"),
    "on": gettext_lazy("day"),
    "order_paper": gettext_lazy("Paper of the order"),
    "ordered_until": gettext_lazy("Legal term of an order, if there is one"),
    "part": gettext_lazy("part of the day"),
    "pressed_at": gettext_lazy("moment"),
    "proof": gettext_lazy("what shows it"),
    "purpose": gettext_lazy("purpose"),
    "purpose_text": gettext_lazy("purpose, as it was read out"),
    "reason": gettext_lazy("What the person wants, in their words"),
    "referred_by": gettext_lazy("Sent by"),
    "refusal": gettext_lazy("Why not"),
    "relation": gettext_lazy("Signed as"),
    "requester": gettext_lazy("who asked"),
    "review_on": gettext_lazy("Look at it again on"),
    "role": gettext_lazy("role"),
    "safe": gettext_lazy("how safe (1 to 5)"),
    "score": gettext_lazy("points"),
    "sex": gettext_lazy("Sex"),
    "signatory": gettext_lazy("who signed"),
    "sleep": gettext_lazy("sleep (1 to 5)"),
    "standing": gettext_lazy("what became of it"),
    "state": gettext_lazy("state"),
    "steps": gettext_lazy("Steps"),
    "told_on": gettext_lazy("The person was told on"),
    "until_on": gettext_lazy("to the day"),
    "username": gettext_lazy("user name"),
    "wants_to_talk": gettext_lazy("wants to talk"),
    "what": gettext_lazy("What happened"),
    "why": gettext_lazy("reason"),
    "withdrawn_on": gettext_lazy("taken back on"),
    "withdrawn_why": gettext_lazy("why it was taken back"),
}


def field_words(name: str, value: Any) -> tuple[str, str]:
    """Return a field of a person's own data and its value, in words; an empty one reads NOTHING."""
    return str(FIELDS.get(name, name)), _value(value) or NOTHING


def _value(value: Any) -> str:
    """Return a value in words: a list line by line, the parts of a record one after the other."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "isoformat"):
        return date_format(value, "SHORT_DATETIME_FORMAT" if hasattr(value, "hour") else "SHORT_DATE_FORMAT")
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, map(_value, value)))
    if isinstance(value, dict):
        parts = ((FIELDS.get(name, name), _value(one)) for name, one in value.items())
        return "; ".join(f"{name}: {told}" for name, told in parts if told)
    if isinstance(value, Decimal | float):
        return number(float(value), 0 if value == int(value) else 2)
    return "" if value is None else str(value)


def backups_told() -> str:
    """Return what becomes of what was erased in the copies that were made before."""
    return _(
        "Copies of the database that were made before, in case a machine breaks, still hold it sealed. They are used for "
        "nothing else and are destroyed after {days} days at the latest; if one had to be put back, it is erased again."
    ).format(days=settings.BACKUP_DAYS)


def kept_by_law(holding: Holding, kept: Iterable[Kept]) -> str:
    """Return until when a law keeps some of these records whatever their person asks, and why; "" where none does."""
    until = holding.law_keeps(one.key for one in kept)
    if until is None:
        return ""
    day = date_format(until, "DATE_FORMAT")
    return _("It cannot be erased before {day}. {why}").format(day=day, why=holding.kept_because)


def part_of_copy(
    holding: Holding, *, kept: Sequence[Kept], period: Period, records: Iterable[Iterable[tuple[str, str]]]
) -> PartOfCopy:
    """Return what a holding keeps of somebody, as they are given it; what is not copied is counted."""
    counted = ngettext(
        "{n} record is kept here. It is not copied, because it also speaks of others or is evidence.",
        "{n} records are kept here. They are not copied, because they also speak of others or are evidence.",
        len(kept),
    ).format(n=len(kept))
    law = kept_by_law(holding, kept)
    return PartOfCopy(
        title=str(holding.title),
        purpose=purpose_name(holding.purpose),
        basis=basis_name(holding.basis),
        kept_for=f"{kept_for(period)}. {law}" if law else kept_for(period),
        records=tuple(map(tuple, records)),
        counted="" if holding.content else counted,
    )
