"""The demo's evaluation: sealed by two people before an outcome is opened, and answered from the register."""

from __future__ import annotations

import pytest
from django.utils import timezone

import cast
from pazos.analysis.demo_books import evaluations
from pazos.analysis.evaluation.answering import answer
from pazos.domain.evaluations.models import Evaluation, SealedProtocol
from pazos.domain.evaluations.protocol import Protocol
from pazos.domain.evaluations.vocabulary import EvaluationState, ProtocolState
from pazos.domain.register.models import Claim, Death
from pazos.domain.sources.models import Record
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Role
from pazos.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return {role: cast.staff(role) for role in (Role.ANALYST, Role.STRATEGY_LEAD)}


@pytest.fixture
def city():
    """The small city, its forensic records as the deaths of the register."""
    made = cast.small_city(years=(2018, 2019, 2020, 2021, 2022, 2023))
    for record in Record.objects.filter(source=made.source("forensic"), victims=1).select_related("spelling"):
        death = Death.objects.create(
            occurred_on=record.occurred_on,
            neighbourhood=record.spelling.neighbourhood if record.spelling else None,
            age=record.age,
            sex=record.sex,
            opened_at=timezone.now(),
        )
        flags = {"killed_by_another": True, "intent_known": True}
        Claim.objects.create(source=record.source, record=record, death=death, flags=flags)
    return made


def designate() -> None:
    from test_evaluation_proposed import designated

    designated()


def test_without_a_designation_nothing_is_invented(staff) -> None:
    assert evaluations.invent(by=staff, seed=1) == {}


def test_one_plan_is_sealed_by_two_people_and_its_answer_is_asked_for(city, staff) -> None:
    designate()
    made = evaluations.invent(by=staff, seed=961)
    assert made == {"evaluations": 1, "sealed_plans": 1}
    version = SealedProtocol.objects.get()
    assert version.state == ProtocolState.SEALED
    assert {version.proposed_by, version.signed_by} == set(staff.values())
    assert version.power is not None
    plan = Protocol.of(version.content)
    assert (plan.first, plan.last) == ("2018-01", "2023-12")
    assert {one.starts for one in plan.treated} == {evaluations.STARTS}
    assert Job.objects.filter(kind="answer_evaluation").exists()
    assert Neighbourhood.objects.filter(code__in=[one.unit for one in plan.treated]).count() == len(
        plan.treated
    )


def test_the_answer_is_found_from_the_register(city, staff) -> None:
    designate()
    evaluations.invent(by=staff, seed=961)
    version = SealedProtocol.objects.get()
    found = answer(version, by=staff[Role.ANALYST])
    assert found.run.result["plan"]["hash"] == version.content_hash
    assert found.run.result["verdict"]
    assert Evaluation.objects.get().state == EvaluationState.ANSWERED
