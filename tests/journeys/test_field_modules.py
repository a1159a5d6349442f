"""The phone's modules by themselves, inside Chromium: what is kept, sent, asked and forgotten, rule by rule.

Each exported function of tests/journeys/field/*.js is a rule; no server and no database stand behind them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pazos.domain.outreach.naming import as_data, names_suspected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent / "field"
STATIC = Path(__file__).resolve().parents[2] / "src/pazos/interfaces/field/static"
ORIGIN = "https://phone.test"
RULE = re.compile(r"^export async function (\w+)\(", re.MULTILINE)
RULES = [
    (path.stem, rule)
    for path in sorted(HERE.glob("*.js"))
    if path.stem != "said"
    for rule in RULE.findall(path.read_text(encoding="utf-8"))
]
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"


def hand_out(route: Route) -> None:
    """Answer from the files of the tree, under the policy of the real pages."""
    where = route.request.url.removeprefix(ORIGIN)
    path = STATIC / where.removeprefix("/static/") if where.startswith("/static/") else HERE / where[1:]
    page = where == "/"
    route.fulfill(
        body="<!doctype html><title>rules</title>" if page else path.read_text(encoding="utf-8"),
        content_type="text/html" if page else "text/javascript",
        headers={"Content-Security-Policy": POLICY},
    )


@pytest.fixture(scope="module")
def bench(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.route(f"{ORIGIN}/**", hand_out)
    page = context.new_page()
    page.goto(f"{ORIGIN}/")
    yield page
    context.close()


@pytest.mark.parametrize(("module", "rule"), RULES, ids=lambda part: part)
def test_the_rule_holds(bench: Page, module: str, rule: str) -> None:
    broken = bench.evaluate(
        """async ([module, rule]) => {
            const rules = await import(`/${module}.js`);
            const late = new Promise((_, end) => setTimeout(() => end(new Error("it never ended")), 15000));
            try { await Promise.race([rules[rule](), late]); } catch (problem) { return String(problem.stack ?? problem); }
        }""",
        [module, rule],
    )
    assert broken is None, broken


SENTENCES = (
    "Carlos le debe plata a la vecina",
    "la señora Rosa y don Chepe pelean por la tapia",
    "LE GRITÓ A JHON EN LA CANCHA",
    "una flor en la calle; Flor no quiso hablar",
    "se vieron en El Cairel, cerca de La Acequia",
    "lo llaman el mono y vive en la carrera 12 # 4-20",
    "llame al 311 555 12 34 o al 602-271-1234",
    "cédula 1.113.456.789, deuda de 1.500.000 pesos",
    "quedaron de verse el 2024-05-13 a las 5:30 pm",
    "tres uno uno cinco cinco cinco, placa ABC-12D",
    "Mañana vuelve. Ñeco avisa; ¿Quién? Nadie",
    "a la una habló Muñoz, 12/05/2024",
    "",
)


def test_phone_and_server_suspect_the_same(bench: Page) -> None:
    places = ["El Cairel", "La Acequia"]
    found = bench.evaluate(
        """async ([lists, sentences, places]) => {
            const { makeNaming } = await import("/static/field/naming.js");
            const naming = makeNaming(lists);
            return sentences.map((text) => naming.suspected(text, { places }).map((one) => [one.telling, one.text]));
        }""",
        [as_data(), SENTENCES, places],
    )
    wanted = [
        [[one.telling.value, one.text] for one in names_suspected(text, places=places)] for text in SENTENCES
    ]
    assert found == wanted
    assert sum(map(len, wanted)) > len(SENTENCES)
