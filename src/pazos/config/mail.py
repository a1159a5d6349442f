"""How a city sends mail: by the server in its settings, or into a folder of its own where there is none.

The password of the mail server is no line of the settings: it stands in PAZOS_MAIL_PASSWORD.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SECURITY = ("starttls", "tls", "none")


@dataclass(frozen=True)
class MailServer:
    """The lines of [mail] in a city's settings."""

    host: str
    sender: str
    port: int = 587
    user: str = ""
    security: str = "starttls"


def read_server(said: Mapping[str, Any], *, path: Path) -> MailServer:
    """Return the mail server that the settings name; refuse what is none."""
    names = {one.name for one in fields(MailServer)}
    if unknown := set(said) - names:
        raise InputProblem(
            N_("{file} has lines that Pazos does not know: {names}."),
            file=path,
            names=", ".join(f"mail.{name}" for name in sorted(unknown)),
        )
    if missing := {"host", "sender"} - set(said):
        raise InputProblem(N_("{file}: [mail] lacks {names}."), file=path, names=", ".join(sorted(missing)))
    if said.get("security", "starttls") not in SECURITY:
        raise InputProblem(
            N_("{file}: mail.security is one of {choices}; it says {said}."),
            file=path,
            choices=", ".join(SECURITY),
            said=said["security"],
        )
    return MailServer(**said)


def django_settings(server: MailServer | None, *, mailbox: Path) -> dict[str, Any]:
    """Return what Django is told; without a server each mail becomes a file in `mailbox`."""
    if server is None:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": mailbox,
            "DEFAULT_FROM_EMAIL": "pazos@localhost",
        }
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": server.host,
        "EMAIL_PORT": server.port,
        "EMAIL_HOST_USER": server.user,
        "EMAIL_HOST_PASSWORD": os.environ.get("PAZOS_MAIL_PASSWORD", ""),
        "EMAIL_USE_TLS": server.security == "starttls",
        "EMAIL_USE_SSL": server.security == "tls",
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": server.sender,
    }
