"""The pages of the strategy: who opens what, and every deed by a plain form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pazos.domain.strategy import actions
from pazos.domain.strategy.models import (
    Alignment,
    Component,
    Programme,
    Readiness,
    Strategy,
    StrategyVersion,
    TheoryArrow,
    TheoryBox,
)
from pazos.domain.strategy.vocabulary import Failure, Standing
from pazos.foundation.access.policy import Role
from strategies import STARTED, Books, person

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
SEEN = ("strategy", "components", "programmes", "theory", "alignment", "readiness", "versions")


@pytest.fixture
def books(tmp_path: Path, settings, client) -> Books:
    settings.CITY_FILES = tmp_path / "files"
    client.cookies["pazos_language"] = "en"
    return Books()


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("role", [Role.SECURITY_LIAISON, Role.GESTOR, Role.AUDITOR])
def test_who_does_not_see_the_strategy_is_refused_everywhere(client, books: Books, role: Role) -> None:
    client.force_login(person("stranger", role))
    for name in SEEN:
        assert client.get(reverse(name)).status_code == 403
    assert client.get(reverse("programme", args=["pre-01"])).status_code == 403


def test_a_partner_reads_its_programme_and_not_the_citys_judgement_of_itself(client, books: Books) -> None:
    books.judged()
    actions.adopt(books.strategy, on=STARTED, by=books.lead)
    client.force_login(person("partner", Role.PARTNER, books.church))
    listed = text(client.get(reverse("programmes")))
    assert "Deporte en el barrio" in listed
    assert "Casas de cultura" not in listed
    assert client.get(reverse("programme", args=["pre-02"])).status_code == 404
    assert (
        client.get(reverse("history", args=["strategy.programme", books.programmes[2].pk])).status_code == 404
    )
    assert "Consta en el decreto" not in text(client.get(reverse("readiness")))
    assert "Consta" not in text(client.get(reverse("strategy")))
    assert client.get(reverse("version", args=[1])).status_code == 404
    assert client.get(reverse("versions_compare")).status_code == 404
    judged = Readiness.objects.first()
    assert client.get(reverse("history", args=["strategy.readiness", judged.pk])).status_code == 404


def test_who_only_reads_changes_nothing(client, books: Books) -> None:
    client.force_login(person("coach", Role.DEPARTMENT, books.sport))
    for name, args in (
        ("strategy_change", ()),
        ("component_add", ()),
        ("programme_add", ()),
        ("programme_change", ("pre-01",)),
        ("theory_box_add", ()),
        ("alignment_add", ()),
        ("readiness_judge", ("team",)),
        ("version_adopt", ()),
    ):
        assert client.post(reverse(name, args=args), {}).status_code == 403, name
    assert "Change the programme" not in text(client.get(reverse("programme", args=["pre-01"])))


def test_without_a_strategy_every_page_says_what_to_do(client, tmp_path, settings) -> None:
    client.cookies["pazos_language"] = "en"
    client.force_login(person("lead", Role.STRATEGY_LEAD))
    for name in SEEN:
        assert "No strategy yet" in text(client.get(reverse(name)))
    assert "No strategy is published yet" in text(client.get(reverse("public_strategy")))
    answer = client.post(
        reverse("strategy_make"),
        {"name": "Paz", "starts_on": "2024-01-01", "ends_on": "2023-01-01", "first_age": 14, "last_age": 29},
    )
    assert answer.status_code == 422
    assert "ends before it begins" in answer.content.decode()
    client.post(
        reverse("strategy_make"),
        {"name": "Paz", "starts_on": "2024-01-01", "ends_on": "2027-12-31", "first_age": 14, "last_age": 29},
    )
    assert Strategy.objects.get().name == "Paz"


def test_components_are_added_moved_changed_and_ended_by_forms(client, books: Books) -> None:
    client.force_login(books.lead)
    taken = client.post(reverse("component_add"), {"code": "pre", "name": "Otra"})
    assert taken.status_code == 422
    assert "taken" in taken.context["form"].errors["code"][0]
    client.post(reverse("component_add"), {"code": "ent", "name": "Entornos", "purpose": "Parques"})
    third = Component.objects.get(code="ent")
    client.post(reverse("component_move", args=[third.pk]), {"to": "up"})
    client.post(reverse("component_change", args=[third.pk]), {"name": "Entornos seguros", "purpose": ""})
    third.refresh_from_db()
    assert (third.position, third.name) == (2, "Entornos seguros")
    assert (
        client.post(reverse("component_end", args=[books.first.pk]), {"on": "2024-05-01"}).status_code == 422
    )
    assert client.post(reverse("component_end", args=[third.pk]), {"on": "2024-05-01"}).status_code == 302
    assert "ended on" in text(client.get(reverse("components")))


def test_a_programme_is_added_and_changed_and_its_history_is_read_and_taken_back(
    client, books: Books
) -> None:
    client.force_login(books.lead)
    wish = {
        "code": "int-02",
        "name": "Hospital",
        "component": books.first.pk,
        "department": books.health.pk,
        "state": "running",
    }
    refused = client.post(reverse("programme_add"), wish)
    assert refused.status_code == 422
    assert "since which day" in refused.context["form"].errors["starts_on"][0]
    client.post(reverse("programme_add"), wish | {"starts_on": "2024-02-01"})
    made = Programme.objects.get(code="int-02")
    changed = wish | {
        "starts_on": "2024-02-01",
        "name": "Respuesta en el hospital",
        "partners": [books.church.pk],
    }
    client.post(reverse("programme_change", args=["int-02"]), changed)
    made.refresh_from_db()
    assert made.name == "Respuesta en el hospital"
    address = reverse("history", args=["strategy.programme", made.pk])
    told = text(client.get(address))
    assert "Respuesta en el hospital" in told
    assert "Parroquia" in told
    renamed = next(change for change in _changes(made) if "name" in change.fields and not change.is_making)
    assert (
        client.post(reverse("history_undo", args=["strategy.programme", made.pk, renamed.pk])).status_code
        == 302
    )
    made.refresh_from_db()
    assert made.name == "Hospital"
    partners = next(change for change in _changes(made) if "partners" in change.fields)
    undo = reverse("history_undo", args=["strategy.programme", made.pk, partners.pk])
    assert client.post(undo).status_code == 404  # who takes part is no column of the row


def _changes(row):
    from pazos.foundation.history.changing import changes_of

    return list(changes_of(row))


def test_the_police_can_lead_no_programme(client, books: Books) -> None:
    client.force_login(books.lead)
    assert "Policía" not in text(client.get(reverse("programme_add")))


def test_programmes_are_narrowed_and_paged(client, books: Books, django_assert_max_num_queries) -> None:
    for number in range(60):
        books.programme(f"pre-1{number:02}", f"Taller {number}", books.sport)
    client.force_login(books.lead)
    with django_assert_max_num_queries(16):
        first = text(client.get(reverse("programmes")))
    assert "Page 1 of 3" in first
    assert "Taller 59" in text(client.get(reverse("programmes") + "?q=taller+59"))
    narrowed = text(
        client.get(reverse("programmes") + f"?component=int&department={books.health.pk}&state=running")
    )
    assert "Gestores" in narrowed
    assert "Taller" not in narrowed
    assert "No programme fits" in text(client.get(reverse("programmes") + "?q=nadie"))
    assert "Gestores" in text(client.get(reverse("programmes") + "?component=nothing&state=x&department=y"))


def test_the_front_page_takes_few_questions(client, books: Books, django_assert_max_num_queries) -> None:
    books.judged()
    books.thought()
    actions.adopt(books.strategy, on=STARTED, by=books.lead)
    client.force_login(books.lead)
    with django_assert_max_num_queries(40):
        page = text(client.get(reverse("strategy")))
    assert "Interrupción" in page
    assert "Version 1 was adopted" in page


def test_the_theory_of_change_is_edited_by_plain_forms(client, books: Books) -> None:
    client.force_login(books.lead)
    for level, words in (("activity", "Mediar"), ("outcome", "Menos represalias"), ("input", "Equipo")):
        client.post(reverse("theory_box_add"), {"level": level, "text": words, "component": books.first.pk})
    mediate, fewer, team = TheoryBox.objects.order_by("pk")
    link = reverse("theory_arrow_add", args=[mediate.pk])
    backwards = client.post(link, {"target": team.pk})
    assert backwards.status_code == 422
    assert "later level" in backwards.content.decode()
    client.post(link, {"target": fewer.pk, "assumption": "Se llega antes"})
    arrow = TheoryArrow.objects.get()
    page = text(client.get(reverse("theory")))
    assert page.count('<svg class="theory"') == 1
    assert "Mediar leads to Menos represalias, if: Se llega antes" in page
    assert "2 boxes lead nowhere" in page
    client.post(reverse("theory_arrow", args=[arrow.pk]), {"assumption": "Viven allí", "evidence": "Informe"})
    assert "if: Viven allí" in text(client.get(reverse("theory")))
    client.post(reverse("theory_box", args=[mediate.pk]), {"text": "Mediar disputas", "component": ""})
    client.post(reverse("theory_box_move", args=[mediate.pk]), {"to": "up"})
    assert "Mediar disputas" in text(client.get(reverse("theory_box", args=[fewer.pk])))
    client.post(reverse("theory_arrow_remove", args=[arrow.pk]))
    client.post(reverse("theory_box_remove", args=[mediate.pk]))
    assert [box.text for box in TheoryBox.objects.order_by("pk")] == ["Menos represalias", "Equipo"]
    told = text(client.get(reverse("history", args=["strategy.strategy", books.strategy.pk])))
    assert "Mediar disputas" in told


def test_a_box_of_words_that_look_like_code_is_only_words(client, books: Books) -> None:
    books.thought()
    actions.add_box(books.strategy, level="output", text="<script>alert(1)</script>", by=books.lead)
    client.force_login(books.lead)
    assert "<script>alert" not in text(client.get(reverse("theory")))


def test_the_strategy_is_aligned_with_goals_by_name(client, books: Books) -> None:
    client.force_login(books.lead)
    add = reverse("alignment_add")
    client.post(add, {"instrument": "sdg", "target": "16.1", "words": "Menos homicidios"})
    client.post(add, {"instrument": "conpes", "code": "4089", "component": books.first.pk})
    assert client.post(add, {"instrument": "sdg", "code": "99.1"}).status_code == 422
    assert client.post(add, {"instrument": "piscc"}).status_code == 422
    page = text(client.get(reverse("alignment")))
    assert "Reduce all forms of violence and related deaths" in page
    assert "4089" in page
    client.post(reverse("alignment_remove", args=[Alignment.objects.get(code="4089").pk]))
    assert Alignment.objects.count() == 1


def test_a_failure_is_judged_with_a_paper_that_is_added_on_the_way(client, books: Books) -> None:
    client.force_login(books.lead)
    address = reverse("readiness_judge", args=["team"])
    wish = {"standing": "avoided", "argument": "Nueve personas", "judged_on": "2024-05-01"}
    refused = client.post(address, wish)
    assert refused.status_code == 422
    assert "Avoided counts only with evidence" in refused.context["form"].errors["evidence"][0]
    paper = SimpleUploadedFile("resolucion.pdf", b"%PDF-1.7 x")
    assert client.post(address, wish | {"paper": paper}).status_code == 422  # what is it?
    paper = SimpleUploadedFile("resolucion.pdf", b"%PDF-1.7 x")
    assert client.post(address, wish | {"paper": paper, "paper_title": "Resolución 3"}).status_code == 302
    page = text(client.get(reverse("readiness")))
    assert "Resolución 3" in page
    assert "1 of 5 failures is avoided" in page
    assert client.get(reverse("readiness_judge", args=["nobody"])).status_code == 404


def test_a_version_is_adopted_compared_and_published(client, books: Books) -> None:
    books.judged()
    client.force_login(books.lead)
    client.post(reverse("version_adopt"), {"on": "2024-02-01"})
    client.post(reverse("version_publish", args=[1]))
    actions.change_component(books.first, name="Mediación en la calle", purpose="", by=books.lead)
    preview = text(client.get(reverse("version_adopt")))
    assert "Mediación en la calle" in preview
    refused = client.post(reverse("version_adopt"), {"on": "2024-03-01"})
    assert refused.status_code == 422
    assert "Say what changed" in refused.context["form"].errors["reasons"][0]
    client.post(reverse("version_adopt"), {"on": "2024-03-01", "reasons": "Otro nombre"})
    assert StrategyVersion.objects.count() == 2
    compared = text(client.get(reverse("versions_compare") + "?before=1&after=2"))
    assert "Interrupción" in compared
    assert "Mediación en la calle" in compared
    assert "alike to the letter" in text(client.get(reverse("versions_compare") + "?before=2&after=working"))
    assert "version 2" in text(client.get(reverse("versions")))
    assert "Otro nombre" in text(client.get(reverse("version", args=[2])))
    assert client.get(reverse("version", args=[9])).status_code == 404
    client.logout()
    public = text(client.get(reverse("public_strategy")))
    assert "Interrupción" in public
    assert "Mediación en la calle" not in public
    assert "Consta en el decreto" not in public  # the city's judgement of itself is not in it
    assert books.lead.name not in public


def test_the_public_page_takes_few_questions(client, books: Books, django_assert_max_num_queries) -> None:
    books.judged()
    books.thought()
    actions.publish(actions.adopt(books.strategy, on=STARTED, by=books.lead), by=books.lead)
    with django_assert_max_num_queries(6):
        page = text(client.get(reverse("public_strategy")))
    assert '<svg class="theory"' in page


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_reads_in_both_languages(client, books: Books, language: str) -> None:
    books.judged()
    books.thought()
    actions.judge_readiness(
        books.strategy,
        failure=Failure.TEAM,
        standing=Standing.PRESENT,
        argument="Se fue el equipo",
        evidence=[],
        judged_on=date(2024, 6, 1),
        by=books.lead,
    )
    actions.adopt(books.strategy, on=STARTED, by=books.lead)
    client.cookies["pazos_language"] = language
    client.force_login(books.lead)
    for name in (*SEEN, "strategy_change", "programme_add", "version_adopt", "documents", "document_add"):
        assert "<h1>" in text(client.get(reverse(name)))
    for kind, row in (
        ("strategy.readiness", Readiness.objects.last()),
        ("strategy.strategy", books.strategy),
    ):
        assert "<h1>" in text(client.get(reverse("history", args=[kind, row.pk])))
    document = reverse("history", args=["documents.document", Readiness.objects.first().evidence.first().pk])
    assert "<h1>" in text(client.get(document))
