"""Values of people and of street work pass the gate before they are kept: two people show nowhere.

With the gate shut there is no value at all, which proves that the way goes through it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from pazos.analysis import disclosing
from pazos.analysis.indicators.computing import compute_all
from pazos.analysis.reach import held
from pazos.domain.indicators import actions
from pazos.domain.indicators.models import IndicatorValue
from pazos.domain.participants.traits import Traits
from pazos.domain.participants.vocabulary import Sex
from pazos.foundation.runs.models import Run
from reached import Reached, reached

if TYPE_CHECKING:
    import pandas as pd
    from django.test import Client

pytestmark = pytest.mark.django_db
CAME, LITTLE = 31, 2
ON = date(2023, 5, 10)


@pytest.fixture(autouse=True)
def _nobody_is_held(monkeypatch) -> None:
    """What is held in memory is of the test before, whose rows had the same numbers."""
    monkeypatch.setattr(held, "_memory", held._Memory())


@pytest.fixture
def city() -> Reached:
    """Many women and two men came in 2023; two men alone in 2022."""
    made = reached()
    women = [made.person(traits=Traits(sex=Sex.WOMAN, birth_year=2000)) for _ in range(CAME)]
    men = [made.person(traits=Traits(sex=Sex.MAN, birth_year=2000)) for _ in range(LITTLE)]
    made.came(*women, *men, to=made.activity("workshop", name="Uno", on=ON))
    made.came(*men, to=made.activity("workshop", name="Dos", on=date(2022, 5, 10)))
    actions.ship_battery(on=date(2020, 1, 1), by=None, only=["people_reached"])
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


def numbers_in(client: Client, who: Any, name: str, *slots: Any) -> set[int]:
    client.force_login(who)
    answer = client.get(reverse(name, args=slots))
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode().split("<main", 1)[-1].split("</main>", 1)[0]
    words = re.split(r"[\s,]+", re.sub(r"<[^>]*>", " ", text))
    return {int(float(word)) for word in words if re.fullmatch(r"\d+(\.0)?", word)}


WAYS = [
    ("indicators", ()),
    ("indicators_file", ()),
    ("indicator", ("people_reached",)),
    ("indicator_value", ("last",)),
]


def read(client: Client, made: Reached, name: str, slots: tuple[str, ...]) -> set[int]:
    last = IndicatorValue.objects.order_by("-ends_on")[0]
    return numbers_in(client, made.lead, name, *[last.pk if slot == "last" else slot for slot in slots])


@pytest.mark.parametrize(("name", "slots"), WAYS)
def test_people_reached_are_gated_before_a_value_is_kept(client, city, name, slots) -> None:
    compute_all(date(2023, 1, 1), date(2023, 12, 31), by=None, on=date(2024, 2, 1))
    found = read(client, city, name, slots)
    assert CAME + LITTLE in found
    assert not {LITTLE, CAME} & found


def test_neither_the_value_nor_its_run_keeps_what_the_gate_hid(city) -> None:
    compute_all(date(2022, 1, 1), date(2023, 12, 31), by=None, on=date(2024, 2, 1))
    small, whole = IndicatorValue.objects.order_by("ends_on")
    assert (small.value, whole.value) == (None, CAME + LITTLE)
    assert whole.categories["sex"]["man"] is None
    assert whole.categories["sex"]["woman"] is None
    kept = str([(run.result, run.parameters) for run in Run.objects.filter(method="indicator")])
    assert not re.search(rf"\b({LITTLE}|{CAME})(\.0)?\b", kept.replace("2022", "").replace("2023", ""))


@pytest.mark.parametrize(("name", "slots"), WAYS)
def test_people_reached_are_no_value_through_a_shut_gate(client, city, shut, name, slots) -> None:
    compute_all(date(2023, 1, 1), date(2023, 12, 31), by=None, on=date(2024, 2, 1))
    assert not {CAME, LITTLE, CAME + LITTLE} & read(client, city, name, slots)
