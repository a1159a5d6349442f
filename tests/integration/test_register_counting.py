"""Counts of the register: which rules there are, what each counts by month, and what is no count at all."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import cast
import registered
from pazos.analysis.register import counting
from pazos.analysis.register.reading import judged, read_register
from pazos.domain.register.actions import counting as actions
from pazos.domain.register.actions.closing import record_non_delivery
from pazos.domain.register.actions.counting import NotMadeError, make_rule, retire, ship_rules
from pazos.domain.register.breaks import Named, Why
from pazos.domain.register.counting import Condition, Rule
from pazos.domain.register.models import Claim, CountingRule, Death, Difference
from pazos.domain.register.queries import counting as queries
from pazos.domain.register.rule_faults import Fault
from pazos.domain.register.shipped import SHIPPED, Shipped
from pazos.domain.register.vocabulary import Cause, CountedWhere, Flag, Says
from pazos.domain.sources.vocabulary import DatedBy, Manner, SourceKind
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from registered import MAY

pytestmark = pytest.mark.django_db

WIDER = Rule((), (Condition(Flag.KILLED_BY_ANOTHER, Says.ALL),), (), CountedWhere.EITHER, DatedBy.FACT)


@pytest.fixture
def analyst():
    return cast.staff(Role.ANALYST)


@pytest.fixture
def police():
    return registered.source(SourceKind.POLICE)


@pytest.fixture
def forensic():
    return registered.source(SourceKind.FORENSIC)


def named(name: str) -> Named:
    return next(queries.named(row) for row in counting.rules_in_force() if row.name == name)


def may(name: str) -> counting.Period:
    return counting.series(named(name), first=MAY, last=date(2023, 5, 31)).periods[0]


# --- the rules themselves ---


def test_the_five_rules_are_there_once_however_often_they_are_asked_for() -> None:
    first = counting.rules_in_force()
    assert [str(row) for row in first] == sorted(f"{one.name}@1" for one in SHIPPED)
    assert ship_rules() == []
    assert CountingRule.objects.count() == len(SHIPPED)
    assert AuditEvent.objects.filter(verb="rule.shipped").count() == len(SHIPPED)


def test_a_changed_definition_is_a_new_version_and_the_old_one_stays_as_it_was(monkeypatch) -> None:
    ship_rules()
    old = CountingRule.objects.values().get(name="bogota_wide")
    changed = [
        Shipped(one.name, one.title, one.basis, WIDER if one.name == "bogota_wide" else one.rule)
        for one in SHIPPED
    ]
    monkeypatch.setattr(actions, "SHIPPED", changed)
    assert str(counting.rules_in_force()[0]) == "bogota_wide@2"
    again = CountingRule.objects.values().get(name="bogota_wide", version=1)
    assert again.pop("retired_at") is not None
    old.pop("retired_at")
    assert again == old


def test_a_shipped_rule_that_the_city_retired_stays_retired(analyst) -> None:
    ship_rules()
    retire(queries.one("who_icd10", 1), by=analyst)
    assert "who_icd10" not in [row.name for row in counting.rules_in_force()]
    with pytest.raises(NotMadeError) as refused:
        retire(queries.one("who_icd10", 1), by=analyst)
    assert refused.value.faults == (Fault.RETIRED,)


def test_a_city_makes_rules_of_its_own_and_never_edits_one(analyst) -> None:
    made = make_rule(WIDER, title="Conteo del consejo", basis="Acta 4", by=analyst)
    assert (str(made), made.shipped) == ("city_conteo_del_consejo@1", False)
    with pytest.raises(NotMadeError) as refused:
        make_rule(WIDER, title="Conteo del Consejo", basis="Acta 5", by=analyst)
    assert refused.value.faults == (Fault.NAME_TAKEN,)
    with pytest.raises(NotMadeError) as refused:
        make_rule(WIDER, title="Conteo del consejo", basis="Acta 5", by=analyst, in_place_of=made)
    assert refused.value.faults == (Fault.SAME_AS_BEFORE,)
    narrower = Rule((SourceKind.POLICE,), WIDER.counts_if, (), WIDER.where, WIDER.dated_by)
    second = make_rule(narrower, title="Conteo del consejo", basis="Acta 5", by=analyst, in_place_of=made)
    assert str(second) == "city_conteo_del_consejo@2"
    made.refresh_from_db()
    assert made.definition == WIDER.stored()
    assert made.retired_at is not None
    assert [str(row) for row in queries.in_force()] == [str(second)]


def test_a_rule_that_comes_with_pazos_is_not_given_versions_by_the_city(analyst) -> None:
    ship_rules()
    with pytest.raises(NotMadeError) as refused:
        make_rule(WIDER, title="x", basis="y", by=analyst, in_place_of=queries.one("iccs_0101", 1))
    assert refused.value.faults == (Fault.SHIPPED,)


# --- counting ---


def test_a_month_is_counted_with_why_the_others_are_not_and_what_is_still_open(police, forensic) -> None:
    first = registered.death(date(2023, 5, 1), {police: Manner.HOMICIDE})
    second = registered.death(date(2023, 5, 31), {forensic: Manner.HOMICIDE})
    registered.death(date(2023, 5, 3), {police: Manner.HOMICIDE, forensic: Manner.LEGAL_INTERVENTION})
    registered.death(date(2023, 6, 1), {police: Manner.HOMICIDE})
    registered.wait(first, second)
    period = may("iccs_0101")
    assert (period.deaths, period.open, period.not_counted) == (2, 2, {"legal_intervention": 1})
    assert (may("bogota_wide").deaths, may("bogota_wide").not_counted) == (3, {})
    assert (may("police_co_2023").deaths, may("police_co_2023").not_counted) == (2, {"source": 1})


def test_a_claim_that_its_source_took_back_is_not_heard_and_a_joined_death_is_not_there(
    police, forensic
) -> None:
    gone = registered.death(MAY, {police: Manner.HOMICIDE})
    Claim.objects.filter(death=gone).update(withdrawn_at=timezone.now())
    kept = registered.death(MAY, {forensic: Manner.HOMICIDE})
    joined = registered.death(MAY, {police: Manner.HOMICIDE})
    Death.objects.filter(pk=joined.pk).update(merged_into=kept)
    period = may("iccs_0101")
    assert (period.deaths, period.not_counted) == (1, {"source": 1})


def test_what_a_technical_table_decided_of_a_manner_counts(police, forensic) -> None:
    death = registered.death(MAY, {police: Manner.HOMICIDE, forensic: Manner.SELF_INFLICTED})
    assert may("iccs_0101").not_counted == {"self_inflicted": 1}
    Difference.objects.create(
        death=death,
        kind="manner",
        state="decided",
        cause=Cause.MANNER_PENDING,
        adopted=Manner.HOMICIDE,
        noticed_at=timezone.now(),
        decided_at=timezone.now(),
    )
    assert may("iccs_0101").deaths == 1
    into = registered.death(MAY, {forensic: Manner.SELF_INFLICTED})
    Claim.objects.filter(death=death).update(death=into)
    Death.objects.filter(pk=death.pk).update(merged_into=into)
    assert may("iccs_0101").deaths == 1, "a decision holds for the death that was joined"


def test_the_register_gives_the_same_count_as_judging_each_death_alone(police, forensic) -> None:
    manners = list(Manner)
    for number in range(40):
        claims = {police: manners[number % len(manners)]}
        if number % 3:
            claims[forensic] = manners[(number * 5) % len(manners)]
        registered.death(date(2022 + number % 2, 5, 1 + number % 28), claims)
    register = read_register()
    for row in counting.rules_in_force():
        rule = queries.named(row)
        alone = {death: _alone(rule, death) for death in Death.objects.all()}
        assert {number: not against for number, _, against in judged(rule, register)} == {
            death.pk: counted for death, counted in alone.items()
        }


def _alone(rule: Named, death: Death) -> bool:
    from pazos.domain.register.counting import Statement, judge

    said = [Statement(one.source.kind, one.flags) for one in death.claims.select_related("source")]
    return judge(rule.rule, said, occurred_on=death.occurred_on, died_on=death.died_on).counted


# --- no count is not a zero ---


def test_a_month_that_no_source_of_the_rule_delivered_has_no_count(police) -> None:
    registered.death(MAY, {police: Manner.HOMICIDE})
    april = counting.series(named("iccs_0101"), first=date(2023, 4, 1), last=date(2023, 7, 31)).periods
    assert [one.deaths for one in april] == [0, 1, 0, None]
    assert april[3].missing == ("Fuente police",)
    assert may("who_icd10").deaths is None


def test_a_source_that_is_recorded_as_silent_is_named_and_one_that_said_none_is_not(
    police, forensic, analyst
) -> None:
    registered.death(MAY, {police: Manner.HOMICIDE})
    record_non_delivery([forensic], month=MAY, by=analyst)
    assert (may("iccs_0101").deaths, may("iccs_0101").missing) == (1, ("Fuente forensic",))
    july = date(2023, 7, 1)
    record_non_delivery([police, forensic], month=july, by=analyst, said_none=True)
    period = counting.series(named("iccs_0101"), first=july, last=date(2023, 7, 31)).periods[0]
    assert (period.deaths, period.missing) == (0, ())


# --- no line across a break ---


def test_a_line_never_leaves_its_rules_time(police) -> None:
    with pytest.raises(ValueError, match="does not count from 2022-01-01"):
        counting.series(named("police_co_2023"), first=date(2022, 1, 1), last=date(2023, 12, 31))


def test_a_chart_across_2023_is_two_series_with_their_break(police) -> None:
    for day in (date(2022, 11, 3), date(2022, 12, 3), date(2023, 1, 3)):
        registered.death(day, {police: Manner.LEGAL_INTERVENTION})
        registered.death(day, {police: Manner.HOMICIDE})
    rules = counting.all_named(counting.rules_in_force())
    chart = counting.chart(
        named("police_co_2023"), first=date(2022, 11, 1), last=date(2023, 2, 28), others=rules
    )
    assert [(str(one.named), [period.deaths for period in one.periods]) for one in chart.counted] == [
        ("police_co_before_2023@1", [2, 2]),
        ("police_co_2023@1", [1, 0]),
    ]
    assert [(one.on, one.why) for one in chart.breaks] == [(date(2023, 1, 1), Why.OTHER_RULE)]


def test_years_say_when_they_are_not_whole(police) -> None:
    registered.death(MAY, {police: Manner.HOMICIDE})
    found = counting.series(named("iccs_0101"), first=date(2022, 1, 1), last=date(2023, 6, 30), by="year")
    assert [(one.start.year, one.deaths, one.partial) for one in found.periods] == [
        (2022, 0, False),
        (2023, 1, True),
    ]
    assert found.total == 1


def test_two_rules_are_compared_death_by_death(police, forensic) -> None:
    both = registered.death(date(2023, 5, 2), {police: Manner.HOMICIDE})
    wide = registered.death(date(2022, 5, 2), {forensic: Manner.SELF_DEFENCE})
    compared = counting.compare(named("iccs_0101"), named("bogota_wide"))
    assert [(one.year, one.counts, one.alone) for one in compared.years] == [
        (2022, (0, 1), (0, 1)),
        (2023, (1, 1), (0, 0)),
    ]
    assert compared.alone[0] == ()
    assert compared.alone[1] == ((wide.pk, date(2022, 5, 2), "self_defence"),)
    assert both.pk not in {number for number, _, _ in compared.alone[1]}


def test_a_year_in_which_a_rule_does_not_count_is_no_zero(police) -> None:
    registered.death(date(2022, 5, 2), {police: Manner.HOMICIDE})
    compared = counting.compare(named("police_co_2023"), named("iccs_0101"))
    assert [(one.year, one.counts) for one in compared.years] == [(2022, (None, 1))]


def test_counting_asks_few_questions_however_many_deaths(police, forensic) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries_:
            counting.series(rule, first=date(2022, 1, 1), last=date(2023, 6, 30))
        return len(queries_)

    rule = named("iccs_0101")
    before = asked()
    for day in range(1, 29):
        registered.death(date(2023, 5, day), {police: Manner.HOMICIDE, forensic: Manner.HOMICIDE})
    assert asked() == before <= 8
