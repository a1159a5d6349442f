"""The reader's language, where no web request says it: commands, reports, jobs.

One catalogue serves pages and commands. The English text is the key; `N_` marks a text
that is translated later, where it is shown. Nothing here needs Django.
"""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path
from typing import Protocol

LOCALE = Path(__file__).resolve().parents[1] / "locale"
LANGUAGES = ("es", "en")


class Explained(Protocol):
    """A problem that keeps its sentence and its facts apart."""

    template: str
    facts: dict[str, object]


def N_(text: str) -> str:  # noqa: N802 - the mark that gettext tools look for
    """Mark a text for translation; it is translated where it is shown."""
    return text


def compile_catalogues() -> None:
    """Write each `.mo` that is missing or older than its `.po` (no gettext needed on the machine)."""
    for source in LOCALE.glob("*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        import polib

        # Written aside and renamed: two processes may start at once.
        fresh = target.with_suffix(f".{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(fresh))
        fresh.replace(target)


def preferred_language() -> str:
    """Return PAZOS_LANGUAGE, else the terminal's language if Pazos speaks it, else Spanish."""
    said = os.environ.get("PAZOS_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return said[:2] if said[:2] in LANGUAGES else "es"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", str(LOCALE), languages=[language], fallback=True)


def say(text: str, language: str | None = None, /, **facts: object) -> str:
    """Return `text` in `language` (default: the terminal's) with its slots filled."""
    translated = _catalogue(language or preferred_language()).gettext(text) if text else ""
    return translated.format(**facts) if facts else translated


def explain(problem: Explained, language: str | None = None) -> str:
    """Return a problem's sentence in the reader's language."""
    return say(problem.template, language, **problem.facts)
