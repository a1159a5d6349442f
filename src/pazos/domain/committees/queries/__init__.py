"""Questions about committees: what this person may see, and nothing more."""

from __future__ import annotations

from pazos.domain.committees.queries.board import blocked, due

__all__ = ["blocked", "due"]
