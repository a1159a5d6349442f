"""Spreadsheets of activities, of how many came, of indirect reach, and of attendance by name.

A row is known by its activity's code. Attendance is for those alone who keep it. Numbers of heads that
somebody else reported leave through the gate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pazos.analysis.books.sheet import Column, Kind, Sheet
from pazos.analysis.disclosing import released_list
from pazos.analysis.reach.attending import PERSON, person, places
from pazos.analysis.reach.slices import Slice, activities_in, sees_people
from pazos.domain.activities import actions, queries
from pazos.domain.activities.actions.planning import Planned
from pazos.domain.activities.models import Activity, Attendance, HeadCount, IndirectReach
from pazos.domain.activities.standing import ORGANISATIONS
from pazos.domain.activities.vocabulary import IndirectMethod, State
from pazos.domain.activities.vocabulary import Kind as ActivityKind
from pazos.domain.participants.traits import Traits
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.domain.people.models import Organisation
from pazos.domain.strategy.models import Programme
from pazos.domain.teams.models import WorkCluster
from pazos.domain.teams.queries import reach_of
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pazos.domain.people.models import Staff


def _programmes() -> list[tuple[str, str]]:
    return list(Programme.objects.order_by("code").values_list("code", "name"))


def _organisations() -> list[tuple[str, str]]:
    names = Organisation.objects.exclude(kind=Organisation.Kind.SECURITY).values_list("name", flat=True)
    return [(name, name) for name in names]


def _clusters() -> list[tuple[str, str]]:
    return [(name, name) for name in WorkCluster.objects.values_list("name", flat=True)]


CODE = Column(
    "code", _("Code"), is_required=True, says=_("Your own, and never another's."), example="TAL-2026-014"
)
ACTIVITY = Column("activity", _("Code of the activity"), is_required=True, example="TAL-2026-014")
PEOPLE = Column("people", _("People"), Kind.WHOLE, is_required=True, example="24")
_PROGRAMME = Column("programme", _("Programme"), Kind.CHOICE, is_required=True, choices=_programmes)


def _activity_rows(staff: Staff) -> Iterator[dict[str, object]]:
    found = queries.activities(queries.Asked(), seen_by=staff, on=timezone.localdate())
    for one in found.iterator(chunk_size=2000):
        yield {
            "code": one.code,
            "programme": one.programme.code,
            "name": one.name,
            "kind": one.kind,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "hours": one.hours,
            "neighbourhood": one.neighbourhood.code if one.neighbourhood else None,
            "cluster": one.cluster.name if one.cluster else None,
            "venue": one.venue,
            "responsible": one.responsible.name,
            "partner": one.partner.name if one.partner else None,
            "state": one.state,
            "why_cancelled": one.why_cancelled,
            "note": one.note,
        }


def _take_activity(row: Mapping[str, Any], by: Staff) -> None:
    planned = Planned(
        programme=Programme.objects.get(code=row["programme"]),
        name=row["name"],
        kind=ActivityKind(row["kind"]),
        starts_on=row["starts_on"],
        responsible=Organisation.objects.get(name=row["responsible"]),
        ends_on=row.get("ends_on"),
        hours=row.get("hours"),
        neighbourhood=Neighbourhood.objects.filter(
            code=row.get("neighbourhood") or "", valid_to__isnull=True
        ).first(),
        cluster=WorkCluster.objects.filter(name=row.get("cluster") or "").first(),
        venue=row.get("venue") or "",
        partner=Organisation.objects.filter(name=row.get("partner") or "").first(),
        note=row.get("note") or "",
    )
    known = Activity.objects.filter(code=row["code"]).first()
    if known is None:
        known = actions.plan(planned, code=row["code"], by=by)
    elif known.state != State.CANCELLED:
        known = actions.change_plan(known, by=by, **vars(planned))
    _bring_to(known, State(row.get("state") or known.state), row, by)


def _bring_to(activity: Activity, state: State, row: Mapping[str, Any], by: Staff) -> None:
    if state == activity.state:
        return
    if state == State.DONE:
        actions.done(activity, by=by)
    elif state == State.CANCELLED:
        actions.cancel(activity, why=row.get("why_cancelled") or "", by=by)
    else:
        actions.plan_again(activity, by=by)


def _activity(code: str) -> Activity:
    found = Activity.objects.filter(code=code).first()
    if found is None:
        raise InputProblem(N_("{field}: no activity has the code {code}."), field="activity", code=code[:60])
    return found


def _head_rows(staff: Staff) -> Iterator[dict[str, object]]:
    reach = reach_of(staff, Permission.RUN_ACTIVITIES)
    own = activities_in(Slice(), seen_by=staff).filter(reach.belonging(organisation=ORGANISATIONS))
    rows = HeadCount.objects.filter(activity__in=own.values("pk")).order_by(
        "activity__code", "sex", "age_band"
    )
    found = list(rows.values_list("pk", "activity__code", "sex", "age_band", "people"))
    to = Permission.KEEP_ATTENDANCE if sees_people(staff) else Permission.SEE_STRATEGY
    shown = released_list({str(key): people for key, *_, people in found}, to=to) if found else {}
    for key, code, sex, band, _people in found:
        if shown[str(key)] is not None:
            yield {"activity": code, "sex": sex, "age_band": band, "people": shown[str(key)]}


def _take_heads(row: Mapping[str, Any], by: Staff) -> None:
    activity = _activity(row["activity"])
    known = {(Sex(one.sex), AgeBand(one.age_band)): one.people for one in activity.head_counts.all()}
    group = (Sex(row.get("sex") or Sex.UNKNOWN), AgeBand(row.get("age_band") or AgeBand.UNKNOWN))
    actions.count_heads(activity, heads={**known, group: row["people"]}, by=by)


def _indirect_rows(staff: Staff) -> Iterator[dict[str, object]]:
    reach = reach_of(staff, Permission.SEE_STRATEGY)
    own = reach.belonging(organisation="programme__department,programme__partners")
    rows = IndirectReach.objects.filter(own).select_related("programme").distinct()
    for one in rows.order_by("programme__code", "year", "method"):
        yield {
            "programme": one.programme.code,
            "year": one.year,
            "method": one.method,
            "people": one.people,
            "workings": one.workings,
        }


def _take_indirect(row: Mapping[str, Any], by: Staff) -> None:
    actions.state_indirect(
        programme=Programme.objects.get(code=row["programme"]),
        year=row["year"],
        method=IndirectMethod(row["method"]),
        people=row["people"],
        workings=row["workings"],
        by=by,
    )


def _attendance_rows(staff: Staff) -> Iterator[dict[str, object]]:
    reach = reach_of(staff, Permission.KEEP_ATTENDANCE)
    own = reach.belonging(organisation="activity__responsible,activity__partner")
    rows = Attendance.objects.filter(own).select_related("participant__neighbourhood", "activity")
    told: dict[object, dict[str, object]] = {}
    for one in rows.order_by("activity__code", "on", "pk").iterator(chunk_size=2000):
        who = one.participant
        if who.pk not in told:
            kept = Traits.read(who.traits)
            told[who.pk] = {
                "document": who.document,
                "name": who.name,
                "neighbourhood": who.neighbourhood.code if who.neighbourhood else None,
                "agreed_on": who.agreed_on,
                **{name: getattr(kept, name) for name in ("sex", "ethnic", "disability", "conflict_victim")},
                "guardian_agreed": kept.guardian_agreed or None,
            }
        yield {"activity": one.activity.code, "on": one.on, **told[who.pk]}


def _take_attendance(row: Mapping[str, Any], by: Staff) -> None:
    activity = _activity(row["activity"])
    actions.attend(activity, participants=[person(row, by=by)], on=row.get("on"), by=by)


SHEETS = (
    Sheet(
        name="activities",
        title=_("Activities"),
        columns=(
            CODE,
            _PROGRAMME,
            Column("name", _("Activity"), is_required=True, example="Taller de radio"),
            Column("kind", _("Kind"), Kind.CHOICE, is_required=True, choices=lambda: ActivityKind.choices),
            Column("starts_on", _("Begins on"), Kind.DATE, is_required=True, example="2026-02-14"),
            Column("ends_on", _("Ends on"), Kind.DATE, says=_("Left empty, it lasts one day.")),
            Column("hours", _("Hours"), Kind.DECIMAL, example="2.5"),
            Column("neighbourhood", _("Neighbourhood"), Kind.CHOICE, choices=places),
            Column(
                "cluster",
                _("Cluster"),
                Kind.CHOICE,
                choices=_clusters,
                says=_("Left empty, that of the neighbourhood on that day."),
            ),
            Column("venue", _("Venue"), example="Casa de la Juventud"),
            Column("responsible", _("Responsible"), Kind.CHOICE, is_required=True, choices=_organisations),
            Column("partner", _("Partner"), Kind.CHOICE, choices=_organisations),
            Column("state", _("State"), Kind.CHOICE, choices=lambda: State.choices),
            Column("why_cancelled", _("Why it was cancelled")),
            Column("note", _("Note"), Kind.LONG, says=_("No names of people who took part.")),
        ),
        see=Permission.SEE_STRATEGY,
        write=Permission.RUN_ACTIVITIES,
        rows=_activity_rows,
        take=_take_activity,
    ),
    Sheet(
        name="head_counts",
        title=_("How many came, reported in numbers"),
        columns=(
            ACTIVITY,
            Column("sex", _("Sex"), Kind.CHOICE, choices=lambda: Sex.choices),
            Column("age_band", _("Age band"), Kind.CHOICE, choices=lambda: AgeBand.choices),
            PEOPLE,
        ),
        see=Permission.RUN_ACTIVITIES,
        write=Permission.RUN_ACTIVITIES,
        rows=_head_rows,
        take=_take_heads,
    ),
    Sheet(
        name="indirect_reach",
        title=_("People reached indirectly"),
        columns=(
            _PROGRAMME,
            Column("year", _("Year"), Kind.WHOLE, is_required=True, example="2025"),
            Column(
                "method", _("Method"), Kind.CHOICE, is_required=True, choices=lambda: IndirectMethod.choices
            ),
            PEOPLE,
            Column("workings", _("The arithmetic in words"), Kind.LONG, is_required=True),
        ),
        see=Permission.SEE_STRATEGY,
        write=Permission.RUN_ACTIVITIES,
        rows=_indirect_rows,
        take=_take_indirect,
    ),
    Sheet(
        name="attendance",
        title=_("Attendance by name"),
        columns=(
            ACTIVITY,
            Column("on", _("Day"), Kind.DATE, says=_("Left empty, the activity's first day.")),
            *PERSON,
        ),
        see=Permission.KEEP_ATTENDANCE,
        write=Permission.KEEP_ATTENDANCE,
        rows=_attendance_rows,
        take=_take_attendance,
    ),
)
