"""The proof of a published run, as a file, for anybody: sums of the whole city and the figures they give.

Whoever may see figures by neighbourhood takes the whole proof on the page of the run. A run that no
public page shows is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from pazos.analysis.proof.public import file_name, public_proof, published
from pazos.domain.territory.queries import municipality
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import explain
from pazos.interfaces.components.routes import Address
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN_ON = {"clusters": "designation_in_force", "scorecard": "scorecard"}  # all else: the front page


@require_GET
def proof(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the proof that anybody may have, or say why there is none."""
    run = published(number)
    if run is None:
        raise Http404
    city = municipality()
    try:
        content = public_proof(run, city=city.code, city_name=city.name, invented=city.is_synthetic)
    except InputProblem as problem:
        messages.error(request, explain(problem, request.LANGUAGE_CODE))
        return redirect(SHOWN_ON.get(run.method, "observatory"))
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{file_name(run)}"'
    return response


ADDRESSES = (Address("proofs/<int:number>.zip", "public_proof", proof, needs=Permission.SEE_PUBLIC),)
