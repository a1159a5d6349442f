"""What a stranger reads first in the proof of a run, in Spanish and in English: what is checked and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.analysis.proof.guide import HEAD as OF_FIGURE
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
NOT_FOR_ALL = N_(
    "It holds figures by neighbourhood, some of them small. It is for those who may see them: do not pass it on."
)
OF_CITY = frozenset({"series", "sources", "calendar", "victims", "scorecard", "undercount"})
OF_WHOLE = {
    "scorecard": N_(
        "Of a scorecard this proves the verdicts: each measure, held against the thresholds in inputs.json. The"
        " measures themselves are taken from records, which stay in the city."
    ),
    "victims": N_(
        "Of the victims this proves the bands of age with their shares and intervals, from the victims at each age."
    ),
    "clusters": N_(
        "The clusters are chosen anew from the deaths and people of every neighbourhood; this may take as long as the"
        " city took. A search that the clock ended stops elsewhere on another machine: then what was found is counted"
        " anew and held to its rules, and the search is not repeated."
    ),
}
OF_PUBLIC = {
    "rates": N_(
        "inputs.json holds sums of the whole city: deaths by year, how many of them have a known neighbourhood, and"
        " people by year. From these come the rate of each year, its interval and its change."
    ),
    "series": N_(
        "inputs.json holds the deaths of the whole city by month. From these come what is expected of each month, its"
        " band and the changes of level."
    ),
    "sources": N_(
        "inputs.json holds for each source its deaths by year, its records, and how many of them state a place, an"
        " age, a sex and an hour. Its first and last day are cut to the month."
    ),
    "victims": N_(
        "inputs.json holds the victims of the ages named there, those of known age and those of unknown age, in the"
        " whole city. From these come the share and its interval."
    ),
    "scorecard": N_(
        "inputs.json holds the measures of each source and of the register, in all and by year, and the thresholds."
        " From these come the verdicts. Months, and years of few records, are left out."
    ),
    "clusters": N_(
        "inputs.json holds the neighbourhoods chosen, which of them touch, the limits, and for all clusters together"
        " the deaths and the people (no deaths where they, or those outside, are fewer than five or of one"
        " neighbourhood).\n\nThis is checked: that each cluster hangs together and no two of them touch; that the"
        " number of clusters, the residents and the zones keep the limits; that the shares and the interval are what"
        " the sums give.\n\nThis is NOT checked: that no other choice would cover more. That needs the deaths and the"
        " people of every neighbourhood, which are not for everybody; the whole proof makes the choice anew from them."
    ),
}
WORD_OF_SOURCES = N_(
    "That the counts themselves are true is the word of the sources, and no file can prove it."
)
LEFT_OUT = N_(
    "Figures of single neighbourhoods are left out. Whoever may see them takes the whole proof on the page of run"
    " {number}. Both proofs state the same seal in manifest.json; only the whole one holds the salt that gives it."
)


def run_guide(run: Run, *, city: str, invented: bool, file: str, whole: bool) -> dict[str, str]:
    """Return the texts by the name of their part."""
    return {
        name: "\n\n".join(
            [
                say(HEAD if whole else OF_FIGURE, language),
                *([say(INVENTED, language)] if invented else []),
                _which(run, language, city=city),
                say(CHECK, language, code=run.code_version, file=file),
                *(_whole(run, language) if whole else _public(run, language)),
            ]
        )
        + "\n"
        for language, name in NAMES.items()
    }


def _which(run: Run, language: str, *, city: str) -> str:
    day = run.started_at.date().isoformat()
    return say(WHICH, language, city=city, number=run.pk, method=run.method, day=day)


def _whole(run: Run, language: str) -> list[str]:
    own = OF_WHOLE.get(run.method)
    texts = [HELD, *([own] if own else []), *([] if run.method in OF_CITY else [NOT_FOR_ALL])]
    return [say(text, language) for text in texts]


def _public(run: Run, language: str) -> list[str]:
    return [
        say(OF_PUBLIC[run.method], language),
        say(WORD_OF_SOURCES, language),
        say(LEFT_OUT, language, number=run.pk),
    ]
