"""Handing rows of the register out as a file: it leaves a trace before the first row leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.people.models import Staff


def hand_out(what: str, *, asked: Mapping[str, object], by: Staff) -> None:
    """Write down who takes which list (`what`) and what they asked of it; `asked` names no person."""
    said = {name: value for name, value in asked.items() if value not in (None, "", [], ())}
    audit.record("register.handed_out", by, by=by, what=what, asked=said)
