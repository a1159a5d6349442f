"""Every deed of restorative justice, of a judge's measures and of legal orientation, with a mark for each word."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4

from pazos.domain.justice.actions import (
    agreeing,
    asking,
    courts,
    ending,
    measures,
    meeting,
    opening,
    orientation,
    reports,
)
from pazos.domain.justice.models import Court

if TYPE_CHECKING:
    from marked.stage import Stage
    from pazos.domain.justice.models import Duty, Party, Process

OPENED = "justice.opening"


def processes(on: Stage) -> None:
    """One process goes to its end, one is asked from the case and stops, one loses its facilitator."""
    by, marks = on.flor, on.marks
    process = opening.open_process(
        id=uuid4(),
        asked="harmed",
        asked_on=on.day(-40),
        harm="injury",
        summary=marks(f"{OPENED}.open_process.summary"),
        by=by,
    )
    opening.rewrite(process, harm="threat", summary=marks(f"{OPENED}.rewrite.summary"), by=by)
    harmed, other = (_party(on, process, side) for side in ("harmed", "responsible"))
    opening.remove_party(_party(on, process, "support"), by=by)
    words = on.said(f"{OPENED}.change_party", "name", "contact", "guardian", "wishes")
    opening.change_party(harmed, is_minor=False, by=by, **words)
    words = on.said(f"{OPENED}.change_party", "name", "contact", "guardian", "wishes")
    opening.change_party(other, is_minor=True, by=by, **words)
    _prepared(on, process, (harmed, other))
    _agreed(on, process, (harmed, other))
    ending.close(process, on=on.today, by=by)
    ending.certify(process, both_agree=True, by=by)
    asked = opening.ask_from_case(
        on.case, side="responsible", harm="threat", facilitator=by, asked_on=on.today, by=on.worker
    )
    on.kept["asked process"] = asked
    ending.reassign(asked, facilitator=on.staff["fabio"], by=on.supervisor)
    own = marks(f"{OPENED}.rewrite.summary of the case's process")
    opening.rewrite(asked, harm="injury", summary=own, by=on.staff["fabio"])
    ending.stop(asked, reason="not_safe", on=on.today, by=on.staff["fabio"])


def _party(on: Stage, process: Process, side: str) -> Party:
    words = on.said(f"{OPENED}.add_party", "name", "contact", "guardian")
    return opening.add_party(process, id=uuid4(), side=side, is_minor=True, by=on.flor, **words)


def _asked(on: Stage, who: Party, *, days: int) -> None:
    asking.ask(who, id=uuid4(), on=on.day(-days), wants=True, alone=True, guardian_agrees=True, by=on.flor)


def _met(on: Stage, process: Process, kind: str, *people: Party, days: int) -> None:
    keys = [one.pk for one in people]
    note = on.marks("justice.meeting.hold.note")
    held = meeting.hold(process, id=uuid4(), kind=kind, on=on.day(-days), parties=keys, note=note, by=on.flor)
    meeting.rewrite_note(held, note=on.marks("justice.meeting.rewrite_note.note"), by=on.flor)
    on.kept["meeting"] = held


def _prepared(on: Stage, process: Process, people: tuple[Party, Party]) -> None:
    for who in people:
        who.refresh_from_db()
        _asked(on, who, days=30)
        _met(on, process, "preparation", who, days=20)
        _asked(on, who, days=10)
    ending.make_ready(process, is_safe=True, told_rights=True, by=on.flor)


def _agreed(on: Stage, process: Process, people: tuple[Party, Party]) -> None:
    by, other = on.flor, people[1]
    _met(on, process, "circle", *people, days=9)
    agreeing.take_out(_proposed(on, other), by=by)
    first = _proposed(on, other)
    said = agreeing.Said([one.pk for one in people], True, True, True)
    agreeing.agree(process, said=said, on=on.day(-8), by=by)
    first.refresh_from_db()
    words = on.said("justice.agreeing.change_by_both", "text", "measure")
    days = {"due_on": on.day(20), "on": on.today}
    second = agreeing.change_by_both(first, id=uuid4(), said=said, by=by, **days, **words)
    second.refresh_from_db()
    agreeing.mark(second, state="done", harmed_agrees=True, on=on.today, by=by)
    second.refresh_from_db()
    agreeing.reopen(second, by=by)
    second.refresh_from_db()
    agreeing.mark(second, state="done", harmed_agrees=True, on=on.today, by=by)
    for who in people:
        _asked(on, who, days=5)
    _met(on, process, "follow_up", *people, days=4)
    meeting.take_out(on.kept["meeting"], by=by)


def _proposed(on: Stage, who: Party) -> Duty:
    words = on.said("justice.agreeing.propose", "text", "measure")
    return agreeing.propose(who, id=uuid4(), due_on=on.day(20), by=on.flor, **words)


def ordered(on: Stage) -> None:
    """A measure of a judge, its hours and its reports; orientation, and a day of justice in a neighbourhood."""
    by = on.worker
    words = {"court": _court(on), "file_number": "09317-3107"}
    days = {"begins_on": on.day(-100), "ends_on": on.day(60)}
    measure = measures.write(on.case, id=uuid4(), kind="service", hours=60, by=by, **days, **words)
    changed = {"ends_on": on.day(80), "hours": 50, "report_every_months": 2}
    measures.correct(measure, by=by, **changed, **words)
    for out in (False, True):
        done = measures.write_hours(measure, id=uuid4(), on=on.day(-9 + out), hours=Decimal(2), by=by)
        if out:
            measures.take_hours_out(done, by=by)
    for away in (True, False):
        said = {"compliance": "kept", "school": "yes", "asks": "nothing"}
        told = reports.write(measure, id=uuid4(), until_on=on.today, by=by, **said)
        if away:
            reports.throw_away(told, by=by)
    reports.approve(told, by=on.supervisor)
    reports.send(told, on=on.today, by=by)
    measures.end(measure, on=on.today, by=by)
    _oriented(on)


def _court(on: Stage) -> Court:
    """The marks are refused where a court or the number of its file is written; the list is begun, and one leaves."""
    courts.begin(by=on.supervisor)
    gone = courts.add(name="Juzgado 9 Promiscuo de Familia", city="Santiago de Cali", by=on.supervisor)
    courts.take_out(gone, by=on.supervisor)
    listed = Court.objects.first()
    if listed is None:
        return courts.add(name="Juzgado 2 Penal para Adolescentes", city="Santiago de Cali", by=on.supervisor)
    return listed


def _oriented(on: Stage) -> None:
    by, place = on.worker, on.town.street.places["N1"]
    words = on.said("justice.orientation.plan_day", "place", "institutions")
    day = orientation.plan_day(on=on.today, neighbourhood=place, by=by, **words)
    for case, out in ((on.case, False), (None, False), (None, True)):
        whose = "of the case" if case else "of nobody"
        note = on.marks(f"justice.orientation.orient.note {whose}")
        said = {"matter": "family", "solved": True}
        given = orientation.orient(id=uuid4(), on=on.today, day=day, case=case, note=note, by=by, **said)
        orientation.correct(given, note=on.marks(f"justice.orientation.correct.note {whose}"), by=by, **said)
        if out:
            orientation.take_out(given, by=by)
    words = on.said("justice.orientation.change_day", "place", "institutions")
    orientation.change_day(day, on=on.today, neighbourhood=place, attended=9, by=by, **words)
