"""Doing one deed of committees from a form: each reason beside the field that cures it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from pazos.interfaces.web.pages import doing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse, QueryDict

# By the code of a reason: the fields that cure it, of which a form has one or none.
CURED_BY: dict[str, tuple[str, ...]] = {
    "no_legal_basis": ("legal_basis",),
    "no_quorum": ("quorum", "is_recommendation"),
    "no_rhythm": ("every_months",),
    "before_act": ("day", "from_on", "on"),
    "dissolved": ("day",),
    "office_sits": ("office",),
    "has_chair": ("is_chair",),
    "has_secretary": ("is_secretary",),
    "not_after": ("from_on",),
    "same_holder": ("holder",),
    "sits_elsewhere": ("holder",),
    "account_closed": ("holder", "owner"),
    "not_working": ("day",),
    "no_agenda": ("agenda",),
    "no_words": ("words", "why"),
    "no_text": ("text",),
    "no_votes": ("votes_for",),
    "too_many_votes": ("votes_for",),
    "votes_without_quorum": ("votes_for",),
    "had_quorum": ("is_recommendation",),
    "no_reason": ("why",),
    "no_office": ("office",),
    "no_owner": ("owner",),
    "due_before_made": ("due_on",),
    "not_later": ("due_on",),
    "no_evidence": ("evidence", "words"),
    "not_moved": ("day",),
    "over_already": ("day",),
    "minutes_stand": ("about",),
    "not_signed": ("about",),
    "paper_elsewhere": ("file",),
    "ahead": ("on",),
    "before_made": ("on",),
    "rejected": ("decision",),
}


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, though it be nothing; None where a page was only asked for."""
    return request.POST if request.method == "POST" else None


done = partial(doing.done, cures=CURED_BY)


tell = doing.done  # a deed that has no form


def asked(request: HttpRequest, template: str, facts: Mapping[str, Any]) -> HttpResponse:
    """Show a form: as a refusal where it was sent and could not be done."""
    return render(request, template, dict(facts), status=422 if request.method == "POST" else 200)
