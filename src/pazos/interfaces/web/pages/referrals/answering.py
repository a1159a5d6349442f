"""Answering a referral: taking somebody in, putting them on the waiting list, or saying why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.cases.actions import referring
from pazos.domain.cases.queries import referring as queries
from pazos.domain.cases.queries import waiting
from pazos.domain.cases.rules.ages import Block as AgeBlock
from pazos.domain.cases.rules.opening import CEILING
from pazos.domain.cases.rules.referring import ANSWER_WITHIN, Block
from pazos.domain.cases.rules.waiting import RE_ENTRY_MONTHS
from pazos.domain.cases.vocabulary import WaitClass
from pazos.domain.participants import twice
from pazos.domain.participants.models import Participant
from pazos.domain.people.models import Staff
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_CASES, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.referrals import wording
from pazos.interfaces.web.pages.referrals.forms import (
    AcceptForm,
    HoldForm,
    RefuseForm,
    accept_initial,
    known_choices,
)
from pazos.interfaces.web.pages.referrals.listing import WHAT
from pazos.interfaces.web.pages.referrals.show import asked, found

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cases.models import Referral

PER_PAGE = 50
PERSON = "participants.participant"
CURES: dict[str, tuple[str, ...]] = {
    Block.HAS_CASE: ("participant",),
    AgeBlock.AGES_DIFFER: ("participant",),
    AgeBlock.NO_GUARDIAN_YET: ("relation",),
    Block.OTHERS_FIRST: ("before_others",),
    Block.PLACE_FITS: ("refusal",),
    Block.AGE_FITS: ("refusal",),
    Block.NOT_THAT_DAY: ("told_on",),
}


def _answered(request: HttpRequest, key: UUID, *, at: str) -> Referral:
    one = found(request, key, at=at)
    if not queries.may_answer(one, reader(request)):
        raise PermissionDenied
    return one


def _likely(request: HttpRequest, one: Referral) -> list[tuple[str, str]]:
    """Return who of those known it may be, and note that they were shown."""
    who = reader(request)
    found_ones = twice.candidates(
        one.name,
        born_on=one.born_on,
        neighbourhood=one.neighbourhood,
        document=request.POST.get("document", "")[:40],
        seen_by=who,
    )
    known = [(each.person, wording.joined(str(why.label) for why in each.why)) for each in found_ones]
    note_read(by=who, what=PERSON, keys=[person.pk for person, _why in known], at_address="accept_referral")
    choices = known_choices(known)
    if one.participant_id and str(one.participant_id) not in dict(choices):
        # Their name may be kept by another organisation; it is not shown here.
        choices.insert(0, (str(one.participant_id), _("whom somebody named when they were put on the list")))
    return choices


def _person(key: str) -> Participant | None:
    return Participant.objects.filter(pk=key).first() if key else None


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take somebody in: who they are, what was signed, who accompanies them."""
    who = reader(request)
    one = _answered(request, key, at="accept_referral")
    form = AcceptForm(
        request.POST or None, who=who, known=_likely(request, one), initial=accept_initial(one, who)
    )
    if request.method == "POST" and form.is_valid():
        said = _("They are taken in, and their case is open.")
        if done(request, lambda: _take_in(one, form, who), said=said, form=form, cures=CURES):
            return redirect("referral", one.pk)
    return asked(request, one, form, title=_("Take them in"), button=_("Take them in"), is_accepting=True)


