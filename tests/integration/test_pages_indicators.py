"""Pages of indicators: the battery judged, one indicator explained, reporting and approving from the page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

import cast
from pazos.domain.indicators import actions
from pazos.domain.indicators.models import Indicator, IndicatorSheet, IndicatorValue
from pazos.domain.people.actions import open_account, open_organisation
from pazos.domain.people.models import Organisation
from pazos.foundation.access.policy import Role
from pazos.foundation.history.changing import changes_of

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from pazos.domain.people.models import Staff

pytestmark = pytest.mark.django_db
SINCE = date(2020, 1, 1)


@pytest.fixture
def works() -> Organisation:
    return open_organisation(name="Secretaría de Infraestructura", kind=Organisation.Kind.CITY, by=None)


@pytest.fixture
def battery(works: Organisation) -> list[Indicator]:
    taken = ("homicide_rate", "venues_restored", "school_return", "budget_committed")
    return actions.ship_battery(on=SINCE, by=None, owner=works, only=taken)


@pytest.fixture
def lead() -> Staff:
    return cast.staff(Role.STRATEGY_LEAD)


@pytest.fixture
def clerk(works: Organisation) -> Staff:
    return open_account(
        username="obras", name="Alguien de obras", role=Role.DEPARTMENT, organisation=works, by=None
    )


def read(client: Client, who: Staff, name: str, *slots: Any, **asked: Any) -> HttpResponse:
    client.cookies["pazos_language"] = "en"
    client.force_login(who)
    return client.get(reverse(name, args=slots), asked)


def send(client: Client, who: Staff, name: str, *slots: Any, **said: Any) -> HttpResponse:
    client.cookies["pazos_language"] = "en"
    client.force_login(who)
    return client.post(reverse(name, args=slots), said)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def a_value(code: str, year: int, *, by: Staff, value: float = 4) -> IndicatorValue:
    days = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
    of = Indicator.objects.get(code=code)
    return actions.report(of, **days, value=value, note="acta de entrega", by=by)


def approved(code: str, year: int, *, value: float, clerk: Staff, lead: Staff) -> IndicatorValue:
    kept = actions.submit(a_value(code, year, by=clerk, value=value), by=clerk)
    return actions.approve(kept, by=lead)


def test_an_empty_battery_says_how_to_fill_it_and_is_filled_from_the_page(client, lead) -> None:
    assert "comes with a battery" in text(read(client, lead, "indicators"))
    answer = send(client, lead, "fill_indicators")
    assert answer.status_code == 302
    shown = text(read(client, lead, "indicators"))
    assert "Intentional homicide rate" in shown
    assert Indicator.objects.count() > 40


def test_the_battery_shows_light_value_interval_and_target(client, battery, lead, clerk) -> None:
    approved("venues_restored", 2022, value=3, clerk=clerk, lead=lead)
    approved("venues_restored", 2023, value=9, clerk=clerk, lead=lead)
    actions.set_target(Indicator.objects.get(code="venues_restored"), year=2023, value=8, by=lead)
    shown = text(read(client, lead, "indicators", q="venues"))
    assert "on target" in shown
    assert "better" in shown
    assert "<polyline" in shown
    assert "Intentional homicide" not in shown


def test_lists_are_narrowed_by_light_kind_component_and_way(client, battery, lead) -> None:
    assert "homicide" not in text(read(client, lead, "indicators", way="reported"))
    assert "Payments against" not in text(read(client, lead, "indicators", kind="impact"))
    assert "No indicator is like that" in text(read(client, lead, "indicators", light="met"))


def test_the_battery_asks_the_database_a_bounded_number_of_questions(
    client, battery, lead, clerk, django_assert_max_num_queries
) -> None:
    for year in (2020, 2021, 2022):
        approved("venues_restored", year, value=year - 2015, clerk=clerk, lead=lead)
    client.force_login(lead)
    with django_assert_max_num_queries(32):
        client.get(reverse("indicators"))


def test_one_indicator_shows_its_sheet_its_series_and_its_values(client, battery, lead, clerk) -> None:
    approved("venues_restored", 2022, value=3, clerk=clerk, lead=lead)
    approved("venues_restored", 2023, value=9, clerk=clerk, lead=lead)
    of = Indicator.objects.get(code="venues_restored")
    actions.add_break(of, on=date(2023, 1, 1), words={"es": "otra regla", "en": "another rule"}, by=lead)
    shown = text(read(client, lead, "indicator", "venues_restored"))
    for words in ("another rule", "Known weaknesses", "not compared", "Values"):
        assert words in shown
    assert "<svg" in shown
    assert 'class="break"' in shown


def test_no_line_is_drawn_over_a_break(client, battery, lead, clerk) -> None:
    for year in (2021, 2022, 2023):
        approved("venues_restored", year, value=year - 2015, clerk=clerk, lead=lead)
    of = Indicator.objects.get(code="venues_restored")
    actions.add_break(of, on=date(2023, 1, 1), words={"es": "otra regla"}, by=lead)
    shown = text(read(client, lead, "indicator", "venues_restored"))
    lines = [part.split('"')[0] for part in shown.split('<polyline points="')[1:]]
    assert [len(line.split()) for line in lines] == [2]


def test_the_sheet_prints_in_both_languages(client, battery, lead) -> None:
    shown = text(read(client, lead, "indicator_sheet", "homicide_rate"))
    assert "Tasa de homicidio intencional" in shown
    assert "Intentional homicide rate" in shown
    assert "SDG 16.1.1" in shown


def test_a_department_finds_what_is_due_reports_it_and_somebody_else_approves(
    client, battery, lead, clerk
) -> None:
    year = timezone.localdate().year - 1
    period = str(year)
    assert "Venues restored" in text(read(client, clerk, "indicator_reports"))
    assert read(client, clerk, "report_indicator", "venues_restored", period).status_code == 200
    answer = send(client, clerk, "report_indicator", "venues_restored", period, value="5", to="submit")
    assert answer.status_code == 422
    assert "Attach what verifies it" in text(answer)
    said = {"value": "5", "note": "acta 12", "to": "submit"}
    assert send(client, clerk, "report_indicator", "venues_restored", period, **said).status_code == 302
    one = IndicatorValue.objects.get()
    assert "Venues restored" in text(read(client, lead, "indicator_approvals"))
    answer = send(client, lead, "decide_indicator_value", one.pk, to="return")
    assert answer.status_code == 422
    said = {"to": "return", "because-because": "falta el acta"}
    assert send(client, lead, "decide_indicator_value", one.pk, **said).status_code == 302
    assert "falta el acta" in text(read(client, clerk, "indicator_reports"))
    said = {"value": "6", "note": "acta 13", "to": "submit"}
    send(client, clerk, "report_indicator", "venues_restored", period, **said)
    send(client, lead, "decide_indicator_value", one.pk, to="approve")
    one.refresh_from_db()
    assert (one.state, one.value) == ("approved", 6)
    assert "acta 13" in text(read(client, clerk, "indicator_value", one.pk))


def test_categories_that_do_not_add_up_are_asked_about_beside_the_field(client, battery, lead, clerk) -> None:
    year = timezone.localdate().year - 1
    said = {"value": "10", "note": "corte", "sex.woman": "4", "sex.man": "3", "to": "submit"}
    answer = send(client, clerk, "report_indicator", "school_return", str(year), **said)
    assert answer.status_code == 422
    assert "do not add up" in text(answer)
    said["why_incomplete"] = "tres sin dato"
    assert send(client, clerk, "report_indicator", "school_return", str(year), **said).status_code == 302
    assert "tres sin dato" in text(read(client, clerk, "indicator", "school_return"))


def test_an_approved_value_is_corrected_in_the_open(client, battery, lead, clerk) -> None:
    one = approved("venues_restored", 2023, value=9, clerk=clerk, lead=lead)
    said = {"to": "correct", "because-because": "se contó uno dos veces"}
    answer = send(client, clerk, "move_indicator_value", one.pk, **said)
    assert answer.headers["Location"] == reverse("report_indicator", args=["venues_restored", "2023"])
    fresh = IndicatorValue.objects.get(revision=1)
    shown = text(read(client, clerk, "indicator_value", fresh.pk))
    assert "se contó uno dos veces" in shown
    assert one.is_last


def test_another_organisation_neither_sees_drafts_nor_reports(client, battery, lead, clerk) -> None:
    other = open_organisation(name="Fundación Samán", kind=Organisation.Kind.PARTNER, by=None)
    partner = open_account(username="saman", name="Ana", role=Role.PARTNER, organisation=other, by=None)
    draft = a_value("venues_restored", 2023, by=clerk)
    assert read(client, partner, "indicator", "venues_restored").status_code == 404
    assert read(client, partner, "indicator_value", draft.pk).status_code == 404
    assert read(client, partner, "report_indicator", "venues_restored", "2023").status_code == 404
    member = cast.staff(Role.COMMITTEE_MEMBER)
    assert read(client, member, "indicator_value", draft.pk).status_code == 404
    assert "acta de entrega" not in text(read(client, member, "indicator", "venues_restored"))


def test_a_draft_sheet_is_drawn_up_changed_and_put_in_force_from_the_page(client, lead, works) -> None:
    said = {
        "code": "street_lights", "kind": "management", "measure": "count", "interval": "none", "direction": "up",
        "frequency": "year", "accrual": "last", "factor": "1", "due_days": "15", "owner": str(works.pk),
        "name_es": "Luminarias", "name_en": "Street lights",
    }  # fmt: skip
    assert send(client, lead, "new_indicator", **said).status_code == 302
    shown = text(read(client, lead, "change_indicator", "street_lights"))
    assert "What is still missing" in shown
    send(client, lead, "move_indicator", "street_lights", to="in_force")
    assert "It cannot be done" in text(read(client, lead, "indicator", "street_lights"))
    texts = ("definition", "numerator", "unit", "source", "verification", "method", "weaknesses")
    whole = {f"{name}_{spoken}": "palabras" for name in texts for spoken in ("es", "en")}
    said.pop("code")
    assert send(client, lead, "change_indicator", "street_lights", **said, **whole).status_code == 302
    send(client, lead, "move_indicator", "street_lights", to="in_force")
    assert IndicatorSheet.objects.get(indicator__code="street_lights").state == "in_force"


def test_a_new_version_is_compared_with_the_one_before(client, battery, lead) -> None:
    send(client, lead, "move_indicator", "venues_restored", to="succeed")
    draft = IndicatorSheet.objects.get(indicator__code="venues_restored", version=2)
    actions.change_draft(draft, definition={"es": "Otra definición", "en": "Another definition"}, by=lead)
    actions.put_in_force(draft, on=timezone.localdate() - timedelta(days=1), by=lead)
    shown = text(read(client, lead, "indicator", "venues_restored"))
    assert "<del" in shown
    assert "Another definition" in shown
    assert "A new version of the sheet" in shown


@pytest.mark.parametrize(
    ("what", "said", "words"),
    [
        ("target", {"year": "2023", "value": "12", "source": "plan de desarrollo"}, "plan de desarrollo"),
        ("baseline", {"year": "2019", "value": "2"}, "(2019)"),
        ("break", {"on": "2022-01-01", "es": "otra manera", "en": "another way"}, "another way"),
        ("retire", {"on": "2024-01-01", "why": "ya no se usa"}, "ya no se usa"),
    ],
)
def test_small_forms_keep_what_they_say(client, battery, lead, what, said, words) -> None:
    fields = {f"{what}-{name}": value for name, value in said.items()}
    assert send(client, lead, "keep_indicator", "venues_restored", what, **fields).status_code == 302
    assert words in text(read(client, lead, "indicator", "venues_restored"))
    assert send(client, lead, "keep_indicator", "venues_restored", what).status_code == 422


def test_the_same_list_leaves_as_a_table(client, battery, lead, clerk) -> None:
    approved("venues_restored", 2023, value=9, clerk=clerk, lead=lead)
    answer = read(client, lead, "indicators_file", q="venues")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("code,name,kind")
    assert lines[1].startswith("venues_restored,Venues restored and in use,result")


def test_history_tells_what_a_target_was_and_takes_it_back(client, battery, lead, clerk) -> None:
    of = Indicator.objects.get(code="venues_restored")
    target = actions.set_target(of, year=2023, value=8, by=lead)
    actions.set_target(of, year=2023, value=80, by=lead)
    change = changes_of(target).first()
    key = {"kind": "indicators.yeartarget", "key": str(target.pk)}
    assert read(client, lead, "history", *key.values()).status_code == 200
    send(client, lead, "history_undo", *key.values(), change.pk)
    target.refresh_from_db()
    assert target.value == 8
    draft = a_value("venues_restored", 2023, by=clerk)
    other = cast.staff(Role.COMMITTEE_MEMBER)
    assert read(client, other, "history", "indicators.indicatorvalue", draft.pk).status_code == 404
