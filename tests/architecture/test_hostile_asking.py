"""Odd questions at the addresses of cases: no fault, no word of anybody, and no telling whether somebody is kept.

A partner, the security liaison, a department, a committee, the evaluator and the public ask each address of
referrals, cases, care, work, justice, venues, what is learned and the own sheet; with the keys of others, with
keys of nobody, and with values that no form sends; beside them a case worker of the other cluster. An address
that a role may not open is refused before anything is read (tests/architecture/test_wall.py), so it is not asked
for again here but with what is sent.
"""

from __future__ import annotations

import csv
from datetime import timedelta
from itertools import combinations, permutations, product
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from test_access import SLOTS, is_refused
from test_wall import ABOUT, MARK, body_of, everything_kept, leaks, parameters, reader

from accompanied import person
from learned import BEGAN, MADE, Learned, went
from pazos.analysis import disclosing
from pazos.analysis.disclosing import MINIMUM
from pazos.analysis.programme.asked import Asked
from pazos.analysis.programme.entries import STAGES, chosen, entries
from pazos.analysis.programme.totals import totals
from pazos.config.addresses import ADDRESSES
from pazos.domain.cases.models import Case, Cohort, Referral
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.models import Programme
from pazos.domain.teams.models import Membership
from pazos.foundation.access.policy import Role, may

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from pazos.interfaces.components.routes import Address
    from poisoned import Poisoned, Side

pytestmark = [pytest.mark.django_db, pytest.mark.long]

PAGES = ("referrals", "cases", "care", "employment", "justice", "venues", "learning", "rights.own_sheet")
ROLES = (
    *(Role.PARTNER, Role.SECURITY_LIAISON, Role.DEPARTMENT),
    *(Role.COMMITTEE_MEMBER, Role.EVALUATOR, Role.PUBLIC),
)
# Of which table the key in an address is.
KEYS = {name: label for name, (_slot, label) in ABOUT.items()}
# What the work is about and no person: whoever may open it opens that of everywhere.
OPEN_TO_ALL_OF_THEM = ("activities.", "venues.", "partners.Vacancy", "cases.Cohort", "justice.JusticeDay")
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
    label = KEYS.get(address.name, "")
    for slot, value in given.items():
        if label and slot == ABOUT[address.name][0]:
            given[slot] = side.key(label) if side else nothing(value)
        elif side and (address.name, slot) == ("case_choose", "number"):
            given[slot] = side.key("partners.Vacancy")
        elif side is None:
            given[slot] = nothing(value)
    return reverse(address.name, kwargs=given or None)


def nothing(like: object) -> object:
    """A key of nobody, of the kind that an address takes; a word of an address stays as it is."""
    if isinstance(like, UUID):
        return uuid4()
    return 2**31 if isinstance(like, int) else like


def client_of(role: Role, city: Poisoned, *, strict: bool = False) -> Client:
    client = Client(enforce_csrf_checks=strict)
    client.cookies["pazos_language"] = "en"
    if role is not Role.PUBLIC:
        staff = Staff.objects.filter(username=f"reader-{role}").first() or reader(role, city)
        staff.organisation = Organisation.objects.get_or_create(name="Ajena", kind="partner")[0]
        staff.save()
        client.force_login(staff)
    return client


def asked(client: Client, role: Role, path: str, values: Iterator[Any], names: list[str]) -> set[int]:
    """Ask one address in every odd way; no fault and no word. Return how it answered."""
    statuses = set()
    for given in values:
        answer = client.get(path, dict.fromkeys(names, given))
        assert answer.status_code < 500, (path, given)
        assert not leaks(body_of(answer), role=role), (path, given)
        statuses.add(answer.status_code)
    return statuses


@pytest.mark.parametrize("role", ROLES)
def test_odd_questions_neither_break_nor_tell_anything(city: Poisoned, role: Role) -> None:
    client, names = client_of(role, city), sorted({*parameters(), *MORE})
    others = [str(city.south.key("cases.Case")), str(city.south.cluster.pk)]
    statuses: set[int] = set()
    for address in ours(role):
        path = path_of(address, city.south)
        statuses |= asked(client, role, path, iter((*ODD, *others)), names)
        for ask in (client.head, client.options):
            answer = ask(path)
            assert answer.status_code == 405, path  # neither is answered, so neither says anything
            assert not leaks(body_of(answer), role=role), path
    assert 200 in statuses  # some page was read, and not only refusals


@pytest.mark.parametrize("role", [*ROLES, Role.CASE_WORKER])
def test_what_is_anothers_answers_as_what_was_never_written(city: Poisoned, role: Role) -> None:
    """Neither the number of an answer nor a word of it says whether somebody is kept."""
    client = client_of(role, city)
    for address, ask in product(ours(role), (client.get, client.post)):
        if "<" not in address.route or KEYS.get(address.name, "").startswith(OPEN_TO_ALL_OF_THEM):
            continue
        there, nowhere = (ask(path_of(address, side)) for side in (city.south, None))
        assert there.status_code == nowhere.status_code, (address.name, ask)
        if "<uuid:key>" in address.route:
            assert there.status_code in (404, 405), (address.name, there.status_code)
        assert not leaks(body_of(there), role=role), address.name


