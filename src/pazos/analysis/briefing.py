"""The frozen object behind a report: which city, which designation, which runs, which files.

It is kept as a run of its own, so a report can be printed again in five years with the same
digits, whatever has happened to the records since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from pazos.analysis import frames
from pazos.domain.designations import queries
from pazos.domain.sources.models import Delivery, RejectedRow, Source
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.domain.territory.models import Municipality, Spelling
from pazos.foundation.runs.actions import Input, carry_out, sha256_of
from pazos.foundation.runs.models import Run
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.designations.queries import DesignationView
    from pazos.domain.people.models import Staff

METHOD = "report"


def brief(designation: int | None = None, *, by: Staff | None) -> Run:
    """Freeze what a report on a designation says (default: the one in force, else the latest draft)."""
    found = _designation(designation)
    runs = {run.method: run for run in Run.objects.filter(pk__in=[found.run, *found.evidence]).order_by("pk")}
    inputs = [Input(f"run {run.pk}", run.result_hash, 1) for run in runs.values()]
    return carry_out(
        METHOD,
        lambda: _content(found, runs),
        by=by,
        inputs=inputs,
        parameters={"designation": found.id, "basis": runs["clusters"].parameters["basis"]},
    )


def results_of(report: Run) -> dict[str, dict[str, Any]]:
    """Return the results a report rests on, by method; an altered one is refused."""
    wanted: dict[str, int] = report.result["runs"]
    found = Run.objects.in_bulk(wanted.values())
    for method, number in wanted.items():
        if sha256_of(found[number].result) != found[number].result_hash:
            raise InputProblem(
                N_("Run {number} ({method}) was altered after it was made; the report cannot stand on it."),
                number=number,
                method=method,
            )
    return {method: found[number].result for method, number in wanted.items()}


def _designation(number: int | None) -> DesignationView:
    found = (
        queries.one(number) if number else queries.in_force() or next(iter(queries.all_of_them(most=1)), None)
    )
    if found is None:
        raise InputProblem(N_("There is no designation to report on. Make one with: pazos designate"))
    return found


def _content(found: DesignationView, runs: dict[str, Run]) -> dict[str, Any]:
    city = Municipality.objects.get()
    basis = runs["clusters"].parameters["basis"]
    source = Source.objects.get(slug=basis["source"])
    return {
        "city": {"name": city.name, "code": city.code, "synthetic": city.is_synthetic},
        "source": {"name": source.name, "institution": source.institution, "definition": source.definition},
        "basis": basis,
        "ask": runs["clusters"].parameters["ask"],
        "designation": {
            "number": found.id,
            "title": found.title,
            "state": found.state,
            "ages": found.ages,
            "reasons": found.reasons,
            "legal_basis": found.legal_basis,
            "proposed_at": found.proposed_at,
            "signed_at": found.signed_at,
            "signed_by": found.signed_by,
        },
        "runs": {method: run.pk for method, run in sorted(runs.items())},
        "code_version": runs["clusters"].code_version,
        "quality": _quality(source),
    }


def _quality(source: Source) -> dict[str, Any]:
    deliveries = Delivery.objects.filter(source=source, state=DeliveryState.CURRENT)
    sums = deliveries.aggregate(
        files=Count("id"), rows=Sum("rows"), accepted=Sum("accepted"), rejected=Sum("rejected")
    )
    records = frames.in_force(source.slug)
    known = records.aggregate(
        everyone=Sum("victims", default=0),
        age=Sum("victims", filter=Q(age__isnull=False), default=0),
        sex=Sum("victims", filter=~Q(sex=""), default=0),
        hour=Sum("victims", filter=Q(minute_of_day__isnull=False), default=0),
        place=Sum(
            "victims",
            filter=Q(neighbourhood__isnull=False) | Q(spelling__neighbourhood__isnull=False),
            default=0,
        ),
    )
    waiting = RejectedRow.objects.filter(delivery__source=source, state=RejectedRow.State.OPEN).count()
    spellings = Spelling.objects.filter(meaning=Spelling.Meaning.WAITING).count()
    return {**sums, **known, "rejected_waiting": waiting, "spellings_waiting": spellings}
