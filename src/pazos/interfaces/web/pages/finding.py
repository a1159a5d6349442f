"""Finding anything of the strategy by its words: programmes, activities, partners, decisions, lines of money.

What is searched is what the history pages may show, narrowed by the same reach. No record of a person,
a dispute or a death is searched here. Accents and capitals make no difference.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_ACCOUNT, Address, Stage
from pazos.interfaces.web.pages.history.kinds import KINDS
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from pazos.domain.people.models import Staff

SHORTEST, SHOWN = 2, 8


@dataclass(frozen=True)
class Searched:
    """A kind of record, what its results are called, and the columns whose words are looked at."""

    kind: str
    title: Promise
    columns: tuple[str, ...]


SEARCHED = (
    Searched("strategy.programme", _("Programmes"), ("name", "code", "purpose")),
    Searched("strategy.component", _("Components"), ("name", "purpose")),
    Searched("activities.activity", _("Activities"), ("name", "code", "venue")),
    Searched("partners.partner", _("Partners"), ("organisation__name", "words")),
    Searched(
        "partners.agreement",
        _("Agreements with partners"),
        ("number", "title", "purpose", "partner__organisation__name"),
    ),
    Searched("partners.vacancy", _("Vacancies"), ("title", "terms")),
    Searched("cooperation.resource", _("Cooperation"), ("title", "code", "words")),
    Searched("committees.committee", _("Committees"), ("name", "purpose")),
    Searched("committees.decision", _("Decisions"), ("text",)),
    Searched("committees.commitment", _("Commitments"), ("text", "office")),
    Searched("indicators.indicator", _("Indicators"), ("code", "sheets__name")),
    Searched("budget.budgetline", _("Budget lines"), ("name", "rubro", "bpin")),
    Searched("documents.document", _("Documents"), ("title", "file_name")),
)


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Show what fits the words, kind by kind."""
    asked = request.GET.get("q", "").strip()[:200]
    words = plain(asked).split()
    found = search(words, seen_by=reader(request)) if len(asked) >= SHORTEST else []
    facts = {
        "asked": asked,
        "too_short": bool(asked) and len(asked) < SHORTEST,
        "found": found,
        "count": sum(group["count"] for group in found),
    }
    return render(request, "web/finding/find.html", facts)


def search(words: list[str], *, seen_by: Staff) -> list[dict[str, Any]]:
    """Return the kinds in which something fits all of `words`, each with its count and first results."""
    groups = []
    for searched in SEARCHED:
        kind = KINDS[searched.kind]
        if not seen_by.may(kind.see):
            continue
        fits = _fitting(kind.rows(seen_by).order_by().values_list("pk", *searched.columns), words)
        if fits:
            rows = kind.rows(seen_by).in_bulk(fits[:SHOWN])
            hits = [(str(rows[pk]), kind.link(rows[pk])) for pk in fits[:SHOWN] if pk in rows and kind.link]
            groups.append({"title": searched.title, "count": len(fits), "hits": hits})
    return groups


def _fitting(rows: Iterable[tuple[Any, ...]], words: list[str]) -> list[Any]:
    """Return the keys of the rows that hold every word, those first whose first column begins with the first."""
    found: dict[Any, bool] = {}
    for key, *texts in rows:
        said = plain(" ".join(map(str, texts)))
        if all(word in said for word in words):
            found[key] = found.get(key, False) or said.startswith(words[0])
    return sorted(found, key=lambda key: not found[key])


def plain(text: str) -> str:
    """Return a text without accents and capitals."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


ADDRESSES = (
    Address(
        "find/",
        "find",
        find,
        needs=Permission.SEE_STRATEGY,
        menu=N_("Find"),
        stage=Stage.GOVERN,
        group=OF_ACCOUNT,
    ),
)
