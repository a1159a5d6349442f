"""A plan proposed from a designation: sensible, made without an outcome, and one that can be followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import cast
from pazos.analysis.evaluation.beginnings import from_designation
from pazos.analysis.evaluation.design import design_of
from pazos.analysis.evaluation.panels import gather, gather_before
from pazos.analysis.evaluation.proposed import MONTHS, proposed_protocol
from pazos.domain.designations import queries as designations
from pazos.domain.designations.models import Cluster, Designation
from pazos.domain.evaluations.offered import AT_ONCE
from pazos.domain.evaluations.protocol import Outcome, Protocol, Subgroup
from pazos.domain.evaluations.vocabulary import TreatedBy
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.runs.actions import carry_out
from pazos.science.evaluation.doubts import MODULES as DOUBTS
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db
TREATED = 6
AHEAD = datetime(2024, 6, 3, tzinfo=UTC)


@pytest.fixture
def city():
    """The small city over five years, two sources."""
    return cast.small_city()


def designated(
    *, signed: datetime | None = datetime(2021, 4, 20, tzinfo=UTC), chosen: tuple[int, int] = (2019, 2020)
):
    basis = {"basis": {"first_year": chosen[0], "last_year": chosen[1]}}
    run = carry_out("clusters", dict, by=None, inputs=[], parameters=basis)
    found = Designation.objects.create(
        title="Focalización",
        run=run,
        state="signed" if signed else "draft",
        age_from=14,
        age_to=29,
        proposed_at=timezone.now(),
        signed_at=signed,
    )
    cluster = Cluster.objects.create(designation=found, number=1, name="Uno")
    cluster.neighbourhoods.set(Neighbourhood.objects.order_by("code")[:TREATED])
    return designations.one(found.pk)


def test_treatment_begins_in_the_first_month_after_the_signature(city) -> None:
    plan = proposed_protocol(designated())
    assert {one.starts for one in plan.treated} == {"2021-05"}
    assert len(plan.treated) == TREATED
    assert plan.treated_by == TreatedBy.DESIGNATION


def test_a_signature_falls_in_the_month_that_the_citys_own_clock_shows(city) -> None:
    """The first of May at two in the morning in Greenwich is the last of April in Palmira."""
    view = designated(signed=datetime(2021, 5, 1, 2, tzinfo=UTC))
    assert {one.starts for one in from_designation(view)} == {"2021-04"}
    assert {one.starts for one in proposed_protocol(view).treated} == {"2021-05"}


def test_the_window_is_what_was_delivered(city) -> None:
    plan = proposed_protocol(designated())
    assert (plan.first, plan.last) == ("2019-01", "2023-12")


def test_a_beginning_that_lies_ahead_is_planned_with_three_years_after_it(city) -> None:
    plan = proposed_protocol(designated(signed=AHEAD, chosen=(2022, 2023)))
    assert (plan.first, plan.last) == ("2019-07", "2027-06")
    assert len(range(2019 * 12 + 6, 2027 * 12 + 6)) == MONTHS


def test_a_window_holds_two_years_before_the_months_of_the_choice_where_the_records_do(city) -> None:
    """Places chosen for their bad months are judged by months that nobody chose them by."""
    assert proposed_protocol(designated(signed=AHEAD, chosen=(2021, 2022))).first == "2019-01"
    assert "regression_to_the_mean" in proposed_protocol(designated_again()).doubts


def test_the_months_of_the_choice_come_from_the_run_that_chose(city) -> None:
    plan = proposed_protocol(designated())
    assert (plan.chosen_from, plan.chosen_to) == ("2019-01", "2020-12")


def test_methods_doubts_and_ages_are_the_defaults_and_the_designations(city) -> None:
    plan = proposed_protocol(designated())
    assert plan.primary.method == AT_ONCE[0] == "poisson"
    assert plan.doubts == tuple(DOUBTS)
    assert plan.subgroups == (Subgroup("14-29", age_from=14, age_to=29),)
    assert plan.smallest == 0.2


def test_the_question_is_asked_under_every_rule_that_spans_the_window(city) -> None:
    plan = proposed_protocol(designated())
    rules = {one.rule.partition("@")[0] for one in plan.other_outcomes}
    assert plan.outcome.rule.startswith("iccs_0101@")
    assert "bogota_wide" in rules
    assert not any(rule.startswith("police_co") for rule in rules)
    assert {one.source for one in plan.other_outcomes} == {"", "policia-nacional", "medicina-legal"}


def test_a_buffer_is_proposed_only_where_enough_are_left_to_compare(city) -> None:
    assert proposed_protocol(designated()).buffer_metres in (0, 300)
    Neighbourhood.objects.update(outline=None, lon=None, lat=None, located="name")
    assert proposed_protocol(designated_again()).buffer_metres == 0


def designated_again():
    Designation.objects.update(state="superseded")
    return designated()


def test_no_outcome_is_read_for_it(city) -> None:
    view = designated()
    proposed_protocol(view)  # the rules that come with Pazos are put in force once
    with CaptureQueriesContext(connection) as asked:
        proposed_protocol(view)
    tables = ("register_death", "register_claim", "sources_record")
    assert [one["sql"] for one in asked if any(f'"{table}"' in one["sql"] for table in tables)] == []
    assert len(asked) <= 24


def test_the_plan_goes_to_plain_values_and_back(city) -> None:
    plan = proposed_protocol(designated())
    assert Protocol.of(plan.plain()) == plan


def test_the_plan_can_be_followed(city) -> None:
    plan = replace(proposed_protocol(designated()), outcome=Outcome("", "medicina-legal"))
    before, whole = gather_before(plan), gather(plan)
    assert before.panel.outcome.sum() < whole.panel.outcome.sum()
    assert design_of(plan).primary.method == "poisson"
    assert design_of(plan).doubts == plan.doubts


def test_what_was_never_signed_treats_nobody(city) -> None:
    with pytest.raises(InputProblem, match="not signed"):
        proposed_protocol(designated(signed=None))


def test_without_deliveries_there_is_no_plan() -> None:
    with pytest.raises(InputProblem, match="No source has delivered"):
        proposed_protocol(designated())


def test_a_rule_that_does_not_span_the_window_is_refused(city) -> None:
    with pytest.raises(InputProblem, match="does not count through"):
        proposed_protocol(designated(), rule="police_co_2023")
