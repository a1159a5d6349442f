"""Every page that a large city's accompaniment is read on, for `benchmarks/cases.py`: who reads it, and of whom."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    Page = tuple[str, str, str, tuple[str, ...], dict[str, Any]]

# What is measured, who reads, the page, what its slots are (see `_samples`), what is asked.
PAGES: tuple[Page, ...] = (
    ("cases: a worker's, with today", "Ana", "cases", (), {}),
    ("cases: the city's", "Sara", "cases", (), {}),
    ("cases: the city's last page", "Sara", "cases", (), {"state": "all", "page": "last"}),
    ("cases: one cluster", "Sara", "cases", (), {"cluster": 1}),
    ("a case of ten sessions", "Sara", "case", ("usual",), {}),
    ("a case of two hundred sessions", "Sara", "case", ("long",), {}),
    ("its sessions", "Sara", "case_sessions", ("long",), {}),
    ("course of a case", "Sara", "case_course", ("usual",), {}),
    ("support of a case", "Sara", "case_support", ("usual",), {}),
    ("caseloads", "Sara", "caseloads", (), {}),
    ("what is asked of a supervisor", "Sara", "case_asks", (), {}),
    ("cohorts", "Sara", "cohorts", (), {}),
    ("a cohort of 2,500", "Sara", "cohort", ("cohort",), {}),
    ("group workshops", "Ana", "group_workshops", (), {}),
    ("crises that are open", "Sara", "open_crises", (), {}),
    ("a crisis", "Sara", "crisis", ("crisis",), {}),
    ("assessments of a case", "Sara", "case_assessments", ("usual",), {}),
    ("plan of a case", "Sara", "case_plan", ("usual",), {}),
    ("safety plan of a case", "Sara", "case_safety", ("usual",), {}),
    ("crises of a case", "Sara", "case_crises", ("usual",), {}),
    ("instruments", "Sara", "care_instruments", (), {}),
    ("pathways", "Sara", "care_pathways", (), {}),
    ("referrals: to answer", "Sara", "referrals", (), {}),
    ("referrals: all, the last page", "Sara", "referrals", (), {"show": "all", "page": "last"}),
    ("referrals: one's own", "Ana", "referrals", (), {"show": "mine"}),
    ("a referral", "Sara", "referral", ("referral",), {}),
    ("accepting it", "Sara", "accept_referral", ("referral",), {}),
    ("waiting list", "Sara", "waiting_list", (), {}),
    ("waiting list of a cluster", "Sara", "waiting_list", (), {"cluster": "cluster"}),
    ("who may stand twice", "Sara", "twice", (), {}),
    ("who may stand twice, one neighbourhood", "Sara", "twice", (), {"place": "P001"}),
    ("before a merge", "Sara", "merge_people", ("person", "other"), {}),
    ("people who take part", "Sara", "participants", (), {}),
    ("people who take part, the last page", "Sara", "participants", (), {"page": "last"}),
    ("somebody who takes part", "Sara", "participant", ("person",), {}),
    ("activities", "Sara", "activities", (), {}),
    ("activities of a month", "Sara", "activity_calendar", (), {}),
    ("an activity", "Sara", "activity", ("activity",), {}),
    ("its attendance", "Sara", "activity_attendance", ("activity",), {}),
    ("reach", "lead", "reach", (), {}),
    ("clusters that are served", "Sara", "clusters_served", (), {}),
    ("work of a case", "Sara", "case_work", ("seeker",), {}),
    ("vacancies for a case", "Sara", "case_vacancies", ("seeker",), {}),
    ("vacancies", "Sara", "vacancies", (), {}),
    ("by what a vacancy is matched", "Sara", "vacancy_terms", ("vacancy",), {}),
    ("work that waits, of the city", "Sara", "work_due", (), {}),
    ("work that waits, of a worker", "Ana", "work_due", (), {}),
    ("applicants of a company", "omar", "applicants", (), {}),
    ("a job", "Sara", "work_job", ("job",), {}),
    ("processes of a facilitator", "Flor 0", "processes", (), {}),
    ("a process", "Flor 0", "process", ("process",), {}),
    ("processes as overseen", "Sara", "processes_overseen", (), {}),
    ("reports to judges that are due", "Sara", "judge_reports_due", (), {}),
    ("measures of a case", "Sara", "case_measures", ("bound",), {}),
    ("days of justice", "Sara", "justice_days", (), {}),
    ("venues", "Sara", "venues", (), {}),
    ("venues by their life", "Sara", "venues", (), {"life": "alive"}),
    ("map of venues", "Sara", "venues_map_file", (), {}),
    ("which restored places stay alive", "Sara", "venues_alive", (), {}),
    ("a venue", "Sara", "venue", ("venue",), {}),
    ("own sheet of a case, with who saw it", "Sara", "case_own_sheet", ("long",), {}),
    ("the whole sheet of a person", "desk", "person_sheet", ("person",), {}),
    ("permissions", "desk", "consents", (), {}),
    ("requests of rights", "desk", "requests", (), {}),
    ("what is kept and how long", "desk", "keeping", (), {}),
    ("catalogue of data", "desk", "catalogue", (), {}),
    ("erasures", "desk", "erasures", (), {}),
    ("who looked at what", "desk", "looks", (), {}),
    ("who looked at one record", "desk", "looks", (), {"record": "person"}),
    ("complaints", "Sara", "complaints", (), {}),
    ("what the programme learned, not counted yet", "lead", "programme_totals", (), {"year": "year"}),
    ("what the programme learned", "lead", "programme_totals", (), {}),
    ("its file", "lead", "programme_totals_file", (), {}),
    ("doses by cluster and quarter", "lead", "programme_doses_file", (), {}),
)
SEARCHES = (
    ("search of a case, a rare name", "cases", "xiomara"),
    ("search of a case, two common words", "cases", "camila restrepo"),
    ("search of a case, one common word", "cases", "camila"),
    ("search of a referral", "referrals", "camila restrepo"),
    ("search of somebody who takes part", "participants", "camila restrepo"),
)


def pages() -> Iterator[tuple[str, Callable[[], object]]]:
    """Give each page with what asks for it; a page that does not answer 200 is a fault."""
    from django.urls import reverse

    _count_the_programme()
    samples, clients = _samples(), _clients()
    for label, who, name, slots, query in PAGES:
        said = {key: samples.get(str(value), value) for key, value in query.items()}
        if said.get("page") == "last":
            said["page"] = 100_000  # a page past the end is the last one
        address = reverse(name, args=[samples[slot] for slot in slots])
        yield label, _asking(clients[who], address, said)
    for label, name, text in SEARCHES:
        yield label, _sending(clients["Sara"], reverse(name), {"name": text})


def _asking(client: Client, address: str, query: dict[str, Any]) -> Callable[[], object]:
    def ask() -> int:
        answer = client.get(address, query)
        assert answer.status_code == 200, (address, answer.status_code)
        return len(b"".join(answer.streaming_content) if answer.streaming else answer.content)

    return ask


def _sending(client: Client, address: str, said: dict[str, str]) -> Callable[[], object]:
    def send() -> None:
        answer = client.post(address, said)
        assert answer.status_code == 200, (address, answer.status_code)

    return send


def _clients() -> dict[str, Client]:
    from django.test import Client

    from accompanied import person
    from pazos.domain.people.models import Staff
    from pazos.foundation.access.policy import Role

    person("desk", Role.DATA_OFFICER)
    found = {}
    for name in {page[1] for page in PAGES}:
        found[name] = Client(SERVER_NAME="127.0.0.1")
        found[name].force_login(Staff.objects.get(username=name))
    return found


def _count_the_programme() -> None:
    """Have everybody counted, as the night does."""
    from django.utils import timezone

    from pazos.analysis.programme.asked import Asked
    from pazos.analysis.programme.totals import totals
    from pazos.domain.people.models import Staff

    began = process_time()
    found = totals(Asked(), seen_by=Staff.objects.get(username="lead"), on=timezone.localdate())
    print(f"the programme counted in {process_time() - began:.1f} s, shut: {found.shut}", flush=True)


def _samples() -> dict[str, Any]:
    from django.utils import timezone

    from pazos.domain.activities.models import Activity
    from pazos.domain.cases.models import Case, CaseSession, Cohort, Crisis, Referral
    from pazos.domain.employment.models import Application, Placement
    from pazos.domain.justice.models import Measure, Process
    from pazos.domain.participants.models import Participant
    from pazos.domain.partners.models import Vacancy
    from pazos.domain.people.models import Staff
    from pazos.domain.venues.models import Venue

    ana, flor = (Staff.objects.get(username=name) for name in ("Ana", "Flor 0"))
    usual = Case.objects.filter(first_worker=ana, state="active", assessments__isnull=False).first()
    people = Participant.objects.filter(other_key="twice 1").order_by("pk")
    return {
        "usual": usual.pk if usual else Case.objects.filter(first_worker=ana).values_list("pk", flat=True)[0],
        "long": CaseSession.objects.order_by("pk")
        .values_list("case")
        .annotate(n=_count())
        .order_by("-n")[0][0],
        "seeker": Application.objects.filter(case__state="active", case__placements__isnull=False)
        .values_list("case")
        .annotate(n=_count())
        .order_by("-n")[0][0],
        "bound": Measure.objects.values_list("case", flat=True)[0],
        "cohort": Cohort.objects.values_list("pk", flat=True)[0],
        "crisis": Crisis.objects.values_list("pk", flat=True)[0],
        "referral": Referral.objects.filter(state="sent").values_list("pk", flat=True)[0],
        "cluster": Referral.objects.filter(state="waiting").values_list("cluster", flat=True)[0],
        "person": people[0].pk,
        "other": people[1].pk,
        "activity": Activity.objects.values_list("pk", flat=True)[0],
        "vacancy": Vacancy.objects.values_list("pk", flat=True)[0],
        "job": Placement.objects.values_list("pk", flat=True)[0],
        "process": Process.objects.filter(facilitator=flor).values_list("pk", flat=True)[0],
        "venue": Venue.objects.values_list("pk", flat=True)[0],
        "year": timezone.localdate().year,
    }


def _count() -> Any:
    from django.db.models import Count

    return Count("pk")
