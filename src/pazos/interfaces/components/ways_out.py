"""What every way out shows of people, and why that may leave: one declared list, printed in the docs.

Every address that is open to more than those who read records one by one stands here, by the module of
its view or by its own name. One that is missing fails a test; one that shows gated counts is fed a
poisoned table by another. Commands are for whoever holds the city's folder and so everything in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pazos.foundation.words import N_

WEB = "web.pages."
TITLE = N_("What is kept about people, and what leaves")
LEAD = N_(
    "Made from the declarations of the code (`holdings` of each app and `interfaces/components/ways_out.py`)."
)
ON_ASKING = N_("whenever the person asks")
BY_DECISION = N_("by decision of the data protection officer")
HEADING = N_("What every way out shows of people")
EXPLAINED = N_(
    "Ways that only those reach who read records one by one are not in this list: they show what they are for. "
    "Everything else stands here by the module of its pages, or by the name of an address. Hidden means: a count of "
    "one to four, and whatever else it takes so that it cannot be worked out from the totals. Commands are for "
    "whoever holds the city's folder, and so everything in it."
)


class Shows(StrEnum):
    """What of people leaves by a way; the value is what the docs call it (English key)."""

    NOBODY = N_("no count of people")
    OFFICIAL = N_("official deaths, as they are")
    GATED = N_("counts of people, small ones and their complement hidden")
    PAPERS = N_("counts of institutions' papers and files")
    STAFF = N_("what staff did, by name, for those who watch")


@dataclass(frozen=True)
class Way:
    """One way out: a module of views (with a final dot: all below it) or one address by its name."""

    where: str
    shows: Shows
    why: str


_FORM = N_("forms, deeds and choices")
_OFFICIAL_PLACES = N_(
    "deaths by place, month and source are published by the institutions themselves, in Colombia row by row; a death "
    "is a public fact, and hiding a barrio's one death would hide the deaths and protect nobody"
)
_CITY = N_("counts of the whole city, where no place stands beside an age or a sex")
_PLANS = N_("choices of places; what they rest on are deaths by place")

WAYS = (
    Way(f"{WEB}observatory", Shows.OFFICIAL, _CITY),
    Way(f"{WEB}maps", Shows.OFFICIAL, _OFFICIAL_PLACES),
    Way(f"{WEB}patterns", Shows.OFFICIAL, _OFFICIAL_PLACES),
    Way("neighbourhoods", Shows.OFFICIAL, _OFFICIAL_PLACES),
    Way("neighbourhoods_file", Shows.OFFICIAL, _OFFICIAL_PLACES),
    Way(
        "neighbourhood",
        Shows.GATED,
        N_("victims of one place by age and sex: one girl in one barrio is a girl"),
    ),
    Way(f"{WEB}victims", Shows.OFFICIAL, _CITY),
    Way(f"{WEB}gazetteer", Shows.OFFICIAL, _OFFICIAL_PLACES),
    Way(f"{WEB}territory", Shows.NOBODY, N_("places and residents by projection")),
    Way(f"{WEB}runs", Shows.GATED, N_("a run of victims holds tables by place, age and sex")),
    Way("runs", Shows.NOBODY, N_("which runs there are")),
    Way(f"{WEB}proofs", Shows.OFFICIAL, _CITY),
    Way(f"{WEB}register.months", Shows.OFFICIAL, _CITY),
    Way(f"{WEB}register.figures", Shows.OFFICIAL, _CITY),
    Way(
        f"{WEB}register.bundle",
        Shows.OFFICIAL,
        N_("flags of each death of a month, without place, day, age or sex"),
    ),
    Way(f"{WEB}register.rules", Shows.NOBODY, N_("definitions")),
    Way(f"{WEB}register.quality", Shows.PAPERS, N_("how complete institutions' files are")),
    Way(f"{WEB}register.thresholds", Shows.PAPERS, N_("criteria of quality")),
    Way(f"{WEB}register.undercount", Shows.OFFICIAL, _CITY),
    Way(f"{WEB}workshop", Shows.OFFICIAL, _PLANS),
    Way(f"{WEB}designations.", Shows.OFFICIAL, _PLANS),
    Way(
        f"{WEB}street.totals",
        Shows.GATED,
        N_("disputes, presence and people met, which point at few families"),
    ),
    Way(
        f"{WEB}finding",
        Shows.NOBODY,
        N_("names of programmes, papers and commitments; no person is searched for"),
    ),
    Way(
        f"{WEB}books",
        Shows.PAPERS,
        N_("lists of the strategy as spreadsheets; attendance by name only for those who keep it"),
    ),
    Way(f"{WEB}strategy.", Shows.NOBODY, N_("what the city plans: programmes, goals, judgements of itself")),
    Way(
        f"{WEB}documents",
        Shows.PAPERS,
        N_("papers that prove what the strategy says, each to those it is for"),
    ),
    Way(f"{WEB}history.", Shows.STAFF, N_("who changed what in the books; nothing of a person is in them")),
    Way(
        f"{WEB}board",
        Shows.GATED,
        N_("presence by cluster and quarter as it was gated; activities and promises"),
    ),
    Way(
        f"{WEB}committees.",
        Shows.NOBODY,
        N_("offices, decisions and commitments; names of colleagues only for those who keep the books"),
    ),
    Way(
        f"{WEB}evaluations.",
        Shows.NOBODY,
        N_("plans of evaluations: places, months, methods; before a plan is sealed no outcome at all"),
    ),
    *(
        Way(
            f"{WEB}{module}",
            Shows.GATED,
            N_(
                "deaths where and while a place was treated, official; groups of victims by age or sex hidden where small; no panel"
            ),
        )
        for module in ("evaluations.answer", "evaluations.answer_files", "public.evaluated")
    ),
    Way(
        "evaluation_answer_bundle",
        Shows.OFFICIAL,
        N_(
            "counts of deaths by neighbourhood and time, also of groups of victims, for those who plan evaluations and see places; street work as it was gated"
        ),
    ),
    Way(f"{WEB}indicators.", Shows.NOBODY, N_("sheets, targets, what is due and what waits")),
    *(
        Way(
            name,
            Shows.GATED,
            N_(
                "values of the whole city; counts of people and of street work passed the gate before they were kept"
            ),
        )
        for name in (
            *("indicators", "indicators_file", "indicator", "indicator_value"),
            *("keep_indicator", "move_indicator_value", "decide_indicator_value"),
        )
    ),
    Way(
        f"{WEB}activities.",
        Shows.NOBODY,
        N_(
            "plans, days and places; who may put a reported number right sees it; names for those who keep attendance"
        ),
    ),
    *(
        Way(name, Shows.GATED, N_("people reached and people reported, by sex, age and other traits"))
        for name in ("activities", "activity", "reach", "reach_file")
    ),
    Way(
        f"{WEB}accountability.",
        Shows.GATED,
        N_("people reached by component and year, as they were gated before the report was frozen"),
    ),
    Way(
        f"{WEB}public.",
        Shows.GATED,
        N_("signed reports and released files, as they were gated; nothing of a person"),
    ),
    Way("public_indicator", Shows.NOBODY, N_("approved values of the whole city")),
    Way("public_indicators", Shows.NOBODY, N_("approved values of the whole city")),
    Way("public_commitments", Shows.NOBODY, N_("promises of offices")),
    Way("accounts", Shows.NOBODY, N_("which yearly reports there are")),
    Way(f"{WEB}jobs", Shows.NOBODY, N_("how far long work is")),
    Way(f"{WEB}budget.", Shows.NOBODY, N_("the city's money, line by line")),
    Way("budget_cost", Shows.GATED, N_("people reached by programme, as the budget divides by them")),
    Way(f"{WEB}policy", Shows.NOBODY, N_("the table of permissions")),
    Way("legal_requests", Shows.PAPERS, N_("authorities' demands by year: institutions, not people")),
    Way("legal_requests_file", Shows.PAPERS, N_("authorities' demands by year: institutions, not people")),
    Way("released_json", Shows.NOBODY, N_("signed agreements between the city and organisations")),
    Way(f"{WEB}rights.releases", Shows.GATED, N_("released files hold street totals as they were gated")),
    Way(
        f"{WEB}partners.",
        Shows.NOBODY,
        N_(
            "organisations, what they agreed and the places of jobs; whom to call there is for who manages partners"
        ),
    ),
    Way(f"{WEB}employment.terms", Shows.NOBODY, N_("what a vacancy asks and offers")),
    Way(
        f"{WEB}venues.",
        Shows.NOBODY,
        N_(
            "places, works and inspections; passers-by counted by eye, of whom nobody knows who they are; pictures in "
            "which nobody can be recognised"
        ),
    ),
    Way("waiting_rule", Shows.NOBODY, N_("a rule in words, without a figure of anybody")),
    *(
        Way(
            name,
            Shows.GATED,
            N_("people referred and accompanied: stages, groups, jobs and answers, counted once a quarter"),
        )
        for name in ("programme_totals", "programme_totals_file", "programme_doses_file")
    ),
    *(
        Way(
            name,
            Shows.GATED,
            N_(
                "legal orientation, restorative processes and measures: how many, by quarter or year that ended"
            ),
        )
        for name in ("justice_totals", "justice_totals_file")
    ),
    Way(
        f"{WEB}learning.complaining",
        Shows.NOBODY,
        N_("forms; the answer to one complaint for whoever holds its word"),
    ),
    Way(f"{WEB}learning.opinion", Shows.NOBODY, _FORM),
    Way(f"{WEB}trail", Shows.STAFF, N_("deeds of staff; facts without content")),
    Way(f"{WEB}looks", Shows.STAFF, N_("looks of staff; numbers of records without content")),
    Way(f"{WEB}emergency", Shows.STAFF, N_("emergency accesses of staff")),
    Way(
        f"{WEB}cooperation.",
        Shows.NOBODY,
        N_("money and gifts in kind, by organisation; approved values of the whole city"),
    ),
    Way(f"{WEB}account.", Shows.NOBODY, N_("one's own account")),
    Way("allauth.", Shows.NOBODY, N_("one's own account")),
    Way("django.", Shows.NOBODY, N_("one's own account")),
    Way(f"{WEB}gallery", Shows.NOBODY, N_("invented figures")),
    Way("field.", Shows.NOBODY, N_("the form for phones, without any record")),
    *(
        Way(name, Shows.NOBODY, _FORM)
        for name in ("study", "scorecard_ask", "undercount_ask", "quality_threshold", "quality_state")
    ),
)


def way_of(name: str, module: str) -> Way | None:
    """Return what is declared of an address, by its own name first, then by the module of its view."""
    known = {way.where: way for way in WAYS}
    module = module.removeprefix("pazos.interfaces.")
    above = [way for way in WAYS if way.where.endswith(".") and f"{module}.".startswith(way.where)]
    return known.get(name) or known.get(module) or max(above, key=lambda way: len(way.where), default=None)
