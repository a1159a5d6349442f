"""A plan is sealed by two people before its outcomes open, amended in public, and answered as it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

import cast
from evaluating import answer_run, places, power_of, sealed, whole, written
from pazos.domain.evaluations import actions, queries
from pazos.domain.evaluations.blocks import DeedBlock, PlanBlock
from pazos.domain.evaluations.models import SealedProtocol
from pazos.domain.evaluations.protocol import Protocol
from pazos.domain.refusing import RefusedError
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.history.changing import changes_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pazos.domain.people.models import Staff

pytestmark = pytest.mark.django_db
BLIND = (
    *(Role.ADMINISTRATOR, Role.DATA_OFFICER, Role.SECURITY_LIAISON, Role.AUDITOR, Role.GESTOR),
    *(Role.PARTNER, Role.DEPARTMENT),
)


@pytest.fixture
def lead() -> Staff:
    return cast.staff(Role.STRATEGY_LEAD)


@pytest.fixture
def evaluator() -> Staff:
    return cast.staff(Role.EVALUATOR)


@pytest.fixture
def plan() -> Protocol:
    return whole(places())


def refused(deed: Callable[[], object]) -> set[str]:
    with pytest.raises(RefusedError) as told:
        deed()
    return {str(block) for block in told.value.blocks}


@pytest.mark.parametrize("role", BLIND)
def test_who_may_not_see_evaluations_sees_and_writes_none(role, plan, lead) -> None:
    kept, other = written(plan, by=lead), cast.staff(role)
    assert queries.evaluations(seen_by=other) == []
    assert queries.evaluation(kept.pk, seen_by=other) is None
    assert refused(lambda: actions.draft(title="x", by=other)) == {DeedBlock.NOT_YOURS}
    assert refused(lambda: actions.write(kept, protocol=plan, by=other)) == {DeedBlock.NOT_YOURS}
    assert DeedBlock.NOT_YOURS in refused(lambda: actions.withdraw(kept, why="x", by=other))


def test_a_committee_member_reads_and_writes_nothing(plan, lead) -> None:
    kept, member = written(plan, by=lead), cast.staff(Role.COMMITTEE_MEMBER)
    assert [row.pk for row in queries.evaluations(seen_by=member)] == [kept.pk]
    assert refused(lambda: actions.write(kept, protocol=plan, by=member)) == {DeedBlock.NOT_YOURS}


def test_a_draft_goes_to_the_database_and_back_to_the_letter(plan, lead) -> None:
    kept = written(plan, by=lead)
    assert Protocol.of(kept.draft) == plan
    assert Protocol.of(kept.draft).hash == plan.hash
    assert changes_of(kept).count() >= 3


def test_a_plan_is_sealed_by_another_person(plan, lead, evaluator) -> None:
    version = actions.propose(written(plan, by=lead), by=lead)
    assert (version.number, version.content_hash) == (1, plan.hash)
    assert refused(lambda: actions.seal(version, by=lead)) == {DeedBlock.SAME_PERSON}
    signed = actions.seal(version, by=evaluator)
    assert (signed.state, signed.signed_by) == ("sealed", evaluator)
    assert queries.plan_in_force(signed.evaluation) == signed
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs >= {"evaluation.drafted", "evaluation.plan_proposed", "evaluation.plan_sealed"}


def test_the_database_itself_refuses_one_person_for_both_signatures(plan, lead, evaluator) -> None:
    version = sealed(plan, by=lead, signed_by=evaluator)
    with pytest.raises(IntegrityError), transaction.atomic():
        SealedProtocol.objects.filter(pk=version.pk).update(signed_by=lead)


def test_what_waits_is_not_written_on_until_it_is_taken_back(plan, lead) -> None:
    kept = written(plan, by=lead)
    version = actions.propose(kept, by=lead)
    other = replace(plan, buffer_metres=500)
    assert refused(lambda: actions.write(kept, protocol=other, by=lead)) == {DeedBlock.WAITS}
    assert PlanBlock.ONE_WAITS in refused(lambda: actions.propose(kept, by=lead))
    actions.take_back(version, by=lead)
    assert refused(lambda: actions.seal(version, by=lead)) >= {DeedBlock.NOT_PROPOSED}
    actions.write(kept, protocol=other, by=lead)
    actions.keep_power(kept, run=power_of(other), by=lead)
    assert actions.propose(kept, by=lead).number == 2


def test_power_reckoned_before_a_change_no_longer_counts(plan, lead) -> None:
    kept = written(plan, by=lead)
    actions.write(kept, protocol=replace(plan, smallest=0.3), by=lead)
    assert refused(lambda: actions.propose(kept, by=lead)) == {PlanBlock.POWER_OF_ANOTHER}


def test_what_was_sealed_stays_whatever_is_written_afterwards(plan, lead, evaluator) -> None:
    version = sealed(plan, by=lead, signed_by=evaluator)
    actions.write(version.evaluation, protocol=replace(plan, question="Another?"), by=lead)
    version.refresh_from_db()
    assert Protocol.of(version.content) == plan
    assert version.state == "sealed"


def test_an_amendment_says_why_and_that_an_answer_was_known(plan, lead, evaluator) -> None:
    version = sealed(plan, by=lead, signed_by=evaluator)
    actions.keep_answer(version, run=answer_run(), by=evaluator)
    other = replace(plan, buffer_metres=500)
    kept = actions.write(version.evaluation, protocol=other, by=lead)
    actions.keep_power(kept, run=power_of(other), by=lead)
    assert refused(lambda: actions.propose(kept, by=lead)) == {PlanBlock.NO_REASON}
    later = actions.propose(kept, why="the buffer was a slip of the pen", by=lead)
    assert (later.number, later.amends, later.outcomes_seen) == (2, version, True)
    actions.seal(later, by=evaluator)
    version.refresh_from_db()
    assert version.state == "amended"
    assert queries.plan_in_force(version.evaluation) == later


def test_only_the_plan_in_force_is_answered(plan, lead, evaluator) -> None:
    version = actions.propose(written(plan, by=lead), by=lead)
    assert refused(lambda: actions.keep_answer(version, run=answer_run(), by=lead)) == {DeedBlock.NOT_SEALED}
    actions.seal(version, by=evaluator)
    first = actions.keep_answer(version, run=answer_run(), by=lead)
    second = actions.keep_answer(version, run=answer_run("fell"), by=lead)
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "found")
    assert [row.verdict for row in queries.evaluations(seen_by=lead)] == ["fell"]


def test_an_answer_is_published_by_two_people_and_never_withdrawn(plan, lead, evaluator) -> None:
    version = sealed(plan, by=lead, signed_by=evaluator)
    answer = actions.keep_answer(version, run=answer_run(), by=None)
    assert queries.published_answers() == []
    actions.propose_publication(answer, by=lead)
    assert refused(lambda: actions.publish(answer, by=lead)) == {DeedBlock.SAME_PERSON}
    actions.publish(answer, by=evaluator)
    assert [one.answer.pk for one in queries.published_answers()] == [answer.pk]
    told = refused(lambda: actions.withdraw(version.evaluation, why="we do not like it", by=lead))
    assert told == {DeedBlock.ANSWERED}


def test_a_later_answer_takes_the_place_of_the_published_one_once_it_is_published(
    plan, lead, evaluator
) -> None:
    version = sealed(plan, by=lead, signed_by=evaluator)
    first, second = (actions.keep_answer(version, run=answer_run(), by=None) for _ in range(2))
    assert refused(lambda: actions.propose_publication(first, by=lead)) == {DeedBlock.NOT_FOUND}
    actions.publish(actions.propose_publication(second, by=lead), by=evaluator)
    third = actions.keep_answer(version, run=answer_run("fell"), by=None)
    assert [one.answer.pk for one in queries.published_answers()] == [second.pk]
    actions.publish(actions.propose_publication(third, by=lead), by=evaluator)
    assert [one.answer.pk for one in queries.published_answers()] == [third.pk]


def test_a_plan_is_signed_or_taken_back_only_as_it_was_read(plan, lead, evaluator) -> None:
    version = actions.propose(written(plan, by=lead), by=lead)
    another = replace(plan, seed=99).hash
    assert refused(lambda: actions.seal(version, by=evaluator, seen=another)) == {DeedBlock.NOT_AS_SEEN}
    assert refused(lambda: actions.seal(version, by=evaluator, seen="")) == {DeedBlock.NOT_AS_SEEN}
    assert refused(lambda: actions.take_back(version, by=lead, seen=another)) == {DeedBlock.NOT_AS_SEEN}
    assert actions.seal(version, by=evaluator, seen=plan.hash).state == "sealed"


def test_a_list_of_answers_reads_none_of_their_results(plan, lead, evaluator) -> None:
    version = sealed(plan, by=lead, signed_by=evaluator)
    kept = actions.keep_answer(version, run=answer_run("fell"), by=None)
    actions.publish(actions.propose_publication(kept, by=lead), by=evaluator)
    with CaptureQueriesContext(connection) as asked:
        assert [one.verdict for one in queries.published_answers()] == ["fell"]
        assert queries.answers(version.evaluation) == [kept]
    assert not [one["sql"] for one in asked if ' "runs_run"."result"' in one["sql"]]


def test_an_answer_is_found_by_its_own_number_and_among_its_own_evaluation_only(
    plan, lead, evaluator
) -> None:
    version = sealed(plan, by=lead, signed_by=evaluator)
    kept = actions.keep_answer(version, run=answer_run(), by=None)
    assert queries.answer(version.evaluation, str(kept.pk)) == kept
    assert queries.answer(written(plan, by=lead), kept.pk) is None
    assert queries.answer(version.evaluation, "not a number") is None
    assert queries.published_answer(kept.pk) is None
    actions.publish(actions.propose_publication(kept, by=lead), by=evaluator)
    assert queries.published_answer(kept.pk) == kept


def test_an_evaluation_is_withdrawn_with_a_reason_and_kept(plan, lead) -> None:
    kept = written(plan, by=lead)
    version = actions.propose(kept, by=lead)
    assert refused(lambda: actions.withdraw(kept, why=" ", by=lead)) == {DeedBlock.NO_REASON}
    actions.withdraw(kept, why="the strategy ended", by=lead)
    version.refresh_from_db()
    assert version.state == "taken_back"
    assert [row.withdrawn_why for row in queries.evaluations(seen_by=lead)] == ["the strategy ended"]
    assert refused(lambda: actions.write(kept, protocol=plan, by=lead)) == {DeedBlock.WITHDRAWN}


def test_until_it_is_sealed_nothing_after_the_beginning_is_shown(plan, lead, evaluator) -> None:
    kept = written(plan, by=lead)
    assert queries.seen_until(kept, plan) == "2020-10"
    assert queries.seen_until(kept, replace(plan, grain="year")) == "2019-12"
    assert queries.seen_until(kept, Protocol()) == ""
    actions.seal(actions.propose(kept, by=lead), by=evaluator)
    assert queries.seen_until(kept, plan) is None


def test_the_same_file_of_other_municipalities_is_kept_once(lead) -> None:
    said = {"title": "a", "origin": "b", "counts": "c", "grain": "year", "rows": [["1", "x", "2003", 2, 10]]}
    first = actions.keep_comparison(sha256="f" * 64, by=lead, **said)
    assert actions.keep_comparison(sha256="f" * 64, by=lead, **said) == first
