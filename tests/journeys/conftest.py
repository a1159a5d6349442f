"""A real browser in front of a real server: what the journeys stand on.

A page that asks another host for anything, or that writes an error to the console, fails its
test. Pictures of the pages are left in build/screenshots/ for people to look at.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakSet

import pytest
from axe_playwright_python.sync_playwright import Axe
from handset import PHONE, Handset, Line

from pazos.domain.people.actions import open_account
from pazos.domain.territory.models import Municipality
from pazos.foundation.words import compile_catalogues

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from pazos.foundation.access.policy import Role

SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
PASSWORD = "puente-sobre-el-rio"
FLAGS = [
    "--no-sandbox",  # Chromium refuses its sandbox to root, as which CI runs
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Of what is in order one node a rule is told: to describe all of them takes longer than to judge them.
ASKED = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_xdist_suffix: None, tmp_path_factory) -> None:
    """The server answers from its own thread, so the test's database is a file and not memory."""
    from django.db import connections

    if connections["default"].vendor == "sqlite":
        name = str(tmp_path_factory.mktemp("database") / "journeys.sqlite3")
        connections["default"].settings_dict["TEST"]["NAME"] = name


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    # Playwright's sync API runs a loop in this thread, which Django takes for an async caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = chromium()
    if path is None:
        pytest.fail("no Chromium here: install it (Debian: apt install chromium) or set PAZOS_CHROMIUM")
    compile_catalogues()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session", autouse=True)
def _the_database_is_emptied_quickly() -> Iterator[None]:
    """Write Django's permissions, which nothing of Pazos asks for, once and not after every journey."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.management.commands.flush.emit_post_migrate_signal", lambda *_, **__: None)
        yield


@pytest.fixture
def city(transactional_db: None) -> Municipality:
    """An invented municipality; the database is empty but for it."""
    return Municipality.objects.create(name="Valdeflores", code="00001", is_synthetic=True)


@pytest.fixture
def visit(
    browser: Browser, django_db_setup: None, live_server, city: Municipality
) -> Iterator[Callable[..., Page]]:
    """Open a fresh browser window: `visit(width=360, light="dark")`.

    The database is made before the server starts: a server that saw it in memory would share one connection.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_window(*, width: int = 1440, height: int = 1000, light: str = "light") -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=light,
            locale="es-CO",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, urlsplit(live_server.url).netloc, complaints)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


INSPECTED: WeakSet[Page] = WeakSet()


@contextmanager
def inspecting(page: Page) -> Iterator[None]:
    """Do not hold the inspector's own styles against the page: the policy refuses those too."""
    INSPECTED.add(page)
    yield
    INSPECTED.discard(page)


def watch(page: Page, host: str, complaints: list[str]) -> None:
    """Note every error of the console and every request to another host."""

    def on_console(message) -> None:
        # A refused page is an error to the browser; the test that asks for it says so itself.
        expected = "the server responded with a status of 4" in message.text or page in INSPECTED
        if message.type == "error" and not expected:
            complaints.append(f"console: {message.text}")

    def on_request(request) -> None:
        where = urlsplit(request.url)
        if where.scheme in {"http", "https"} and where.netloc != host:
            complaints.append(f"asked another host: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("request", on_request)


@pytest.fixture
def line(django_db_setup, live_server, city):
    where = urlsplit(live_server.url)
    made = Line(where.hostname, where.port)
    yield made
    made.cut()


@pytest.fixture
def handset(browser, line):
    """A phone whose page complains of nothing but of a line that fails."""
    complaints: list[str] = []
    contexts = []

    def hand_out(profile=None) -> Handset:
        if profile is None:
            context = browser.new_context(**PHONE)
        else:
            context = browser.browser_type.launch_persistent_context(
                profile, executable_path=chromium(), args=FLAGS, **PHONE
            )
        contexts.append(context)
        context.on("page", lambda page: watch(page, urlsplit(line.url).netloc, complaints))
        for page in context.pages:
            watch(page, urlsplit(line.url).netloc, complaints)
        return Handset(context, line)

    yield hand_out
    for context in contexts:
        context.close()
    assert [one for one in complaints if "net::ERR_" not in one] == []


def chromium() -> str:
    return os.environ.get("PAZOS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """A desk: 1440 wide."""
    return visit(width=1440)


@pytest.fixture
def phone(visit: Callable[..., Page]) -> Page:
    """A phone: 360 wide."""
    return visit(width=360, height=740)


@pytest.fixture
def signed_in(city: Municipality) -> Callable[..., Page]:
    """Sign a person of a role in through the sign-in page: `signed_in(page, Role.ANALYST)`."""

    def sign_in(page: Page, role: Role, *, then: str = "/gallery/") -> Page:
        username = role.value
        open_account(username=username, name="Ana Lucumí", role=role, password=PASSWORD, by=None)
        page.goto(f"/sign-in/?next={then}")
        page.locator("#id_username").fill(username)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main button.primary").click()
        page.wait_for_url(f"**{then}")
        return page

    return sign_in


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Fail with everything that WCAG 2.2 AA, as far as a machine can see, holds against a page."""

    def check(page: Page) -> None:
        with inspecting(page):
            found = Axe().run(page, options=ASKED)
        lines = [
            f"{one['id']}: {one['help']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
            for one in found.response["violations"]
            for node in one["nodes"][:4]
        ]
        assert not lines, f"{page.url}\n" + "\n".join(lines)

    return check


@pytest.fixture(scope="session")
def picture() -> Callable[[Page, str], Path]:
    """Keep a picture of the whole page in build/screenshots/NAME.png."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> Path:
        path = SCREENSHOTS / f"{name}.png"
        with inspecting(page):
            page.screenshot(path=str(path), full_page=True)
        return path

    return take
