"""Odd questions at the addresses of cases: no fault, no word of anybody, and no telling whether somebody is kept.

A partner, the security liaison, a department, a committee, the evaluator and the public ask each address of
referrals, cases, care, work, justice, venues, what is learned and the own sheet; with the keys of others, with
keys of nobody, and with values that no form sends; beside them a case worker of the other cluster. An address
that a role may not open is refused before anything is read (tests/architecture/test_wall.py), so it is not asked
for again here but with what is sent.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from test_access import SLOTS, is_refused
from test_wall import ABOUT, body_of, everything_kept, leaks, parameters, reader

from pazos.config.addresses import ADDRESSES
from pazos.domain.cases.models import Case
from pazos.domain.people.models import Organisation, Staff
from pazos.foundation.access.policy import Permission, Role, may

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pazos.interfaces.components.routes import Address
    from poisoned import Poisoned, Side

pytestmark = [pytest.mark.django_db, pytest.mark.long]

PAGES = ("referrals", "cases", "care", "employment", "justice", "venues", "learning", "rights.own_sheet")
ROLES = (
    *(Role.PARTNER, Role.SECURITY_LIAISON, Role.DEPARTMENT),
    *(Role.COMMITTEE_MEMBER, Role.EVALUATOR, Role.PUBLIC),
)
# Of which table the key in an address is, where the wall does not say so.
KEYS = {
    **{name: label for name, (_slot, label) in ABOUT.items()},
    **dict.fromkeys(("goal", "new_step", "goal_deed"), "cases.Goal"),
    "step_deed": "cases.GoalStep",
    "assessment": "cases.Assessment",
    **dict.fromkeys(("answer_assessment", "finish_assessment", "leave_assessment"), "cases.HalfAssessment"),
    **dict.fromkeys(("approve_safety", "review_safety"), "cases.SafetyPlan"),
    **dict.fromkeys(("crisis", "sign_crisis", "crisis_none"), "cases.Crisis"),
    "crisis_item": "cases.CrisisItem",
    **dict.fromkeys(("complaint", "complaint_keep_from"), "cases.Complaint"),
    **dict.fromkeys(
        ("process", "process_certificate", "process_deed", "process_deed_of", "process_reassign"),
        "justice.Process",
    ),
    **dict.fromkeys(
        ("measure_hours", "change_measure", "end_measure", "write_judge_report"), "justice.Measure"
    ),
    **dict.fromkeys(("judge_report", "judge_report_paper", "judge_report_deed"), "justice.JudgeReport"),
    **dict.fromkeys(("orientation", "remove_orientation"), "justice.Orientation"),
    "do_referral": "cases.Referral",
    **dict.fromkeys(("work_application_deed", "applicant"), "employment.Application"),
    **{
        f"person_sheet{what}": "participants.Participant"
        for what in ("", "_paper", "_file", "_ask", "_withdraw")
    },
}
ODD = (
    *("-1", "1e9", "9" * 20, "\x00٣../../../etc/passwd"),
    *("' OR 1=1 --<script>{{ 7*7 }}", "2026-13-45" + "x" * 200),
)
MORE = ("page", "format", "state", "show", "next", "callback", "request", "sort")


def ours(role: Role) -> list[Address]:
    """Every address of these pages that a role may open."""
    roots = tuple(f"pazos.interfaces.web.pages.{name}" for name in PAGES)
    found = [one for one in ADDRESSES if one.view.__module__.startswith(roots)]
    assert len(found) > 130
    return [one for one in found if may(role, one.needs)]


def path_of(address: Address, side: Side | None) -> str:
    """An address about a row of a side; None: about nothing that is kept."""
    given = dict(SLOTS.get(address.name, {}))
    label = KEYS.get(address.name, "cases.Case" if address.route.startswith("cases/<uuid:key>") else "")
    for slot, value in given.items():
        if slot == "key":
            given[slot] = side.key(label) if side and label in side.rows else uuid4()
        elif isinstance(value, int):
            given[slot] = 2**31 if side is None else value
    return reverse(address.name, kwargs=given or None)


def client_of(role: Role, city: Poisoned, *, strict: bool = False) -> Client:
    client = Client(enforce_csrf_checks=strict)
    client.cookies["pazos_language"] = "en"
    if role is not Role.PUBLIC:
        staff = Staff.objects.filter(username=f"reader-{role}").first() or reader(role, city)
        staff.organisation = Organisation.objects.get_or_create(name="Ajena", kind="partner")[0]
        staff.save()
        client.force_login(staff)
    return client


def asked(client: Client, role: Role, path: str, values: Iterator[Any], names: list[str]) -> None:
    """Ask one address in every odd way; no fault and no word."""
    for given in values:
        answer = client.get(path, dict.fromkeys(names, given))
        assert answer.status_code < 500, (path, given)
        assert not leaks(body_of(answer), role=role), (path, given)


@pytest.mark.parametrize("role", ROLES)
def test_odd_questions_neither_break_nor_tell_anything(city: Poisoned, role: Role) -> None:
    client, names = client_of(role, city), sorted({*parameters(), *MORE})
    others = [str(city.south.key("cases.Case")), str(city.south.cluster.pk)]
    for address in ours(role):
        path = path_of(address, city.south)
        asked(client, role, path, iter((*ODD, *others)), names)
        for ask in (client.head, client.options):
            answer = ask(path)
            assert answer.status_code < 500, path
            assert not leaks(body_of(answer), role=role), path


@pytest.mark.parametrize("role", [*ROLES, Role.CASE_WORKER])
def test_what_is_anothers_answers_as_what_was_never_written(city: Poisoned, role: Role) -> None:
    """Neither the number of an answer nor a word of it says whether somebody is kept."""
    client = client_of(role, city)
    for address, ask in product(ours(role), (client.get, client.post)):
        if "<" not in address.route or KEYS.get(address.name, "").startswith("activities."):
            continue
        there, nowhere = (ask(path_of(address, side)) for side in (city.south, None))
        assert there.status_code == nowhere.status_code, (address.name, ask)
        if "<uuid:key>" in address.route:
            assert there.status_code in (404, 405), (address.name, there.status_code)
        assert not leaks(body_of(there), role=role), address.name


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_changed_with_the_keys_of_others_or_without_a_token(city: Poisoned, role: Role) -> None:
    names = sorted({*parameters(), *MORE})
    loose, strict = client_of(role, city), client_of(role, city, strict=True)
    sent = [dict.fromkeys(names, value) for value in (str(city.south.key("cases.Case")), "\x00", "x" * 900)]
    before = guarded()
    for address in ours(role):
        path = path_of(address, city.south)
        answer = strict.post(path, sent[0])
        assert is_refused(answer) or answer.status_code in (403, 405), address.name
        for said in sent:
            answer = loose.post(path, said)
            assert answer.status_code < 500, (path, said)
            assert not leaks(body_of(answer), role=role), path
    assert guarded() == before


def guarded() -> dict[str, list[Any]]:
    """Every row of the compartments; what anybody may send without a name is not of them."""
    apps = ("cases", "employment", "justice", "participants", "rights", "venues")
    free = {"cases.Complaint", "cases.Satisfaction"}
    return {
        label: rows
        for label, rows in everything_kept().items()
        if label.startswith(apps) and label not in free
    }


@pytest.mark.parametrize("role", [Role.COMMITTEE_MEMBER, Role.EVALUATOR])
def test_no_choice_of_a_selection_leaves_one_person_to_be_counted(city: Poisoned, role: Role) -> None:
    client = client_of(role, city)
    assert may(role, Permission.SEE_PROGRAMME_TOTALS)
    clusters = [city.north.cluster.pk, city.south.cluster.pk, ""]
    years = [Case.objects.first().opened_on.year, ""]
    for cluster, year in product(clusters, years):
        answer = client.get(reverse("programme_totals_file"), {"cluster": cluster, "year": year})
        lines = body_of(answer).decode().split("\n")
        assert not [line for line in lines[1:] if line[:1].isalpha() and ",1," in line]
