"""How long does the phone's page take to start: the first time on a slow line, afterwards with none?

Chromium at the size of a phone, its processor slowed down six times, the line as slow as the
developer tools' "slow 3G" (50 kB a second, two seconds to every answer). The peer is the sign-in
page of the same server, loaded the same way with nothing kept: what any page of Pazos costs there.

    .venv/bin/python benchmarks/field_start.py --repeats 3
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page

SLOW_LINE = {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWED = 6
PIN = "402815"
STAMPS = """() => {
    const seen = {};
    const look = () => {
        for (const [name, query] of [["locked", "#pin"], ["home", ".tile.new"]]) {
            if (!(name in seen) && document.querySelector(query)) seen[name] = performance.now();
        }
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
    window.seen = seen;
}"""


@contextmanager
def city(port: int) -> Iterator[str]:
    """Serve a new city with one gestor; give the value of their session."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "city"
        pazos = [sys.executable, "-m", "pazos"]
        subprocess.run(
            [*pazos, "init", str(where), "--name", "Valdeflores"], check=True, stdout=subprocess.DEVNULL
        )
        config = where / "pazos.toml"
        config.write_text(
            config.read_text().replace('second_factor = "required"', 'second_factor = "offered"')
        )
        env = {**os.environ, "PAZOS_CITY": str(where)}
        session = subprocess.run(
            [sys.executable, "-c", GESTOR], env=env, check=True, capture_output=True, text=True
        )
        server = subprocess.Popen([*pazos, "serve", "--port", str(port)], env=env, stdout=subprocess.DEVNULL)
        try:
            yield session.stdout.strip()
        finally:
            server.terminate()
            server.wait(timeout=15)


GESTOR = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "pazos.config.settings"
import django
django.setup()
from datetime import date
from django.test import Client
from pazos.domain.people.actions import open_account
from pazos.domain.teams.models import Membership, WorkCluster
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Role
ana = open_account(username="ana", name="Ana", role=Role.GESTOR, password="agua-clara-sobre-piedra", by=None)
place = Neighbourhood.objects.create(code="01", name="El Cairel", kind="barrio", zone="urban")
cluster = WorkCluster.objects.create(name="Norte", opened_on=date(2024, 1, 1))
cluster.neighbourhoods.add(place)
Membership.objects.create(staff=ana, cluster=cluster, from_on=date(2024, 1, 1))
client = Client()
client.force_login(ana)
print(client.cookies["sessionid"].value)
"""


def wait_for(url: str) -> None:
    """Wait until the server answers."""
    for _ in range(120):
        try:
            urlopen(url).close()
        except URLError:
            time.sleep(0.5)
        else:
            return


def slow(context: BrowserContext, page: Page, *, line: bool) -> None:
    """Make the page's processor, and its line, slow."""
    tools = context.new_cdp_session(page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    if line:
        tools.send("Network.enable")
        tools.send("Network.emulateNetworkConditions", SLOW_LINE)


def stamp(page: Page, name: str) -> float:
    """Return the seconds from the navigation until a thing stood on the page."""
    page.wait_for_function(f"() => window.seen?.{name}", timeout=120_000)
    return page.evaluate(f"() => window.seen.{name}") / 1000


def once(context: BrowserContext, url: str) -> dict[str, float]:
    """Measure one phone from its first visit on."""
    context.add_init_script(f"({STAMPS})()")
    page = context.new_page()
    slow(context, page, line=True)
    began = time.perf_counter()
    page.goto(f"{url}/sign-in/")
    found = {"peer: the sign-in page, slow line": time.perf_counter() - began}
    page.goto(f"{url}/field/")
    found["first visit, slow line, until the PIN is asked for"] = stamp(page, "locked")
    page.fill("#pin", PIN)
    page.fill("#pin-again", PIN)
    page.click("form button")
    page.locator(".tile.new").wait_for(timeout=120_000)
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    page.close()
    context.set_offline(True)
    page = context.new_page()
    slow(context, page, line=False)
    page.goto(f"{url}/field/")
    found["afterwards, no signal, until the PIN is asked for"] = stamp(page, "locked")
    asked = page.evaluate("() => performance.now()") / 1000
    page.fill("#pin", PIN)
    found["the right PIN until home"] = stamp(page, "home") - asked
    return found


def main() -> None:
    """Measure and print medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--port", type=int, default=8765)
    options = parser.parse_args()
    url = f"http://localhost:{options.port}"
    chromium = os.environ.get("PAZOS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    runs = []
    with city(options.port) as session, sync_playwright() as playwright:
        wait_for(f"{url}/sign-in/")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(options.repeats):
            context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
            context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
            runs.append(once(context, url))
            context.close()
        browser.close()
    for name in runs[0]:
        seconds = [run[name] for run in runs]
        print(f"{statistics.median(seconds):7.2f} s  ({min(seconds):.2f} to {max(seconds):.2f})  {name}")


if __name__ == "__main__":
    main()
