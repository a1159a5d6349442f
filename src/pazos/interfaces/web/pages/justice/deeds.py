"""Deeds on a restorative process, each a page of its own: what it means, what is asked, and back to the process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from pazos.domain.justice.actions import agreeing, asking, ending, meeting, opening
from pazos.domain.justice.queries import processes as queries
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.justice import forms
from pazos.interfaces.web.pages.justice.processes import found
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.justice.queries.processes import Shown
    from pazos.domain.people.models import Staff

    Do = Callable[["forms.DeedForm", "Staff"], object]

PARTY, MEETING, DUTY = queries.party, queries.meeting, queries.duty
# Which field of a form cures a reason, where one does.
CURES: Mapping[str, tuple[str, ...]] = {
    "not_yet": ("on",),
    "before_last": ("on",),
    "before_asked": ("on",),
    "not_alone": ("alone",),
    "guardian_not_asked": ("guardian_agrees",),
    "no_guardian": ("guardian",),
    "nobody": ("parties",),
    "one_side_misses": ("parties",),
    "both_sides": ("parties",),
    "not_safe": ("is_safe",),
    "rights_not_told": ("told_rights",),
    "no_reason": ("reason",),
    "no_text": ("text",),
    "no_measure": ("measure",),
    "of_the_harmed": ("party",),
    "due_before": ("due_on",),
    "too_long": ("due_on",),
    "not_accepted": ("accepted_by",),
    "wants_not": ("party",),
    "before_met": ("on",),
    "before_agreed": ("on",),
    "before_held": ("on",),
    "not_proportionate": ("is_proportionate",),
    "humiliates": ("humiliates_nobody",),
    "no_lawyer": ("told_of_lawyer",),
    "harmed_disagrees": ("harmed_agrees",),
    "not_due": ("state",),
}


@dataclass(frozen=True)
class Deed:
    """One deed: its words, its form, what it does; `of` finds the row that it is about."""

    title: Any
    lead: Any
    button: Any
    form: type[forms.DeedForm]
    do: Do
    said: Any
    of: Callable[..., Any] | None = None
    danger: bool = False


def _propose(form: forms.DeedForm, by: Staff) -> object:
    said = form.said()
    chosen = said.pop("party")
    who = next(one.party for one in form.shown.people if str(one.party.pk) == chosen)
    return agreeing.propose(who, **said, by=by)


DEEDS: Mapping[str, Deed] = {
    "summary": Deed(
        _("What it is about"),
        _("Only what is needed to prepare."),
        _("Write it down"),
        forms.SummaryForm,
        lambda form, by: opening.rewrite(form.shown.process, **form.without_number(), by=by),
        _("Written down."),
    ),
    "person": Deed(
        _("Somebody who takes part"),
        _("Under the name they choose. The person who was harmed is asked first."),
        _("Write it down"),
        forms.PartyForm,
        lambda form, by: opening.add_party(form.shown.process, **form.said(), by=by),
        _("Written down. Ask them now, alone, whether they want it."),
    ),
    "change-person": Deed(
        _("How they take part"),
        _("How they are called and reached, and what they wish."),
        _("Write it down"),
        forms.PartyChangeForm,
        lambda form, by: opening.change_party(form.row, **form.without_number(), by=by),
        _("Written down."),
        of=PARTY,
    ),
    "remove-person": Deed(
        _("Take somebody out"),
        _("Only who was entered by mistake, and was neither asked nor met."),
        _("Take them out"),
        forms.PressForm,
        lambda form, by: opening.remove_party(form.row, by=by),
        _("Taken out."),
        of=PARTY,
        danger=True,
    ),
    "ask": Deed(
        _("Ask whether they want it"),
        _(
            "Alone, in a place where they feel safe. Say that a no is as good as a yes, that they may change their "
            "mind at any moment, and that a no is held against nobody. A no of either side stops everything at once; "
            "the no of somebody who supports one of them ends their own part, and what they owe."
        ),
        _("Write their answer down"),
        forms.AskForm,
        lambda form, by: asking.ask(form.row, **form.said(), by=by),
        _("Their answer is written down."),
        of=PARTY,
    ),
    "meeting": Deed(
        _("A meeting that was held"),
        _("Everybody in it was asked apart since the meeting before, and not longer than 30 days ago."),
        _("Write it down"),
        forms.MeetingForm,
        lambda form, by: meeting.hold(form.shown.process, **form.said(), by=by),
        _("The meeting is written down. Before the next one everybody is asked again."),
    ),
    "note": Deed(
        _("The note of a meeting"),
        _("Only what is needed to prepare the next step. It goes to no file."),
        _("Write it down"),
        forms.NoteForm,
        lambda form, by: meeting.rewrite_note(form.row, **form.without_number(), by=by),
        _("Written down."),
        of=MEETING,
    ),
    "remove-meeting": Deed(
        _("Take a meeting out"),
        _("Only one that was entered by mistake and on which no duty rests."),
        _("Take it out"),
        forms.PressForm,
        lambda form, by: meeting.take_out(form.row, by=by),
        _("Taken out."),
        of=MEETING,
        danger=True,
    ),
    "ready": Deed(
        _("Both sides are ready"),
        _("Prepared, willing and safe. Each is asked once more before the meeting."),
        _("Say that it is ready"),
        forms.ReadyForm,
        lambda form, by: ending.make_ready(form.shown.process, **form.without_number(), by=by),
        _("It is ready. Ask each side again before they meet."),
    ),
    "duty": Deed(
        _("Propose a duty"),
        _(
            "What, by what everybody sees it, and until when. It binds nobody until both sides, and who owes it, "
            "accept it."
        ),
        _("Propose it"),
        forms.DutyForm,
        _propose,
        _("Proposed. It binds nobody yet."),
    ),
    "remove-duty": Deed(
        _("Take a proposed duty out"),
        _("Only one that nobody agreed to yet."),
        _("Take it out"),
        forms.PressForm,
        lambda form, by: agreeing.take_out(form.row, by=by),
        _("Taken out."),
        of=DUTY,
        danger=True,
    ),
    "agree": Deed(
        _("Both sides accept"),
        _(
            "Read every duty out once more, and ask each person apart. Whoever owes a duty accepts it themselves."
        ),
        _("Write the agreement down"),
        forms.AgreeForm,
        lambda form, by: agreeing.agree(form.shown.process, **form.without_number(), by=by),
        _("The agreement stands."),
    ),
    "mark": Deed(
        _("How a duty stands"),
        _(
            "Done is what the person who was harmed agrees is done. A duty that was not kept goes to no file: talk "
            "with each side apart first; both may change it. It is no ground for a conviction or a heavier penalty."
        ),
        _("Write it down"),
        forms.MarkForm,
        lambda form, by: agreeing.mark(form.row, **form.without_number(), by=by),
        _("Written down."),
        of=DUTY,
    ),
    "change-duty": Deed(
        _("Change a duty"),
        _(
            "Another duty takes its place, if everybody accepts it as they accepted the first. The old one stays to "
            "be seen."
        ),
        _("Write it down"),
        forms.DutyChangeForm,
        lambda form, by: agreeing.change_by_both(form.row, **form.said(), by=by),
        _("The duty is changed."),
        of=DUTY,
    ),
    "reopen-duty": Deed(
        _("Set a duty back to open"),
        _("When it was marked by mistake. Of somebody who does not want to go on it is not owed again."),
        _("Set it back"),
        forms.PressForm,
        lambda form, by: agreeing.reopen(form.row, by=by),
        _("What was said of it is taken back."),
        of=DUTY,
    ),
    "stop": Deed(
        _("Stop the process"),
        _("It ends at once. Nobody has to say why, and nothing of it goes to any file."),
        _("Stop it"),
        forms.StopForm,
        lambda form, by: ending.stop(form.shown.process, **form.without_number(), by=by),
        _("The process is stopped. Tell each side today, with the words below."),
        danger=True,
    ),
    "close": Deed(
        _("Close the process"),
        _("Both sides met, and no duty is open."),
        _("Close it"),
        forms.DayForm,
        lambda form, by: ending.close(form.shown.process, **form.without_number(), by=by),
        _("The process is closed."),
    ),
}


@require_http_methods(["GET", "POST"])
def process_deed(request: HttpRequest, key: UUID, *, deed: str, of: UUID | None = None) -> HttpResponse:
    """Show the form of a deed, and do it."""
    shown = found(request, key)
    known = DEEDS.get(deed)
    if known is None or (known.of is None) != (of is None):
        raise Http404
    row = _row(known, of, shown)
    form = known.form(request.POST if request.method == "POST" else None, shown=shown, row=row)
    who = reader(request)
    if form.is_bound and form.is_valid():
        do = known.do
        if done(request, lambda: do(form, who), said=str(known.said), form=form, cures=CURES):
            return redirect("process", key)
    facts = {"shown": shown, "deed": known, "form": form, "row": row, "name": deed}
    return render(request, "web/justice/deed.html", facts, status=422 if form.is_bound else 200)


def _row(known: Deed, of: UUID | None, shown: Shown) -> Any:
    if known.of is None:
        return None
    row = known.of(of, of=shown.process)
    if row is None:
        raise Http404
    return row


ADDRESSES = (
    Address(
        "justice/processes/<uuid:key>/<slug:deed>/",
        "process_deed",
        process_deed,
        needs=Permission.RUN_JUSTICE,
    ),
    Address(
        "justice/processes/<uuid:key>/<slug:deed>/<uuid:of>/",
        "process_deed_of",
        process_deed,
        needs=Permission.RUN_JUSTICE,
    ),
)
