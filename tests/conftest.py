"""What every test stands on: no network, the reference data where they are present, somebody signed in."""

from __future__ import annotations

import gc
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from pazos.foundation.words import compile_catalogues

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

REPOSITORY = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    """Compile the Spanish of a fresh clone before the first text is asked for; collecting leaves no rubbish."""
    compile_catalogues()
    gc.disable()
    # Hypothesis would read every module of ours for constants to try: nearly a minute a process, for texts
    # that mean nothing to the numbers under test.
    providers._get_local_constants = Constants


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files marked long begin first: one that begins last leaves all workers but one idle."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """What was imported to collect thousands of tests lives to the end: no search for rubbish looks there again."""
    gc.enable()
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of public data sets with published answers; tests that need it skip without it."""
    folder = Path(os.environ.get("PAZOS_REFERENCE_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the public reference data are not on this machine (set PAZOS_REFERENCE_DATA)")
    return folder


@pytest.fixture(autouse=True)
def _network_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test may speak to this machine only."""
    connect = socket.socket.connect

    def connect_here_only(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(("127.", "localhost", "::1")):
            raise AssertionError(f"a test tried to reach the network: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here_only)


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_quick() -> None:
    """A slow hash protects passwords; tests open hundreds of accounts and protect nothing."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _nothing_is_kept_at_hand() -> None:
    """Pages keep reckoned facts for one state of the trail, and every test begins with an empty trail."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _nobody_has_chosen_a_language() -> None:
    """A page answers in its reader's language and leaves it behind: the next test begins without one."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(autouse=True)
def _second_factor_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of something else sign people in by password alone; tests of signing in turn it on again."""
    from django.conf import settings

    monkeypatch.setattr(settings, "SECOND_FACTOR_REQUIRED", False)


@pytest.fixture
def signed_in(client: Client) -> Callable[[Any], Client]:
    """Sign somebody in, reading English."""

    def sign(who: Any) -> Client:
        client.cookies["pazos_language"] = "en"
        client.force_login(who)
        return client

    return sign
