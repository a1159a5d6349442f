"""One session in its stages: called, held, decided, its minutes drafted and signed."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.committees import actions
from pazos.domain.committees.actions import Came
from pazos.domain.committees.actions.minutes import content_of, is_stale, latest
from pazos.domain.committees.facts import count_of, day_of, seats_on
from pazos.domain.committees.models import Committee, Decision, Session
from pazos.domain.committees.queries import bodies, commitments
from pazos.domain.committees.vocabulary import Presence, SessionState
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.committees import wording
from pazos.interfaces.web.pages.committees.doing import asked, done, sent, tell
from pazos.interfaces.web.pages.committees.forms import (
    AgendaForm,
    CallForm,
    DecisionForm,
    MoveForm,
    PromiseForm,
    WhyForm,
)
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.committees.models import Seat

HOUR = time(9)


@require_GET
def shown(request: HttpRequest, number: int) -> HttpResponse:
    """Show one session within reach, and what is to be done with it now."""
    one = bodies.session(number, seen_by=reader(request))
    if one is None:
        raise Http404
    who, today = reader(request), timezone.localdate()
    minutes = latest(one)
    content = content_of(one)
    rows = one.commitments.select_related("committee", "organisation", "component").order_by("number")
    facts = {
        "one": one,
        "day": day_of(one),
        "badge": wording.SESSION_BADGES[one.state],  # type: ignore[index]
        "stages": wording.stages(one.state, has_minutes=minutes is not None),
        "agenda": one.agenda.prefetch_related("documents"),
        "attendance": _attendance(content),
        "quorum": wording.quorum_words(content["quorum"]),
        "decisions": [
            (row.pk, wording.decision_words(said))
            for row, said in zip(one.decisions.all(), content["decisions"], strict=True)
        ],
        "promises": [wording.row(line) for line in commitments.lines(rows, seen_by=who, on=today)],
        "minutes": minutes,
        "is_stale": minutes is not None and is_stale(minutes),
        "is_ahead": day_of(one) > today,
        "versions": one.minutes.all(),
        "papers": one.papers.all(),
        "act": [one.act] if one.act else [],
        "moves": bodies.moves_of(one),
    }
    return render(request, "web/committees/session.html", facts)


def _attendance(content: dict[str, Any]) -> list[tuple[dict[str, Any], str, str]]:
    return [
        (one, wording.presence_words(one), wording.part_words(one["part"])) for one in content["attendance"]
    ]


def _session(number: int) -> Session:
    return get_object_or_404(Session.objects.select_related("committee"), pk=number)


def _ask(request: HttpRequest, form: Form, one: Session, **facts: Any) -> HttpResponse:
    given = {"form": form, "cancel": reverse("committee_session", args=[one.pk]), "session": one}
    return asked(request, "web/committees/ask.html", given | {"committee": one.committee} | facts)


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, number: int) -> HttpResponse:
    """Call a session for the day that the rhythm proposes, or for another."""
    committee = get_object_or_404(Committee, pk=number)
    proposed = bodies.proposed_day(committee, on=timezone.localdate())
    last = committee.sessions.exclude(state=SessionState.CANCELLED).order_by("-called_for").first()
    initial = {"day": proposed, "hour": HOUR, "place": last.place if last else ""}
    form = CallForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        made: list[Session] = []

        def deed() -> None:
            said = {"called_for": form.called_for, "place": form.cleaned_data["place"]}
            made.append(actions.call(committee, agenda=form.points(), by=reader(request), **said))

        if done(
            request, deed, said=_("The session is called. Its members are reminded by e-mail."), form=form
        ):
            return redirect("committee_session", made[0].pk)
    facts = {
        "form": form,
        "title": _("Call a session"),
        "button": _("Call it"),
        "cancel": reverse("committee", args=[number]),
        "committee": committee,
        "lead": _("The day is what the committee's rhythm proposes, on a working day."),
    }
    return asked(request, "web/committees/ask.html", facts)


@require_http_methods(["GET", "POST"])
def agenda(request: HttpRequest, number: int) -> HttpResponse:
    """Change the agenda and its order."""
    one = _session(number)
    items = list(one.agenda.all())
    form = AgendaForm(sent(request), initial={"agenda": AgendaForm.lines(items)})
    if request.method == "POST" and form.is_valid():
        points = form.points(items)
        if done(
            request,
            lambda: actions.change_agenda(one, agenda=points, by=reader(request)),
            said=_("The agenda is changed."),
            form=form,
        ):
            return redirect("committee_session", number)
    return _ask(request, form, one, title=_("Change the agenda"), button=_("Change it"))


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Give a called session another day, hour or place, with the reason."""
    one = _session(number)
    stands = timezone.localtime(one.called_for)
    initial = {"day": stands.date(), "hour": stands.time(), "place": one.place}
    form = MoveForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = {"place": form.cleaned_data["place"], "why": form.cleaned_data["why"]}
        if done(
            request,
            lambda: actions.move(one, called_for=form.called_for, by=reader(request), **said),
            said=_("The session is moved. Its members are told by e-mail."),
            form=form,
        ):
            return redirect("committee_session", number)
    lead = _("What stood before stays in its history.")
    return _ask(request, form, one, title=_("Move the session"), button=_("Move it"), lead=lead)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Cancel a session, with the reason."""
    one = _session(number)
    form = WhyForm(sent(request))
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if done(
            request,
            lambda: actions.cancel(one, why=why, by=reader(request)),
            said=_("The session is cancelled. Its number is not given again."),
            form=form,
        ):
            return redirect("committee_session", number)
    facts = {"title": _("Cancel the session"), "button": _("Cancel the session"), "danger": True}
    return _ask(request, form, one, **facts)


@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, number: int) -> HttpResponse:
    """Write down who came: those who did not are tapped, then it is kept."""
    one = _session(number)
    seats = list(seats_on(one.committee, day_of(one)).select_related("organisation"))
    form = WhyForm()
    if request.method == "POST":
        form = WhyForm({"why": "-"})
        came = _came(request, seats)
        if done(
            request,
            lambda: actions.hold(one, attendance=came, by=reader(request)),
            said=_("Attendance is kept."),
            form=form,
        ):
            return redirect("committee_session", number)
    known = {row.seat_id: row for row in one.attendance.all()}
    facts = {
        "one": one,
        "errors": form.non_field_errors() if form.is_bound else [],
        "rows": [_seat_row(request, seat, known.get(seat.pk)) for seat in seats],
        "presences": Presence.choices,
    }
    return asked(request, "web/committees/attendance.html", facts)


def _seat_row(request: HttpRequest, seat: Seat, known: Any) -> tuple[Seat, str, str]:
    presence = known.presence if known else Presence.PRESENT
    delegate = known.delegate_office if known else ""
    return (
        seat,
        request.POST.get(f"seat-{seat.pk}", presence),
        request.POST.get(f"delegate-{seat.pk}", delegate),
    )


def _came(request: HttpRequest, seats: list[Seat]) -> dict[int, Came]:
    if request.POST.get("all"):
        return {seat.pk: Came(Presence.PRESENT) for seat in seats}
    found = {}
    for seat in seats:
        said = request.POST.get(f"seat-{seat.pk}", "")
        presence = said if said in Presence else Presence.ABSENT
        found[seat.pk] = Came(presence, request.POST.get(f"delegate-{seat.pk}", "")[:160])
    return found


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, number: int) -> HttpResponse:
    """Write down what was said on each point of the agenda."""
    one = _session(number)
    items = list(one.agenda.all())
    if request.method == "POST":
        said = {item.pk: request.POST.get(f"item-{item.pk}", "")[:8000] for item in items}
        notes = request.POST.get("notes", "")[:8000]
        if tell(
            request,
            lambda: actions.write_down(one, discussions=said, notes=notes, by=reader(request)),
            said=_("Written down."),
        ):
            return redirect("committee_session", number)
    return asked(request, "web/committees/write.html", {"one": one, "items": items})


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Write a decision down with its votes."""
    one = _session(number)
    counted = count_of(one)
    form = DecisionForm(sent(request), session=one, votes=counted.votes)
    if request.method == "POST" and form.is_valid():
        said = form.said()
        if done(
            request,
            lambda: actions.decide(one, by=reader(request), **said),
            said=_("The decision is written down."),
            form=form,
        ):
            return redirect("committee_session", number)
    lead = _("Seats with a vote that were present: {n}.").format(n=counted.votes)
    return _ask(request, form, one, title=_("Write a decision down"), button=_("Keep it"), lead=lead)


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take a decision out that was written down wrongly."""
    one = get_object_or_404(Decision.objects.select_related("session__committee"), pk=number)
    session = one.session_id
    tell(
        request,
        lambda: actions.withdraw_decision(one, by=reader(request)),
        said=_("The decision is taken out."),
    )
    return redirect("committee_session", session)


@require_http_methods(["GET", "POST"])
def promise(request: HttpRequest, number: int) -> HttpResponse:
    """Write down what was promised in a session."""
    one = _session(number)
    form = PromiseForm(sent(request), session=one)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if done(
            request,
            lambda: actions.promise(
                one.committee, session=one, made_on=day_of(one), by=reader(request), **said
            ),
            said=_("The commitment is written down."),
            form=form,
        ):
            return redirect("session_promise" if "again" in request.POST else "committee_session", number)
    return _ask(request, form, one, title=_("Write a commitment down"), button=_("Keep it"), again=True)


@require_http_methods(["GET", "POST"])
def promise_outside(request: HttpRequest, number: int) -> HttpResponse:
    """Write down what was promised to a committee outside a session."""
    committee = get_object_or_404(Committee, pk=number)
    form = PromiseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if done(
            request,
            lambda: actions.promise(committee, made_on=timezone.localdate(), by=reader(request), **said),
            said=_("The commitment is written down."),
            form=form,
        ):
            return redirect("committee", number)
    facts = {
        "form": form,
        "title": _("Write a commitment down"),
        "button": _("Keep it"),
        "cancel": reverse("committee", args=[number]),
        "committee": committee,
    }
    return asked(request, "web/committees/ask.html", facts)


_ONE = "committees/sessions/<int:number>/"
_RUN = Permission.RUN_COMMITTEES
ADDRESSES = (
    Address("committees/<int:number>/call/", "call_session", call, needs=_RUN),
    Address("committees/<int:number>/promise/", "committee_promise", promise_outside, needs=_RUN),
    Address(_ONE, "committee_session", shown, needs=Permission.SEE_COMMITTEES),
    Address(f"{_ONE}agenda/", "session_agenda", agenda, needs=_RUN),
    Address(f"{_ONE}move/", "session_move", move, needs=_RUN),
    Address(f"{_ONE}cancel/", "session_cancel", cancel, needs=_RUN),
    Address(f"{_ONE}attendance/", "session_attendance", attendance, needs=_RUN),
    Address(f"{_ONE}write/", "session_write", write, needs=_RUN),
    Address(f"{_ONE}decide/", "session_decide", decide, needs=_RUN),
    Address(f"{_ONE}promise/", "session_promise", promise, needs=_RUN),
    Address("committees/decisions/<int:number>/withdraw/", "decision_withdraw", withdraw, needs=_RUN),
)
