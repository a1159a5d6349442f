"""The second factor of an account: does it have one, must it have one, and where its secrets stand.

Secrets are sealed in rows of their own, so that they come under a new key with everything else;
the library that checks codes holds only their number. A secret is never shown or logged here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings

from pazos.domain.people.models import FactorSecret
from pazos.foundation.access.policy import Role, reads_guarded

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff

FACTORS = (Authenticator.Type.TOTP.value, Authenticator.Type.WEBAUTHN.value)
HELD = ("secret", "seed")  # where the library keeps what `keep_secret` returned


def has_factor(staff: Staff) -> bool:
    """Return whether an authenticator app or a passkey is set up (recovery codes alone are none)."""
    return bool(Authenticator.objects.filter(user=staff, type__in=FACTORS).exists())


def must_have_factor(staff: Staff) -> bool:
    """Return whether this city requires one of this role: it reads personal or sensitive data."""
    return bool(settings.SECOND_FACTOR_REQUIRED) and reads_guarded(Role(staff.role))


def lacks_factor(staff: Staff) -> bool:
    """Return whether this account may do nothing but set its second factor up."""
    return must_have_factor(staff) and not has_factor(staff)


def may_remove(authenticator: Authenticator) -> bool:
    """Return whether an authenticator may go: not the last one of an account that must have one."""
    others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS)
    last = authenticator.type in FACTORS and not others.exclude(pk=authenticator.pk).exists()
    return not (last and must_have_factor(authenticator.user))


def keep_secret(text: str, *, staff: Staff) -> str:
    """Seal a secret and return the number by which `read_secret` finds it."""
    return str(FactorSecret.objects.create(staff=staff, secret=text).pk)


def read_secret(number: str) -> str:
    """Return a kept secret."""
    secret: str = FactorSecret.objects.get(pk=UUID(number)).secret
    return secret


def forget_unused_secrets(staff: Staff) -> None:
    """Remove the secrets of this account that no authenticator points at any more."""
    held = Authenticator.objects.filter(user=staff).values_list("data", flat=True)
    used = [data[name] for data in held for name in HELD if name in data]
    FactorSecret.objects.filter(staff=staff).exclude(pk__in=used).delete()
