"""The address list of the phone's door: its page, and the API that it speaks to."""

from __future__ import annotations

from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address, Key
from pazos.interfaces.field import api, pages

ADDRESSES: tuple[Address, ...] = (
    *pages.ADDRESSES,
    Address("api/field/devices", "field_devices", api.device_view, needs=Permission.USE_PHONE),
    Address(
        "api/field/sync",
        "field_sync",
        api.view("field_sync"),
        needs=Permission.USE_PHONE,
        key=Key.SENDING,
    ),
    Address(
        "api/field/emptied",
        "field_emptied",
        api.view("field_emptied"),
        needs=Permission.USE_PHONE,
        key=Key.SENDING,
    ),
    Address(
        "api/field/stream",
        "field_stream",
        api.view("field_stream"),
        needs=Permission.USE_PHONE,
        key=Key.DEVICE,
    ),
    Address(
        "api/field/forms", "field_forms", api.view("field_forms"), needs=Permission.USE_PHONE, key=Key.DEVICE
    ),
    Address("api/field/openapi.json", "field_openapi", api.openapi, needs=Permission.KEEP_ACCOUNT),
)
