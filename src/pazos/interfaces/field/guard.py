"""The door that opens to the key of a phone, and to nothing else.

An address of a phone never looks at a session, and no other address looks at a phone's key: who
takes a phone has no web session with it, and who takes a session cannot speak as a phone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.utils import timezone

from pazos.domain.fieldwork.actions.giving import is_over
from pazos.domain.fieldwork.queries.phones import device_of
from pazos.interfaces.components.routes import Key, address_named
from pazos.interfaces.field.shapes import LARGEST_BODY

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from pazos.domain.fieldwork.models import Device
    from pazos.interfaces.components.routes import Address

BEARER = "Bearer "


class DeviceMiddleware:
    """Answer the addresses of phones here, before the wall for people is asked."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the check itself needs the address and is in `process_view`."""
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Leave people's addresses to the wall (None); answer or refuse those of phones."""
        address = address_named(request.resolver_match.view_name) if request.resolver_match else None
        if address is None or address.key is Key.SESSION:
            return None
        device = _device(request)
        refused = _refusal(request, device, address)
        if refused is not None or device is None:
            return refused
        request.device = device  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)


def _device(request: HttpRequest) -> Device | None:
    said = request.headers.get("Authorization", "")
    return device_of(said.removeprefix(BEARER)) if said.startswith(BEARER) else None


def _refusal(request: HttpRequest, device: Device | None, address: Address) -> JsonResponse | None:
    """Return why a request is not let through, None if it is."""
    if device is None:
        return refuse("unknown", 401)
    if _length(request) > LARGEST_BODY:
        return refuse("too_large", 413)
    if address.key is Key.DEVICE:
        if is_over(device) or not device.staff.may(address.needs):
            return refuse("over", 403)
        if device.expires_at <= timezone.now():
            return refuse("expired", 401)
    return None


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if str(said).isdecimal() else 0


def refuse(reason: str, status: int, **headers: str) -> JsonResponse:
    """Return a refusal in the words of the protocol."""
    return JsonResponse({"reason": reason, "where": []}, status=status, headers=headers)
