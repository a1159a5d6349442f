"""The wall: every address, for every role, on its own side and the other, shows what was declared and no more.

Two clusters are filled with markers (tests/poisoned.py). Then everything is asked for: each address by
each role, as the street work of the north and of the south; and by the security liaison with every
parameter that any form knows. What comes back is searched for markers, compressed or not, page or file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from test_access import SLOTS, is_refused

from papers import opened
from pazos.config.addresses import ADDRESSES
from pazos.domain.justice.models import Process
from pazos.domain.people.models import Staff
from pazos.foundation.access.policy import GRANTS, Permission, Role, Scope, may, scope_of
from pazos.interfaces.components.routes import Key
from poisoned import ELSEWHERE, Poisoned, Side, member_of_the_north, opens, sealed_models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pazos.interfaces.components.routes import Address

pytestmark = [pytest.mark.django_db, pytest.mark.long]

# What stands in the <slots> of an address on each side: the row that it is about.
ABOUT: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("dispute", "edit_dispute"), ("key", "disputes.Dispute")),
    "go_back": ("key", "disputes.FollowUp"),
    "withdraw_presence": ("key", "outreach.Presence"),
    "answer_check": ("key", "outreach.WellbeingCheck"),
    "incident": ("key", "outreach.SafetyIncident"),
    **dict.fromkeys(("help_call", "answer_call", "end_call"), ("key", "outreach.Distress")),
    **dict.fromkeys(("gestor", "gestor_talk", "gestor_end"), ("key", "gestores.Gestor")),
    **dict.fromkeys(
        ("candidate", "score_candidate", "recuse", "leave_candidate"), ("key", "gestores.Candidate")
    ),
    **dict.fromkeys(
        ("call", "call_criteria", "call_scorers", "move_call", "decide_call", "enter_candidate"),
        ("number", "gestores.Call"),
    ),
    **dict.fromkeys(("book_file", "book_refused"), ("pk", "books.BookFile")),
    "mark_shift": ("number", "gestores.PlannedShift"),
    **dict.fromkeys(
        ("activity", "change_activity", "activity_heads", "activity_attendance"),
        ("number", "activities.Activity"),
    ),
    **dict.fromkeys(("participant", "correct_participant"), ("key", "participants.Participant")),
    **dict.fromkeys(
        (
            *("referral", "referral_explained", "complete_referral", "tell_referral", "argue_referral"),
            *("accept_referral", "hold_referral", "refuse_referral"),
        ),
        ("key", "cases.Referral"),
    ),
    "merge": ("key", "participants.Merge"),
    **dict.fromkeys(("contact_change", "contact_forget"), ("key", "partners.Contact")),
    **dict.fromkeys(
        ("partner", "partner_change", "partner_vetting", "contact_add"), ("number", "partners.Partner")
    ),
    **dict.fromkeys(
        (
            *("committee", "change_committee", "dissolve_committee", "seat_add", "call_session"),
            "committee_promise",
        ),
        ("number", "committees.Committee"),
    ),
    "seat_change": ("number", "committees.Seat"),
    **dict.fromkeys(
        (
            *("committee_session", "session_agenda", "session_cancel", "session_attendance", "session_write"),
            *("session_decide", "session_promise", "draft_minutes"),
        ),
        ("number", "committees.Session"),
    ),
    **dict.fromkeys(
        ("minutes", "minutes_sign", "minutes_paper", "minutes_json"), ("number", "committees.Minutes")
    ),
    **dict.fromkeys(
        ("commitment", "commitment_owed", "commitment_kept", "council_review"),
        ("number", "committees.Commitment"),
    ),
    **dict.fromkeys(
        ("emergency_end", "emergency_stop", "emergency_review"), ("number", "people.EmergencyAccess")
    ),
    **dict.fromkeys(
        (
            *("case_work", "case_wish", "case_vacancies", "case_training", "case_job"),
            *("case_business", "case_choose"),
        ),
        ("key", "cases.Case"),
    ),
    **dict.fromkeys(
        ("case", "case_sessions", "write_session", "case_support", "case_course", "do_case"),
        ("key", "cases.Case"),
    ),
    **dict.fromkeys(("case_session", "session_take_out"), ("key", "cases.CaseSession")),
    "case_service": ("key", "cases.ServiceReferral"),
    "incentive_take_out": ("key", "cases.Incentive"),
    "case_follow_up": ("key", "cases.FollowUp"),
    "case_ask": ("key", "cases.CaseAsk"),
    **dict.fromkeys(("case_sending", "own_sending"), ("key", "fieldwork.OfCases")),
    "group_workshop": ("number", "activities.Activity"),
    **dict.fromkeys(("work_training", "work_training_back"), ("key", "employment.Training")),
    **dict.fromkeys(
        ("work_application", "work_application_deed", "applicant"), ("key", "employment.Application")
    ),
    **dict.fromkeys(("work_job", "work_job_end", "work_job_back"), ("key", "employment.Placement")),
    **dict.fromkeys(("work_check", "work_check_back"), ("key", "employment.RetentionCheck")),
    **dict.fromkeys(("work_business", "work_business_deed"), ("key", "employment.Business")),
    **dict.fromkeys(("goal", "new_step", "goal_deed"), ("key", "cases.Goal")),
    "step_deed": ("key", "cases.GoalStep"),
    "assessment": ("key", "cases.Assessment"),
    **dict.fromkeys(
        ("answer_assessment", "finish_assessment", "leave_assessment"), ("key", "cases.HalfAssessment")
    ),
    **dict.fromkeys(("approve_safety", "review_safety"), ("key", "cases.SafetyPlan")),
    **dict.fromkeys(("crisis", "sign_crisis", "crisis_none"), ("key", "cases.Crisis")),
    "crisis_item": ("key", "cases.CrisisItem"),
    **dict.fromkeys(("complaint", "complaint_keep_from"), ("key", "cases.Complaint")),
    **dict.fromkeys(
        ("process", "process_certificate", "process_deed", "process_deed_of", "process_reassign"),
        ("key", "justice.Process"),
    ),
    **dict.fromkeys(
        ("measure_hours", "change_measure", "end_measure", "write_judge_report"), ("key", "justice.Measure")
    ),
    **dict.fromkeys(
        ("judge_report", "judge_report_paper", "judge_report_deed"), ("key", "justice.JudgeReport")
    ),
    **dict.fromkeys(("orientation", "remove_orientation"), ("key", "justice.Orientation")),
    "remove_hours": ("key", "justice.MeasureHours"),
    "remove_court": ("number", "justice.Court"),
    **dict.fromkeys(("justice_day", "change_justice_day"), ("number", "justice.JusticeDay")),
    **dict.fromkeys(("cohort", "change_cohort"), ("number", "cases.Cohort")),
    **dict.fromkeys(("vacancy", "vacancy_terms"), ("number", "partners.Vacancy")),
    **dict.fromkeys(
        ("activity_evidence", "activity_deed", "attendance_tap", "group_workshop_tap"),
        ("number", "activities.Activity"),
    ),
    **dict.fromkeys(
        (
            *("venue", "venue_change", "venue_close", "venue_inspect", "venue_count", "venue_hold"),
            *("venue_work", "venue_picture_add", "venue_committee"),
        ),
        ("number", "venues.Venue"),
    ),
    "venue_inspection_back": ("number", "venues.Inspection"),
    **dict.fromkeys(("venue_work_change", "venue_work_back", "venue_work_move"), ("number", "venues.Work")),
    **dict.fromkeys(("venue_picture", "venue_picture_remove"), ("number", "venues.Picture")),
    "venue_part": ("number", "venues.VenueActivity"),
    **dict.fromkeys(
        ("venue_committee_change", "venue_committee_met", "venue_promise"),
        ("number", "venues.NeighboursCommittee"),
    ),
    "venue_promise_settle": ("number", "venues.CommitteePromise"),
    "do_referral": ("key", "cases.Referral"),
    "do_dispute": ("key", "disputes.Dispute"),
    "join_participant": ("key", "participants.Participant"),
    **{
        one.name: ("key", "participants.Participant")
        for one in ADDRESSES
        if one.route.startswith("rights/people/<uuid:key>")
    },
    "sending": ("key", "fieldwork.Submission"),
    "phone_revoke": ("key", "fieldwork.Device"),
    **{
        one.name: ("key", "rights.Request")
        for one in ADDRESSES
        if one.route.startswith("rights/requests/<uuid:key>")
    },
    **dict.fromkeys(("consent", "consent_withdraw", "consent_renew"), ("key", "rights.Consent")),
    "demand": ("key", "rights.LegalRequest"),
    # What stands below a case.
    **{one.name: ("key", "cases.Case") for one in ADDRESSES if one.route.startswith("cases/<uuid:key>")},
}
# What the rights desk hands out whole to the person it is about.
OWN_SHEET = "person_sheet"
OF_A_PERSON = ("cases.", "employment.", "justice.", "participants.", "fieldwork.OfCases")
MARK = re.compile(rb"zorzal(?:norte|sur)\.[A-Za-z]+\.[A-Za-z]+")


@dataclass(frozen=True)
class Cell:
    """One address as one role asks for it, about one side."""

    address: Address
    side: str
    path: str


def cells(city: Poisoned) -> Iterator[Cell]:
    """Every address about each side; one that names no row is the same of both and asked for once."""
    for address in ADDRESSES:
        if address.key is not Key.SESSION:
            continue  # the keys of phones have tests of their own
        paths = {
            reverse(address.name, kwargs=slots(address, side)): side.mark for side in reversed(city.sides)
        }
        for path, mark in paths.items():
            yield Cell(address, mark, path)


def slots(address: Address, side: Side) -> dict[str, Any] | None:
    given = dict(SLOTS.get(address.name, {}))
    if address.name in ABOUT:
        slot, label = ABOUT[address.name]
        given[slot] = side.key(label)
    return given or None


def reader(role: Role, city: Poisoned) -> Staff:
    """Somebody of that role; whoever works by clusters works in the north, who facilitates has the north's process."""
    made = Staff.objects.create(username=f"reader-{role}", name="Lectora", role=role.value)
    if role is Role.FACILITATOR:
        Process.objects.filter(pk=city.north.key("justice.Process")).update(facilitator=made)
    by_cluster = {Scope.OWN, Scope.CLUSTER} & set(GRANTS[role].values())
    return member_of_the_north(made, city) if by_cluster else made


