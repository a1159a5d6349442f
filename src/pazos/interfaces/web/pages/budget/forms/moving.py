"""What is asked when money moves: how much, on which day, by which paper, standing on which other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.domain.budget import actions, queries
from pazos.domain.budget.models import BudgetLine, Movement
from pazos.domain.budget.queries import Sought
from pazos.domain.budget.vocabulary import ORDER, Amendment, Step
from pazos.domain.budget.words import day, money
from pazos.domain.people.models import Organisation
from pazos.interfaces.web.pages.budget.forms.fields import (
    MoneyField,
    day_field,
    kept_paper,
    note_field,
    paper_file,
)
from pazos.interfaces.web.pages.budget.wording import SHORT

if TYPE_CHECKING:
    from decimal import Decimal

    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Staff

CHANGES = (Amendment.INITIAL, Amendment.ADDITION, Amendment.REDUCTION)


class PaperForm(forms.Form):
    """A movement of a line with its paper."""

    amount = MoneyField(label=gettext_lazy("Amount"))
    on = day_field(gettext_lazy("Day"))
    number = forms.CharField(label=gettext_lazy("Number of the paper"), max_length=60, required=False)
    paper = paper_file()
    note = note_field()

    def __init__(self, *args: Any, line: BudgetLine, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line, self.who = line, who

    def kept(self, what: str) -> Document | None:
        """Return the paper that was given, kept now."""
        title = f"{what} {self.cleaned_data['number']}".strip()
        return kept_paper(self.cleaned_data["paper"], title, department=self.line.department, by=self.who)

    def said(self) -> dict[str, Any]:
        """Return what the deeds of moving take."""
        names = ("amount", "on", "number", "note")
        return {"line": self.line, **{name: self.cleaned_data[name] for name in names}, "by": self.who}


class AmendForm(PaperForm):
    """The appropriation: initial, added to or reduced."""

    amendment = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=[(one.value, one.label) for one in CHANGES]
    )
    field_order = ("amendment", "amount", "on", "number", "paper", "note")

    def act(self, *, by: Staff) -> object:
        """Amend the appropriation."""
        kind = self.cleaned_data["amendment"]
        paper = self.kept(str(Amendment(kind).label))
        return actions.amend(**self.said(), amendment=kind, document=paper)


class StepForm(PaperForm):
    """A step forward."""

    step: Step
    stands_on = forms.TypedChoiceField(
        label=gettext_lazy("It stands on"), coerce=int, empty_value=None, required=False
    )
    payee = forms.ModelChoiceField(
        label=gettext_lazy("Paid to"),
        queryset=Organisation.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("not said"),
    )
    field_order = ("stands_on", "amount", "on", "number", "payee", "paper", "note")

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        before = ORDER[ORDER.index(step) - 1]
        papers = queries.papers_left(self.line, before, on=timezone.localdate(), seen_by=self.who)
        choices = [("", _("no paper in particular")), *((one.key, _called(one)) for one in papers)]
        self.fields["stands_on"].choices = choices  # type: ignore[attr-defined]
        self.fields["amount"].help_text = room_words(self.line, step, seen_by=self.who)
        if before is Step.APPROPRIATION:
            del self.fields["stands_on"]
        if step in (Step.CDP,):
            del self.fields["payee"]

    def act(self, *, by: Staff) -> object:
        """Move the money."""
        key = self.cleaned_data.get("stands_on")
        return actions.move(
            **self.said(),
            step=self.step,
            stands_on=Movement.objects.get(pk=key, line=self.line) if key else None,
            payee=self.cleaned_data.get("payee"),
            document=self.kept(str(SHORT[self.step])),
        )


class GiveBackForm(PaperForm):
    """What is released of a CDP, RP or obligation, or refunded of a payment."""

    stands_on = forms.ChoiceField(
        label=gettext_lazy("Of what"),
        help_text=gettext_lazy("The paper, or the step where the paper is not known."),
    )
    field_order = ("stands_on", "amount", "on", "number", "paper", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        choices: list[Any] = []
        for step in ORDER[1:]:
            papers = queries.papers_left(self.line, step, on=today, seen_by=self.who)
            group = [(step.value, _("{step}, no paper in particular").format(step=SHORT[step]))]
            group += [(f"{step.value}:{one.key}", _called(one)) for one in papers]
            choices.append((str(step.label), group))
        self.fields["stands_on"].choices = choices  # type: ignore[attr-defined]

    def act(self, *, by: Staff) -> object:
        """Give it back."""
        step, _sign, key = self.cleaned_data["stands_on"].partition(":")
        paper = Movement.objects.get(pk=int(key), line=self.line) if key else None
        kept = self.kept(str(SHORT[Step(step)]))
        return actions.give_back(**self.said(), step=step, stands_on=paper, document=kept)


class TransferForm(PaperForm):
    """Appropriation that goes to another line of the year."""

    target = forms.ModelChoiceField(label=gettext_lazy("To the line"), queryset=BudgetLine.objects.none())
    field_order = ("target", "amount", "on", "number", "paper", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = Sought(year=self.line.year, currency=self.line.currency)
        rows = queries.sought(asked, seen_by=self.who).exclude(pk=self.line.pk)
        field = self.fields["target"]
        field.queryset = rows.select_related("department").order_by("department__name", "rubro")  # type: ignore[attr-defined]
        field.label_from_instance = _line_words  # type: ignore[attr-defined]

    def act(self, *, by: Staff) -> object:
        """Transfer it."""
        said = self.said()
        return actions.transfer(
            source=said.pop("line"),
            target=self.cleaned_data["target"],
            document=self.kept(_("Transfer")),
            **said,
        )


class TakeBackForm(forms.Form):
    """Why an error is taken back, and from which day."""

    on = day_field(
        gettext_lazy("Day"),
        help_text=gettext_lazy("The day of the error itself, unless what happened was undone later."),
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=300)


def _line_words(line: BudgetLine) -> str:
    return f"{line.department.name} · {line.rubro} · {line.name}"


def _called(paper: queries.PaperLeft) -> str:
    return _("{paper} of {day}: {amount} left").format(
        paper=paper.called, day=day(paper.on), amount=money(paper.left)
    )


def room_words(line: BudgetLine, step: Step, *, seen_by: Staff) -> str:
    """Return how much may enter a step today, in words."""
    most: Decimal | None = queries.room_today(line, step, on=timezone.localdate(), seen_by=seen_by)
    if most is None:
        return ""
    return _("Up to {amount} may enter today.").format(amount=money(most))
