"""What the sections of the report share: the frozen facts, the results, and captions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.foundation.words import say

if TYPE_CHECKING:
    from pazos.foundation.runs.models import Run


@dataclass(frozen=True)
class Content:
    """A frozen report: its facts, and the results of the runs it names."""

    report: Run
    results: dict[str, dict[str, Any]]
    language: str

    @property
    def facts(self) -> dict[str, Any]:
        """What was frozen when the report was made."""
        result: dict[str, Any] = self.report.result
        return result

    @property
    def chosen(self) -> dict[str, Any]:
        """The cluster programme's answer."""
        return self.results["clusters"]

    def has(self, method: str) -> bool:
        """Return whether a study was made and could be answered."""
        return method in self.results and "cannot" not in self.results[method]

    def why_not(self, method: str) -> str:
        """Return why a study could not be answered, in the reader's language."""
        cannot = self.results.get(method, {}).get("cannot")
        if not cannot:
            return _("This was not studied.")
        return say(cannot["template"], self.language, **cannot["facts"])

    def caption(self, method: str, text: str) -> str:
        """Return a caption: what is shown, source, period and the run it comes from."""
        basis = self.facts["basis"]
        return _("{text} Source: {source}, {first} to {last}. Run {run}.").format(
            text=text,
            source=self.facts["source"]["name"],
            first=basis["first_year"],
            last=basis["last_year"],
            run=self.facts["runs"][method],
        )
