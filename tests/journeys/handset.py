"""A cheap phone in front of the real server, and the line between them that can fail.

The phone is Chromium at the size of a phone. The line is a small forwarder: cut, it takes no
connection; deaf, it carries what the phone sends and loses what the server answers.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from pazos.domain.people.models import Staff

PIN = "402815"
PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "es-CO", "reduced_motion": "reduce"}


class Line:
    """What carries bytes between the phone and the server."""

    def __init__(self, host: str, port: int) -> None:
        self.server = (host, port)
        self.is_deaf = False
        self.open: set[socket.socket] = set()
        self.door: socket.socket | None = None
        self.port = 0
        self.join()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def join(self) -> None:
        """Take connections, always at the same door."""
        self.door = socket.socket()
        self.door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.door.bind(("127.0.0.1", self.port))
        self.port = self.door.getsockname()[1]
        self.door.listen(32)
        threading.Thread(target=self._take, args=(self.door,), daemon=True).start()

    def cut(self) -> None:
        """End every connection and take no other."""
        for one in (self.door, *self.open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.open.clear()

    def _take(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = door.accept()
                far = socket.create_connection(self.server)
                self.open |= {near, far}
                for here, there, answers in ((near, far, False), (far, near, True)):
                    threading.Thread(target=self._carry, args=(here, there, answers), daemon=True).start()

    def _carry(self, here: socket.socket, there: socket.socket, answers: bool) -> None:
        with suppress(OSError):
            while data := here.recv(65536):
                if answers and self.is_deaf:
                    break
                there.sendall(data)
        for one in (here, there):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


class Handset:
    """One person's phone: what a thumb does on it."""

    def __init__(self, context: BrowserContext, line: Line) -> None:
        self.context = context
        self.line = line
        self.sent: list[str] = []
        context.set_default_timeout(15_000)
        context.set_default_navigation_timeout(30_000)  # the first request imports the whole site
        context.on("request", self._note)
        self.page = context.pages[0] if context.pages else context.new_page()

    def _note(self, request) -> None:
        if request.url.endswith("/api/field/sync") and request.post_data:
            self.sent += [one["id"] for one in request.post_data_json["submissions"]]

    def session(self, staff: Staff) -> None:
        """Sign somebody in, past the pages."""
        client = Client()
        client.force_login(staff)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.line.url}]
        )

    def set_up(self, staff: Staff, *, home: str = ".tile.new") -> Handset:
        """The first visit of somebody who is signed in, until the phone works without signal."""
        self.session(staff)
        self.page.goto(f"{self.line.url}/field/")
        self.choose_pin(home=home)
        self.is_ready()
        return self

    def choose_pin(self, *, home: str = ".tile.new") -> None:
        self.page.locator("#pin").fill(PIN)
        self.page.locator("#pin-again").fill(PIN)
        self.page.locator("form button").click()
        expect(self.page.locator(home)).to_be_visible()

    def is_ready(self) -> None:
        """Wait until the service worker holds the page."""
        self.page.evaluate("async () => { await navigator.serviceWorker.ready; }")

    def lose_signal(self) -> None:
        """The browser knows that it is offline; the line is cut too, for what the browser might let through."""
        self.context.set_offline(True)
        self.line.cut()

    def find_signal(self) -> None:
        self.line.join()
        self.context.set_offline(False)

    def unlock(self, pin: str = PIN) -> None:
        self.page.locator("#pin").fill(pin)

    def reopen(self) -> None:
        """Kill the tab and open the page anew."""
        old = self.page
        self.page = self.context.new_page()
        old.close()
        self.page.goto(f"{self.line.url}/field/")

    def choose(self, field: str, *codes: str) -> None:
        question = self.page.locator(f"[data-field={field}]")
        if question.locator(".folded").count():
            question.locator(".unfold").click()
        for code in codes:
            question.locator(f"label.pick:has(input[value='{code}'])").click()

    def write(self, field: str, text: str) -> None:
        self.page.locator(f"[data-field={field}] textarea").fill(text)

    def save(self) -> None:
        self.page.locator(".bottom button").click()

    def home(self) -> None:
        self.page.get_by_role("button", name="Inicio").last.click()
        expect(self.page.locator(".tile.new")).to_be_visible()

    def tile(self, name: str) -> None:
        self.page.locator(f".tile.{name}").click()

    def write_dispute(self, summary: str = "una deuda") -> None:
        self.tile("new")
        self.choose("kind", "debt")
        self.choose("neighbourhood", "01")
        self.choose("began_on", "other")
        self.choose("began_on", self.page.locator("[data-field=began_on] input").first.get_attribute("value"))
        self.choose("shift", "night")
        self.choose("heard", "neighbour")
        self.choose("signs", "repeated", "firearm_seen")
        self.write("summary", summary)
        self.save()
        expect(self.page.locator(".notice.good")).to_be_visible()

    def all_sent(self) -> None:
        expect(self.page.locator(".strip.sent")).to_be_visible()

    def raw(self) -> str:
        """Everything that lies in the browser's own store, as a thief would read it."""
        return self.page.evaluate(RAW)


RAW = """async () => {
    const text = (value) => value instanceof Uint8Array ? new TextDecoder("latin1").decode(value)
        : value && typeof value === "object" && !(value instanceof CryptoKey)
            ? Object.entries(value).map(([key, one]) => key + " " + text(one)).join(" ") : String(value);
    const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
    const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
    for (const { name } of await indexedDB.databases()) {
        const database = await asked(indexedDB.open(name));
        for (const area of database.objectStoreNames) {
            const store = database.transaction(area).objectStore(area);
            found.push(area, ...(await asked(store.getAllKeys())).map(String), ...(await asked(store.getAll())).map(text));
        }
        database.close();
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        found.push(name, ...(await cache.keys()).map((one) => one.url));
    }
    return found.join("\\n");
}"""
