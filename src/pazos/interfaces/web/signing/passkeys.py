"""Can a passkey work at this address? Browsers bind it to a name reached by HTTPS, or to localhost."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings
from django.http.request import split_domain_port

if TYPE_CHECKING:
    from django.http import HttpRequest


def passkeys_work(request: HttpRequest) -> bool:
    """Return whether a browser would make or use a passkey on this page."""
    host = split_domain_port(request.get_host())[0]
    if host == "localhost" or host.endswith(".localhost"):
        return True
    is_secure = request.is_secure() or settings.SESSION_COOKIE_SECURE
    return is_secure and not _is_number(host)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
