"""An authenticator app for tests: the codes of a secret, half minute by half minute."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from pazos.domain.people import factors

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str, *, steps: int = 0) -> str:
    """The code an app shows now, or `steps` half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def secret_on(page: str) -> str:
    """The letters that the set-up page offers to type."""
    return re.search(r'<code class="secret">([A-Z2-7]+)</code>', page)[1]


def give_app(staff: Staff, secret: str = SECRET) -> Authenticator:
    """Set an authenticator app up for somebody, past the pages."""
    held = {"secret": factors.keep_secret(secret, staff=staff)}
    return Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data=held)
