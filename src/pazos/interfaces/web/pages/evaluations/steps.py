"""One step of writing a plan, whichever it is: what it shows, what it makes of what was sent, what is wrong with it.

The steps with tables read their rows here; the others are plain forms. No step refuses a gap.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from typing import Protocol as Shape

from django.utils.translation import gettext as _

from pazos.domain.designations import queries as designations
from pazos.domain.evaluations import queries
from pazos.domain.evaluations.blocks import Step
from pazos.domain.evaluations.vocabulary import TreatedBy
from pazos.interfaces.web.pages.evaluations import tables
from pazos.interfaces.web.pages.evaluations.finding import is_abroad
from pazos.interfaces.web.pages.evaluations.forms import PLAIN_STEPS, BufferForm
from pazos.interfaces.web.pages.evaluations.methods_form import MethodsForm
from pazos.interfaces.web.pages.evaluations.tables import Places, TypedRow
from pazos.interfaces.web.pages.evaluations.wording import places_of
from pazos.interfaces.web.pages.intake import refusal
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest

    from pazos.domain.evaluations.models import Evaluation
    from pazos.domain.evaluations.protocol import Protocol
    from pazos.domain.people.models import Staff


@dataclass
class Shown:
    """What a step shows, and the plan that what was sent makes; `is_wrong` keeps it from being kept."""

    facts: dict[str, Any]
    plan: Protocol
    title: str = ""
    is_wrong: bool = False
    said: list[str] = field(default_factory=list)  # what was taken from a file or the books


class Stepping(Shape):
    """What every step is called like; `request` is None where the page is only shown."""

    def __call__(self, row: Evaluation, plan: Protocol, *, sent: HttpRequest | None, by: Staff) -> Shown:
        """Return what the step shows and makes."""
        ...


def plain(form_of: Any) -> Stepping:
    """Return a step that is one form."""

    def step(row: Evaluation, plan: Protocol, *, sent: HttpRequest | None, by: Staff) -> Shown:
        form = form_of(sent.POST if sent else None, of=plan, title=row.title)
        if sent is None:
            return Shown({"form": form}, plan)
        if not form.is_valid():
            return Shown({"form": form}, plan, is_wrong=True)
        return Shown({"form": form}, form.plan(), title=form.cleaned_data.get("title", ""))

    return step


def treated(row: Evaluation, plan: Protocol, *, sent: HttpRequest | None, by: Staff) -> Shown:
    """Who was treated and since when: from a designation, from the first activities, or typed."""
    places = Places(places_of(plan))
    rows = [TypedRow(places.written(one.unit), one.starts) for one in plan.treated]
    facts: dict[str, Any] = {
        "places": places.offered,
        "designations": [one for one in designations.seen_by(by) if one.signed_at],
        "treated_by": plan.treated_by,
        "designation": plan.designation,
        "manners": TreatedBy.choices,
        "rows": tables.shown(rows),
    }
    shown = Shown(facts, plan)
    if sent is not None:
        manner = sent.POST.get("treated_by", "")
        manner = manner if manner in TreatedBy and not is_abroad(plan) else TreatedBy.NAMED.value
        facts["treated_by"] = manner
        if manner == TreatedBy.DESIGNATION:
            _from_designation(shown, sent, by)
        elif manner == TreatedBy.FIRST_ACTIVITY:
            _from_activities(shown, by)
        else:
            _from_table(shown, sent, places)
    return shown


def _from_designation(shown: Shown, sent: HttpRequest, by: Staff) -> None:
    from pazos.analysis.evaluation.beginnings import choosing_months, from_designation

    number = sent.POST.get("designation", "")
    found = designations.one_seen_by(by, int(number)) if number.isdecimal() and len(number) < 12 else None
    if found is None or found.signed_at is None:
        shown.facts["designation_wrong"] = _("Choose a designation that was signed.")
        shown.is_wrong = True
        return
    shown.facts["designation"] = found.id
    chosen_from, chosen_to = choosing_months(found)
    shown.plan = replace(
        shown.plan,
        treated_by=TreatedBy.DESIGNATION.value,
        designation=found.id,
        treated=from_designation(found),
        chosen_from=chosen_from,
        chosen_to=chosen_to,
    )


def _from_activities(shown: Shown, by: Staff) -> None:
    from pazos.analysis.evaluation.beginnings import from_first_activities

    found = from_first_activities(seen_by=by)
    if not found:
        shown.said.append(_("The books hold no activity that was done in a place. Nobody is treated yet."))
    shown.plan = replace(
        shown.plan, treated_by=TreatedBy.FIRST_ACTIVITY.value, designation=None, treated=found
    )


def _from_table(shown: Shown, sent: HttpRequest, places: Places) -> None:
    rows = tables.typed(sent.POST, place="place", beside="starts")
    rows += _from_file(shown, sent)
    found, told = tables.treatments(rows, places)
    shown.facts["rows"] = tables.shown(told)
    shown.is_wrong |= any(row.wrong for row in told)
    shown.plan = replace(shown.plan, treated_by=TreatedBy.NAMED.value, designation=None, treated=tuple(found))


def _from_file(shown: Shown, sent: HttpRequest) -> list[TypedRow]:
    from pazos.analysis.evaluation.uploads import treated_rows

    handed = sent.FILES.get("file")
    if handed is None:
        return []
    try:
        return [TypedRow(*pair) for pair in treated_rows(handed.read(), name=handed.name or "")]
    except InputProblem as problem:
        shown.facts["file_wrong"] = refusal(problem)
        shown.is_wrong = True
        return []


def comparison(row: Evaluation, plan: Protocol, *, sent: HttpRequest | None, by: Staff) -> Shown:
    """Compared with whom: who is left out and why, how far around nobody is compared, which municipalities."""
    names = places_of(plan)
    places = Places(names)
    rows = [TypedRow(places.written(one.unit), one.why) for one in plan.excluded]
    form = BufferForm(sent.POST if sent else None, of=plan)
    pools = queries.comparisons() if is_abroad(plan) else []
    facts: dict[str, Any] = {
        "form": form,
        "places": places.offered,
        "rows": tables.shown(rows),
        "pools": pools,
        "pool": plan.pool,
        "pool_units": len(names) if is_abroad(plan) else 0,
    }
    shown = Shown(facts, plan)
    if sent is None:
        return shown
    found, told = tables.exclusions(tables.typed(sent.POST, place="place", beside="why"), places)
    facts["rows"] = tables.shown(told)
    shown.is_wrong = any(one.wrong for one in told)
    shown.plan = replace(plan, excluded=tuple(found))
    if is_abroad(plan):
        chosen = sent.POST.get("pool", plan.pool)
        facts["pool"] = chosen if chosen in {one.sha256 for one in pools} else ""
        shown.plan = replace(shown.plan, pool=facts["pool"], buffer_metres=0)
    elif form.is_valid():
        shown.plan = replace(shown.plan, buffer_metres=form.plan().buffer_metres)
    else:
        shown.is_wrong = True
    return shown


STEPPING: dict[Step, Stepping] = {
    **{step: plain(form_of) for step, form_of in PLAIN_STEPS.items()},
    Step.METHODS: plain(MethodsForm),
    Step.TREATED: treated,
    Step.COMPARISON: comparison,
}
