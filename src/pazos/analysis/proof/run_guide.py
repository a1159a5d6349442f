"""What a stranger reads first in the proof of a run, in Spanish and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.analysis.proof.guide import INVENTED, NAMES
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from pazos.foundation.runs.models import Run

HEAD = N_("PROOF OF A RUN")
WHICH = N_("{city}: run {number}, {method}, made on {day}.")
CHECK = N_(
    "To get the same digits: install Pazos ({code}), then run\n\n    pazos verify {file}\n\nIt needs no city and no"
    " account. It reckons the result anew from inputs.json and compares every hash."
)
HELD = N_(
    "inputs.json holds sums only (by place, year, month or combination of sources), never a record. result.json"
    " is what the run states; its hash stands on the page of the run."
)
JUDGED = N_(
    "Of a scorecard this proves the verdicts: each measure, held against the thresholds in inputs.json. The"
    " measures themselves are taken from records, which stay in the city."
)


def run_guide(run: Run, *, city: str, invented: bool, file: str) -> dict[str, str]:
    """Return the texts by the name of their part."""
    return {
        name: _text(language, run, city=city, invented=invented, file=file)
        for language, name in NAMES.items()
    }


def _text(language: str, run: Run, *, city: str, invented: bool, file: str) -> str:
    day = run.started_at.date().isoformat()
    lines = [
        say(HEAD, language),
        *([say(INVENTED, language)] if invented else []),
        say(WHICH, language, city=city, number=run.pk, method=run.method, day=day),
        say(CHECK, language, code=run.code_version, file=file),
        say(HELD, language),
        *([say(JUDGED, language)] if run.method == "scorecard" else []),
    ]
    return "\n\n".join(lines) + "\n"
