"""Writing a plan step by step: each step keeps itself, shows what it still lacks, and can be left at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pazos.domain.evaluations import actions, queries
from pazos.domain.evaluations.blocks import DeedBlock, Step
from pazos.domain.evaluations.protocol import Protocol
from pazos.domain.evaluations.rules import by_step, what_blocks_proposing
from pazos.domain.evaluations.standing import facts_of
from pazos.domain.evaluations.vocabulary import EvaluationState, Grain
from pazos.domain.register.queries.deaths import first_and_last
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.evaluations.finding import find, is_abroad
from pazos.interfaces.web.pages.evaluations.power import power_facts
from pazos.interfaces.web.pages.evaluations.reading import differing, parts_of
from pazos.interfaces.web.pages.evaluations.steps import STEPPING, Shown
from pazos.interfaces.web.pages.evaluations.wording import STEPS
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.evaluations.models import Evaluation
    from pazos.domain.evaluations.rules import PlanFacts

ORDER = list(Step)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """Show one step of the plan, or keep it."""
    row = find(request, pk)
    here = next((one for one in Step if one.value == step), None)
    if here is None:
        raise Http404
    shut = what_shuts(row)
    if shut:
        messages.info(request, shut.label)
        return redirect("evaluation", row.pk)
    plan = Protocol.of(row.draft)
    if here is Step.WHOLE:
        return _whole(request, row, plan)
    sent = request if request.method == "POST" else None
    shown = STEPPING[here](row, plan, sent=sent, by=reader(request))
    if sent is not None and not shown.is_wrong and _kept(request, row, shown):
        onward = here if request.POST.get("go") == "stay" else ORDER[ORDER.index(here) + 1]
        return redirect("evaluation_write", row.pk, onward.value)
    facts = {**steps_around(row, here), **shown.facts, "said": shown.said, "plan": plan}
    if here is Step.WINDOW:
        facts["known"] = first_and_last()
    template = f"web/evaluations/step_{here.value}.html"
    return render(request, template, facts, status=422 if shown.is_wrong else 200)


@require_POST
def reckon(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for what the draft could detect; it is reckoned from the times before the first treatment alone."""
    from pazos.analysis.evaluation.power import ask_for_power

    row = find(request, pk)
    jobs: list[int] = []
    asked = done(
        request,
        lambda: jobs.append(ask_for_power(row, by=reader(request)).pk),
        said=_("What this plan could detect is being reckoned, from the times before it began alone."),
    )
    if asked:
        return redirect("job", jobs[0])
    return redirect("evaluation_write", row.pk, Step.WHOLE.value)


@require_POST
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Freeze the draft and put the first signature under it."""
    row, why = find(request, pk), request.POST.get("why", "").strip()[:1000]
    said = _("It waits for the second signature: another person reads and seals it.")
    if done(request, lambda: actions.propose(row, why=why, by=reader(request)), said=said):
        return redirect("evaluation", row.pk)
    return redirect("evaluation_write", row.pk, Step.WHOLE.value)


def what_shuts(row: Evaluation) -> DeedBlock | None:
    """Return why a plan cannot be written on now, None where it can."""
    if row.state == EvaluationState.WITHDRAWN:
        return DeedBlock.WITHDRAWN
    return DeedBlock.WAITS if queries.plan_waiting(row) else None


def steps_around(row: Evaluation, here: Step) -> dict[str, Any]:
    """Return what every step shows: where it stands among the others, and what each still lacks."""
    facts = facts_of(row)
    lacking = by_step(what_blocks_proposing(facts))
    steps = [
        {
            "step": step.value,
            "number": number,
            "title": STEPS[step],
            "lacking": len(lacking[step]),
            "current": step is here,
        }
        for number, step in enumerate(ORDER, start=1)
    ]
    plan = facts.protocol
    return {
        "row": row,
        "steps": steps,
        "here": steps[ORDER.index(here)],
        "of": len(ORDER),
        "title": STEPS[here],
        "blocks": [block.label for block in lacking[here]],
        "lacking": [(STEPS[step], step.value, [block.label for block in lacking[step]]) for step in ORDER],
        "is_abroad": is_abroad(plan),
        "in_force": bool(facts.in_force),
        **locked(row, plan),
        "facts": facts,
    }


def locked(row: Evaluation, plan: Protocol) -> dict[str, Any]:
    """Return what the line about the lock says: until which month outcomes are shown, None where nothing is locked."""
    return {"seen_until": queries.seen_until(row, plan), "is_monthly": plan.grain == Grain.MONTH}


def _kept(request: HttpRequest, row: Evaluation, shown: Shown) -> bool:
    for words in shown.said:
        messages.info(request, words)
    return done(
        request,
        lambda: actions.write(row, protocol=shown.plan, title=shown.title, by=reader(request)),
        said=_("The step is kept."),
    )


def _whole(request: HttpRequest, row: Evaluation, plan: Protocol) -> HttpResponse:
    facts = steps_around(row, Step.WHOLE)
    known: PlanFacts = facts["facts"]
    may_say_why = what_blocks_proposing(facts_of(row, why="-"))
    standing = queries.plan_in_force(row)
    changed = differing(Protocol.of(standing.content), plan) if standing else []
    facts |= {
        "parts": parts_of(plan),
        "hash": plan.hash,
        "ready": not may_say_why,
        "changes": changed,
        **power_facts(row.power, plan, is_current=known.power_of == plan.hash),
    }
    return render(request, "web/evaluations/step_whole.html", facts)


_ONE = "evaluations/<uuid:pk>/"
NEEDS = Permission.PLAN_EVALUATIONS
ADDRESSES = (
    Address(f"{_ONE}write/<slug:step>/", "evaluation_write", write, needs=NEEDS),
    Address(f"{_ONE}power/", "evaluation_power", reckon, needs=NEEDS),
    Address(f"{_ONE}propose/", "evaluation_propose", propose, needs=NEEDS),
)
