"""How processes, answers, measures and reports read on a page, and what is told to whom when one stops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.domain.justice import lawful
from pazos.domain.justice.vocabulary import (
    AskedOfJudge,
    Compliance,
    DutyState,
    MeasureKind,
    ProcessState,
    School,
    Stopped,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import Promise

    from pazos.domain.justice.rules.willing import Answer

STATE_BADGES = {
    ProcessState.PREPARING: "info",
    ProcessState.READY: "info",
    ProcessState.AGREED: "good",
    ProcessState.CLOSED: "good",
    ProcessState.STOPPED: "warning",
}
DUTY_BADGES = {DutyState.DONE: "good", DutyState.BROKEN: "error", DutyState.CHANGED: "", DutyState.LET_GO: ""}

NOT_IN_THE_FILE = gettext_lazy(
    "Nothing of it goes to the penal file: not that they took part, not what was said, not who ended it or why. It "
    "is no proof against anybody, and no ground for a conviction or a heavier penalty (Law 906 of 2004, art. 519)."
)
NO_REASON = gettext_lazy("Nobody has to say why, and nobody asks.")
_TOLD: dict[str, tuple[str | Promise, str | Promise]] = {
    Stopped.HARMED: (
        gettext_lazy(
            "Thank you for saying it. It ends here, today, because you decided so. Nobody will ask you why, and "
            "nobody will call you about it again unless you want that. Your rights as a victim stay whole."
        ),
        gettext_lazy(
            "The process does not go on. That is nobody's fault and says nothing against you. Do not look for the "
            "other person, nor send anybody to them."
        ),
    ),
    Stopped.RESPONSIBLE: (
        gettext_lazy(
            "The process does not go on. You did nothing wrong. Your rights as a victim stay whole, and we tell you "
            "today where you can ask for them."
        ),
        gettext_lazy(
            "It ends here, today, because you decided so. Nobody will ask you why. It is not held against you by "
            "anybody, in any procedure."
        ),
    ),
    Stopped.NOT_SAFE: (
        gettext_lazy("We stop, because your safety comes first. Tell us now what you need to be safe."),
        gettext_lazy("We stop, because everybody's safety comes first. It says nothing against you."),
    ),
    Stopped.NOT_FIT: (
        gettext_lazy(
            "The law or the pathway does not allow this process. Your rights as a victim stay whole, and we go with "
            "you to whoever can help."
        ),
        gettext_lazy("The law or the pathway does not allow this process. It says nothing against you."),
    ),
    Stopped.NOT_FOUND: (
        gettext_lazy(
            "We could not find the other side, so it ends here. If that changes, you are asked first."
        ),
        gettext_lazy("The process ends, because one side was not found. Nothing of it is held against you."),
    ),
}


@dataclass(frozen=True)
class Told:
    """What is told to each side when a process stops."""

    harmed: str
    responsible: str
    nobody_asks: str
    not_in_the_file: str


def what_to_tell(stopped: str) -> Told | None:
    """Return the words for each side, None where nothing stopped."""
    said = _TOLD.get(stopped)
    return Told(str(said[0]), str(said[1]), str(NO_REASON), str(NOT_IN_THE_FILE)) if said else None


def answer_words(said: Answer | None) -> tuple[str, str]:
    """Return the kind of the badge and the words of what somebody said last."""
    if said is None:
        return "", _("not asked yet")
    if said.is_no:
        return "warning", _("does not want it")
    return "good", _("wants it")


REPORT_WORDS: dict[str, Any] = {
    "kind": MeasureKind,
    "compliance": Compliance,
    "school": School,
    "asks": AskedOfJudge,
}


def report_rows(content: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return label, value and article of each field of a report, in their order."""
    return [
        (str(field.label), report_value(field.code, content[field.code]), field.source)
        for field in lawful.REPORT
        if field.code in content
    ]


def report_value(code: str, value: Any) -> str:
    """Return how a value of a report reads."""
    if code in REPORT_WORDS:
        return str(dict(REPORT_WORDS[code].choices).get(value, value)).capitalize()
    if code.endswith("_on") or code == "last_day":
        return day(value)
    if code.startswith(("hours", "days")):
        return number(value)
    return str(value)


def number(value: int | str) -> str:
    """Return a number as the reader writes it, to one decimal where it has one: 52, or 3,5."""
    return str(floatformat(value, -1))


def signed(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Return who wrote and who approved a report; of one that was approved before its hash held them, nothing."""
    if "written_by" not in content:
        return ()
    said = _("Written by {writer}; approved by {approver}.")
    return (said.format(writer=content["written_by"], approver=content["approved_by"]),)


def certificate_rows(content: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return label, value and article of each field of a certificate."""
    words: dict[str, Mapping[str, Any]] = {
        "stands": lawful.STANDS,
        "kept": lawful.KEPT,
        "agreement": {"yes": _("yes"), "no": _("no")},
    }
    rows = []
    for field in lawful.CERTIFICATE:
        value = content[field.code]
        read = str(words[field.code][value]) if field.code in words else value
        rows.append((str(field.label), day(read) if field.code.endswith("_on") else read, field.source))
    return rows


def day(text: str) -> str:
    """Return a day that is kept as text, as the reader writes days."""
    return date_format(date.fromisoformat(text), "DATE_FORMAT") if text else "–"
