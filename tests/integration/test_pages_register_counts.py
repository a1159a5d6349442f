"""Pages of rules, months and published figures: outsiders first, then what each lets its readers do."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import cast
import registered
from pazos.analysis.register import closing as work
from pazos.analysis.register.freezing import frozen_place
from pazos.domain.people.models import Staff
from pazos.domain.register.models import Closing, CountingRule, NonDelivery
from pazos.domain.register.vocabulary import ClosingState
from pazos.domain.sources.vocabulary import Manner, SourceKind
from pazos.foundation.access.policy import Role
from registered import MAY

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
OUTSIDERS = (Role.PARTNER, Role.GESTOR, Role.CASE_WORKER, Role.AUDITOR, Role.ADMINISTRATOR)
AREA_ROLES = (Role.SECURITY_LIAISON, Role.COMMITTEE_MEMBER, Role.EVALUATOR)
DEEDS = ("prepare/", "sign/", "withdraw/", "sources/")
RULE = {
    "title": "Conteo del consejo",
    "basis": "Acta 4 de 2024",
    "where": "hurt_here",
    "dated_by": "fact",
    "against": "iccs_0101@1",
    "flag_killed_by_another": "counts:any",
    "flag_survived": "leaves_out:any",
}


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.CITY_FILES = tmp_path / "files"


@pytest.fixture
def analyst() -> Staff:
    return cast.staff(Role.ANALYST)


@pytest.fixture
def lead() -> Staff:
    return cast.staff(Role.STRATEGY_LEAD)


@pytest.fixture
def police():
    return registered.source(SourceKind.POLICE)


@pytest.fixture
def may_deaths(police):
    return [registered.death(date(2023, 5, day), {police: Manner.HOMICIDE}) for day in range(1, 12)]


@pytest.fixture
def closed(may_deaths, analyst, lead) -> Closing:
    return work.sign_month(work.prepare_month(MAY, by=analyst), by=lead)


@pytest.fixture
def revised(closed, police, analyst, lead) -> Closing:
    for day in (20, 21):
        registered.death(date(2023, 5, day), {police: Manner.HOMICIDE})
    return work.sign_month(work.prepare_month(MAY, by=lead, reason="Dos registros tardíos"), by=analyst)


def enter(client: Client, who: Role | Staff) -> Client:
    client.force_login(who if isinstance(who, Staff) else cast.staff(who))
    client.cookies["pazos_language"] = "en"
    return client


def public(client: Client) -> Client:
    client.logout()
    client.cookies["pazos_language"] = "en"
    return client


def plain(answer) -> str:
    """The words of a page's content, without markup and navigation."""
    body = answer.content.decode().partition('<main id="content"')[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def asked(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


# --- outsiders ---


@pytest.mark.parametrize("role", [*OUTSIDERS, *AREA_ROLES])
def test_outsiders_close_nothing_and_make_no_rules(client, may_deaths, role) -> None:
    enter(client, role)
    for deed in DEEDS:
        assert client.post(f"/months/2023-05/{deed}", {"source": "police"}).status_code == 403
    assert client.post("/rules/new/", RULE | {"deed": "make"}).status_code == 403
    assert client.post("/rules/iccs_0101/retire/").status_code == 403
    assert (Closing.objects.count(), NonDelivery.objects.count()) == (0, 0)
    assert not CountingRule.objects.filter(retired_at__isnull=False).exists()


@pytest.mark.parametrize("role", OUTSIDERS)
def test_the_unsigned_register_is_closed_to_those_without_areas(client, closed, role) -> None:
    enter(client, role)
    for address in ("/rules/", "/rules/iccs_0101/", "/months/", "/months/2023-05/"):
        assert client.get(address).status_code == 403
    assert "unsigned" not in plain(client.get("/figures/2023-05/iccs_0101/"))


def test_the_public_sees_signed_figures_only_and_no_name_and_no_death(
    client, closed, police, analyst, lead
) -> None:
    late = registered.death(date(2023, 5, 25), {police: Manner.HOMICIDE})
    public(client)
    for address in ("/figures/", "/figures/2023-05/iccs_0101/", "/figures.csv"):
        text = client.get(address).content.decode()
        assert "11" in text
        assert analyst.name not in text
        assert lead.name not in text
        assert f"/register/deaths/{late.pk}/" not in text
    page = plain(client.get("/figures/2023-05/iccs_0101/"))
    assert "Analyst, Strategy lead" in page
    assert "unsigned" not in page
    assert "12" not in re.findall(r"\b\d+\b", page.partition("What is counted")[0])


def test_what_waits_for_a_signature_is_not_published(client, may_deaths, analyst) -> None:
    prepared = work.prepare_month(MAY, by=analyst)
    public(client)
    assert client.get("/figures/2023-05/iccs_0101/").status_code == 404
    assert prepared.frozen_hash not in client.get("/figures.csv").content.decode()
    assert "No month is closed yet" in plain(client.get("/figures/"))


@pytest.mark.parametrize(
    "address", ["/figures/2023-05/nothing/", "/figures/mayo/iccs_0101/", "/figures/2023-13/x/"]
)
def test_a_figure_that_is_not_there_is_not_found(client, closed, address) -> None:
    assert public(client).get(address).status_code == 404


def test_area_roles_see_how_many_changed_and_never_which_deaths(client, closed, police) -> None:
    late = registered.death(date(2023, 5, 25), {police: Manner.HOMICIDE})
    for role in AREA_ROLES:
        text = enter(client, role).get("/months/2023-05/").content.decode()
        assert "Entered the month" in text
        assert f"/register/deaths/{late.pk}/" not in text
        compared = client.get("/rules/iccs_0101/?against=who_icd10@1").content.decode()
        assert "/register/deaths/" not in compared.partition("<main")[2]
    text = enter(client, Staff.objects.get(role=Role.ANALYST)).get("/months/2023-05/").content.decode()
    assert f"/register/deaths/{late.pk}/" in text


# --- rules ---


def test_a_rule_is_read_in_words_with_its_name_version_and_hash(client, analyst) -> None:
    page = plain(enter(client, analyst).get("/rules/police_co_2023/"))
    for words in (
        "police_co_2023@1",
        "at least one source says: killed by another person",
        "at least one source says: legal intervention",
        "Listens only to: police.",
        "From 1 January 2023 on.",
        "Dates it by the day of the fact.",
        CountingRule.objects.get(name="police_co_2023").definition_hash,
    ):
        assert words in page
    assert client.get("/rules/none/").status_code == 404


def test_every_shipped_rule_has_its_page_and_stands_in_the_list(client, analyst) -> None:
    page = plain(enter(client, analyst).get("/rules/"))
    for row in CountingRule.objects.all():
        assert str(row) in page
        assert client.get(f"/rules/{row.name}/").status_code == 200


def test_a_chart_across_2023_says_that_it_breaks(client, police, analyst) -> None:
    for day in (date(2022, 11, 3), date(2023, 2, 3)):
        registered.death(day, {police: Manner.HOMICIDE})
    page = plain(enter(client, analyst).get("/rules/police_co_2023/?by=month"))
    assert "Until 1 January 2023 the rule is police_co_before_2023@1, from then on police_co_2023@1." in page
    assert "must not be compared" in page


def test_a_rule_is_looked_at_before_it_is_made(client, police, analyst) -> None:
    death = registered.death(MAY, {police: Manner.LEGAL_INTERVENTION})
    enter(client, analyst)
    assert client.get("/rules/new/?from=bogota_wide@1").status_code == 200
    answer = client.post("/rules/new/", RULE | {"deed": "look"})
    assert answer.status_code == 200
    assert "1 death that the new rule counts and iccs_0101@1 does not" in plain(answer)
    assert f"/register/deaths/{death.pk}/" in answer.content.decode()
    assert not CountingRule.objects.filter(shipped=False).exists()
    assert (
        client.post("/rules/new/", RULE | {"deed": "make"}).headers["Location"]
        == "/rules/city_conteo_del_consejo/"
    )
    page = plain(client.get("/rules/city_conteo_del_consejo/"))
    assert "Acta 4 de 2024" in page
    assert "the city's own" in page.replace("&#x27;", "'")


def test_all_that_is_wrong_with_a_rule_is_said_and_what_was_written_stays(client, analyst) -> None:
    wrong = RULE | {
        "flag_killed_by_another": "",
        "valid_from": "2023-02-01",
        "valid_until": "2023-01-01",
        "deed": "make",
    }
    answer = enter(client, analyst).post("/rules/new/", wrong)
    page = plain(answer)
    assert answer.status_code == 422
    assert "it would count all" in page
    assert "Its time ends before it begins." in page
    assert "Acta 4 de 2024" in page


def test_a_city_rule_gets_a_new_version_and_a_shipped_one_does_not(client, analyst) -> None:
    enter(client, analyst).post("/rules/new/", RULE | {"deed": "make"})
    address = "/rules/new/?version_of=city_conteo_del_consejo"
    assert "Acta 4 de 2024" in client.get(address).content.decode()
    client.post(address, RULE | {"flag_survived": "", "deed": "make"})
    assert "Version 2" in plain(client.get("/rules/city_conteo_del_consejo/"))
    assert CountingRule.objects.filter(name="city_conteo_del_consejo").count() == 2
    assert client.get("/rules/new/?version_of=iccs_0101").status_code == 404
    client.post("/rules/city_conteo_del_consejo/retire/")
    assert "retired" in plain(client.get("/rules/city_conteo_del_consejo/"))


# --- months ---


def test_two_people_close_a_month_on_the_screen(client, may_deaths, analyst, lead) -> None:
    enter(client, analyst)
    assert "Freeze and prepare it" in plain(client.get("/months/2023-05/"))
    client.post("/months/2023-05/prepare/")
    assert "You prepared it. Another person signs." in plain(client.get("/months/2023-05/sign/"))
    client.post("/months/2023-05/sign/")
    assert Closing.objects.get().state == ClosingState.PREPARED
    enter(client, lead)
    assert "What signing does" in plain(client.get("/months/2023-05/sign/"))
    client.post("/months/2023-05/sign/")
    assert Closing.objects.get().state == ClosingState.CLOSED
    page = plain(client.get("/months/2023-05/"))
    assert "First closing" in page
    assert f"prepared by {analyst.name}, signed by {lead.name}" in page


def test_a_prepared_month_is_taken_back_on_the_screen(client, may_deaths, analyst) -> None:
    work.prepare_month(MAY, by=analyst)
    enter(client, analyst).post("/months/2023-05/withdraw/")
    assert Closing.objects.get().state == ClosingState.WITHDRAWN
    assert client.post("/months/2023-05/withdraw/").status_code == 404


def test_a_silent_source_is_explained_on_the_screen_and_the_record_is_ended(
    client, may_deaths, analyst
) -> None:
    registered.source(SourceKind.FORENSIC, last=date(2023, 3, 31))
    enter(client, analyst)
    page = plain(client.get("/months/2023-05/"))
    assert "A source has neither delivered this month" in page
    client.post("/months/2023-05/sources/", {"source": "forensic", "deed": "silent", "note": "Huelga"})
    record = NonDelivery.objects.get()
    assert (record.said_none, record.note) == (False, "Huelga")
    assert "did not deliver: no count, not a zero" in plain(client.get("/months/2023-05/"))
    client.post(f"/months/2023-05/sources/{record.pk}/end/")
    record.refresh_from_db()
    assert record.ended_at is not None
    client.post("/months/2023-05/sources/", {"source": "forensic", "deed": "none"})
    assert "a true zero" in plain(client.get("/months/2023-05/"))
    client.post("/months/2023-05/sources/", {"deed": "none"})
    assert "Choose at least one source." in plain(client.get("/months/2023-05/"))


def test_a_revision_is_refused_without_its_reason_and_pairs_without_words(
    client, closed, police, analyst
) -> None:
    registered.wait(*[registered.death(date(2023, 5, day), {police: Manner.HOMICIDE}) for day in (25, 26)])
    enter(client, analyst)
    answer = client.post("/months/2023-05/prepare/", {"reason": " ", "remark": ""})
    assert answer.status_code == 422
    assert "A revision needs its reason" in plain(answer)
    assert "or say in words why" in plain(answer)
    client.post("/months/2023-05/prepare/", {"reason": "Tardíos", "remark": "Sin identificar"})
    assert Closing.objects.filter(
        state=ClosingState.PREPARED, reason="Tardíos", remark="Sin identificar"
    ).exists()


def test_a_late_record_of_an_old_closed_month_is_seen_in_the_list(client, closed, police, analyst) -> None:
    enter(client, analyst)
    assert "change waits" not in plain(client.get("/months/?year=2023"))
    registered.death(date(2023, 5, 25), {police: Manner.HOMICIDE})
    assert "1 change waits" in plain(client.get("/months/?year=2023"))


def test_a_damaged_copy_is_cried_out(client, closed, police, analyst) -> None:
    frozen_place(closed.frozen_hash).unlink()
    registered.death(date(2023, 5, 25), {police: Manner.HOMICIDE})
    assert "damaged or missing" in plain(enter(client, analyst).get("/months/2023-05/"))
    assert "frozen copy damaged" in plain(client.get("/months/?year=2023"))


@pytest.mark.parametrize("address", ["/months/mayo/", "/months/2023-99/"])
def test_what_is_no_month_is_not_found(client, analyst, address) -> None:
    assert enter(client, analyst).get(address).status_code == 404


def test_empty_pages_say_what_comes_first(client, analyst) -> None:
    enter(client, analyst)
    assert "No months yet" in plain(client.get("/months/"))
    assert "The register is empty" in plain(client.get("/rules/iccs_0101/"))
    assert client.get("/months/2023-05/").status_code == 200


# --- published figures ---


def test_a_figure_shows_all_that_was_reported_and_why_it_was_revised(client, revised) -> None:
    page = plain(public(client).get("/figures/2023-05/iccs_0101/"))
    for words in (
        "First reported in",
        "+2",
        "Dos registros tardíos",
        "iccs_0101@1",
        "Fuente police",
        revised.frozen_hash,
    ):
        assert words in page
    assert re.search(r"\b11\b", page)
    assert re.search(r"\b13\b", page)


def test_the_register_of_today_is_shown_beside_to_those_who_may_see_areas(client, closed, police) -> None:
    registered.death(date(2023, 5, 25), {police: Manner.HOMICIDE})
    page = plain(enter(client, Role.COMMITTEE_MEMBER).get("/figures/2023-05/iccs_0101/"))
    assert "The register today, unsigned" in page
    assert "changes wait to be signed" in page


def test_every_vintage_leaves_as_csv_and_no_cell_is_a_formula(client, revised) -> None:
    Closing.objects.filter(pk=revised.pk).update(reason="=HYPERLINK(1)")
    answer = public(client).get("/figures.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["vintage"], row["deaths"]) for row in rows if row["rule"] == "iccs_0101"] == [
        ("0", "11"),
        ("1", "13"),
    ]
    assert {row["reason"] for row in rows} == {"", "'=HYPERLINK(1)"}
    assert {row["frozen_sha256"] for row in rows} >= {revised.frozen_hash}


def test_published_months_are_drawn_and_listed_by_rule(client, revised) -> None:
    answer = public(client).get("/figures/?rule=police_co_2023")
    assert "Published deaths a month, police_co_2023@1" in plain(answer)
    assert "<svg" in answer.content.decode()


# --- in both languages, in few questions ---


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_pages_open_in_both_languages(client, revised, analyst, language) -> None:
    enter(client, analyst)
    client.cookies["pazos_language"] = language
    for address in (
        "/rules/",
        "/rules/iccs_0101/",
        "/rules/new/",
        "/months/",
        "/months/2023-05/",
        "/figures/",
        "/figures/2023-05/iccs_0101/",
    ):
        assert client.get(address).status_code == 200


def test_pages_ask_a_fixed_number_of_questions(client, closed, police, analyst, lead) -> None:
    enter(client, analyst)
    pages = {
        "/rules/": 10,
        "/rules/iccs_0101/": 20,
        "/months/?year=2023": 20,
        "/months/2023-05/": 22,
        "/figures/": 12,
        "/figures/2023-05/iccs_0101/": 20,
    }
    before = {page: asked(client, page) for page in pages}
    for month in (2, 3, 4):
        registered.death(date(2023, month, 3), {police: Manner.HOMICIDE})
        work.sign_month(work.prepare_month(date(2023, month, 1), by=analyst), by=lead)
    assert {page: asked(client, page) for page in pages} == before
    assert {page: most for page, most in pages.items() if before[page] > most} == {}, before
