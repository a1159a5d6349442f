"""Indicators are kept as agreed: sheets by version, values from draft to approved, corrections in the open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

import cast
from pazos.domain.indicators import actions, queries
from pazos.domain.indicators.actions import Digits
from pazos.domain.indicators.models import Indicator, IndicatorSheet, IndicatorValue, SeriesBreak
from pazos.domain.indicators.periods import Period, period_of
from pazos.domain.indicators.queries import Sought
from pazos.domain.indicators.rules import SheetBlock, ValueBlock
from pazos.domain.indicators.vocabulary import Light, Trend
from pazos.domain.people.actions import open_account, open_organisation
from pazos.domain.people.models import Organisation
from pazos.domain.refusing import RefusedError
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.history.changing import changes_of
from pazos.foundation.runs.actions import carry_out
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff

pytestmark = pytest.mark.django_db
BOTH = {"es": "palabras", "en": "words"}
TEXTS = (
    "name",
    "definition",
    "numerator",
    "denominator",
    "unit",
    "source",
    "verification",
    "method",
    "weaknesses",
)
Y2022 = {"starts_on": date(2022, 1, 1), "ends_on": date(2022, 12, 31)}
Y2023 = {"starts_on": date(2023, 1, 1), "ends_on": date(2023, 12, 31)}


@pytest.fixture
def works() -> Organisation:
    return open_organisation(name="Infraestructura", kind=Organisation.Kind.CITY, by=None)


@pytest.fixture
def lead() -> Staff:
    return cast.staff(Role.STRATEGY_LEAD)


@pytest.fixture
def analyst() -> Staff:
    return cast.staff(Role.ANALYST)


@pytest.fixture
def clerk(works: Organisation) -> Staff:
    return open_account(username="obras", name="Obras", role=Role.DEPARTMENT, organisation=works, by=None)


def whole(**changed: Any) -> dict[str, Any]:
    fields = dict.fromkeys(TEXTS, BOTH)
    fields |= {"kind": "result", "measure": "count", "direction": "up", "frequency": "year"}
    return {**fields, **changed}


@pytest.fixture
def venues(works: Organisation, lead: Staff) -> Indicator:
    sheet = actions.draft_sheet(code="venues", owner=works, by=lead, **whole(interval="none"))
    actions.put_in_force(sheet, on=date(2020, 1, 1), by=lead)
    return sheet.indicator


@pytest.fixture
def approved(venues: Indicator, clerk: Staff, lead: Staff) -> IndicatorValue:
    kept = actions.report(venues, **Y2022, value=5, note="acta", by=clerk)
    return actions.approve(actions.submit(kept, by=clerk), by=lead)


def test_a_sheet_with_gaps_is_a_draft_and_every_gap_is_told(lead) -> None:
    sheet = actions.draft_sheet(code="gap", by=lead, **whole(definition={"es": "solo"}, source={}))
    with pytest.raises(RefusedError) as refused:
        actions.put_in_force(sheet, on=date(2020, 1, 1), by=lead)
    assert set(refused.value.blocks) == {SheetBlock.DEFINITION, SheetBlock.SOURCE, SheetBlock.OWNER}


def test_a_sheet_in_force_is_never_edited_only_succeeded(venues, lead) -> None:
    first = venues.sheets.get()
    with pytest.raises(InputProblem, match="not edited"):
        actions.change_draft(first, by=lead, factor=2)
    second = actions.succeed(venues, by=lead, definition={"es": "otra", "en": "other"})
    with pytest.raises(InputProblem, match="already"):
        actions.succeed(venues, by=lead)
    actions.put_in_force(second, on=date(2023, 1, 1), by=lead)
    first.refresh_from_db()
    assert (first.state, first.definition) == ("replaced", BOTH)
    assert SeriesBreak.objects.get().on == date(2023, 1, 1)


def test_a_comparable_version_breaks_no_series(venues, lead) -> None:
    second = actions.succeed(venues, by=lead, source=BOTH, is_comparable=True)
    actions.put_in_force(second, on=date(2023, 1, 1), by=lead)
    assert not SeriesBreak.objects.exists()


def test_a_draft_that_is_let_go_of_takes_an_indicator_without_sheets_along(lead) -> None:
    sheet = actions.draft_sheet(code="idea", by=lead, **whole())
    actions.drop_draft(sheet, by=lead)
    assert not Indicator.objects.exists()


def test_targets_baselines_and_breaks_said_twice_change_nothing(venues, lead) -> None:
    for _again in range(2):
        actions.set_target(venues, year=2023, value=8, source="plan", by=lead)
        actions.set_baseline(venues, year=2019, value=2, by=lead)
        actions.add_break(venues, on=date(2021, 1, 1), words={"es": "otra"}, by=lead)
    verbs = list(AuditEvent.objects.values_list("verb", flat=True))
    assert [verbs.count(f"indicator.{deed}") for deed in ("target_set", "baseline_set", "break_added")] == [
        1,
        1,
        1,
    ]
    actions.set_target(venues, year=2023, value=9, by=lead)
    assert changes_of(venues.targets.get()).count() == 2


def test_a_department_reports_its_own_and_nothing_else(venues, clerk, lead) -> None:
    theirs = actions.draft_sheet(
        code="theirs", by=lead, **whole(expression="activities.done", interval="none")
    )
    actions.put_in_force(theirs, on=date(2020, 1, 1), by=lead)
    with pytest.raises(InputProblem, match="another organisation"):
        actions.report(theirs.indicator, **Y2022, value=1, by=clerk)
    with pytest.raises(RefusedError) as refused:
        actions.report(theirs.indicator, **Y2022, value=1, by=lead)
    assert refused.value.blocks == (ValueBlock.COMPUTED,)
    for deed in (
        lambda: actions.set_target(venues, year=2023, value=1, by=clerk),
        lambda: actions.succeed(venues, by=clerk),
    ):
        with pytest.raises(InputProblem, match="not kept"):
            deed()


def test_a_value_goes_from_draft_to_approved_and_is_locked(venues, clerk, lead) -> None:
    kept = actions.report(venues, **Y2022, value=4, by=clerk)
    with pytest.raises(RefusedError) as refused:
        actions.submit(kept, by=clerk)
    assert refused.value.blocks == (ValueBlock.NO_EVIDENCE,)
    actions.report(venues, **Y2022, value=5, note="acta 7", by=clerk)
    kept = actions.submit(kept, by=clerk)
    with pytest.raises(RefusedError):
        actions.report(venues, **Y2022, value=6, by=clerk)
    actions.return_(kept, because="falta el acta", by=lead)
    kept = actions.report(venues, **Y2022, value=5, note="acta 8", by=clerk)
    kept = actions.approve(actions.submit(kept, by=clerk), by=lead)
    assert (kept.state, kept.value, kept.revision) == ("approved", 5, 0)
    with pytest.raises(RefusedError) as refused:
        actions.report(venues, **Y2022, value=6, by=clerk)
    assert refused.value.blocks == (ValueBlock.LOCKED,)
    assert IndicatorValue.objects.count() == 1


def test_nobody_approves_the_value_they_entered(venues, lead, analyst) -> None:
    kept = actions.submit(actions.report(venues, **Y2022, value=4, note="acta", by=lead), by=lead)
    with pytest.raises(RefusedError) as refused:
        actions.approve(kept, by=lead)
    assert refused.value.blocks == (ValueBlock.OWN,)
    assert actions.approve(kept, by=analyst).approved_by == analyst


def test_a_correction_waits_beside_what_it_corrects_and_needs_its_reason(
    approved, venues, clerk, lead
) -> None:
    with pytest.raises(RefusedError):
        actions.correct(approved, because=" ", by=clerk)
    fresh = actions.correct(approved, because="se contó dos veces", by=clerk)
    with pytest.raises(RefusedError) as refused:
        actions.correct(approved, because="otra vez", by=clerk)
    assert refused.value.blocks == (ValueBlock.CORRECTING,)
    actions.report(venues, **Y2022, value=4, note="acta 9", by=clerk)
    before = queries.shown("venues", seen_by=lead)
    assert [one.value for one in before.series] == [5]
    fresh = actions.approve(actions.submit(fresh, by=clerk), by=lead)
    approved.refresh_from_db()
    after = queries.shown("venues", seen_by=lead)
    assert ([one.value for one in after.series], approved.is_last, fresh.revision) == ([4], False, 1)
    assert approved.value == 5


def test_only_over_and_whole_periods_of_the_indicator_are_reported(venues, clerk) -> None:
    year = timezone.localdate().year
    cases = [
        ({"starts_on": date(2022, 1, 1), "ends_on": date(2022, 3, 31)}, ValueBlock.NOT_A_PERIOD),
        ({"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}, ValueBlock.NOT_OVER),
    ]
    for days, block in cases:
        with pytest.raises(RefusedError) as refused:
            actions.report(venues, **days, value=1, by=clerk)
        assert refused.value.blocks == (block,)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"value": -1}, "value"),
        ({"value": 2.5}, "value"),
        ({"value": float("nan")}, "value"),
        ({"value": 3, "categories": {"sex": {"woman": -1}}}, "categories"),
    ],
)
def test_an_impossible_count_is_refused_by_field(venues, clerk, said, field) -> None:
    with pytest.raises(InputProblem) as refused:
        actions.report(venues, **Y2022, **said, by=clerk)
    assert refused.value.facts["field"] == field


def test_a_ratio_is_reckoned_from_its_numbers_with_its_interval(works, clerk, lead) -> None:
    fields = whole(measure="share", factor=100)
    sheet = actions.draft_sheet(code="kept", owner=works, by=lead, **fields)
    actions.put_in_force(sheet, on=date(2020, 1, 1), by=lead)
    assert IndicatorSheet.objects.get(pk=sheet.pk).interval == "wilson"
    one = actions.report(sheet.indicator, **Y2022, numerator=15, denominator=148, by=clerk)
    assert (one.value, one.low, one.high) == pytest.approx((10.135, 6.239, 16.049), abs=1e-3)
    for said in ({"numerator": 9, "denominator": 8}, {"numerator": 1, "denominator": 0}, {"value": 101}):
        with pytest.raises(InputProblem):
            actions.report(sheet.indicator, **Y2022, **said, by=clerk)


def test_a_computed_value_is_revised_only_when_its_digits_change(venues, lead) -> None:
    sheet, period = venues.sheets.get(), period_of("year", date(2022, 5, 5))
    made = []

    def run() -> Any:
        made.append(carry_out("indicator", lambda: {"value": 1}, by=lead, inputs=[], parameters={}))
        return made[-1]

    first = actions.store_computed(sheet, period, digits=Digits(31.5, 111, 352_403), run=run, by=lead)
    again = actions.store_computed(sheet, period, digits=Digits(31.5, 111, 352_403), run=run, by=lead)
    other = actions.store_computed(sheet, period, digits=Digits(31.8, 112, 352_403), run=run, by=lead)
    assert (again, len(made), other.revision, other.run) == (None, 2, 1, made[-1])
    first.refresh_from_db()
    assert (first.is_last, first.value) == (False, 31.5)


def test_standings_say_what_is_known_and_no_more(approved, venues, clerk, lead) -> None:
    kept = actions.report(venues, **Y2023, value=9, note="acta", by=clerk)
    actions.set_target(venues, year=2023, value=8, by=lead)
    actions.set_target(venues, year=2022, value=8, by=lead)
    one = queries.standings(Sought(), seen_by=lead)[0]
    assert (one.last.value, one.light, one.trend) == (5, Light.FAR, Trend.UNKNOWN)
    actions.approve(actions.submit(kept, by=clerk), by=lead)
    one = queries.standings(Sought(), seen_by=lead)[0]
    assert (one.last.value, one.light, one.trend) == (9, Light.MET, Trend.BETTER)
    actions.add_break(venues, on=date(2023, 1, 1), words={"es": "otra"}, by=lead)
    assert queries.standings(Sought(), seen_by=lead)[0].trend is Trend.BROKEN


def test_insider_colleague_and_outsider_see_what_is_theirs(approved, venues, clerk) -> None:
    other = open_organisation(name="Fundación", kind=Organisation.Kind.PARTNER, by=None)
    partner = open_account(username="socia", name="Ana", role=Role.PARTNER, organisation=other, by=None)
    liaison, gestor = cast.staff(Role.SECURITY_LIAISON), cast.staff(Role.GESTOR)
    member = cast.staff(Role.COMMITTEE_MEMBER)
    assert len(queries.standings(Sought(), seen_by=clerk)) == 1
    assert len(queries.standings(Sought(), seen_by=member)) == 1
    for who in (partner, liaison, gestor):
        assert queries.standings(Sought(), seen_by=who) == []
        assert queries.shown("venues", seen_by=who) is None
        assert queries.value_of(approved.pk, seen_by=who) is None
        assert queries.due(on=date(2024, 2, 1), seen_by=who) == []
    actions.assign(venues, component=None, owner=other, by=None)
    assert len(queries.standings(Sought(), seen_by=partner)) == 1


def test_a_value_is_due_when_its_period_is_over_until_it_is_handed_in(venues, clerk, lead) -> None:
    on = date(2024, 1, 10)
    owed = queries.due(on=on, seen_by=clerk)
    assert [one.period.code() for one in owed] == ["2020", "2021", "2022", "2023"]
    assert owed[-1].due_on == date(2024, 1, 15)
    kept = actions.submit(actions.report(venues, **Y2023, value=4, note="acta", by=clerk), by=clerk)
    assert [one.period.year for one in queries.due(on=on, seen_by=clerk)] == [2020, 2021, 2022]
    assert list(queries.waiting(seen_by=lead)) == [kept]
    assert list(queries.waiting(seen_by=clerk)) == []
    actions.return_(kept, because="falta", by=lead)
    assert queries.due(on=on, seen_by=clerk)[-1].is_returned


def test_a_retired_indicator_is_owed_nothing_and_stands_apart(venues, clerk, lead) -> None:
    with pytest.raises(InputProblem, match="why"):
        actions.retire(venues, on=date(2023, 6, 1), why="", by=lead)
    actions.retire(venues, on=date(2023, 6, 1), why="ya no se mide", by=lead)
    assert queries.due(on=date(2024, 2, 1), seen_by=clerk) == []
    assert queries.standings(Sought(), seen_by=lead) == []
    assert len(queries.standings(Sought(retired=True), seen_by=lead)) == 1


def test_every_deed_leaves_one_event_without_words_of_a_person(approved, venues, clerk) -> None:
    actions.correct(approved, because="razones privadas", by=clerk)
    events = AuditEvent.objects.filter(verb__startswith="value.")
    assert list(events.values_list("verb", flat=True).order_by("id")) == [
        *("value.reported", "value.submitted", "value.approved", "value.corrected"),
    ]
    assert "razones" not in str(list(events.values_list("facts", flat=True)))


def test_the_battery_ships_once_and_what_was_changed_stays(lead, works) -> None:
    few = ("homicides", "venues_restored", "ses_theft")
    fresh = actions.ship_battery(on=date(2020, 11, 1), by=lead, owner=works, only=few)
    assert {one.code for one in fresh} == set(few)
    actions.retire(fresh[0], on=date(2021, 1, 1), why="no", by=lead)
    assert actions.ship_battery(on=date(2022, 1, 1), by=lead, owner=works, only=few) == []
    assert IndicatorSheet.objects.filter(state="in_force").count() == 3


def test_what_nobody_owns_waits_as_a_draft(lead) -> None:
    actions.ship_battery(on=date(2020, 11, 1), by=lead, only=("venues_restored", "homicides"))
    states = dict(IndicatorSheet.objects.values_list("indicator__code", "state"))
    assert states == {"venues_restored": "draft", "homicides": "in_force"}


def test_two_versions_of_one_period_the_later_speaks(approved, venues, clerk, lead) -> None:
    second = actions.succeed(venues, by=lead, is_comparable=True)
    actions.put_in_force(second, on=date(2023, 1, 1), by=lead)
    kept = actions.report(venues, **Y2022, value=7, note="acta", by=clerk)
    actions.approve(actions.submit(kept, by=clerk), by=lead)
    shown = queries.shown("venues", seen_by=lead)
    assert [(one.period, one.value) for one in shown.series] == [
        (Period(Y2022["starts_on"], Y2022["ends_on"]), 7)
    ]
