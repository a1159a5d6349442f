"""Every gated way is fed a poisoned table: two people in a cell of a table of many.

With the gate the two show nowhere and the many do; with the gate shut nothing shows at all, which
proves that the way goes through it. The list of ways is in tests/architecture/test_ways_out_declared.py.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pandas as pd
import pytest
from django.urls import reverse

import cast
from pazos.analysis import disclosing
from pazos.analysis.basis import Basis
from pazos.analysis.studies import victims
from pazos.analysis.studies.material import gather
from pazos.analysis.studies.rates import study_rates
from pazos.analysis.studies.victims import by_place
from pazos.domain.activities.actions import count_heads
from pazos.domain.activities.models import Activity
from pazos.domain.budget.actions import add_line, amend, move
from pazos.domain.outreach.actions.presence import record_presence
from pazos.domain.participants.models import Participant
from pazos.domain.participants.traits import Traits
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.domain.rights.models import Release
from pazos.foundation.access.policy import Role
from reached import Reached, reached
from street import Street, street

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
SPRING = datetime(2023, 5, 10, 15, 0, tzinfo=UTC)
MANY, FEW = 1321, 3  # people met in the north, and outside every cluster


@pytest.fixture
def city() -> Street:
    """Many people met in two clusters, three people outside them."""
    made = street()
    for place, by, met in (("N1", "ana", MANY), ("S1", "sol", MANY + 111), ("X1", "cora", FEW)):
        said = {"activity": "walk", "venue": "street", "shift": "night", "companions": 0, "note": ""}
        record_presence(
            id=uuid4(),
            **said,
            neighbourhood=place,
            done_on=SPRING.date(),
            met={"18-28": met},
            by=made.people[by],
            at=SPRING,
        )
    made.people["officer"] = cast.staff(Role.DATA_OFFICER)
    return made


@pytest.fixture
def shut(monkeypatch) -> None:
    """Shut the gate: every cell is hidden."""
    passed = disclosing._suppressed

    def nothing(table: pd.DataFrame, **options: Any) -> disclosing.Released:
        found = passed(table, **options)
        cells = tuple(tuple(None for _ in line) for line in found.cells)
        return disclosing.Released(found.rows, found.columns, cells, found.minimum)

    monkeypatch.setattr(disclosing, "_suppressed", nothing)


def numbers_of(text: str) -> set[int]:
    """Return the numbers of a page's content or a file, written in any way."""
    inside = text.split("<main", 1)[-1].split("</main>", 1)[0]
    return {
        int(re.sub(r"\D", "", one))
        for one in re.findall(r">\s*([\d.,]+)\s*<|(?<=,)(\d+)(?=[,\r\n])", inside)
        for one in one
        if one
    }


def read(client: Client, name: str, *args: Any) -> str:
    asked = {"quarter": "2023-Q2"} if name == "street_totals" else {}
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200, name
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8-sig")


def released(client: Client, city: Street) -> list[str]:
    """Prepare, sign and read the release of street totals, by every page it passes."""
    client.force_login(city.lead)
    read(client, "street_totals")  # counts the quarter
    client.post(reverse("releases"), {"dataset": "street-totals", "remark": ""})
    one = Release.objects.get()
    seen = [read(client, "releases"), read(client, "release", one.pk)]
    client.force_login(city.officer)
    client.post(reverse("release_sign", args=[one.pk]))
    return [*seen, read(client, "released_data"), read(client, "released_file", one.pk)]


@pytest.mark.parametrize("name", ["street_totals", "street_totals_file"])
def test_totals_of_street_work_are_gated(client, city, name) -> None:
    client.force_login(city.lead)
    found = numbers_of(read(client, name))
    assert FEW not in found
    assert {MANY, MANY + 111} & found  # the other one is its complement


@pytest.mark.parametrize("name", ["street_totals", "street_totals_file"])
def test_totals_of_street_work_show_nothing_through_a_shut_gate(client, city, shut, name) -> None:
    client.force_login(city.lead)
    found = numbers_of(read(client, name))
    assert not {MANY, MANY + 111, 2 * MANY + 111, 2 * MANY + 111 + FEW} & found


def test_a_release_holds_what_passed_the_gate(client, city) -> None:
    pages = released(client, city)
    assert {MANY, MANY + 111} & numbers_of(pages[-1])
    for page in pages:
        assert not re.search(rf",met,{FEW}\b", page)
        assert "met" not in page or not re.search(rf"(?<!\d){FEW}\s*$", page, re.MULTILINE)


def test_a_release_holds_nothing_through_a_shut_gate(client, city, shut) -> None:
    for page in released(client, city):
        assert str(MANY) not in page
        assert str(MANY + 111) not in page


def poisoned_deaths(place: str = "01") -> pd.DataFrame:
    """Two women of 45 and over among 93 others, in one barrio."""
    groups = (
        (20.0, "m", 40),
        (20.0, "f", 9),
        (35.0, "m", 20),
        (35.0, "f", 12),
        (50.0, "m", 12),
        (50.0, "f", 2),
    )
    rows = [(place, age, sex, 1) for age, sex, people in groups for _ in range(people)]
    return pd.DataFrame(rows, columns=["place", "age", "sex", "victims"])


