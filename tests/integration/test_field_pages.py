"""The phone's page as it is handed out: the same for everybody, light, and asking nobody where they are."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

import cast
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Role
from pazos.interfaces.field import pages

STATIC = Path(pages.__file__).parent / "static" / "field"
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("*.js")}
LIGHT = 160_000  # what a phone fetches once, of street work and accompaniment

pytestmark = pytest.mark.django_db


def about(client) -> dict:
    text = client.get("/field/worker.js").content.decode()
    return json.loads(re.search(r"attend\(self, (.*)\);", text)[1])


@pytest.mark.parametrize("role", [Role.SECURITY_LIAISON, Role.ANALYST, Role.ADMINISTRATOR])
def test_the_page_is_closed_to_whoever_does_not_write_from_the_street(client, role) -> None:
    client.force_login(cast.staff(role))
    assert client.get("/field/").status_code == 403


def test_who_is_not_signed_in_is_led_to_the_sign_in(client) -> None:
    assert client.get("/field/").headers["Location"] == "/sign-in/?next=/field/"


@pytest.mark.parametrize("role", [Role.GESTOR, Role.OUTREACH_COORDINATOR])
def test_the_page_holds_no_data_and_is_the_same_for_everybody(client, role) -> None:
    frame = client.get("/field/frame/").content
    client.force_login(cast.staff(role))
    answer = client.get("/field/")
    assert answer.content == frame
    assert "csrftoken" in answer.cookies


@pytest.mark.parametrize(
    "where", ["/field/frame/", "/field/worker.js", "/field/manifest.json", "/field/naming.json"]
)
def test_what_the_worker_fetches_needs_no_session_and_makes_none(client, where) -> None:
    answer = client.get(where)
    assert answer.status_code == 200
    assert not answer.cookies
    assert client.post(where).status_code in {403, 405}


def test_the_page_may_not_ask_for_the_place_the_camera_or_the_microphone(client) -> None:
    for where in ("/field/frame/", "/field/worker.js"):
        policy = client.get(where).headers["Permissions-Policy"]
        assert {"geolocation=()", "camera=()", "microphone=()"} <= set(policy.split(", "))
    assert "script-src 'self'" in client.get("/field/frame/").headers["Content-Security-Policy"]


def test_the_worker_names_every_file_with_its_hash(client) -> None:
    named = about(client)
    for file in named["files"]:
        if file["url"].startswith("/static/"):
            content = Path(finders.find(file["url"].removeprefix("/static/"))).read_bytes()
        else:
            content = client.get(file["url"]).content
        assert hashlib.sha256(content).hexdigest() == file["hash"], file["url"]
    urls = {file["url"] for file in named["files"]}
    assert {"/field/frame/", "/field/naming.json"} <= urls
    assert {f"/static/field/{path.name}" for path in STATIC.iterdir()} - urls == {"/static/field/worker.js"}


def test_another_frame_is_another_version(client) -> None:
    before = about(client)["version"]
    Municipality.objects.create(name="Valdeflores", code="00001", is_synthetic=True)
    assert b"data-synthetic" in client.get("/field/frame/").content
    assert about(client)["version"] != before


def test_the_frame_loads_every_module_at_once(client) -> None:
    frame = client.get("/field/frame/").content.decode()
    loaded = set(re.findall(r'modulepreload" href="/static/field/(\w+)\.js"', frame))
    assert loaded == {Path(name).stem for name in SCRIPTS} - {"worker"}
    for source in SCRIPTS.values():
        assert set(re.findall(r'from "\./(\w+)\.js"', source)) <= loaded


def test_the_manifest_makes_it_installable_and_says_nothing_of_its_use(client) -> None:
    manifest = client.get("/field/manifest.json").json()
    assert (manifest["name"], manifest["scope"], manifest["start_url"]) == ("Pazos", "/field/", "/field/")
    assert {icon["sizes"] for icon in manifest["icons"]} == {"512x512"}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in manifest["icons"])
    assert "description" not in manifest


def test_the_whole_page_is_light(client) -> None:
    assert sum(path.stat().st_size for path in STATIC.iterdir()) < LIGHT


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_asks_where_somebody_is_or_reads_text_as_code(name) -> None:
    source = SCRIPTS[name]
    never = (
        "geolocation",
        "getCurrentPosition",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "watchPosition",
    )
    assert [one for one in never if one in source] == []
    assert not re.search(r"https?://", source)


def test_every_word_a_screen_asks_for_is_written() -> None:
    written = set(re.findall(r'^  "?([\w-]+)"?: ', SCRIPTS["words.js"], re.MULTILINE))
    asked = {key for source in SCRIPTS.values() for key in re.findall(r'say\(\s*"([\w-]+)"', source)}
    assert asked - written == set()
