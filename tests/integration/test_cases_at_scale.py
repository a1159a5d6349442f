"""Two thousand cases and twenty thousand sessions: pages ask the database as often as with ten, and by index."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accompanied import supervisor
from pazos.domain.cases.models import Case, CaseSession
from pazos.domain.cases.queries import caseloads
from pazos.domain.cases.queries import cases as queries
from pazos.domain.cases.queries.cases import Sought
from pazos.domain.participants.queries import participants
from pazos.domain.people.models import Staff

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
from cases_pages import PAGES, pages

# Questions a kind of record that is kept, and of a sheet also a few a record of that one person.
LONG = {
    "own sheet of a case, with who saw it": 130,
    "the whole sheet of a person": 130,
    "what is kept and how long": 70,
    "catalogue of data": 200,
    "doses by cluster and quarter": 60,
}

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """Fill once for the module and take it back at the end."""
    from cases import fill
    from django.db import transaction

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            fill(2000, 20_000)
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture(scope="module")
def around(city, django_db_blocker):
    """Fill what stands around the cases as well; each page with what asks for it."""
    from cases_around import fill_around

    with django_db_blocker.unblock():
        fill_around()
        yield dict(pages())


def plan_of(rows) -> str:
    return rows.explain().casefold()


def test_pages_ask_a_bounded_number_of_times(city, client, django_assert_max_num_queries) -> None:
    assert CaseSession.objects.count() >= 20_000
    long = CaseSession.objects.order_by("pk").values_list("case", flat=True).first()
    ana, sara = Staff.objects.get(username="Ana"), supervisor()
    for who in (ana, sara):
        client.force_login(who)
        with django_assert_max_num_queries(32):
            assert client.get(reverse("cases")).status_code == 200
        with django_assert_max_num_queries(32):
            assert client.post(reverse("cases"), {"name": "camila"}).status_code == 200
    for name in ("case", "case_sessions", "case_support", "case_course"):
        with django_assert_max_num_queries(35):
            assert client.get(reverse(name, args=[long])).status_code == 200, name
    with django_assert_max_num_queries(25):
        assert client.get(reverse("caseloads")).status_code == 200


def test_lists_searches_and_sessions_go_by_index(city) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the words of a plan are SQLite's")
    ana, sara = Staff.objects.get(username="Ana"), supervisor()
    mine = plan_of(queries.listed(Sought(state="active"), seen_by=ana))
    assert any(name in mine for name in ("case_first_worker", "case_state_met"))
    everybody = plan_of(queries.listed(Sought(state="active"), seen_by=sara))
    assert "case_state_met" in everybody
    case = Case.objects.first()
    assert "session_of_case" in plan_of(case.sessions.all()[:30])
    assert "scan cases_case" not in mine + everybody
    found = queries.named("xiomara", seen_by=sara)
    assert len(found.cases) == 1


def test_the_last_page_goes_by_index_and_so_does_what_the_workers_carry(city) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the words of a plan are SQLite's")
    everybody = queries.listed(Sought(state=""), seen_by=supervisor()).values_list("pk", flat=True)
    assert "case_met" in plan_of(everybody[1900:1950])
    people = participants(seen_by=supervisor()).values_list("pk", flat=True)
    assert "participant_newest" in plan_of(people[1900:1950])
    both = [one.pk for one in Staff.objects.filter(role="case_worker")[:40]]
    with CaptureQueriesContext(connection) as asked:
        carried = caseloads.carried(both)
    assert len(asked) == 2
    worked = Case.objects.filter(state="active")
    assert carried == {
        one: worked.filter(first_worker=one).count() + worked.filter(second_worker=one).count()
        for one in both
    }


@pytest.mark.parametrize("name", [page[0] for page in PAGES if page[0] not in LONG])
def test_every_page_asks_a_bounded_number_of_times(around, name, django_assert_max_num_queries) -> None:
    """With hundreds of each thing around the cases, a page asks no more than it would with one of each."""
    ask = around[name]
    with django_assert_max_num_queries(40):
        ask()


@pytest.mark.parametrize("name", sorted(LONG))
def test_pages_of_every_kind_of_record_ask_a_bounded_number_of_times(
    around, name, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(LONG[name]):
        around[name]()
