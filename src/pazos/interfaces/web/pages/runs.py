"""Runs: what was computed, from what, by which code; every figure of the site links here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from pazos.analysis.basis import Basis
from pazos.analysis.observatory import BASIS
from pazos.analysis.proof.taking import file_name, has_proof, proof_of_run
from pazos.domain.territory.queries import municipality
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.code import code_version
from pazos.foundation.runs.models import Run
from pazos.foundation.words import N_, explain, say
from pazos.interfaces.components.routes import OF_RECORDS, Address, Stage
from pazos.interfaces.web.pages.naming import METHODS, method_name
from pazos.interfaces.web.pages.reader import holds
from pazos.interfaces.web.pages.reading import may_read
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest

PER_PAGE = 40


def runs(request: HttpRequest) -> HttpResponse:
    """List the runs, newest first, of one method or of all."""
    method = request.GET.get("method", "")
    found = Run.objects.defer("result").select_related("by")
    if method in METHODS:
        found = found.filter(method=method)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(run, method_name(run.method)) for run in page]
    facts = {"page": page, "rows": rows, "methods": METHODS.items(), "method": method}
    return render(request, "web/runs/runs.html", facts)


def run(request: HttpRequest, number: int) -> HttpResponse:
    """Show one run: inputs, parameters, code, seed, result."""
    found = _open_to(request, number)
    cannot = found.result.get("cannot")
    facts = {
        "run": found,
        "name": method_name(found.method),
        "parameters": _lines(found.parameters),
        "has_proof": has_proof(found),
        "same_code": found.code_version == code_version(),
        "cannot": say(cannot["template"], request.LANGUAGE_CODE, **cannot["facts"]) if cannot else "",
    }
    return render(request, "web/runs/run.html", facts)


def run_json(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out one run whole, as a file."""
    found = _open_to(request, number)
    whole = {
        "run": found.pk,
        "method": found.method,
        "method_version": found.method_version,
        "parameters": found.parameters,
        "inputs": found.inputs,
        "seed": found.seed,
        "code_version": found.code_version,
        "started_at": found.started_at.isoformat(),
        "result_sha256": found.result_hash,
        "result": found.result,
    }
    response = HttpResponse(json.dumps(whole, ensure_ascii=False, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="pazos-run-{found.pk}.json"'
    return response


@require_GET
def bundle(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the proof of a run, or say why there is none."""
    found = _open_to(request, number)
    city = municipality()
    try:
        content = proof_of_run(found, city=city.code, city_name=city.name, invented=city.is_synthetic)
    except InputProblem as problem:
        messages.error(request, explain(problem, request.LANGUAGE_CODE))
        return redirect("run", number)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{file_name(found)}"'
    return response


def _open_to(request: HttpRequest, number: int) -> Run:
    """Return a run; one that counts some victims only is for those who may see the rows.

    A run may name a permission of its own that it needs: what an indicator computed is for those who
    see indicators.
    """
    found = get_object_or_404(Run.objects.select_related("by"), pk=number)
    needs = found.parameters.get("needs")
    if needs and not holds(request, Permission(needs)):
        raise PermissionDenied
    basis = found.parameters.get("basis")
    if isinstance(basis, dict) and not may_read(request, Basis(**{name: basis[name] for name in BASIS})):
        raise PermissionDenied
    return found


def _lines(parameters: dict[str, object], prefix: str = "") -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for name, value in sorted(parameters.items()):
        if isinstance(value, dict):
            lines += _lines(value, f"{prefix}{name}.")
        else:
            lines.append((f"{prefix}{name}", json.dumps(value, ensure_ascii=False)))
    return lines


ADDRESSES = (
    Address(
        "runs/", "runs", runs, needs=Permission.SEE_AREAS, menu=N_("Runs"), stage=Stage.SEE, group=OF_RECORDS
    ),
    Address("runs/<int:number>/", "run", run, needs=Permission.SEE_AREAS),
    Address("runs/<int:number>/bundle.zip", "run_bundle", bundle, needs=Permission.SEE_AREAS),
    Address("runs/<int:number>.json", "run_file", run_json, needs=Permission.SEE_AREAS),
)
