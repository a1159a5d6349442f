"""Papers on the forms of others: choosing documents that stand already, and adding one on the way.

A form takes `EvidenceFields` in; its view calls `gathered` and gives the documents to its action.
The template puts the form's fields as always and says `enctype="multipart/form-data"`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pazos.domain.documents import actions, queries
from pazos.domain.documents.models import Document
from pazos.domain.documents.vocabulary import MOST_BYTES, FileKind

if TYPE_CHECKING:
    from pazos.domain.people.models import Organisation, Staff

SHOWN = 60
ACCEPTED = ",".join(f".{kind.value}" for kind in FileKind)
WHAT_IS_KEPT = gettext_lazy(
    "PDF, photograph, office file, text or CSV, up to {most} MB. Photographs lose place, hour and camera. No lists of "
    "people, no faces of minors."
)


def file_field(label: Any, *, required: bool = True) -> forms.FileField:
    """Return a field for one document's file."""
    return forms.FileField(
        label=label,
        required=required,
        help_text=format_lazy(WHAT_IS_KEPT, most=MOST_BYTES // 2**20),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )


class DocumentForm(forms.Form):
    """One document to add."""

    title = forms.CharField(
        label=gettext_lazy("What it is"),
        max_length=actions.LONGEST_TITLE,
        help_text=gettext_lazy("As people look for it: minutes of 3 May, photograph of the workshop."),
    )
    file = file_field(gettext_lazy("File"))

    def keep(self, *, organisation: Organisation | None, by: Staff) -> Document:
        """Keep what was given; InputProblem where it cannot be."""
        given = self.cleaned_data["file"]
        return actions.keep(
            title=self.cleaned_data["title"],
            file_name=given.name,
            content=given,
            organisation=organisation,
            by=by,
        )


class EvidenceFields(forms.Form):
    """Documents that stand, to tick, and one more to add."""

    evidence = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Documents that prove it"),
        queryset=Document.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("Choose several with Ctrl, or Cmd on a Mac. The newest stand first."),
    )
    paper = file_field(gettext_lazy("Another document"), required=False)
    paper_title = forms.CharField(
        label=gettext_lazy("What that document is"), max_length=actions.LONGEST_TITLE, required=False
    )

    def __init__(self, *args: Any, seen_by: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = queries.documents(seen_by=seen_by)
        newest = list(seen.values_list("pk", flat=True)[:SHOWN])
        chosen = _ids(self.initial.get("evidence") or ())
        field = self.fields["evidence"]
        field.queryset = seen.filter(pk__in=[*newest, *chosen])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A new document needs its title."""
        said = super().clean() or {}
        if said.get("paper") and not said.get("paper_title"):
            self.add_error("paper_title", _("Say in a few words what the document is."))
        return said

    def gathered(self, *, organisation: Organisation | None, by: Staff) -> list[Document]:
        """Return the documents chosen, and the new one, kept now; InputProblem where it cannot be."""
        found = list(self.cleaned_data["evidence"])
        paper = self.cleaned_data.get("paper")
        if paper:
            title = self.cleaned_data["paper_title"]
            found.append(
                actions.keep(
                    title=title, file_name=paper.name, content=paper, organisation=organisation, by=by
                )
            )
        return found


def _ids(chosen: Any) -> list[Any]:
    return [getattr(one, "pk", one) for one in chosen]