def body_of(answer: Any) -> bytes:
    """Everything that left: streams joined, compressed files and papers opened."""
    content = opened(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    answer.close()
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    return content + headers.encode()


def leaks(body: bytes, *, role: Role) -> set[str]:
    """Markers in what came back that the policy does not open to this role on that side."""
    return {mark.decode() for mark in MARK.findall(body) if not may_show(mark.decode(), role)}


def may_show(mark: str, role: Role) -> bool:
    side, app, model = mark.split(".")
    if (app, model) == ("people", "Staff"):
        return role not in (Role.PUBLIC, Role.SECURITY_LIAISON)  # names of colleagues
    opening = opens(f"{app}.{model}")
    if opening == (Permission.RUN_JUSTICE,) and role is Role.FACILITATOR:
        return side == "zorzalnorte"  # their own process, whatever the cluster
    scopes = [scope_of(role, permission) for permission in opening]
    widest = max((scope for scope in scopes if scope is not None), default=None)
    return widest is Scope.CITY or (widest is Scope.CLUSTER and side == "zorzalnorte")


def is_of_another(address: Address, role: Role) -> bool:
    """Tell whether an address is about a venue that another organisation keeps: seen by all, changed by its keeper."""
    of_a_venue = ABOUT.get(address.name, ("", ""))[1].startswith("venues.")
    return of_a_venue and scope_of(role, address.needs) is Scope.ORGANISATION


def is_handed_out(mark: str, cell: Cell, role: Role) -> bool:
    """Tell whether a marker stands on the own sheet of somebody of that side, before whoever hands it out."""
    side, label = mark.split(".", 1)
    of_a_person = label.startswith(OF_A_PERSON) and side == cell.side
    return of_a_person and cell.address.name.startswith(OWN_SHEET) and may(role, cell.address.needs)


def expected(role: Role) -> set[str]:
    """What must be found, so that a search that finds nothing is no proof of nothing."""
    tables = {
        Role.GESTOR: ("disputes.Dispute", "disputes.Step", "outreach.Presence"),
        Role.OUTREACH_COORDINATOR: ("disputes.Dispute", "gestores.Candidate", "outreach.SafetyIncident"),
        Role.CASE_SUPERVISOR: (
            *("gestores.Candidate", "participants.Participant", "cases.Referral", "participants.Merge"),
            *("employment.Application", "employment.Business", "employment.Training"),
            *("cases.CaseSession", "cases.CaseReview", "cases.CaseAsk", "cases.ServiceReferral"),
            *("fieldwork.OfCases", "cases.Goal", "cases.Crisis"),
            "justice.Measure",
        ),
        Role.FACILITATOR: ("justice.Process", "justice.Party", "justice.Duty"),
        Role.STRATEGY_LEAD: ("gestores.Candidate", "partners.Contact", "venues.Inspection", "venues.Work"),
        Role.ANALYST: ("partners.Contact",),
        Role.DATA_OFFICER: ("rights.Request", "rights.LegalRequest"),
    }
    return {f"zorzalnorte.{label}" for label in tables.get(role, ())}


def test_every_sealed_word_of_street_work_and_of_rights_has_a_marker(city: Poisoned) -> None:
    assert set(city.north.rows) >= sealed_models() - ELSEWHERE
    assert set(city.south.rows) == set(city.north.rows)


# Pages of accompaniment, work, venues, justice, what is learned and rights, and what stands in their addresses.
OF_PEOPLE = (
    *("activities", "care", "cases", "employment", "gestores", "justice", "learning", "phones", "referrals"),
    *("rights", "street", "venues"),
)
NO_ROW = {
    "merge_people": "two people: open to whoever supervises all of the city",
    "opinion": "the code of a cohort's month, which is no record",
    "reach_file": "the ending of a file",
    **dict.fromkeys(("erase_record", "keeping_period"), "the name of a kind of record"),
    **dict.fromkeys(("released_file", "released_json"), "what was released is public"),
    **dict.fromkeys(("release", "release_sign", "release_withdraw"), "a data set without anybody"),
    "holiday_remove": "a day of the calendar",
    **dict.fromkeys(
        (
            "open_designated",
            "work_cluster",
            "close_work_cluster",
            "release_member",
            "plan_shift",
            "copy_week",
        ),
        "which clusters there are and who works there is open to all who work in the city",
    ),
}


def test_every_address_about_a_record_of_people_is_asked_about_one_that_is_there(city: Poisoned) -> None:
    """Under a number that is none's every address is silent, and its silence proves nothing."""
    roots = tuple(f"pazos.interfaces.web.pages.{name}." for name in OF_PEOPLE)
    slotted = {
        one.name for one in ADDRESSES if "<" in one.route and f"{one.view.__module__}.".startswith(roots)
    }
    of_sessions = {one.name for one in ADDRESSES if one.key is Key.SESSION}
    assert len(slotted) > 150
    assert (slotted & of_sessions) - ABOUT.keys() == NO_ROW.keys() & of_sessions
    for name, (_slot, label) in ABOUT.items():
        assert label in city.north.rows, name
        assert city.north.key(label) != city.south.key(label), name


def test_the_other_side_is_no_colleague_of_the_north(city: Poisoned) -> None:
    """So that the next test can find something: every table's words do show to somebody."""
    assert may_show("zorzalnorte.disputes.Dispute", Role.GESTOR)
    assert not may_show("zorzalsur.disputes.Dispute", Role.GESTOR)
    assert not may_show("zorzalnorte.disputes.Dispute", Role.STRATEGY_LEAD)


@pytest.mark.parametrize("role", Role)
def test_nothing_is_shown_that_the_policy_does_not_open(client, city: Poisoned, role: Role, caplog) -> None:
    """Nor is a guarded word told to the trail or to the logs, whoever asked."""
    if role is not Role.PUBLIC:
        client.force_login(reader(role, city))
    client.cookies["pazos_language"] = "en"
    asked, found, shown, wrongly = set(), {}, set(), []
    for cell in cells(city):
        answer = client.get(cell.path)
        assert answer.status_code < 500, cell
        if is_refused(answer) == may(role, cell.address.needs) and not is_of_another(cell.address, role):
            wrongly.append(cell.path)
        body = body_of(answer)
        asked.add(cell.address.name)
        shown |= {mark.decode() for mark in MARK.findall(body)}
        leaked = {mark for mark in leaks(body, role=role) if not is_handed_out(mark, cell, role)}
        if leaked:
            found[cell.path] = leaked
    assert not found
    assert not wrongly, "opened or refused against the table"
    assert asked == {address.name for address in ADDRESSES if address.key is Key.SESSION}
    assert shown >= expected(role)
    trail = facts_of_the_trail()
    assert trail
    assert not MARK.findall((trail + caplog.text).encode())


def facts_of_the_trail() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM audit_auditevent")
        return " ".join(str(row) for row in cursor.fetchall())


@pytest.mark.parametrize("role", [Role.GESTOR, Role.OUTREACH_COORDINATOR])
def test_what_is_of_another_cluster_does_not_exist(client, city: Poisoned, role: Role) -> None:
    """A record of the south answers to the north exactly as one that was never written."""
    client.force_login(reader(role, city))
    asked = []
    for name in (
        name for name, (_slot, label) in ABOUT.items() if label.split(".")[0] in ("disputes", "outreach")
    ):
        address = next(one for one in ADDRESSES if one.name == name)
        if scope_of(role, address.needs) is not Scope.CLUSTER:
            continue
        there = client.get(reverse(name, kwargs=slots(address, city.south)))
        nowhere = client.get(reverse(name, kwargs=SLOTS[name]))
        assert there.status_code == nowhere.status_code in (404, 405), name
        asked.append(there.status_code)
    assert asked.count(404) >= 2


def parameters() -> list[str]:
    """Every name that a form or a page of the product reads from an address."""
    import pathlib

    import pazos

    text = "".join(
        path.read_text(encoding="utf-8")
        for path in pathlib.Path(pazos.__file__).parent.rglob("pages/**/*.py")
    )
    read = re.findall(r"GET\.get(?:list)?\(\"(\w+)\"", text)
    fields = re.findall(r"^    (\w+) = forms\.\w+\(", text, flags=re.M)
    return sorted({*read, *fields})


def values(city: Poisoned) -> list[str]:
    """What an attacker would write there."""
    north = city.north
    return [
        north.mark,
        str(north.key("disputes.Dispute")),
        str(north.cluster.pk),
        str(north.gestor.pk),
        north.place.code,
        "1' OR '1'='1",
        "%",
        "../../pazos.sqlite3",
        "disputes",
    ]


def test_the_security_liaison_finds_nobody_whatever_they_ask(client, city: Poisoned) -> None:
    client.force_login(reader(Role.SECURITY_LIAISON, city))
    words = [north_or_south for side in city.sides for north_or_south in keys_of(side)]
    asked, names = 0, parameters()
    assert len(names) > 30
    for cell in (one for one in cells(city) if one.side == city.north.mark):
        for value in values(city) if scope_of(Role.SECURITY_LIAISON, cell.address.needs) else ["1"]:
            answer = client.get(cell.path, dict.fromkeys(names, value))
            body = body_of(answer)
            asked += 1
            assert answer.status_code < 500, (cell.path, value)
            said = body.replace(cell.path.encode(), b"").replace(value.encode(), b"")  # what was asked
            assert not leaks(said, role=Role.SECURITY_LIAISON), (cell.path, value)
            assert not [word for word in words if word.encode() in said], (cell.path, value)
    assert asked > len(ADDRESSES)


def keys_of(side: Side) -> list[str]:
    """The numbers by which guarded rows could be pointed at."""
    return [str(row.pk) for row in side.rows.values() if len(str(row.pk)) == 36]


def everything_kept() -> dict[str, list[Any]]:
    """Every row of every table of ours, but for the cookies of the session."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model.__module__.startswith("pazos.")
    }


def test_the_security_liaison_changes_nothing_whatever_they_send(client, city: Poisoned) -> None:
    client.force_login(reader(Role.SECURITY_LIAISON, city))
    open_to_all = {address.name for address in ADDRESSES if address.needs in GRANTS[Role.PUBLIC]}
    own = {address.name for address in ADDRESSES if address.needs is Permission.KEEP_ACCOUNT}
    before, sent = everything_kept(), dict.fromkeys(parameters(), city.north.mark)
    for cell in (one for one in cells(city) if one.side == city.north.mark):
        if cell.address.name in open_to_all | own:
            continue
        answer = client.post(cell.path, sent)
        assert answer.status_code < 500, cell.path
        assert not leaks(body_of(answer), role=Role.SECURITY_LIAISON), cell.path
    after = everything_kept()
    assert {label for label in before if before[label] != after[label]} == set()


@pytest.mark.parametrize("role", [role for role in Role if Permission.USE_PHONE not in GRANTS[role]])
def test_no_session_opens_what_belongs_to_a_phone(client, city: Poisoned, role: Role) -> None:
    if role is not Role.PUBLIC:
        client.force_login(reader(role, city))
    of_phones = [one for one in ADDRESSES if one.key is not Key.SESSION]
    assert of_phones
    for address in of_phones:
        for ask in (client.get, client.post):
            answer = ask(reverse(address.name, kwargs=SLOTS.get(address.name)))
            assert answer.status_code in (401, 403, 405), address.name
            assert not leaks(body_of(answer), role=role)