def test_victims_of_a_place_are_gated_before_a_run_keeps_them() -> None:
    """The neighbourhood's page and every form of the run (page, JSON, bundle) read this and nothing else."""
    rows = by_place(poisoned_deaths())["01"]
    assert rows[3]["f"] is None
    assert sum(row[key] is None for row in rows for key in ("f", "m", "total")) >= 4
    shown = [row[key] for row in rows for key in ("f", "m", "total") if row[key] is not None]
    assert all(n == 0 or n >= disclosing.MINIMUM for n in shown)
    assert 95 in shown


def test_victims_of_a_place_are_not_kept_through_a_shut_gate(shut) -> None:
    assert by_place(poisoned_deaths()) == {}


def test_pages_and_files_of_a_run_show_the_tables_of_places_as_they_were_gated(client, monkeypatch) -> None:
    made = cast.small_city(places=3, years=(2023,))
    code = next(iter(made.places))
    gated = by_place(poisoned_deaths(code))
    monkeypatch.setattr(victims, "by_place", lambda _deaths: gated)
    material = gather(Basis(made.source("police").slug, 2023, 2023))
    study_rates(material, by=None)
    run = victims.study_victims(material, by=None)
    client.force_login(cast.staff(Role.SECURITY_LIAISON))
    assert json.loads(read(client, "run_file", run.pk))["result"]["places"] == gated
    client.cookies["pazos_language"] = "en"
    page = client.get(reverse("neighbourhood", args=[code]))
    shown = [tuple(row[key] for key in ("f", "m", "total")) for row in page.context["victims"]]
    assert shown == [tuple(row[key] for key in ("f", "m", "total")) for row in gated[code]]
    assert page.content.decode().count("left out: too few") >= 4
    assert client.get(reverse("run", args=[run.pk])).status_code == 200


REACHED_WAYS = [("reach", ()), ("reach_file", ("csv",)), ("activity", ("one",)), ("activities", ())]
CAME, LITTLE = 31, 2  # women and men who came to one activity


@pytest.fixture
def taken_part() -> Reached:
    """Many women and two men came to one activity; another had two people, and one many that were reported."""
    made = reached()
    women = [made.person(traits=Traits(sex=Sex.WOMAN, birth_year=2000)) for _ in range(CAME)]
    men = [made.person(traits=Traits(sex=Sex.MAN, birth_year=2000)) for _ in range(LITTLE)]
    on = SPRING.date()
    made.came(*women, *men, to=made.activity("workshop", name="Uno", on=on))
    made.came(*men, to=made.activity("workshop", name="Dos", on=on))
    made.came(*women[:20], to=made.activity("workshop", name="Tres", on=on))
    heads = {(Sex.WOMAN, AgeBand.TEEN): LITTLE, (Sex.MAN, AgeBand.TEEN): 47, (Sex.MAN, AgeBand.YOUNG): 58}
    count_heads(made.activity("games", name="Cuatro", on=on), heads=heads, by=made.olga)
    return made


def read_reach(client: Client, made: Reached, name: str, slots: tuple[str, ...]) -> set[int]:
    client.force_login(made.lead)
    one = Activity.objects.get(name="Uno")
    return numbers_of(read(client, name, *[one.pk if slot == "one" else slot for slot in slots]))


@pytest.mark.parametrize(("name", "slots"), REACHED_WAYS)
def test_people_reached_are_gated(client, taken_part, name, slots) -> None:
    found = read_reach(client, taken_part, name, slots)
    assert LITTLE not in found
    assert {CAME + LITTLE, 20} & found


@pytest.mark.parametrize(("name", "slots"), REACHED_WAYS)
def test_people_reached_show_nothing_through_a_shut_gate(client, taken_part, shut, name, slots) -> None:
    found = read_reach(client, taken_part, name, slots)
    assert not {CAME, CAME + LITTLE, 20, 47, 58} & found


@pytest.fixture
def paid(taken_part) -> Reached:
    """Both programmes cost money: many people came to one of them, and two to the other."""
    made = taken_part
    men = list(Participant.objects.filter(attendances__activity__name="Dos"))
    made.came(*men, to=made.activity("school", name="Cinco", on=SPRING.date()))
    for place, (name, programme) in enumerate(made.programmes.items()):
        line = add_line(
            year=2023, department=made.city, rubro=f"2.{place}", name=name, programme=programme, by=made.lead
        )
        amend(line=line, amendment="initial", amount=990_000, on=SPRING.date(), by=made.lead)
        for step in ("cdp", "rp", "obligation", "payment"):
            move(line=line, step=step, amount=990_000, on=SPRING.date(), by=made.lead)
    return made


def read_cost(client: Client, made: Reached) -> tuple[str, set[int]]:
    client.cookies["pazos_language"] = "en"
    client.force_login(made.lead)
    page = client.get(reverse("budget_cost"), {"year": 2023})
    assert page.status_code == 200
    text = page.content.decode()
    return text, numbers_of(text)


def test_costs_divide_by_gated_people_only(client, paid) -> None:
    text, found = read_cost(client, paid)
    assert CAME + LITTLE in found
    assert "60,000" in text  # what both programmes cost, over the 33 of their component
    assert LITTLE not in found
    assert "495,000" not in text  # 990,000 over the two


def test_costs_show_nothing_through_a_shut_gate(client, paid, shut) -> None:
    text, found = read_cost(client, paid)
    assert not {CAME, CAME + LITTLE, 20} & found
    assert "30,000" not in text
