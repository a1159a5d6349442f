"""Totals of those accompanied in the words of a page; a dash is a hidden number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, gettext_lazy, pgettext, pgettext_lazy

from pazos.analysis.disclosing import MINIMUM, TOTAL
from pazos.analysis.programme.telling import in_order, told_steps
from pazos.domain.cases.instruments import instrument
from pazos.domain.cases.instruments.kinds import said
from pazos.domain.cases.rules.voice_satisfaction import QUESTIONS
from pazos.domain.cases.vocabulary import About, ServiceAnswer, ServiceKind, SessionKind
from pazos.domain.employment.vocabulary import Mark
from pazos.domain.participants.vocabulary import AgeBand, Answer, Ethnic, Sex
from pazos.domain.teams.models import WorkCluster
from pazos.interfaces.components.wording import number, percent
from pazos.interfaces.web.pages.intake import language
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.analysis.programme.totals import Totals

    Plain = dict[str, Any]

WHY_SHUT = {
    "nobody": gettext_lazy("Nobody was referred or accompanied by then."),
    "few": gettext_lazy("Fewer than {minimum} people: their totals would be about somebody."),
    "difference": gettext_lazy(
        "From this selection and another one, totals of fewer than {minimum} people could be worked out."
    ),
}
STAGES = {
    "unanswered": pgettext_lazy("stage of a flow", "referred, not answered yet"),
    "refused": pgettext_lazy("stage of a flow", "not accepted"),
    "withdrawn": pgettext_lazy("stage of a flow", "withdrawn before an answer"),
    "waiting": pgettext_lazy("stage of a flow", "accepted, not begun yet"),
    "active": pgettext_lazy("stage of a flow", "still accompanied"),
    "finished": pgettext_lazy("stage of a flow", "finished: goals, work or study"),
    "left": pgettext_lazy("stage of a flow", "did not want to go on"),
    "lost": pgettext_lazy("stage of a flow", "lost, after every try"),
    "other": pgettext_lazy("stage of a flow", "ended for another reason"),
}
WAITS = {
    "answered": gettext_lazy("from the referral to the answer"),
    "begun": gettext_lazy("from the answer to the beginning"),
    "first_met": gettext_lazy("from the beginning to the first meeting"),
    "ended": gettext_lazy("from the beginning to the end"),
}
TRAITS = {
    "sex": (gettext_lazy("Sex"), Sex),
    "age": (gettext_lazy("Age at the referral"), AgeBand),
    "ethnic": (gettext_lazy("Ethnic group"), Ethnic),
    "disability": (gettext_lazy("Disability"), Answer),
    "cluster": (gettext_lazy("Cluster"), None),
}
VERDICTS = {
    "better": gettext_lazy("better"),
    "not_sure": gettext_lazy("no change beyond its error"),
    "worse": gettext_lazy("worse"),
    "cannot_tell": gettext_lazy("nobody can tell"),
}


def told(found: Totals) -> Plain:
    """Return what the page shows of a selection."""
    if found.shut:
        return {"why": str(WHY_SHUT[found.shut.value]).format(minimum=MINIMUM)}
    result = found.result
    return {
        "minimum": MINIMUM,
        **_flow(result["flow"]),
        **_staying(result["staying"]),
        "waits": {
            "columns": [gettext("Days"), gettext("Median"), gettext("Half of them between")],
            "rows": [[str(words), *_spread(result["times"][step])] for step, words in WAITS.items()],
        },
        "dose": _dose(result["dose"]),
        "scales": {
            "columns": [gettext("Instrument"), *map(str, VERDICTS.values())],
            "rows": [_scale(one) for one in result["scales"]],
        },
        "work": _jobs(result["work"]),
        "services": _services(result["services"]),
        "satisfaction": _satisfaction(result["satisfaction"]),
        "equity": [_trait(name, result["equity"][name]) for name in TRAITS if name in result["equity"]],
    }


def _flow(flow: Plain) -> Plain:
    from pazos.analysis.figures import programme as drawing

    stages = flow["stages"]
    bars = [
        (pgettext("stage of a flow", "referred"), stages[TOTAL]),
        (pgettext("stage of a flow", "accepted"), flow["accepted"]),
        (pgettext("stage of a flow", "began"), flow["began"]),
        (pgettext("stage of a flow", "finished"), stages["finished"]),
    ]
    rows = [[str(words), number(stages[name])] for name, words in STAGES.items()]
    return {
        "bars": bars,
        "flow_svg": drawing.flow(bars, worded=number),
        "flow_table": {
            "columns": [gettext("Where they stand"), gettext("People")],
            "rows": [*rows, [gettext("All who were referred"), number(stages[TOTAL])]],
        },
    }


def _staying(marks: Sequence[Plain]) -> Plain:
    from pazos.analysis.figures import programme as drawing

    if not marks:
        return {"staying_svg": ""}
    points = [(one["week"], one["share"], one["low"], one["high"]) for one in marks]
    rows = [[str(week), percent(share), _interval(low, high)] for week, share, low, high in points]
    return {
        "staying_svg": drawing.staying(points, worded=percent, weeks=gettext("weeks since entry")),
        "staying_table": {
            "columns": [gettext("Weeks since entry"), gettext("Still there"), gettext("95% interval")],
            "rows": rows,
        },
    }


def _interval(low: float, high: float) -> str:
    return f"{percent(low)} – {percent(high)}"


def _spread(quartiles: Sequence[float] | None) -> tuple[str, str]:
    """Return a median and the quartiles around it, dashes where they are not told."""
    if quartiles is None:
        return ("–", "–")
    low, middle, high = quartiles
    return number(middle, _places(middle)), f"{number(low, _places(low))} – {number(high, _places(high))}"


def _places(value: float) -> int:
    return 0 if value == int(value) else 1


def _dose(dose: Plain) -> Plain:
    each = [
        [gettext("sessions a person"), *_spread(dose["sessions_each"])],
        [gettext("hours a person"), *_spread(dose["hours_each"])],
    ]
    met = in_order(dose["kinds"], SessionKind.values)
    kinds = [[str(SessionKind(kind).label), number(people)] for kind, people in met.items()]
    return {
        **dose,
        "each": {"columns": ["", gettext("Median"), gettext("Half of them between")], "rows": each},
        "by_kind": {"columns": [pgettext("kind of session", "Met by"), gettext("People")], "rows": kinds},
    }


def _scale(one: Plain) -> list[str]:
    try:
        name = said(instrument(one["instrument"]).name, language())
    except InputProblem:
        name = one["instrument"]
    return [name, *(number(one["verdicts"][verdict]) for verdict in VERDICTS)]


def _jobs(marks: Sequence[Plain]) -> Plain:
    columns = [gettext("Asked after"), gettext("Still there"), gettext("Ended"), gettext("Not known")]
    columns += [gettext("Share of those known"), gettext("95% interval")]
    return {"columns": columns, "rows": [_work(one) for one in marks]}


def _work(one: Plain) -> list[str]:
    cells, share = one["cells"], one["share"]
    value, around = (percent(share[0]), _interval(*share[1:])) if share else ("–", "–")
    counts = [number(cells[name]) for name in ("lasting", "over", "unknown")]
    return [str(Mark(one["mark"]).label), *counts, value, around]


def _services(found: Mapping[str, Mapping[str, int | None]]) -> Plain | None:
    if not found:
        return None
    columns = [*ServiceAnswer, "open", TOTAL]
    names = {**dict(ServiceAnswer.choices), "open": gettext("not answered yet"), TOTAL: gettext("All")}
    rows = [
        [
            str(ServiceKind(kind).label) if kind != TOTAL else gettext("All"),
            *(number(cells[column]) for column in columns),
        ]
        for kind, cells in in_order(found, ServiceKind.values).items()
    ]
    return {"columns": [gettext("Service"), *(str(names[one]) for one in columns)], "rows": rows}


def _satisfaction(found: Plain) -> Plain | None:
    if not found:
        return None
    rows = [
        [
            str(words),
            number(found[name]["mean"], 1),
            *(number(found[name][part]) for part in ("low", "middle", "high")),
        ]
        for name, words in QUESTIONS.items()
    ]
    columns = [gettext("What they say"), gettext("Mean of 1 to 5"), "1–2", "3", "4–5"]
    return {"answers": found["answers"], "columns": columns, "rows": rows}


def _trait(name: str, groups: Sequence[Plain]) -> Plain:
    title, words = TRAITS[name]
    names = dict(words.choices) if words is not None else _clusters()
    told, steps = in_order({one["group"]: one for one in groups}, names), told_steps(name)
    rows = [
        [str(names[group]), *(_step(one, step) for step in steps), percent(one["residents"])]
        for group, one in told.items()
    ]
    stages = {
        "referred": pgettext("stage of a flow", "Referred"),
        "accepted": pgettext("stage of a flow", "Accepted"),
        "finished": pgettext("stage of a flow", "Finished"),
    }
    columns = [str(title), *(stages[step] for step in steps), gettext("Residents of those ages")]
    return {"title": str(title), "columns": columns, "rows": rows}


def _clusters() -> dict[str, str]:
    """Return the clusters by the numbers that a run keeps, and last what lies in none."""
    from pazos.analysis.programme.entries import NONE

    rows = WorkCluster.objects.order_by("pk").values_list("pk", "name")
    return {**{str(pk): name for pk, name in rows}, str(NONE): gettext("in no cluster")}


def _step(one: Plain, step: str) -> str:
    """Return a count with its share and the share's interval, where they are told."""
    share = one["shares"][step]
    counted = number(one[step])
    return f"{counted} · {percent(share[0])} ({_interval(*share[1:])})" if share else counted


def complaint_table(found: Plain) -> Plain:
    """Return how many complaints came, by what they are about and quarter."""
    names = {**dict(About.choices), TOTAL: gettext("All")}
    told = in_order(found["rows"], About.values)
    rows = [[str(names[row]), *map(number, counts)] for row, counts in told.items()]
    return {"columns": [gettext("About"), *found["quarters"]], "rows": rows, "runs": found["runs"]}
