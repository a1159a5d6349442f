"""The phone's door: making a device, sending, receiving, the forms, and the description of itself.

The protocol is told in `pazos.interfaces.field.shapes`. Nothing here judges: it parses, calls one
action and answers. There is no page of documentation that would load something from another host.
"""

# Annotations are read when the program runs: they are the description of this door.
import json
import random
import threading
from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET
from ninja import NinjaAPI, Query, Router, Status
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from pazos.domain.fieldwork.actions import devices
from pazos.domain.fieldwork.actions.giving import give, is_over
from pazos.domain.fieldwork.actions.keeping import Said, TooManyError
from pazos.domain.fieldwork.actions.receiving import is_crowded, receive
from pazos.domain.fieldwork.forms.description import description
from pazos.domain.fieldwork.forms.registry import offered_to
from pazos.domain.fieldwork.models import Device
from pazos.domain.fieldwork.queries.given import ColleagueGiven
from pazos.domain.fieldwork.queries.receipts import receipt, sorted_kept
from pazos.domain.fieldwork.tasks import ask_to_take_up
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.domain.people.models import Staff
from pazos.interfaces.field.guard import refuse
from pazos.interfaces.field.shapes import (
    DeviceMade,
    Emptied,
    Forms,
    NewDevice,
    Refusal,
    Since,
    Stream,
    Sync,
    Synced,
)
from pazos.science.problems import InputProblem

PREFIX = "api/field/"
DEEPEST = 12  # how far an answer of a phone nests, with much room to spare
RETRY_AFTER = (1, 4)  # seconds; at random, so that phones that came together do not come back together


class PhoneParser(Parser):
    """JSON as a phone writes it: no endless nesting, and no half of a letter cut in two."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the body; ValueError for what is not JSON."""
        try:
            found = _whole(json.loads(request.body, parse_constant=_no_number))
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        if not isinstance(found, dict):
            raise ValueError("not an object")  # noqa: TRY004 - ninja takes any error for a wrong body
        return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _whole(value: Any, depth: int = 0) -> Any:
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        # A text that is cut at its longest may end within a letter; that half cannot be stored.
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {_whole(name, depth + 1): _whole(one, depth + 1) for name, one in value.items()}
    return value


# A visit that comes alone is taken while its phone waits. Those that come in the same moment, or while
# the worker is still busy with such, are kept and get their receipts: three hundred phones must not
# wait for one another.
_ALONE = threading.Lock()
PARSER = PhoneParser()
api = NinjaAPI(
    title="Pazos field",
    version="1",
    description=__doc__ or "",
    urls_namespace="field",
    docs_url=None,
    openapi_url=None,
    parser=PARSER,
)
router = Router(tags=["field"])
REFUSALS = {401: Refusal, 403: Refusal, 413: Refusal, 422: Refusal, 429: Refusal, 503: Refusal}


@router.post("/devices", response={201: DeviceMade, 409: Refusal, **REFUSALS}, url_name="field_devices")
def make_device(request: HttpRequest, said: NewDevice) -> Status[dict[str, Any]]:
    """Make this browser a phone of whoever is signed in; its key is shown this once."""
    assert isinstance(request.user, Staff)
    try:
        device, token = devices.make_device(name=said.name, by=request.user)
    except InputProblem:
        return Status(409, {"reason": "too_many"})
    made = {
        "device": device.pk,
        "token": token,
        "expires_at": device.expires_at,
        "server_time": device.made_at,
    }
    return Status(201, made)


@router.post("/sync", response={200: Synced, **REFUSALS}, url_name="field_sync")
def sync(request: HttpRequest, said: Sync) -> dict[str, Any]:
    """Take what a phone sends and say what became of each."""
    device = _device(request)
    whole = PARSER.parse_body(request).get("submissions", [])
    sendings = [
        Said(
            id=one.id,
            form=one.form,
            form_version=one.form_version,
            record=one.record,
            base_version=one.base_version,
            after=one.after,
            written_at=one.written_at,
            content=content,
        )
        for one, content in zip(said.submissions, whole, strict=True)
    ]
    alone = _ALONE.acquire(blocking=False)
    try:
        at_once = alone and not is_crowded(at=timezone.now())
        rows = receive(device, sendings, clock=said.clock, waiting=said.waiting, at_once=at_once)
    finally:
        if alone:
            _ALONE.release()
    if any(row.standing == Standing.KEPT for row in rows):
        ask_to_take_up()
    at = timezone.now()
    safe, missing = sorted_kept(device, said.kept, at=at)
    return {
        "server_time": at,
        "empty": is_over(device),
        "receipts": [receipt(row) for row in rows],
        "safe": safe,
        "missing": missing,
    }


