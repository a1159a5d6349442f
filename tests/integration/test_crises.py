"""Crises and safety plans: checklists that are followed or argued, duties that stay, and whose signature ends them."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from accompanied import case_of, supervisor, worker
from pazos.domain.cases.actions import assessing_sheets, crises, safety
from pazos.domain.cases.pathways.registry import pathway, pathways
from pazos.domain.cases.queries import crises as queries
from pazos.domain.cases.queries.safety import safety_plans
from pazos.domain.cases.rules.crises import Block
from pazos.domain.cases.rules.safety import Block as PlanBlock
from pazos.domain.cases.rules.safety import Part
from pazos.domain.cases.rules.working import Block as WorkBlock
from pazos.domain.cases.vocabulary import CrisisKind
from pazos.domain.participants.actions import correct
from pazos.domain.participants.models import Participant
from pazos.domain.participants.traits import Traits
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.models import Consent
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.cases.models import Case, Crisis, CrisisItem

pytestmark = pytest.mark.django_db

WHY = "the person is with the family, who will call"


def blocks(problem: pytest.ExceptionInfo[RefusedError]) -> set[str]:
    return set(problem.value.blocks)


def opened(case: Case | None = None, kind: str = "suicide", **changed) -> Crisis:
    values = {"kind": kind, "what": "dijo algo", "known_at": timezone.now(), "by": worker("Ana"), **changed}
    return crises.open_crisis(case or case_of(), **values)


def settle(crisis: Crisis, *, but: str = "") -> None:
    for row in crisis.items.exclude(item=but):
        if row.is_duty:
            crises.do_item(row, done_at=timezone.now(), proof="radicado 7", by=worker("Ana"))
        else:
            crises.argue_item(row, why=WHY, by=worker("Ana"))


def test_every_kind_of_crisis_has_a_pathway_whose_duties_name_their_law() -> None:
    assert [one.kind for one in pathways()] == CrisisKind.values
    for path in pathways():
        assert all(one.law for one in path.items if one.is_duty)
        assert all(set(one.words) == {"en", "es"} for one in path.items)
        assert path.sources


def test_no_pathway_makes_a_report_to_the_police() -> None:
    said = [one.words["es"] for path in pathways() for one in path.items]
    assert not [text for text in said if "polic" in text.casefold()]


def test_a_crisis_is_timed_from_when_it_was_known() -> None:
    at = timezone.now() - timedelta(hours=3)
    crisis = opened(known_at=at)
    health = crisis.items.get(item="health")
    assert health.due_at == at + timedelta(hours=2)
    assert health.is_duty


@pytest.mark.parametrize(("born", "has"), [(14, True), (22, False), (None, True)])
def test_the_family_defender_is_told_of_a_minor_and_of_whose_age_nobody_knows(
    born: int | None, has: bool
) -> None:
    case = case_of()
    if born is not None:
        case.participant.traits = {"birth_year": timezone.localdate().year - born, "birth_month": 1}
        case.participant.save()
    assert opened(case).items.filter(item="icbf").exists() is has


def born(case: Case, year: int, month: int | None = None) -> None:
    """Put right when the person was born, as their page does."""
    said = Traits(birth_year=year, birth_month=month, birth_why=f"vi el registro civil, {year}")
    one = Participant.objects.get(pk=case.participant_id)
    correct(one, by=supervisor(), traits=said, neighbourhood=None, name=one.name)


def icbf(crisis: Crisis) -> CrisisItem | None:
    return crisis.items.filter(item="icbf").first()


def test_whoever_may_still_be_seventeen_by_the_year_of_birth_alone_has_the_duties_of_a_minor() -> None:
    case = case_of()
    born(case, timezone.localdate().year - 18)
    crisis = opened(case)
    assert icbf(crisis)
    settle(crisis, but="icbf")
    with pytest.raises(RefusedError) as problem:
        crises.argue_item(icbf(crisis), why=WHY, by=worker("Ana"))
    assert blocks(problem) == {Block.DUTY_STAYS}


def test_an_age_put_right_asks_in_an_open_crisis_what_the_law_asks_at_that_age() -> None:
    case = case_of()
    born(case, timezone.localdate().year - 22)
    crisis = opened(case, known_at=timezone.now() - timedelta(hours=30))
    assert not icbf(crisis)
    settle(crisis)
    born(case, timezone.localdate().year - 15)
    asked = icbf(crisis)
    assert asked.is_duty
    assert asked.due_at == crisis.known_at + timedelta(hours=24)
    with pytest.raises(RefusedError) as problem:
        crises.sign_off(crisis, by=supervisor())
    assert Block.DUTY_OPEN in blocks(problem)
    born(case, timezone.localdate().year - 15, 1)
    assert crisis.items.filter(item="icbf").count() == 1


def test_a_duty_for_minors_is_argued_once_it_is_known_that_the_person_is_of_age_and_not_before() -> None:
    crisis = opened()
    settle(crisis, but="icbf")
    with pytest.raises(RefusedError) as problem:
        crises.argue_item(icbf(crisis), why=WHY, by=worker("Ana"))
    assert blocks(problem) == {Block.DUTY_STAYS}
    born(crisis.case, timezone.localdate().year - 25)
    with pytest.raises(RefusedError) as problem:
        crises.sign_off(crisis, by=supervisor())
    assert blocks(problem) == {Block.ITEM_OPEN}
    crises.argue_item(icbf(crisis), why="tiene 25 años, lo dice la cédula", by=worker("Ana"))
    born(crisis.case, timezone.localdate().year - 16)
    with pytest.raises(RefusedError) as problem:
        crises.sign_off(crisis, by=supervisor())
    assert blocks(problem) == {Block.DUTY_OPEN}
    born(crisis.case, timezone.localdate().year - 25, 1)
    assert crises.sign_off(crisis, by=supervisor()).closed_at


def test_a_crisis_opens_and_is_followed_without_a_permission() -> None:
    case = case_of()
    Consent.objects.update(withdrawn_on=timezone.localdate())
    crisis = opened(case)
    assert crises.do_item(crisis.items.get(item="stay"), done_at=timezone.now(), proof="", by=worker("Ana"))


def test_one_crisis_of_a_kind_is_open_at_a_time() -> None:
    case = case_of()
    opened(case)
    with pytest.raises(RefusedError) as problem:
        opened(case)
    assert blocks(problem) == {Block.OPEN_ALREADY}


def test_nobody_outside_the_pair_opens_or_follows_a_crisis() -> None:
    crisis = opened()
    with pytest.raises(RefusedError) as problem:
        opened(crisis.case, kind="threat", by=worker("Zoe"))
    assert blocks(problem) == {WorkBlock.NOT_YOURS}
    with pytest.raises(RefusedError):
        crises.do_item(crisis.items.first(), done_at=timezone.now(), proof="1", by=worker("Zoe"))


def test_a_duty_cannot_be_argued_away() -> None:
    crisis = opened()
    with pytest.raises(RefusedError) as problem:
        crises.argue_item(crisis.items.get(item="health"), why=WHY, by=worker("Ana"))
    assert blocks(problem) == {Block.DUTY_STAYS}


def test_a_report_is_done_only_with_its_number() -> None:
    item = opened().items.get(item="health")
    with pytest.raises(RefusedError) as problem:
        crises.do_item(item, done_at=timezone.now(), proof=" ", by=worker("Ana"))
    assert blocks(problem) == {Block.NUMBER_MISSING}
    done = crises.do_item(item, done_at=timezone.now(), proof="123, operador 4", by=worker("Ana"))
    assert (done.proof, done.done_by) == ("123, operador 4", worker("Ana"))


def test_nothing_is_done_before_it_was_known_or_later_than_now() -> None:
    item = opened().items.get(item="supervisor")
    now = timezone.now()
    with pytest.raises(RefusedError) as problem:
        crises.do_item(item, done_at=now - timedelta(hours=5), proof="", by=worker("Ana"))
    assert blocks(problem) == {Block.TOO_EARLY}
    with pytest.raises(RefusedError) as problem:
        crises.do_item(item, done_at=now + timedelta(hours=5), proof="", by=worker("Ana"))
    assert blocks(problem) == {Block.AHEAD}


def test_what_was_written_of_an_item_can_be_taken_back_while_the_crisis_is_open() -> None:
    item = opened().items.get(item="means")
    crises.argue_item(item, why=WHY, by=worker("Ana"))
    back = crises.take_item_back(item, by=worker("Ana"))
    assert (back.done_by, back.why_not) == (None, "")


def test_a_crisis_is_not_signed_off_while_a_duty_is_open() -> None:
    crisis = opened()
    settle(crisis, but="health")
    with pytest.raises(RefusedError) as problem:
        crises.sign_off(crisis, by=supervisor())
    assert blocks(problem) == {Block.DUTY_OPEN}
    crises.do_item(crisis.items.get(item="health"), done_at=timezone.now(), proof="HUV", by=worker("Ana"))
    assert crises.sign_off(crisis, by=supervisor()).closed_by == supervisor()


def test_an_item_left_without_a_word_keeps_a_crisis_open() -> None:
    crisis = opened()
    settle(crisis, but="network")
    with pytest.raises(RefusedError) as problem:
        crises.sign_off(crisis, by=supervisor())
    assert blocks(problem) == {Block.ITEM_OPEN}


def test_only_the_supervisor_signs_and_never_one_of_the_pair() -> None:
    crisis = opened()
    settle(crisis)
    with pytest.raises(RefusedError) as problem:
        crises.sign_off(crisis, by=worker("Ana"))
    assert blocks(problem) == {Block.NOT_SUPERVISOR, Block.IN_THE_PAIR}


def test_what_was_no_crisis_is_closed_by_the_supervisor_with_the_reason_kept() -> None:
    crisis = opened()
    with pytest.raises(RefusedError) as problem:
        crises.call_it_none(crisis, why="no", by=supervisor())
    assert blocks(problem) == {Block.WHY_MISSING}
    closed = crises.call_it_none(crisis, why="se marcó por error, se preguntó otra vez", by=supervisor())
    assert closed.mistake.startswith("se marcó")


def test_open_crises_are_seen_by_the_pair_and_the_supervisor_with_what_is_late_first() -> None:
    late = opened(known_at=timezone.now() - timedelta(days=4))
    fresh = opened(kind="threat")
    other = opened(
        case_of("Otra Persona", pair=[worker("Zoe"), worker("Leo")]), kind="overdose", by=worker("Zoe")
    )
    assert [one.pk for one in queries.open_crises(seen_by=worker("Ana"))] == [late.pk, fresh.pk]
    assert len(queries.open_crises(seen_by=supervisor())) == 3
    assert queries.crisis(other.pk, seen_by=worker("Ana")) is None
    first = queries.open_crises(seen_by=worker("Ana"))[0]
    assert first.late > 0
    assert first.duties > 0


def test_the_list_of_open_crises_takes_one_question(django_assert_max_num_queries) -> None:
    for n in range(8):
        opened(case_of(f"Persona Numero{n}"))
    with django_assert_max_num_queries(2):
        assert len(queries.open_crises(seen_by=supervisor())) == 8


def test_the_trail_of_a_crisis_holds_codes_and_no_words() -> None:
    crisis = opened(what="MARCA-PALABRAS")
    settle(crisis)
    facts = json.dumps(list(AuditEvent.objects.values_list("facts", flat=True)))
    assert "MARCA" not in facts
    assert "family" not in facts


def shipped(kind: str) -> dict:
    folder = files("pazos.domain.cases.pathways") / "shipped"
    return json.loads((folder / f"{kind}-1.json").read_text("utf-8"))


def test_a_city_rewrites_a_pathway_and_open_crises_keep_the_one_they_began_with() -> None:
    crisis = opened(kind="missing")
    mine = shipped("missing") | {"version": 2}
    mine["items"][0]["es"] = "Llamar primero a la familia."
    assessing_sheets.keep(mine, kind="pathway", by=supervisor())
    assert pathway("missing").version == 2
    assert queries.followed(crisis).version == 1


def test_a_duty_leaves_a_citys_pathway_only_with_a_reason_in_the_file() -> None:
    mine = shipped("missing") | {"version": 2}
    mine["items"] = [one for one in mine["items"] if one["code"] != "search"]
    with pytest.raises(InputProblem, match="Ley 971"):
        assessing_sheets.keep(mine, kind="pathway", by=supervisor())
    mine["dropped"] = {"search": "la ley 0000 la derogó"}
    assert assessing_sheets.keep(mine, kind="pathway", by=supervisor()).version == 2


def test_only_whoever_supervises_keeps_a_pathway_and_only_the_next_version() -> None:
    mine = shipped("missing") | {"version": 2}
    with pytest.raises(OutOfReachError):
        assessing_sheets.keep(mine, kind="pathway", by=worker("Ana"))
    with pytest.raises(InputProblem, match="next version"):
        assessing_sheets.keep(mine | {"version": 5}, kind="pathway", by=supervisor())


PARTS = {Part.SIGNS: "no duermo", Part.ALONE: "caminar", Part.PROFESSIONALS: "línea 106"}


def written(case: Case | None = None, *, days: int = 30, **changed):
    values = {"parts": PARTS, "by": worker("Ana"), **changed}
    return safety.write(case or case_of(), review_on=timezone.localdate() + timedelta(days=days), **values)


def test_each_writing_of_a_safety_plan_stays_and_the_newest_holds() -> None:
    first = written()
    second = written(first.case, parts={**PARTS, Part.HELP: "mi tía"})
    lines = safety_plans(first.case, seen_by=worker("Ana"))
    assert [one.plan.pk for one in lines] == [second.pk, first.pk]
    assert [one.holds for one in lines] == [True, False]


@pytest.mark.parametrize(
    ("days", "block"), [(0, PlanBlock.REVIEW_BEFORE), (90, None), (91, PlanBlock.REVIEW_TOO_LATE)]
)
def test_a_safety_plan_is_looked_at_again_within_ninety_days(days: int, block: str | None) -> None:
    if block is None:
        assert written(days=days)
        return
    with pytest.raises(RefusedError) as problem:
        written(days=days)
    assert blocks(problem) == {block}


def test_a_safety_plan_has_signs_something_to_do_and_somebody_to_call() -> None:
    with pytest.raises(RefusedError) as problem:
        written(parts={Part.SIGNS: "no duermo"})
    assert blocks(problem) == {PlanBlock.PARTS_MISSING}


def test_the_supervisor_approves_what_another_wrote() -> None:
    plan = written()
    with pytest.raises(RefusedError) as problem:
        safety.approve(plan, by=worker("Beto"))
    assert blocks(problem) == {PlanBlock.NOT_SUPERVISOR}
    own = written(case_of("Otra Persona"), by=supervisor())
    with pytest.raises(RefusedError) as problem:
        safety.approve(own, by=supervisor())
    assert blocks(problem) == {PlanBlock.OWN}
    assert safety.approve(plan, by=supervisor()).approved_by == supervisor()


def test_in_an_open_crisis_a_safety_plan_is_written_without_a_permission() -> None:
    case = case_of()
    Consent.objects.update(withdrawn_on=timezone.localdate())
    with pytest.raises(RefusedError):
        written(case)
    opened(case)
    assert written(case)
