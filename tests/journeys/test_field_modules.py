"""The phone's modules by themselves, inside Chromium: what is kept, sent, asked and forgotten, rule by rule.

Each exported function of tests/journeys/field/*.js is a rule; no server and no database stand behind them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

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
            try { await rules[rule](); } catch (problem) { return String(problem.stack ?? problem); }
        }""",
        [module, rule],
    )
    assert broken is None, broken
