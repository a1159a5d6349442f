"""What leaves the marked city: its pages and files as each role asks for them, its nights, its failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from marked.marking import marks_in
from papers import opened
from pazos.config.addresses import ADDRESSES
from pazos.domain.people.models import Staff
from pazos.foundation.access.policy import Role, may
from pazos.interfaces.components.routes import Key
from pazos.interfaces.components.ways_out import Shows, way_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from marked.stage import Stage
    from pazos.interfaces.components.routes import Address


def break_down(on: Stage) -> None:
    """A page fails in the middle of writing what somebody said; the server answers 500 and logs it."""
    client = Client(raise_request_exception=False)
    client.force_login(on.worker)
    note = on.marks("a form that failed.note")
    sent = {"kind": "individual", "came": "met", "on": on.today.isoformat(), "minutes": "30", "note": note}
    with patch("pazos.interfaces.web.pages.cases.sessions.SessionForm", side_effect=RuntimeError("broken")):
        answer = client.post(reverse("write_session", args=[on.kept["other case"].pk]), sent)
    assert answer.status_code == 500, answer.status_code
    assert not marks_in(answer.content)


def night(on: Stage) -> None:
    """Everything that the worker does of itself at night."""
    for _hour, deed in settings.DAILY.values():
        import_string(deed)(on.today)


# The wall's own test asks every address as every role; here ask those who reach most without reading a person.
ASKING = (Role.PUBLIC, Role.SECURITY_LIAISON, Role.EVALUATOR, Role.AUDITOR, Role.CASE_SUPERVISOR)


def answers(on: Stage, *roles: Role) -> dict[str, list[str]]:
    """Return, by role and address, the marks in what each declared way out gives to each role."""
    found: dict[str, list[str]] = {}
    for role in roles or ASKING:
        client = Client()
        client.cookies["pazos_language"] = "en"
        if role is not Role.PUBLIC:
            client.force_login(_reader(role))
        for address in ADDRESSES:
            if address.key is not Key.SESSION or not may(role, address.needs) or not _leaves(address):
                continue
            for path in _paths(address):
                told = marks_in(_body(client.get(path)))
                if told:
                    found[f"{role.value} {address.name}"] = sorted(on.marks.of[one] for one in told)
    return found


def _reader(role: Role) -> Staff:
    one, _ = Staff.objects.get_or_create(
        username=f"reader-{role}", defaults={"name": "Lectora", "role": role.value}
    )
    return one


def _leaves(address: Address) -> bool:
    """Tell whether an address is a declared way out that could show somebody who is accompanied."""
    view: Any = address.view
    way = way_of(address.name, getattr(view, "__module__", ""))
    return way is not None and way.shows is not Shows.OFFICIAL


def _paths(address: Address) -> Iterator[str]:
    """Where an address stands for the newest record that it is about."""
    from test_access import SLOTS
    from test_wall import ABOUT

    given = dict(SLOTS.get(address.name, {}))
    if address.name in ABOUT:
        slot, label = ABOUT[address.name]
        newest = apps.get_model(label)._default_manager.order_by("-pk").first()
        if newest is not None:
            given[slot] = newest.pk
    try:
        yield reverse(address.name, kwargs=given or None)
    except NoReverseMatch:
        return


def _body(answer: Any) -> bytes:
    content = opened(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    answer.close()
    return content + repr(answer.headers).encode()


def cached() -> bytes:
    """Return everything that pages keep at hand, as it lies there."""
    kept: dict[str, bytes] = getattr(cache, "_cache")  # noqa: B009
    return b"".join(key.encode() + value for key, value in kept.items())
