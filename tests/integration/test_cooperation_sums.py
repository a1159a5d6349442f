"""Whatever is written down: page, CSV, spreadsheet, IATI and domain say the same sums, to the cent."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cooperating import DAY, Cooperating, cooperating, rate
from pazos.analysis.books.cooperation import movements
from pazos.analysis.opendata.iati.codes import TOLD_BY_CITY
from pazos.analysis.opendata.iati.writing import activity_file
from pazos.domain.cooperation import actions
from pazos.domain.cooperation.queries import years
from pazos.domain.cooperation.vocabulary import ORDER, Form, Stage
from pazos.domain.refusing import RefusedError

pytestmark = pytest.mark.django_db
# Which contribution, which stage, how many days on, how many cents, and whether the last one is taken back.
deeds = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(ORDER), st.integers(0, 8), st.integers(1, 10**11), st.booleans()
    ),
    min_size=1,
    max_size=14,
)


@pytest.fixture
def city() -> Cooperating:
    made = cooperating()
    rate(made, units="3900.123457")
    rate(made, currency="EUR", units="4300.654321")
    return made


def written(city: Cooperating, said: list) -> None:
    gift = {"form": "in_kind", "valuation": "hours", "valuation_words": "Turnos"}
    those = [city.resource(currency="USD"), city.resource("samán", currency="EUR"), city.resource(**gift)]
    for which, stage, days, cents, is_back in said:
        on = DAY + timedelta(days=days)
        try:
            with transaction.atomic():
                amount = Decimal(cents).scaleb(-2)
                row = actions.move(those[which], stage=stage, amount=amount, on=on, by=city.lead)
                if is_back:
                    actions.take_back(row, on=on + timedelta(days=days % 2), note="Error", by=city.lead)
        except RefusedError:
            continue


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds)
def test_every_way_out_says_the_same_sums(client, city, said) -> None:
    with transaction.atomic():
        written(city, said)
        client.cookies["pazos_language"] = "en"
        client.force_login(city.lead)
        year = years.consolidation(DAY.year, seen_by=city.lead)
        answer = client.get(reverse("cooperation_year_file", args=[DAY.year]))
        rows = b"".join(answer.streaming_content).decode("utf-8-sig")
        table = list(csv.DictReader(io.StringIO(rows)))
        root = fromstring(activity_file(city.strategy, seen_by=city.lead, at=timezone.now()))
        book = list(movements(city.lead))
        for stage in ORDER:
            cells = [cell for cell in year.cells if cell.stage is stage]
            of_domain = sum((cell.amount for cell in cells), Decimal(0))
            assert of_table(table, stage) == (of_domain, sum((cell.home for cell in cells), Decimal(0)))
            assert of_file(root, stage) == of_domain
            assert sum((row["amount"] for row in book if row["stage"] == stage), Decimal(0)) == of_domain
        shown = client.get(reverse("cooperation_years")).content.decode().replace("\u00a0", " ")
        for form in Form:
            for home in year.total(form).home.values():
                assert plain(home) in numbers(shown)
        transaction.set_rollback(True)


def of_table(table: list[dict[str, str]], stage: Stage) -> tuple[Decimal, Decimal]:
    rows = [row for row in table if row["Stage"] == stage.value]
    amounts = [(Decimal(row["Amount"]), Decimal(row["Amount in pesos"])) for row in rows]
    return sum((one for one, _home in amounts), Decimal(0)), sum((home for _one, home in amounts), Decimal(0))


def of_file(root: Element, stage: Stage) -> Decimal:
    rows = root.findall(f".//transaction/transaction-type[@code='{TOLD_BY_CITY[stage]}']/..")
    return sum((Decimal(row.findtext("value")) for row in rows), Decimal(0))


def plain(amount: Decimal) -> str:
    return f"{amount:,.2f}".removesuffix(".00")


def numbers(page: str) -> set[str]:
    return set(re.findall(r"\d[\d,.]*\d|\d", page))
