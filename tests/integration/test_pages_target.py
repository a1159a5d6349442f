"""Pages of TARGET: outsiders first; then a question asked, answers compared, a draft argued and signed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import cast
import drafts
from pazos.analysis import tasks
from pazos.domain.designations import queries
from pazos.domain.designations.models import Designation
from pazos.domain.sources.models import Record
from pazos.domain.territory.models import Neighbourhood, Population
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.jobs.models import Job
from pazos.foundation.runs.actions import carry_out

if TYPE_CHECKING:
    from django.test import Client

    from pazos.domain.people.models import Staff

pytestmark = pytest.mark.django_db

OUTSIDERS = (Role.PARTNER, Role.GESTOR, Role.CASE_WORKER, Role.AUDITOR, Role.ADMINISTRATOR)
AREA_ROLES = (Role.SECURITY_LIAISON, Role.COMMITTEE_MEMBER, Role.EVALUATOR)
PROPOSERS = (Role.ANALYST, Role.STRATEGY_LEAD)


@pytest.fixture
def city() -> cast.InventedCity:
    return cast.small_city()


@pytest.fixture
def lead() -> Staff:
    return cast.staff(Role.STRATEGY_LEAD)


@pytest.fixture
def draft(city, lead) -> Designation:
    return drafts.draft(lead)


def enter(client: Client, who: Role | Staff) -> Client:
    client.force_login(cast.staff(who) if isinstance(who, Role) else who)
    client.cookies["pazos_language"] = "en"
    return client


def plain(answer) -> str:
    """The words of a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def counted(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


# --- outsiders ---


def test_a_draft_is_not_there_for_those_who_may_not_propose(client, draft) -> None:
    pages = [f"/designations/{draft.pk}/{page}" for page in ("", "map.json", "report/")]
    assert {client.get(page).status_code for page in pages} == {302}
    for roles, status in ((OUTSIDERS, 403), (AREA_ROLES, 404)):
        for role in roles:
            enter(client, role)
            assert {client.get(page).status_code for page in pages} == {status}, role
    enter(client, Role.ANALYST)
    assert {client.get(page).status_code for page in pages} == {200}


def test_no_list_tells_an_outsider_that_a_draft_exists(client, draft) -> None:
    for role in AREA_ROLES:
        assert draft.title not in enter(client, role).get("/designations/").content.decode()
    client.logout()
    assert draft.title not in client.get("/designation/").content.decode()
    assert client.get("/designation/map.json").status_code == 404


def test_deeds_are_refused_to_outsiders_and_nothing_changes(client, draft) -> None:
    before = Designation.objects.values().get()
    for role in (*OUTSIDERS, *AREA_ROLES):
        enter(client, role)
        for deed in ("argue", "names", "withdraw", "take-up", "sign"):
            answer = client.post(f"/designations/{draft.pk}/{deed}/", {"age_from": 1, "age_to": 2})
            assert answer.status_code == 403, (role, deed)
    assert Designation.objects.values().get() == before


def test_an_analyst_argues_but_does_not_sign(client, draft) -> None:
    enter(client, Role.ANALYST)
    said = {"age_from": 16, "age_to": 29, "reasons": "Because.", "legal_basis": "Decree 1"}
    assert client.post(f"/designations/{draft.pk}/argue/", said).status_code == 302
    assert client.post(f"/designations/{draft.pk}/sign/").status_code == 403
    assert client.get(f"/designations/{draft.pk}/sign/").status_code == 403
    assert queries.in_force() is None


@pytest.mark.parametrize("role", [*OUTSIDERS, *AREA_ROLES])
def test_the_workshop_is_closed_to_outsiders(client, role) -> None:
    enter(client, role)
    assert client.get("/workshop/").status_code == client.get("/workshop/compare/").status_code == 403
    assert client.post("/workshop/").status_code == 403
    assert not Job.objects.exists()


def test_what_is_public_of_the_designation_in_force_holds_no_figure_of_a_cluster(client, city, lead) -> None:
    drafts.signed(lead)
    client.cookies["pazos_language"] = "en"
    text = plain(client.get("/designation/"))
    view = queries.in_force()
    assert all(name in text for name in (view.clusters[0].neighbourhoods[0][1], "Decreto 1", "14 to 29"))
    result = Designation.objects.get().run.result
    numbers = set(re.findall(r"\b\d+\b", text.split("The clusters", 1)[1].split("Source", 1)[0]))
    assert numbers <= {str(cluster["number"]) for cluster in result["clusters"]}
    document = client.get("/designation/map.json").json()
    words = {cell[1] for one in document["features"] for cell in one["properties"]["cells"].values()}
    assert not any(str(cluster["deaths"]) in word for word in words for cluster in result["clusters"])


def test_too_few_deaths_are_not_told_in_public(client, city, lead) -> None:
    designation = drafts.signed(lead)
    result = designation.run.result | {"deaths": 4}
    type(designation.run).objects.filter(pk=designation.run_id).update(result=result)
    assert "stat-value" not in client.get("/designation/").content.decode()


# --- the workshop ---


def question(**changes: object) -> dict[str, object]:
    return {
        "source": "policia-nacional", "first_year": 2019, "last_year": 2023, "clusters": 2,
        "limit": "places", "places": 6, "half_life": 3, "age_from": 14, "age_to": 29, "seconds": 5,
    } | changes  # fmt: skip


def test_the_workshop_starts_from_the_usual_basis_and_a_third_of_the_residents(client, city) -> None:
    text = enter(client, Role.ANALYST).get("/workshop/").content.decode()
    assert 'name="first_year" value="2019"' in text
    assert 'name="share" value="33"' in text
    assert 'value="share" checked' in text


def test_without_residents_by_neighbourhood_only_places_can_be_limited_and_the_page_says_why(
    client, city
) -> None:
    Population.objects.all().delete()
    answer = enter(client, Role.ANALYST).get("/workshop/")
    text = answer.content.decode()
    assert 'value="share" disabled' in text
    assert 'value="places" checked' in text
    assert "No residents by neighbourhood are known" in plain(answer)
    refused = client.post("/workshop/", question(limit="share", share=33))
    assert refused.status_code == 422
    assert not Job.objects.exists()


def test_an_empty_city_is_told_what_to_do_first(client) -> None:
    assert "There are no records yet" in plain(enter(client, Role.ANALYST).get("/workshop/"))


def test_a_question_that_is_none_is_refused_in_plain_words(client, city) -> None:
    enter(client, Role.ANALYST)
    wrong = [
        ({"first_year": 2024}, "ends (2023) before it starts (2024)"),
        ({"places": ""}, "Say how much"),
        ({"age_to": ""}, "both ages"),
        ({"age_from": 40}, "band ends before it starts"),
        ({"clusters": 0}, "greater than or equal to 1"),
        ({"source": "nobody"}, "nobody"),
    ]
    for change, said in wrong:
        answer = client.post("/workshop/", question(**change))
        assert answer.status_code == 422, change
        assert said in plain(answer), change
    assert not Job.objects.exists()


def test_a_question_becomes_a_job_and_the_job_a_draft(client, city, monkeypatch) -> None:
    monkeypatch.setattr("pazos.analysis.studies.defence.DEFENCE", ())
    enter(client, Role.ANALYST)
    answer = client.post("/workshop/", question())
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    assert client.post("/workshop/", question()).headers["Location"] == f"/jobs/{job.pk}/"
    assert "every 1s" in client.get(f"/jobs/{job.pk}/").content.decode()
    tasks.propose.func(job.pk)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    made = Designation.objects.get()
    assert f'href="/designations/{made.pk}/"' in page
    assert "every 1s" not in page
    assert (made.age_from, made.age_to, made.proposed_by.role) == (14, 29, Role.ANALYST)


def test_a_question_the_records_cannot_answer_fails_with_the_cure(client, city) -> None:
    enter(client, Role.ANALYST)
    client.post("/workshop/", question(first_year=1999, last_year=2001))
    job = Job.objects.get()
    tasks.propose.func(job.pk)
    text = plain(client.get(f"/jobs/{job.pk}/"))
    assert "has no records from 1999 to 2001" in text
    assert "Change the question" in text


def test_designations_are_compared_place_by_place(client, city, lead) -> None:
    one, other = drafts.draft(lead, places=4), drafts.draft(lead, places=6)
    text = plain(enter(client, lead).get(f"/workshop/compare/?d={one.pk}&d={other.pk}"))
    first, second = (queries.one(number) for number in (one.pk, other.pk))
    shared = len(first.places & second.places)
    assert f"{round(100 * shared / len(first.places | second.places))}% (Jaccard)" in re.sub(
        r"\s+", " ", text
    )
    assert "at most 4 neighbourhoods" in text


def test_one_designation_is_compared_with_nothing(client, draft, lead) -> None:
    assert "at least two" in plain(enter(client, lead).get(f"/workshop/compare/?d={draft.pk}&d=x"))


# --- the page of a designation ---


def test_the_page_says_what_was_not_studied(client, draft, lead) -> None:
    text = plain(enter(client, lead).get(f"/designations/{draft.pk}/"))
    assert text.count("This study was not made for this designation.") == 4
    assert "no other choice under these limits covers more" in text
    assert "16–29" in text


def test_the_map_draws_the_places_of_the_clusters(client, draft, lead) -> None:
    document = enter(client, lead).get(f"/designations/{draft.pk}/map.json").json()
    grouped = {one["id"] for one in document["features"] if one["properties"]["group"]}
    assert grouped == set(queries.one(draft.pk).places)


def test_residents_of_the_ages_stand_by_cluster(client, draft, lead) -> None:
    from pazos.analysis.residents import people_of_ages

    view = queries.one(draft.pk)
    found = people_of_ages(view, upto=2023)
    inside = Population.objects.filter(neighbourhood__code__in=view.places, year=2023)
    parts = {10: 1 / 5, 15: 1, 20: 1, 25: 1}  # 14 is one year of the five from 10 to 14
    expected = sum(row.persons * parts.get(row.age_from, 0) for row in inside)
    assert found.total == pytest.approx(expected)
    assert people_of_ages(view, upto=2018) is None


def test_an_open_group_cut_by_the_band_makes_the_number_unknown(city, lead) -> None:
    from dataclasses import replace

    from pazos.analysis.residents import people_of_ages

    view = queries.one(drafts.draft(lead).pk)
    oldest = Population.objects.filter(age_to__isnull=True).values_list("age_from", flat=True).first()
    assert people_of_ages(replace(view, ages=(14, oldest + 3)), upto=2023) is None


def test_names_and_argument_are_written_down_and_a_wrong_band_is_refused(client, draft, lead) -> None:
    enter(client, lead)
    wrong = client.post(f"/designations/{draft.pk}/argue/", {"age_from": 29, "age_to": 14})
    assert wrong.status_code == 422
    assert "ends before it starts" in plain(wrong)
    client.post(
        f"/designations/{draft.pk}/names/", {"title": "PAZOS II", "name_1": "La Emilia", "name_2": ""}
    )
    view = queries.one(draft.pk)
    assert (view.title, view.clusters[0].name) == ("PAZOS II", "La Emilia")


def test_everything_that_stands_against_signing_is_said_at_once(client, draft, lead) -> None:
    enter(client, lead)
    text = plain(client.get(f"/designations/{draft.pk}/sign/"))
    assert "does not say why" in text
    assert "legal basis" in text
    answer = client.post(f"/designations/{draft.pk}/sign/", follow=True)
    assert "does not say why" in plain(answer)
    assert queries.in_force() is None


def test_a_signed_designation_is_read_only_and_knows_its_neighbours(client, city, lead) -> None:
    first = drafts.signed(lead)
    second = drafts.draft(lead, places=4)
    enter(client, lead)
    said = {"age_from": 14, "age_to": 29, "reasons": "More.", "legal_basis": "Decree 2"}
    client.post(f"/designations/{second.pk}/argue/", said)
    confirm = plain(client.get(f"/designations/{second.pk}/sign/"))
    assert f"Designation no. {first.pk} (PAZOS) is no longer in force" in confirm
    client.post(f"/designations/{second.pk}/sign/")
    assert queries.in_force().id == second.pk
    assert f"/designations/{second.pk}/" in client.get(f"/designations/{first.pk}/").content.decode()
    page = client.get(f"/designations/{second.pk}/").content.decode()
    assert f"/designations/{first.pk}/" in page
    assert "/edit/" not in page
    assert client.get(f"/designations/{second.pk}/edit/").status_code == 302
    client.post(f"/designations/{second.pk}/argue/", said | {"reasons": "Other."})
    assert queries.one(second.pk).reasons == "More."


def test_a_draft_is_withdrawn_and_taken_up_again(client, draft, lead) -> None:
    enter(client, lead)
    client.post(f"/designations/{draft.pk}/withdraw/")
    assert "was withdrawn" in plain(client.get(f"/designations/{draft.pk}/"))
    client.post(f"/designations/{draft.pk}/take-up/")
    assert queries.one(draft.pk).is_draft


def test_stale_evidence_is_told_before_signing(client, draft, lead, city) -> None:
    enter(client, lead)
    assert "exactly those it was chosen on" in plain(client.get(f"/designations/{draft.pk}/fresh/"))
    Record.objects.filter(source=city.source("police"), occurred_on__year=2022).first().delete()
    text = plain(client.get(f"/designations/{draft.pk}/fresh/"))
    assert "The evidence is stale." in text
    assert "deaths:" in text
    assert "population" not in text


# --- reading costs little ---


def test_pages_ask_the_database_few_questions(client, city, lead) -> None:
    drafts.signed(lead)
    two = drafts.draft(lead, places=4)
    enter(client, lead)
    assert counted(client, f"/designations/{two.pk}/") <= 18
    assert counted(client, "/designations/") <= 8
    assert counted(client, "/workshop/") <= 18
    assert counted(client, "/workshop/compare/?d=1&d=2") <= 14
    assert counted(client, "/designation/") <= 14


def test_more_designations_cost_no_more_questions(client, city, lead) -> None:
    enter(client, lead)
    drafts.draft(lead)
    few = counted(client, "/workshop/")
    drafts.draft(lead)
    drafts.draft(lead)
    assert counted(client, "/workshop/") == few


def test_a_neighbourhood_redrawn_since_stays_on_the_map_of_its_designation(client, draft, lead) -> None:
    code = min(queries.one(draft.pk).places)
    Neighbourhood.objects.filter(code=code).update(valid_to="2024-06-01")
    document = enter(client, lead).get(f"/designations/{draft.pk}/map.json").json()
    assert code in {one["id"] for one in document["features"]}


def test_every_deed_leaves_its_event(client, draft, lead) -> None:
    enter(client, lead)
    client.post(f"/designations/{draft.pk}/withdraw/")
    event = AuditEvent.objects.get(verb="designation.withdrawn")
    assert event.by_id == lead.pk


# --- what defends it, once it was studied ---


def studied(draft: Designation, method: str, result: dict[str, object]) -> None:
    """Give a draft a study with this result, in the shape of studies/defence.py."""
    run = carry_out(method, lambda: result, by=None, inputs=[], parameters={"basis": drafts.BASIS.facts()})
    draft.evidence.add(run)


def test_how_firmly_each_place_stands_is_told_and_drawn(client, draft, lead) -> None:
    inside = sorted(queries.one(draft.pk).places)
    outside = Neighbourhood.objects.exclude(code__in=inside).order_by("code").first()
    shares = dict.fromkeys(inside, 0.9) | {inside[0]: 0.4, outside.code: 0.35}
    areas = [{"code": code, "share": share} for code, share in shares.items()]
    studied(draft, "stability", {"areas": areas, "asked": 40, "done": 40, "largest_gap": 0.016})
    text = plain(enter(client, lead).get(f"/designations/{draft.pk}/"))
    assert f"Of {len(inside)} designated neighbourhoods, {len(inside) - 1} are chosen" in text
    assert f"{outside.name} in no cluster 35%" in text
    document = client.get(f"/designations/{draft.pk}/map.json").json()
    assert [layer["key"] for layer in document["layers"]] == ["clusters", "firmness"]


def test_foresight_is_shown_against_simple_rules_with_intervals(client, draft, lead) -> None:
    row = {"rule": "top_by_count", "covered": 30.0, "deaths": 90.0, "share": 1 / 3, "low": 0.24, "high": 0.44}
    studied(draft, "foresight", {"rules": [row, row | {"rule": "designation"}], "years": [], "memory": 5})
    text = plain(enter(client, lead).get(f"/designations/{draft.pk}/"))
    assert "the places with most deaths 33% 24% to 44% 30 of 90" in text


def test_a_study_that_could_not_be_done_says_why(client, draft, lead) -> None:
    template = "Without a limit every place would be covered, so there is nothing to compare."
    studied(draft, "foresight", {"cannot": {"template": template, "facts": {}}})
    assert template in plain(enter(client, lead).get(f"/designations/{draft.pk}/"))


def test_the_real_studies_are_shown_as_they_come(client, draft, lead) -> None:
    from pazos.analysis.studies import defence
    from pazos.analysis.studies.ask import Ask
    from pazos.analysis.studies.material import gather

    material, ask = gather(drafts.BASIS), Ask(clusters=2, max_places=6, max_share=0.3, seconds=5.0)
    for study in (defence.study_marginal, defence.study_ages):
        draft.evidence.add(study(material, ask, lead))
    text = plain(enter(client, lead).get(f"/designations/{draft.pk}/"))
    assert "The narrowest band that holds 50% of the victims is" in text
    assert text.count("This study was not made for this designation.") == 2
