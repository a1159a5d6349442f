"""The strategy's deeds and questions: what is kept, what is refused, and who sees what of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from pazos.domain.documents.actions import withdraw
from pazos.domain.refusing import RefusedError
from pazos.domain.strategy import actions
from pazos.domain.strategy.models import Component, Readiness, StrategyVersion, TheoryBox
from pazos.domain.strategy.queries import components, current_strategy
from pazos.domain.strategy.queries.programmes import Asked, component_rows, programme, programmes
from pazos.domain.strategy.queries.readiness import failures
from pazos.domain.strategy.queries.theory import theory
from pazos.domain.strategy.queries.versions import is_ahead, is_whole, published
from pazos.domain.strategy.rules import Block
from pazos.domain.strategy.vocabulary import (
    Failure,
    Instrument,
    Level,
    ProgrammeState,
    Standing,
    VersionState,
)
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.history.changing import changes_of
from pazos.science.problems import InputProblem
from strategies import STARTED, Books, person

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(tmp_path: Path, settings) -> Books:
    settings.CITY_FILES = tmp_path / "files"
    return Books()


def blocks(refused: pytest.ExceptionInfo[RefusedError]) -> tuple[Block, ...]:
    return refused.value.blocks


@pytest.mark.parametrize("role", [Role.SECURITY_LIAISON, Role.GESTOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_does_not_see_the_strategy_sees_no_programme(books: Books, role: Role) -> None:
    stranger = person("stranger", role, books.sport)
    assert not programmes(books.strategy, seen_by=stranger).exists()
    assert programme("pre-01", seen_by=stranger) is None


def test_a_partner_sees_the_programmes_of_its_organisation_and_no_other(books: Books) -> None:
    partner = person("partner", Role.PARTNER, books.church)
    assert [one.code for one in programmes(books.strategy, seen_by=partner)] == ["pre-01"]
    assert programme("pre-02", seen_by=partner) is None
    assert [row.programmes for row in component_rows(books.strategy, seen_by=partner)] == [0, 1]
    assert not programmes(books.strategy, seen_by=person("alone", Role.PARTNER)).exists()


def test_a_department_sees_all_programmes(books: Books) -> None:
    assert programmes(books.strategy, seen_by=person("coach", Role.DEPARTMENT, books.sport)).count() == 3


def test_a_programme_is_found_by_word_component_department_and_state(books: Books) -> None:
    for asked, codes in (
        (Asked(search="barrio deporte"), ["pre-01"]),
        (Asked(search="INT-01"), ["int-01"]),
        (Asked(component="pre"), ["pre-02", "pre-01"]),
        (Asked(department=books.health.pk), ["int-01"]),
        (Asked(state="ended"), []),
    ):
        found = programmes(books.strategy, seen_by=books.lead, asked=asked)
        assert [one.code for one in found] == codes


def test_the_strategy_that_begins_last_is_the_one_worked_on(books: Books) -> None:
    later = actions.make_strategy(
        name="Paz II", starts_on=date(2028, 1, 1), ends_on=date(2031, 12, 31), by=books.lead
    )
    assert current_strategy() == later
    assert components(later) == []


def test_components_are_as_many_as_the_city_wants_and_stand_in_its_order(books: Books) -> None:
    third = actions.add_component(books.strategy, code="amb", name="Entornos", by=books.lead)
    actions.move_component(third, up=True, by=books.lead)
    assert [one.code for one in components(books.strategy)] == ["int", "amb", "pre"]
    actions.move_component(books.first, up=True, by=books.lead)  # the first stays the first
    assert [one.position for one in components(books.strategy)] == [1, 2, 3]
    with pytest.raises(InputProblem, match="taken"):
        actions.add_component(books.strategy, code="amb", name="Otra", by=books.lead)


def test_a_component_ends_only_when_nothing_runs_under_it(books: Books) -> None:
    with pytest.raises(RefusedError) as refused:
        actions.end_component(books.first, on=date(2024, 5, 1), by=books.lead)
    assert blocks(refused) == (Block.PROGRAMMES_RUN,)
    actions.end_programme(books.programmes[0], on=date(2024, 4, 30), by=books.lead)
    actions.end_component(books.first, on=date(2024, 5, 1), by=books.lead)
    with pytest.raises(RefusedError) as refused:
        books.programme("int-02", "Hospital", books.health)
    assert blocks(refused) == (Block.COMPONENT_HAS_ENDED,)


def test_partners_of_a_programme_change_and_the_change_is_told(books: Books) -> None:
    row = books.programmes[1]
    same = {
        "component": row.component,
        "name": row.name,
        "purpose": "",
        "department": row.department,
        "starts_on": row.starts_on,
        "ends_on": None,
        "state": ProgrammeState.RUNNING,
        "people_expected": None,
        "by": books.lead,
    }
    assert not actions.change_programme(row, partners=[books.church], **same)
    assert actions.change_programme(row, partners=[], **same)
    assert changes_of(row)[0].fields == {"partners": [["Parroquia"], []]}
    with pytest.raises(RefusedError) as refused:
        actions.change_programme(row, partners=[books.sport], **same)
    assert blocks(refused) == (Block.IS_ITS_OWN_PARTNER,)


def test_avoided_is_refused_without_argument_and_evidence(books: Books) -> None:
    def judge(standing: Standing, argument: str, *papers) -> Readiness:
        return actions.judge_readiness(
            books.strategy,
            failure=Failure.TEAM,
            standing=standing,
            argument=argument,
            evidence=papers,
            judged_on=STARTED,
            by=books.lead,
        )

    with pytest.raises(RefusedError) as refused:
        judge(Standing.AVOIDED, " ")
    assert blocks(refused) == (Block.NO_ARGUMENT, Block.NO_EVIDENCE)
    paper = books.paper()
    withdraw(paper, by=books.lead)
    paper.refresh_from_db()
    with pytest.raises(RefusedError) as refused:
        judge(Standing.AVOIDED, "Nueve personas", paper)  # a withdrawn paper proves nothing
    assert blocks(refused) == (Block.NO_EVIDENCE,)
    judge(Standing.PRESENT, "No hay equipo")
    judge(Standing.AVOIDED, "Nueve personas", books.paper("Resolución"))
    view = failures(books.strategy)[0]
    assert view.is_avoided
    assert [one.standing for one in view.earlier] == [Standing.PRESENT]


def test_what_was_avoided_by_papers_that_were_withdrawn_is_avoided_no_longer(books: Books) -> None:
    books.judged()
    paper = failures(books.strategy)[0].newest.evidence.get()
    withdraw(paper, by=books.lead)
    view = failures(books.strategy)[0]
    assert view.lost_its_evidence
    assert not view.is_avoided


def test_boxes_stand_in_levels_and_arrows_lead_on(books: Books) -> None:
    books.thought()
    first, second, third = TheoryBox.objects.order_by("pk")
    with pytest.raises(RefusedError) as refused:
        actions.link(third, first, by=books.lead)
    assert blocks(refused) == (Block.LEADS_BACKWARDS,)
    with pytest.raises(InputProblem, match="already"):
        actions.link(first, second, by=books.lead)
    below = actions.add_box(books.strategy, level=Level.ACTIVITY, text="Acompañar", by=books.lead)
    actions.move_box(below, up=True, by=books.lead)
    shown = theory(books.strategy)
    assert [box.text for box in dict(shown.levels)[Level.ACTIVITY]] == ["Acompañar", "Mediar"]
    assert shown.loose == (TheoryBox.objects.get(pk=below.pk),)
    assert shown.without_assumption == 1


def test_a_box_taken_away_takes_its_arrows_and_leaves_its_words_in_the_history(books: Books) -> None:
    books.thought()
    actions.remove_box(TheoryBox.objects.get(text="Mediar"), by=books.lead)
    shown = theory(books.strategy)
    assert len(shown.boxes) == 2
    assert shown.arrows == ()
    assert changes_of(books.strategy)[0].fields == {"theory": ["Mediar", None]}


@pytest.mark.parametrize(
    ("instrument", "code", "says"),
    [
        (Instrument.SDG, "16.11", "no target"),
        (Instrument.SDG, "7.1", "no target"),
        (Instrument.CONPES, "cuatro mil", "number"),
        (Instrument.PISCC, " ", "which goal"),
    ],
)
def test_a_goal_that_is_none_is_refused(books: Books, instrument, code: str, says: str) -> None:
    with pytest.raises(InputProblem, match=says):
        actions.align(books.strategy, instrument=instrument, code=code, by=books.lead)


def test_one_goal_is_served_once_by_each(books: Books) -> None:
    actions.align(books.strategy, instrument=Instrument.SDG, code="16.A", by=books.lead)
    row = actions.align(
        books.strategy, instrument=Instrument.SDG, code="16.a", component=books.first, by=books.lead
    )
    with pytest.raises(InputProblem, match="already"):
        actions.align(books.strategy, instrument=Instrument.SDG, code="16.a", by=books.lead)
    actions.take_out_alignment(row, by=books.lead)
    assert [one.code for one in books.strategy.alignments.all()] == ["16.a"]


def test_a_ground_is_a_designation_or_a_run_and_stands_once(books: Books) -> None:
    with pytest.raises(InputProblem, match="one of the two"):
        actions.ground(books.strategy, by=books.lead)


def test_nothing_is_adopted_that_is_not_whole(books: Books) -> None:
    with pytest.raises(RefusedError) as refused:
        actions.adopt(books.strategy, on=STARTED, by=books.lead)
    assert blocks(refused) == (Block.FAILURES_NOT_JUDGED,)


def test_the_public_reads_what_was_published_while_work_and_versions_go_on(books: Books) -> None:
    books.judged()
    books.thought()
    assert is_ahead(books.strategy)
    first = actions.adopt(books.strategy, on=STARTED, by=books.lead)
    assert published() is None
    assert not is_ahead(books.strategy)
    actions.publish(first, by=books.lead)
    with pytest.raises(RefusedError) as refused:
        actions.adopt(books.strategy, on=STARTED, by=books.lead)
    assert blocks(refused) == (Block.NOTHING_CHANGED, Block.NO_REASONS)
    actions.change_component(books.first, name="Interrupción de la violencia", purpose="", by=books.lead)
    second = actions.adopt(books.strategy, on=STARTED, reasons="Otro nombre", by=books.lead)
    third_of = books.first
    actions.change_component(third_of, name="Mediar", purpose="", by=books.lead)
    assert published() == first
    assert published().content["components"][0]["name"] == "Interrupción"
    third = actions.adopt(books.strategy, on=STARTED, reasons="Más corto", by=books.lead)
    states = dict(StrategyVersion.objects.values_list("number", "state"))
    assert states == {1: VersionState.PUBLISHED, 2: VersionState.REPLACED, 3: VersionState.ADOPTED}
    with pytest.raises(RefusedError):
        actions.publish(second, by=books.lead)
    actions.publish(third, by=books.lead)
    assert published() == third
    assert StrategyVersion.objects.get(number=1).state == VersionState.REPLACED


def test_a_version_is_bound_by_its_hash_and_holds_no_name_of_a_person(books: Books) -> None:
    books.judged()
    version = actions.adopt(books.strategy, on=STARTED, by=books.lead)
    assert is_whole(version)
    assert books.lead.name not in str(version.content)
    version.content["strategy"]["vision"] = "otra"
    assert not is_whole(version)


def test_no_two_versions_of_a_strategy_are_public(books: Books) -> None:
    books.judged()
    version = actions.adopt(books.strategy, on=STARTED, by=books.lead)
    actions.publish(version, by=books.lead)
    version.pk, version.number, version.state = None, 2, VersionState.PUBLISHED
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save(force_insert=True)


def test_every_deed_leaves_one_event_and_no_words_in_it(books: Books) -> None:
    books.judged()
    books.thought()
    actions.adopt(books.strategy, on=STARTED, by=books.lead)
    events = list(AuditEvent.objects.values_list("verb", "facts"))
    # one strategy, two components, three programmes, one paper, five judgements, three boxes, two arrows
    assert len(events) == 1 + 2 + 3 + 1 + 5 + 3 + 2 + 1
    assert "Consta" not in str(events)
    assert Component.objects.count() == 2
