"""Every deed of venues and of activities, with a mark for each word."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

from PIL import Image

from marked.rights import somebody
from pazos.domain.activities import actions as activities
from pazos.domain.activities.actions import bringing_in, joining
from pazos.domain.activities.actions.planning import Planned
from pazos.domain.activities.models import Activity
from pazos.domain.activities.vocabulary import IndirectMethod
from pazos.domain.documents import actions as documents
from pazos.domain.participants.models import Participant
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.domain.venues.actions import keeping, neighbours, picturing, works

if TYPE_CHECKING:
    from marked.stage import Stage


def attendance(on: Stage) -> None:
    """Activities are planned, held, counted, called off; somebody came under two rows that are made one."""
    by, marks = on.lead, on.marks
    words = on.said("activities.planning.plan", "name", "venue", "note", "code")
    held = on.activity(**words)
    words = on.said("activities.planning.change_plan", "name", "venue", "note")
    held = activities.change_plan(held, by=by, **words)
    paper = documents.keep(
        title="Lista", file_name="l.txt", content=io.BytesIO(b"lista"), organisation=None, by=by
    )
    activities.add_evidence(held, documents=[paper], by=by)
    twin = somebody(on, "register joined", document="")
    activities.attend(held, participants=[on.person, twin], by=on.supervisor)
    activities.leave_out(held, participant=twin, by=on.supervisor)
    activities.attend(held, participants=[twin], by=on.supervisor)
    kept = somebody(on, "register kept")
    joining.join(kept, other=twin, by=on.supervisor)
    activities.count_heads(held, heads={(Sex.WOMAN, AgeBand.TEEN): 4}, by=by)
    activities.done(held, by=by, hours=Decimal(2))
    planned = Planned(
        programme=on.programme,
        kind="culture",
        starts_on=on.day(5),
        responsible=on.programme.department,
        **on.said("activities.planning.repeat_weekly", "name", "venue", "note"),
    )
    first, second = activities.repeat_weekly(planned, weeks=2, by=by)
    activities.cancel(first, why=marks("activities.planning.cancel.why"), by=by)
    activities.plan_again(first, by=by)
    activities.cancel(second, why=marks("activities.planning.cancel.why"), by=by)
    activities.state_indirect(
        programme=on.programme,
        year=on.today.year,
        method=IndirectMethod.values[0],
        people=100,
        workings=marks("activities.counting.state_indirect.workings"),
        by=by,
    )
    _past(on)
    on.kept["activity"] = held


def _past(on: Stage) -> None:
    now = on.person.registered_at
    person = Participant(
        person_key="b" * 63 + "1",
        name=on.marks("activities.bringing_in.bring_in.name"),
        agreed_on=on.today,
        registered_by=on.lead,
        registered_at=now,
        changed_at=now,
    )
    activity = Activity(
        programme=on.programme,
        code="past-1",
        name="Antes",
        kind="culture",
        state="done",
        starts_on=on.day(-400),
        ends_on=on.day(-400),
        responsible=on.programme.department,
        entered_by=on.lead,
        entered_at=now,
    )
    past = bringing_in.Past([person], [activity], [bringing_in.Came(0, 0, on.day(-400))])
    bringing_in.bring_in(past, strategy=on.programme.component.strategy, by=on.lead)


def venues(on: Stage) -> None:
    """A venue is made, changed, inspected, counted, pictured; works are planned and stopped."""
    by, place = on.lead, on.town.street.places["N1"]
    words = on.said("venues.keeping.make", "name", "code")
    venue = keeping.make(kind="park", neighbourhood=place, by=by, **words)
    keeping.change_venue(venue, name=on.marks("venues.keeping.change_venue.name"), by=by)
    for back in (True, False):
        note = on.marks("venues.keeping.inspect.note")
        found = keeping.inspect(venue, on=on.today, conditions={"light": 3}, feels_safe=3, note=note, by=by)
        if back:
            keeping.take_inspection_back(found, by=by)
    keeping.count_use(venue, on=on.today, hour=17, women=3, men=2, children=9, by=by)
    row = keeping.hold_activity(venue, activity=on.kept["activity"].pk, by=by)
    keeping.part_activity(row, by=by)
    days = {"begins_on": on.day(-5), "due_on": on.day(50), "line": None, "amount": None}
    days["responsible"] = on.programme.department
    work = works.plan_work(venue, title=on.marks("venues.works.plan_work.title"), by=by, **days)
    works.change_work(work, title=on.marks("venues.works.change_work.title"), by=by)
    works.move_work(work, to="underway", by=by)
    works.move_work(work, to="stopped", why=on.marks("venues.works.move_work.why"), by=by)
    works.step_back(work, by=by)
    works.move_work(work, to="stopped", why=on.marks("venues.works.move_work.why"), by=by)
    for away in (True, False):
        shows = on.marks("venues.picturing.add_picture.shows")
        said = {"moment": "before", "on": on.today, "no_faces": True, "shows": shows}
        picture = picturing.add_picture(venue, content=_photograph(on, away), by=by, **said)
        if away:
            picturing.remove_picture(picture, by=by)
    name = on.marks("venues.neighbours.write_committee.name")
    committee = neighbours.write_committee(venue, name=name, people=9, rhythm="month", by=by)
    name = on.marks("venues.neighbours.change_committee.name")
    neighbours.change_committee(committee, name=name, by=by)
    neighbours.say_met(committee, on=on.today, by=by)
    text = on.marks("venues.neighbours.promise.text")
    made = neighbours.promise(committee, text=text, due_on=on.day(30), by=by)
    neighbours.settle(made, outcome="kept", by=by)
    on.kept["venue"] = venue


def _photograph(on: Stage, away: bool) -> io.BytesIO:
    """A photograph whose camera wrote a mark into it."""
    exif = Image.Exif()
    exif[0x010E] = on.marks("venues.picturing.add_picture.what the camera wrote")
    made = io.BytesIO()
    Image.new("RGB", (160, 140), (10, 200, 90) if away else (200, 10, 90)).save(made, "JPEG", exif=exif)
    made.name = f"{on.marks('venues.picturing.add_picture.file name')}.jpg"
    made.seek(0)
    return made
