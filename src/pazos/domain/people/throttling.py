"""How many wrong passwords and codes are too many, and how is somebody let in again?

Tries are counted in the database, so that every server process sees the same count. A user name
is counted under a blind index whether such an account exists or not: neither the count nor the
answer says so, and a password typed into the wrong box is not kept in plain letters.

Passwords are counted by name and address together (an office shares an address, a name is
easily guessed); each alone has a wide limit. Codes of the second factor are counted by account
alone: whoever tries them knows the password already.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.db.models import Sum
from django.utils import timezone

from pazos.foundation.privacy.sealing import blind_index

if TYPE_CHECKING:
    from django.http import HttpRequest

    from pazos.domain.people.models import Staff

MOST, MOST_BY_NAME, MOST_BY_ADDRESS = 6, 60, 120
REST = timedelta(minutes=15)
PAIR, NAME, ADDRESS = ["username", "ip_address"], ["username"], ["ip_address"]
LIMITS = ((PAIR, MOST), (NAME, MOST_BY_NAME), (ADDRESS, MOST_BY_ADDRESS))
CODE_LIMITS = ((NAME, MOST),)
Credentials = dict[str, Any] | None


def tries_key(username: str, *, code: bool = False) -> str:
    """Return what the tries at a name are counted under."""
    return blind_index(username, "tries at a second factor" if code else "tries at a password")


def key_of(request: HttpRequest, credentials: Credentials) -> str:
    """Return the key for a try that is being counted (`AXES_USERNAME_CALLABLE`)."""
    said = credentials or {}
    return tries_key(said.get("username") or "", code=bool(said.get("code")))


def counted_by(request: object, credentials: Credentials = None) -> list[list[str]]:
    """Return by what tries are counted (`AXES_LOCKOUT_PARAMETERS`)."""
    return [parameters for parameters, _most in _limits(credentials)]


def _limits(credentials: Credentials) -> tuple[tuple[list[str], int], ...]:
    return CODE_LIMITS if (credentials or {}).get("code") else LIMITS


class Tries(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts in the database, with a limit for each thing that is counted (`AXES_HANDLER`)."""

    def get_failures(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Return the failures nearest to their limit, on the scale of `MOST`."""
        sums = [
            rows.aggregate(total=Sum("failures_since_start"))["total"] or 0
            for rows in self.get_user_attempts(request, credentials)
        ]
        limits = [most for _parameters, most in _limits(credentials)]
        return max(total - (most - MOST) for total, most in zip(sums, limits, strict=True))

    def reset_user_attempts(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """Forget the tries of this name from this address; those at other names still count."""
        gone: int = self.filter_user_attempts(request, credentials)[0].delete()[0]
        return gone


def _code_of(staff: Staff) -> dict[str, Any]:
    return {"username": staff.get_username(), "code": True}


def may_try_code(request: HttpRequest, staff: Staff) -> bool:
    """Return whether a code of this account may be tried now."""
    return bool(AxesProxyHandler.is_allowed(request, _code_of(staff)))


def note_wrong_code(request: HttpRequest, staff: Staff) -> None:
    """Count a wrong code; past the limit the answer becomes the page of those who tried too often."""
    AxesProxyHandler.user_login_failed(sender=__name__, credentials=_code_of(staff), request=request)


def forget_codes(staff: Staff) -> None:
    """Forget the wrong codes of an account that gave a right one."""
    AccessAttempt.objects.filter(username=tries_key(staff.get_username(), code=True)).delete()


def is_locked(staff: Staff) -> bool:
    """Return whether somebody who signs in to this account is being turned away, from anywhere."""
    password, code = (tries_key(staff.get_username(), code=code) for code in (False, True))
    recent = AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - REST)

    def most(key: str, *by: str) -> int:
        rows = recent.filter(username=key).order_by().values("username", *by)
        return max((row["n"] for row in rows.annotate(n=Sum("failures_since_start"))), default=0)

    return most(password, "ip_address") >= MOST or most(password) >= MOST_BY_NAME or most(code) >= MOST


def forget_tries(staff: Staff) -> int:
    """Forget every try at this account; return how many rows went."""
    keys = [tries_key(staff.get_username(), code=code) for code in (False, True)]
    gone, _ = AccessAttempt.objects.filter(username__in=keys).delete()
    return int(gone)