@pytest.mark.parametrize("role", [Role.CASE_WORKER, Role.CASE_SUPERVISOR])
def test_what_answers_others_as_never_written_is_there_for_who_works_with_it(
    city: Poisoned, role: Role
) -> None:
    """So that the test above could fail: in the south the same addresses open, and tell words of the south."""
    today = timezone.localdate()
    staff = Staff.objects.create(username="of-the-south", name="Lectora", role=role.value)
    Membership.objects.create(staff=staff, cluster=city.south.cluster, from_on=today - timedelta(days=9))
    Case.objects.filter(pk=city.south.key("cases.Case")).update(first_worker=staff)
    client = Client()
    client.force_login(staff)
    keyed = [one for one in ours(role) if "<uuid:key>" in one.route]
    answers = {one.name: client.get(path_of(one, city.south)) for one in keyed}
    closed = {name for name, answer in answers.items() if answer.status_code not in (200, 405)}
    assert closed <= {"judge_report_paper", "orientation"}  # no paper was signed; it is another's talk
    assert sum(answer.status_code == 200 for answer in answers.values()) > 40
    assert sum(bool(MARK.search(body_of(answer))) for answer in answers.values()) > 20


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_changed_with_the_keys_of_others_or_without_a_token(city: Poisoned, role: Role) -> None:
    names = sorted({*parameters(), *MORE})
    loose, strict = client_of(role, city), client_of(role, city, strict=True)
    sent = [dict.fromkeys(names, value) for value in (str(city.south.key("cases.Case")), "\x00", "x" * 900)]
    before = guarded()
    assert {label for label in KEYS.values() if before.get(label) == []} == set()
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


READERS = (Role.COMMITTEE_MEMBER, Role.EVALUATOR)
Lines = list[list[str]]


@pytest.fixture
def accompanied(city: Poisoned) -> Learned:
    """Many went through the programme; in the south one alone came the year before, and three were lost."""
    Staff.objects.filter(username="ana").update(
        username="ana-of-the-street"
    )  # whoever accompanies is Ana too
    days = {"begins_on": BEGAN, "ends_on": BEGAN + timedelta(days=365), "places": 50}
    of = Programme.objects.get(pk=Programme.objects.values("pk")[:1])
    cohorts = [Cohort.objects.create(name=name, programme=of, **days) for name in ("Uno", "Dos")]
    made = Learned(city.north.cluster, city.south.cluster, *cohorts, lead=person("lead", Role.STRATEGY_LEAD))
    went(made, 30)
    went(made, 20, cohort=made.second, exit="goals_met")
    went(made, 40, cluster=made.south)
    went(made, 3, cluster=made.south, exit="lost", weeks=20)
    before = [*went(made, 25), *went(made, 1, cluster=made.south)]
    Referral.objects.filter(case__in=before).update(made_at=MADE - timedelta(days=200))
    return made


def every_selection(made: Learned) -> list[Asked]:
    """Everybody, and each choice of one and of two."""
    choices: dict[str, tuple[int, ...]] = {
        "programme": (made.first.programme_id,),
        "cohort": (made.first.pk, made.second.pk),
        "cluster": (made.north.pk, made.south.pk),
        "year": (BEGAN.year - 1, BEGAN.year),
    }
    every = [{}, *({name: value} for name, values in choices.items() for value in values)]
    pairs = [one | two for one, two in combinations(every, 2) if len(one | two) == 2]
    return [Asked(**one) for one in (*every, *pairs)]


def handed_out(client: Client, asked: Asked) -> Lines:
    """The file of a selection that was counted; its page is opened too."""
    assert client.get(reverse("programme_totals"), QueryDict(asked.query())).status_code == 200
    answer = client.get(reverse("programme_totals_file"), QueryDict(asked.query()))
    assert answer.status_code == 200, asked
    return list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))[1:]


def isolated(told: dict[Asked, Lines], people: pd.DataFrame) -> list[object]:
    """What selections isolate: few people, few in the difference of two, or few of a stage that is told."""
    shown = {
        asked: set(chosen(people, asked).index) for asked, lines in told.items() if lines[0][3] == "flow"
    }
    few = range(1, MINIMUM)
    found: list[object] = [asked for asked, mine in shown.items() if len(mine) in few]
    found += [
        (one, two)
        for one, two in permutations(shown, 2)
        if shown[one] > shown[two] and len(shown[one] - shown[two]) in few
    ]
    for asked in shown:
        stages = chosen(people, asked)["stage"].value_counts()
        told_of = {line[4]: line[6] for line in told[asked] if line[3] == "flow"}
        found += [(asked, stage) for stage in STAGES if stages.get(stage, 0) in few and told_of[stage]]
    return found


def count_all(made: Learned) -> tuple[list[Asked], pd.DataFrame]:
    every = every_selection(made)
    counted = [totals(one, seen_by=made.lead) for one in every]
    return every, entries(until=counted[0].until)


@pytest.mark.parametrize("role", READERS)
def test_no_choice_of_a_selection_isolates_anybody(city: Poisoned, accompanied: Learned, role: Role) -> None:
    every, people = count_all(accompanied)
    client = client_of(role, city)
    told = {asked: handed_out(client, asked) for asked in every}
    shown = [asked for asked, lines in told.items() if lines[0][3] == "flow"]
    assert len(shown) > 10
    assert told[Asked(cluster=accompanied.south.pk, year=BEGAN.year - 1)][0][3:6] == ["not shown", "", "few"]
    assert isolated(told, people) == []


def test_without_suppression_the_same_choices_would_isolate_somebody(
    city: Poisoned, accompanied: Learned, monkeypatch
) -> None:
    """So that the test above could fail."""
    monkeypatch.setattr(disclosing, "_suppressed", lambda table, **_: disclosing._whole(table))
    every, people = count_all(accompanied)
    client = client_of(Role.EVALUATOR, city)
    found = isolated({asked: handed_out(client, asked) for asked in every}, people)
    assert any(isinstance(one, tuple) and one[1] == "lost" for one in found)
    assert any(isinstance(one, tuple) and isinstance(one[1], Asked) for one in found)
