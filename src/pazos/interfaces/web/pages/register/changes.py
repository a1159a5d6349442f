"""What later files of a source silently changed: the old value kept beside the new, file by file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pazos.domain.register.actions.exporting import hand_out
from pazos.domain.register.queries import changes as queries
from pazos.domain.register.vocabulary import ChangeKind
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.register import wording
from pazos.interfaces.web.pages.register.deaths import cursor_of, tabs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

    from pazos.domain.register.models import ClaimChange

COLUMNS = (
    gettext_lazy("Noticed on"),
    gettext_lazy("Source"),
    gettext_lazy("File"),
    gettext_lazy("Death"),
    gettext_lazy("What happened"),
    gettext_lazy("Field"),
    gettext_lazy("Before"),
    gettext_lazy("Now"),
)


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Show which files changed what their source had said, and the changes of the one asked for."""
    asked, files = _asked(request.GET), queries.by_file()
    part = queries.listed(asked, cursor=cursor_of(request))
    facts = {
        "files": files,
        "kinds": ChangeKind,
        "asked": asked,
        "chosen": next((one for one in files if one.delivery == asked.delivery), None),
        "part": part,
        "rows": [in_words(one) for one in part.rows],
        "tabs": tabs("changes"),
    }
    return render(request, "web/register/changes/list.html", facts)


def _asked(said: QueryDict) -> queries.Changed:
    delivery, kind = said.get("file", ""), said.get("kind", "")
    return queries.Changed(
        delivery=int(delivery) if delivery.isdecimal() and len(delivery) < 16 else None,
        kind=kind if kind in ChangeKind.values else "",
    )


def in_words(one: ClaimChange) -> dict[str, Any]:
    """Return a change as a page says it: what happened, to which field, before and now."""
    return {
        "change": one,
        "kind": str(ChangeKind(one.kind).label),
        "field": wording.field_name(one.field) if one.field else "",
        "before": wording.value(one.field, one.before),
        "after": wording.value(one.field, one.after),
    }


@require_GET
def table(request: HttpRequest) -> HttpResponseBase:
    """Hand the changes that were asked for out as a file for a spreadsheet."""
    asked = _asked(request.GET)
    hand_out("changes", asked={"file": asked.delivery, "kind": asked.kind}, by=reader(request))
    return table_file("changes", [str(one) for one in COLUMNS], _cells(asked))


def _cells(asked: queries.Changed) -> Iterator[list[object]]:
    for one in queries.every_row(asked):
        said = in_words(one)
        yield [
            one.noticed_at.date().isoformat(),
            one.claim.source.name,
            one.delivery.file_name,
            one.claim.death_id,
            said["kind"],
            said["field"],
            said["before"],
            said["after"],
        ]


ADDRESSES = (
    Address("register/changes/", "changes", changes, needs=Permission.SEE_RECORDS),
    Address("register/changes.csv", "changes_table", table, needs=Permission.SEE_RECORDS),
)