def _take_in(one: Referral, form: AcceptForm, who: Staff) -> object:
    said = form.cleaned_data
    numbers = [said["first_worker"], said["second_worker"]]
    people = Staff.objects.in_bulk([number for number in (*numbers, said["supervisor"]) if number])
    return referring.accept(
        one,
        participant=_person(said["participant"]),
        permit=form.permit(),
        document=said["document"],
        word=said["word"],
        supervisor=people[said["supervisor"]],
        pair=[people[number] for number in numbers if number],
        before_others=said.get("before_others", ""),
        told_on=said["told_on"],
        by=who,
    )


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put somebody on the waiting list."""
    who = reader(request)
    one = _answered(request, key, at="hold_referral")
    initial = {
        "ordered_until": one.ordered_until,
        "order_paper": one.order_paper,
        "participant": str(one.participant_id or ""),
    }
    form = HoldForm(request.POST or None, known=_likely(request, one), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        person = _person(said.pop("participant"))
        if done(
            request,
            lambda: referring.hold(one, **said, participant=person, by=who),
            said=_("They wait; their place stands on the page."),
            form=form,
            cures=CURES,
        ):
            return redirect("referral", one.pk)
    return asked(request, one, form, title=_("Put on the waiting list"), button=_("Put on the list"))


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say why somebody is not taken in."""
    who = reader(request)
    one = _answered(request, key, at="refuse_referral")
    form = RefuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = _("It is answered. Tell the person, and write the day on which you did.")
        if done(
            request,
            lambda: referring.refuse(one, **form.cleaned_data, by=who),
            said=said,
            form=form,
            cures=CURES,
        ):
            return redirect("referral", one.pk)
    return asked(request, one, form, title=_("Not taken in"), button=_("Answer it"), danger=True)


@require_GET
def waiting_list(request: HttpRequest) -> HttpResponse:
    """Show who waits in a cluster in the order of the rule, each with their place and why, and the room of pairs."""
    who = reader(request)
    clusters = waiting.clusters_waiting(seen_by=who)
    chosen = _chosen(request, clusters)
    rows = waiting.waiting(chosen, seen_by=who)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    note_read(by=who, what=WHAT, keys=[one.pk for one in page], at_address="waiting_list")
    first = page.start_index() or 1
    facts = {
        "page": page,
        "rows": [(first + n, row, _why(row.one)) for n, row in enumerate(wording.rows_of(page, who))],
        "clusters": [(str(pk or 0), name or _("in no cluster"), pk == chosen) for pk, name in clusters],
        "name": dict(clusters).get(chosen, ""),
        "room": waiting.room(chosen),
        "ceiling": CEILING,
        "lists": wording.lists("waiting_list", who),
    }
    return render(request, "web/referrals/waiting.html", facts)


def _chosen(request: HttpRequest, clusters: list[tuple[int | None, str]]) -> int | None:
    asked_for = request.GET.get("cluster", "")
    keys = [pk for pk, _name in clusters]
    wanted = int(asked_for) or None if asked_for.isdecimal() and len(asked_for) < 10 else -1
    return wanted if wanted in keys else next(iter(keys), None)


def _why(one: Referral) -> Any:
    return wording.CLASSES[WaitClass(one.waits_as)] if one.waits_as else ""


@require_GET
def waiting_rule(request: HttpRequest) -> HttpResponse:
    """Show anybody by which rule people wait, and within which time a referral is answered."""
    facts = {
        "classes": list(wording.CLASSES.values()),
        "days": ANSWER_WITHIN,
        "months": RE_ENTRY_MONTHS,
        "ceiling": CEILING,
    }
    return render(request, "web/referrals/rule.html", facts)


_ONE = "referrals/<uuid:key>/"
NEEDS = Permission.RECEIVE_REFERRALS
ADDRESSES = (
    Address(f"{_ONE}accept/", "accept_referral", accept, needs=NEEDS),
    Address(f"{_ONE}hold/", "hold_referral", hold, needs=NEEDS),
    Address(f"{_ONE}refuse/", "refuse_referral", refuse, needs=NEEDS),
    Address("referrals/waiting/", "waiting_list", waiting_list, needs=NEEDS),
    Address(
        "public/how-people-wait/",
        "waiting_rule",
        waiting_rule,
        needs=Permission.SEE_PUBLIC,
        menu=N_("How people come in and wait"),
        stage=Stage.ACT,
        group=OF_CASES,
    ),
)
