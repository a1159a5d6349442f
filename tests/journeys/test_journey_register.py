"""The register by hand: pairs decided by keyboard alone, a difference settled, a table's minutes frozen."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from pazos.domain.register.actions.counting import ship_rules
from pazos.domain.register.models import Claim, Death, Difference, LinkageModel, Pair
from pazos.domain.sources.models import Delivery, Record, Source
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Role
from pazos.foundation.runs.models import Run

pytestmark = pytest.mark.browser
NOW = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
SOURCES = (("policia", "Policía Nacional", "police"), ("forense", "Medicina Legal", "forensic"))


def claims_of(number: int, place: Neighbourhood) -> list[Claim]:
    """One death as each source tells it: the forensic institute a day later, the age turned round."""
    made = []
    for slug, _name, _kind in SOURCES:
        source = Source.objects.get(slug=slug)
        late = slug == "forense"
        record = Record.objects.create(
            delivery=source.delivery_set.get(),
            source=source,
            row_number=number,
            occurred_on=date(2023, 5, number + late),
            age=42 if late else 24,
            sex="m",
            weapon="firearm",
            neighbourhood=place,
        )
        death = Death.objects.create(
            occurred_on=record.occurred_on, age=record.age, sex="m", weapon="firearm",
            neighbourhood=place, sources=1, adopted={"age": slug}, opened_at=NOW,
        )  # fmt: skip
        flags = {"killed_by_another": True, "intent_known": True}
        made.append(Claim.objects.create(source=source, record=record, death=death, flags=flags))
    return made


@pytest.fixture
def register(city, settings, tmp_path) -> list[Pair]:
    settings.CITY_FILES = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    place = Neighbourhood.objects.create(code="1", name="El Cairel", kind="barrio", zone="urban")
    for slug, name, kind in SOURCES:
        source = Source.objects.create(slug=slug, name=name, kind=kind, mapping={})
        Delivery.objects.create(
            source=source, file_name=f"{slug}.csv", file_hash=slug, file_bytes=1, mapping={}, state="current",
            received_at=NOW, first_on=date(2023, 1, 1), last_on=date(2023, 12, 31),
        )  # fmt: skip
    shares = {"age": {"same": {"m": 0.9, "u": 0.03, "m_from": "learnt", "u_from": "learnt"}}}
    curve = [
        {"threshold": 0.5, "weight": w, "links": 9, "false_links": 9.0 - w, "missed_links": w / 2}
        for w in (0.0, 4.0, 8.0)
    ]
    run = Run.objects.create(
        method="linkage", inputs_hash="", code_version="1", started_at=NOW, seconds=1.0, result_hash="a",
        result={"model": {"shares": shares, "rows": {"policia": 3}}, "cost": curve, "unkept": 0.0},
    )  # fmt: skip
    model = LinkageModel.objects.create(run=run, lower=0.0, upper=8.0, chosen_at=NOW)
    ship_rules()
    pairs = []
    for number in (2, 3, 4):
        first, second = claims_of(number, place)
        agreement = {"date": "next_day", "age": "one_digit", "sex": "same", "place": "same"}
        pairs.append(
            Pair.objects.create(
                first=first,
                second=second,
                model=model,
                weight=number,
                probability=1 / (1 + 2.0**-number),
                agreement=agreement,
                state="waiting",
            )
        )
    return pairs


@pytest.fixture
def desk(register, page, signed_in):
    return signed_in(page, Role.ANALYST, then="/review/")


def states() -> list[str]:
    return list(Pair.objects.order_by("-weight").values_list("state", flat=True))


def test_pairs_are_decided_by_keyboard_alone(desk, axe, picture) -> None:
    page = desk
    axe(page)
    picture(page, "review")
    page.goto("/review/")  # the inspector leaves empty styles on what it looked at
    form = page.locator("#desk form.pair")
    first = form.get_attribute("action")
    page.keyboard.press("n")
    expect(page.locator("[data-note]")).to_be_focused()
    page.keyboard.type("2 1 s u: una nota no decide nada")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(form).not_to_have_attribute("action", first, timeout=20_000)  # the first decision loads more
    assert states() == ["same", "waiting", "waiting"]
    second = form.get_attribute("action")
    page.keyboard.press("2")
    expect(form).not_to_have_attribute("action", second)
    assert states() == ["same", "different", "waiting"]
    page.keyboard.press("u")
    expect(form).to_have_attribute("action", second)
    page.keyboard.press("u")
    expect(form).to_have_attribute("action", first)
    assert states() == ["waiting", "waiting", "waiting"]
    page.keyboard.press("s")
    expect(form).to_have_attribute("action", second)
    axe(page)


def test_a_pair_is_decided_with_a_finger(register, visit, signed_in, axe, picture) -> None:
    phone = signed_in(visit(width=360, height=740, light="dark"), Role.ANALYST, then="/review/")
    axe(phone)
    picture(phone, "review-phone-dark")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    phone.goto("/review/")
    buttons = phone.locator(".pair-deeds button")
    phone.locator(".pair h2").scroll_into_view_if_needed()
    phone.mouse.wheel(0, 200)
    expect(buttons.first).to_be_in_viewport()
    buttons.first.click()
    expect(phone.locator(".undo")).to_be_visible(timeout=20_000)
    assert states()[0] == "same"
    for path in (
        "/register/",
        f"/register/deaths/{Death.objects.first().pk}/",
        "/differences/",
        "/register/linkage/",
    ):
        phone.goto(path)
        axe(phone)
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


def test_a_difference_goes_to_a_table_that_decides_it_and_ends(desk, axe, picture) -> None:
    page = desk
    page.keyboard.press("1")
    expect(page.locator(".undo")).to_be_visible(timeout=20_000)
    death = Death.objects.filter(merged_into__isnull=True, sources=2).get()
    assert set(Difference.objects.values_list("kind", flat=True)) == {"age", "date"}
    page.goto(f"/register/deaths/{death.pk}/")
    axe(page)
    picture(page, "death")
    page.goto("/differences/tables/open/")
    page.locator("#id_title").fill("Mesa de mayo")
    page.locator("#id_held_on").fill("2024-05-10")
    page.locator("#id_attended").fill("Policía Nacional: Ana Lucumí\nMedicina Legal: Luis Caicedo")
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/differences/tables/\d+/$"))
    page.goto("/differences/")
    axe(page)
    page.locator("[data-all]").check()
    expect(page.locator("[data-chosen]")).to_have_text("2 / 2")
    page.locator("button[formaction*=take]").click()
    page.wait_for_url(re.compile(r"/differences/tables/\d+/$"))
    axe(page)
    page.locator("[data-all]").check()
    page.locator("select[name=cause]").select_option("transcription")
    page.locator("select[name=adopt]").select_option("forense")
    page.locator("form[data-choose] button.primary").click()
    expect(page.locator("progress")).to_have_attribute("value", "2")
    page.locator("details.confirm summary").click()
    page.locator("details.confirm button").click()
    page.wait_for_url(re.compile(r"/minutes/$"))
    axe(page)
    picture(page, "minutes")
    death.refresh_from_db()
    assert (death.age, death.adopted["age"]) == (42, "decision")


def test_what_thresholds_cost_follows_what_is_typed(desk, axe, picture) -> None:
    page = desk
    page.goto("/register/linkage/")
    axe(page)
    picture(page, "linkage")
    cost = page.locator("#cost .stat-value .number")
    expect(cost.nth(0)).to_have_text("0")
    page.locator("#id_upper").fill("3")
    expect(cost.nth(0)).to_have_text("2")
    expect(cost.nth(2)).to_have_text("1")
