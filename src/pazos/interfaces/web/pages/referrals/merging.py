"""People who may stand twice: finding them, making two rows one after looking at both, and parting them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.cases.actions import merging
from pazos.domain.cases.actions.merging_rows import counted, written_since
from pazos.domain.cases.rules.merging import Block
from pazos.domain.participants import queries, twice
from pazos.domain.participants.models import Merge, Participant
from pazos.domain.participants.traits import Traits
from pazos.domain.rights.queries.consents import what_blocks, what_blocks_together
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.rules.consenting import Block as Rights
from pazos.domain.rights.vocabulary import Purpose, SubjectKind
from pazos.domain.territory.queries import in_force
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.referrals import wording
from pazos.interfaces.web.pages.referrals.answering import PERSON
from pazos.interfaces.web.pages.referrals.forms import MergeForm

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff
    from pazos.domain.territory.models import Neighbourhood

CURES: dict[str, tuple[str, ...]] = {Block.NO_WHY: ("why",), Block.TWO_DOCUMENTS: ("papers_seen",)}
LATEST = 20


@require_GET
def stand_twice(request: HttpRequest) -> HttpResponse:
    """List pairs that may be one person: told alike city-wide, and of like names in one neighbourhood."""
    who = reader(request)
    place = _place(request)
    alike = twice.told_alike(seen_by=who)
    looked = twice.alike_in(place, seen_by=who) if place else None
    pairs = [*alike, *(looked.pairs if looked else ())]
    keys = {one.pk for pair in pairs for one in (pair.first, pair.second)}
    note_read(by=who, what=PERSON, keys=keys, at_address="twice")
    facts = {
        "alike": [_pair(pair) for pair in alike],
        "looked": looked,
        "near": [_pair(pair) for pair in looked.pairs] if looked else [],
        "place": place,
        "places": in_force(timezone.localdate()).order_by("name").values_list("code", "name"),
        "merges": Merge.objects.select_related("by", "undone_by")[:LATEST],
        "lists": wording.lists("twice", who),
    }
    return render(request, "web/referrals/twice.html", facts)


def _place(request: HttpRequest) -> Neighbourhood | None:
    code = request.GET.get("place", "")
    return in_force(timezone.localdate()).filter(code=code).first() if code else None


def _pair(pair: twice.Pair) -> dict[str, Any]:
    why = wording.joined(str(one.label) for one in pair.why)
    return {"first": pair.first, "second": pair.second, "why": why}


@require_http_methods(["GET", "POST"])
def merge_people(request: HttpRequest, kept: UUID, gone: UUID) -> HttpResponse:
    """Show two rows beside one another and what would move; make them one on the second word."""
    who = reader(request)
    first, second = _seen(kept, who), _seen(gone, who)
    note_read(by=who, what=PERSON, keys=[first.pk, second.pk], at_address="merge_people")
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, made = form.cleaned_data, list[Merge]()
        if done(
            request,
            lambda: made.append(merging.merge(first, second, **said, by=who)),
            said=_("They are one person now. It can be undone."),
            form=form,
            cures=CURES,
        ):
            return redirect("merge", made[0].pk)
    sides = [_side(first), _side(second)]
    facts = {
        "sides": sides,
        "stops": _stops(first, second),
        "moves": sides[1]["rows"],
        "first": first,
        "second": second,
        "form": form,
    }
    return render(request, "web/referrals/merge.html", facts, status=422 if request.method == "POST" else 200)


def _side(one: Participant) -> dict[str, Any]:
    kept = Traits.read(one.traits)
    blocks = what_blocks(_subject(one), purpose=Purpose.ACCOMPANIMENT, on=timezone.localdate())
    return {
        "one": one,
        "kept": kept,
        "rows": wording.named_rows(counted(one), wording.KINDS),
        "permission": " ".join(str(block.label) for block in blocks),
    }


def _subject(one: Participant) -> Subject:
    return Subject(SubjectKind.PARTICIPANT, one.pk)


def _stops(*people: Participant) -> bool:
    """Return whether one of them took the permission back after the other gave it: that no is the person's."""
    together = what_blocks_together(
        [_subject(one) for one in people], purpose=Purpose.ACCOMPANIMENT, on=timezone.localdate()
    )
    return Rights.WITHDRAWN in together


def _seen(key: UUID, who: Staff) -> Participant:
    one = queries.participants(seen_by=who).filter(pk=key).first()
    if one is None:
        raise Http404
    return one


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one merge, what would stay with the kept one if it were undone, and undo it."""
    who = reader(request)
    one = Merge.objects.select_related("kept", "gone", "by", "undone_by").filter(pk=key).first()
    if one is None or queries.participant(one.kept_id, seen_by=who) is None:
        raise Http404
    note_read(by=who, what="participants.merge", keys=[one.pk], at_address="merge")
    if request.method == "POST":
        done(request, lambda: merging.undo(one, by=who), said=_("They are two people again."))
        return redirect("merge", one.pk)
    what = one.what_moved
    facts = {
        "one": one,
        "moved": wording.named_rows({name: len(keys) for name, keys in what["moved"].items()}, wording.KINDS),
        "twice": len(what["aside"]),
        "stays": wording.named_rows(written_since(what, one.kept), wording.KINDS)
        if not one.undone_at
        else [],
    }
    return render(request, "web/referrals/merged.html", facts)


NEEDS = Permission.SUPERVISE_CASES
ADDRESSES = (
    Address("participants/twice/", "twice", stand_twice, needs=NEEDS),
    Address("participants/twice/<uuid:kept>/<uuid:gone>/", "merge_people", merge_people, needs=NEEDS),
    Address("participants/merges/<uuid:key>/", "merge", merge, needs=NEEDS),
)