@router.get("/stream", response={200: Stream, **REFUSALS}, url_name="field_stream")
def stream(request: HttpRequest, asked: Query[Since]) -> dict[str, Any]:
    """Give what this person may hold on a phone, or what changed of it since a cursor."""
    device = _device(request)
    given = give(device, since=asked.since)
    return {
        "server_time": given.at,
        "expires_at": device.expires_at,
        "forms": description(offered_to(device.staff))["fingerprint"],
        "full": given.full,
        "cursor": given.cursor,
        "person": ColleagueGiven(device.staff.pk, device.staff.name),
        **given.facts,
    }


@router.post("/emptied", response={200: Emptied, **REFUSALS}, url_name="field_emptied")
def emptied(request: HttpRequest) -> dict[str, Any]:
    """Take a phone's word that it has forgotten everything; its key opens nothing more."""
    devices.emptied(_device(request))
    return {"server_time": timezone.now()}


@router.get("/forms", response={200: Forms, **REFUSALS}, by_alias=True, url_name="field_forms")
def forms(request: HttpRequest) -> dict[str, Any]:
    """Give the forms that this person may send, with every word in both languages."""
    return description(offered_to(_device(request).staff))


def _device(request: HttpRequest) -> Device:
    found: Device = request.device  # type: ignore[attr-defined]
    return found


@api.exception_handler(OperationalError)
def busy(request: HttpRequest, problem: Any) -> HttpResponse:
    """Ask the phone to come again: the database is busy, and nothing of this is lost."""
    # No secret: it only spreads the phones out.
    return refuse("busy", 503, **{"Retry-After": str(random.randint(*RETRY_AFTER))})  # noqa: S311


@api.exception_handler(TooManyError)
def too_many(request: HttpRequest, problem: Any) -> HttpResponse:
    """Refuse more than anybody writes in a day."""
    return refuse("too_many", 429)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, problem: Any) -> HttpResponse:
    """Refuse what is not JSON."""
    return refuse("unreadable", 422)


@api.exception_handler(ValidationError)
def wrong(request: HttpRequest, problem: Any) -> HttpResponse:
    """Refuse what is not of the protocol; say where, and never repeat what stood there."""
    where = [".".join(str(part) for part in one["loc"]) for one in problem.errors]
    return JsonResponse({"reason": "unreadable", "where": where[:20]}, status=422)


api.add_router("", router)
_VIEWS: dict[str, Callable[..., HttpResponseBase]] = {
    pattern.name: pattern.callback  # type: ignore[misc, union-attr]
    for pattern in api.urls[0]
    if getattr(pattern, "name", None)
}


def view(name: str) -> Callable[..., HttpResponseBase]:
    """Return the view of one operation, as an address takes it."""
    return _VIEWS[name]


def device_view(request: HttpRequest) -> HttpResponseBase:
    """Make a device; asked with a session, so the token against forged requests is asked for too."""
    # ninja's own view says that it needs none.
    return _VIEWS["field_devices"](request)


@require_GET
def openapi(request: HttpRequest) -> JsonResponse:
    """Describe this door as OpenAPI."""
    return JsonResponse(described())


def described() -> dict[str, Any]:
    """Return the description, with what opens each operation."""
    schema: dict[str, Any] = api.get_openapi_schema(path_prefix=PREFIX)
    schema["components"]["securitySchemes"] = {
        "phone": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
    }
    for path, operations in schema["paths"].items():
        opens = "session" if path.endswith("/devices") else "phone"
        for operation in operations.values():
            operation["security"] = [{opens: []}]
    return schema
