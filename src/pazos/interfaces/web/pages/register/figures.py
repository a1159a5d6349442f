"""Published figures, for anybody: closed months by rule, with every vintage and why it was revised.

Only what two people signed stands here. What the register says today, unsigned, is shown to those
who may see areas and to nobody else. Signers are named by their office, never by their name.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pazos.analysis.figures.register import Drawn, Point, picture
from pazos.analysis.inert import harmless
from pazos.analysis.register import closing as work
from pazos.analysis.register.counting import listened_to
from pazos.analysis.register.rule_words import basis_of, break_words, in_one_line, rule_words, title_of
from pazos.domain.people.models import ROLE_NAMES, Staff
from pazos.domain.register.breaks import lines
from pazos.domain.register.counting import rule_from
from pazos.domain.register.frozen import last_day, month_name, month_named
from pazos.domain.register.queries import closing as queries
from pazos.domain.register.queries.counting import named, several
from pazos.domain.sources.models import Source
from pazos.foundation.access.policy import Permission, Role
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_REGISTER, Address, Stage
from pazos.interfaces.components.wording import signed
from pazos.interfaces.web.pages.picturing import Figure, language
from pazos.interfaces.web.pages.register.counted import breaks_of, month_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django.http import HttpRequest

    from pazos.domain.register.breaks import Stretch
    from pazos.domain.register.models import Closing, CountingRule


@dataclass(frozen=True)
class Vintage:
    """What one closing of a month said of one figure."""

    closing: Closing
    key: str
    deaths: int
    change: str  # against the vintage before, with its sign; "" for the first
    offices: tuple[str, str]  # of who prepared and who signed
    bundle: str
    whole_bundle: str  # for those who may see records


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """List the published figures of one rule, month by month."""
    closings = queries.every_closed()
    rules = several({key for one in closings for key in one.counts})
    names = {row.name: title_of(row) for row in sorted(rules.values(), key=lambda row: row.version)}
    asked = request.GET.get("rule", "")
    name = (
        asked if asked in names else next((one for one in ("iccs_0101", *sorted(names)) if one in names), "")
    )
    facts: dict[str, Any] = {
        "names": sorted(names.items(), key=lambda one: one[1]),
        "name": name,
        "title": names.get(name, ""),
        "rows": [],
    }
    if name:
        facts |= {"rows": _months(closings, name), **_drawn(closings, name, rules)}
    return render(request, "web/register/figures/list.html", facts)


def _months(closings: Sequence[Closing], name: str) -> list[dict[str, Any]]:
    """Return for each closed month the figure in force, and the first one where it was revised."""
    months: dict[date, list[tuple[Closing, str, int]]] = {}
    for closing in closings:
        if found := queries.figure_of(closing, name):
            months.setdefault(closing.month, []).append((closing, *found))
    return [
        {
            "month": month_name(month),
            "words": month_words(month),
            "deaths": vintages[-1][2],
            "key": vintages[-1][1],
            "first": vintages[0][2],
            "vintages": len(vintages),
            "signed_at": vintages[-1][0].signed_at,
        }
        for month, vintages in sorted(months.items(), reverse=True)
    ]


def _drawn(closings: Sequence[Closing], name: str, rules: Mapping[str, CountingRule]) -> dict[str, Any]:
    """Return the picture of a rule's published months, cut where its time ends and where its version changes."""
    latest = {one.month: one for one in closings}
    row = max((one for one in rules.values() if one.name == name), key=lambda one: one.version)
    every = [named(one) for one in rules.values()]
    cut = lines(named(row), first=min(latest), last=last_day(max(latest)), others=every)
    drawn = [line for stretch in cut.stretches for line in _lines(stretch, latest, rules)]
    shown = [rules[key] for key, _ in drawn]
    words = [break_words(one) for one in cut.breaks]
    if len({one.name for one in shown}) < len(shown):
        words.append(gettext("The rule has several versions: each is a line of its own."))
    names = [source for one in shown for source in _source_names(latest.values(), one)]
    figure = Figure(
        key="published",
        title=gettext("Published deaths a month, {rule}").format(rule=", ".join(map(str, shown))),
        description=gettext("A gap is a month that is not closed, or that no source of the rule delivered."),
        svg=picture(Drawn(tuple(drawn), breaks_of(cut.breaks)), language=language()),
        cannot="",
        source=", ".join(dict.fromkeys(names)),
        period=f"{month_words(min(latest))} – {month_words(max(latest))}",
        definition="; ".join(f"{one}: {in_one_line(rule_from(one.definition))}" for one in shown),
        interval=gettext("none: full counts"),
        run=None,
        table=None,
    )
    return {"figure": figure, "notes": words}


def _lines(
    stretch: Stretch, latest: Mapping[date, Closing], rules: Mapping[str, CountingRule]
) -> list[tuple[str, tuple[Point, ...]]]:
    """Return a line for each version that counted months of a stretch; the months of others are gaps in it."""
    months = list(queries.months_between(stretch.first, stretch.last))
    found: dict[str, dict[date, int]] = {}
    for month in months:
        if month in latest and (figure := queries.figure_of(latest[month], stretch.named.name)):
            found.setdefault(figure[0], {})[month] = figure[1]
    silent = {slug for closing in latest.values() for slug in closing.not_delivered}
    drawn = []
    for key, counts in sorted(found.items()):
        heard = {one.slug for one in _heard(rules[key], silent)}
        points = [
            Point(
                month,
                counts.get(month),
                missing=month in counts and not heard.isdisjoint(latest[month].not_delivered),
            )
            for month in months
        ]
        drawn.append((key, tuple(points)))
    return drawn


def _source_names(closings: Iterable[Closing], row: CountingRule) -> list[str]:
    """Return the names of the sources that a rule heard in some closings."""
    return [
        one.name for one in _heard(row, {one["source"] for closing in closings for one in closing.deliveries})
    ]


def _heard(row: CountingRule, slugs: Iterable[str]) -> list[Source]:
    """Return those sources, of some short names, that a rule listens to."""
    rule = rule_from(row.definition)
    return list(listened_to(rule, list(Source.objects.filter(slug__in=list(slugs)))))


@require_GET
def published_figure(request: HttpRequest, month: str, rule: str) -> HttpResponse:
    """Show one figure with all its vintages."""
    first = month_named(month)
    vintages = _vintages(queries.closed(first), rule) if first else []
    if not vintages:
        raise Http404
    latest = vintages[-1]
    rows = several([one.key for one in vintages])
    row = rows[latest.key]
    facts = {
        "month": month,
        "words": month_words(latest.closing.month),
        "rule": row,
        "title": title_of(row),
        "basis": basis_of(row),
        "says": rule_words(rule_from(row.definition)),
        "vintages": vintages,
        "latest": latest,
        "first": vintages[0],
        "definitions": [(key, one.definition_hash) for key, one in sorted(rows.items())],
        "sources": _source_names([latest.closing], row),
        "silent": _heard(row, latest.closing.not_delivered),
        **_today(request, latest),
    }
    return render(request, "web/register/figures/figure.html", facts)


def _vintages(closings: Sequence[Closing], name: str) -> list[Vintage]:
    found: list[Vintage] = []
    for closing in closings:
        figure = queries.figure_of(closing, name)
        if figure:
            key, deaths = figure
            found.append(
                Vintage(
                    closing=closing,
                    key=key,
                    deaths=deaths,
                    change=signed(deaths - found[-1].deaths) if found else "",
                    offices=(_office(closing.prepared_by), _office(closing.signed_by)),
                    bundle=_bundle(closing, name),
                    whole_bundle=_bundle(closing, name, address="whole_bundle"),
                )
            )
    return found


def _office(person: Staff | None) -> str:
    return str(ROLE_NAMES[Role(person.role)]) if person else ""


def _bundle(closing: Closing, name: str, *, address: str = "bundle") -> str:
    """Return where the proof of a figure is taken; "" on a site that gives none out."""
    try:
        return reverse(address, args=[month_name(closing.month), name, closing.number])
    except NoReverseMatch:
        return ""


def _today(request: HttpRequest, latest: Vintage) -> dict[str, Any]:
    """Return what the register says today, for those who may see areas."""
    user = request.user
    if not (isinstance(user, Staff) and user.may(Permission.SEE_AREAS)):
        return {"sees_today": False}
    now = work.today(latest.closing.month)
    return {
        "sees_today": True,
        "today": now.counts.get(latest.key),
        "waits": not work.as_frozen(latest.closing, now),
    }


@require_GET
def figures_file(request: HttpRequest) -> HttpResponse:
    """Hand out every vintage of every published figure as CSV."""
    closings = queries.every_closed()
    rules = several({key for one in closings for key in one.counts})
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pazos-figures.csv"'
    response.write("\ufeff")  # without it a spreadsheet takes the accents for noise
    write = csv.writer(response)
    write.writerow(COLUMNS)
    for closing in closings:
        for key, deaths in sorted(closing.counts.items()):
            definition = rules[key].definition_hash if key in rules else ""
            write.writerow([harmless(one) for one in _cells(closing, key, deaths, definition)])
    return response


COLUMNS = (
    "month",
    "rule",
    "version",
    "vintage",
    "deaths",
    "signed_on",
    "reason",
    "remark",
    "entered",
    "left",
    "changed",
    "not_delivered",
    "frozen_sha256",
    "definition_sha256",
    "code_version",
)


def _cells(closing: Closing, key: str, deaths: int, definition: str) -> list[Any]:
    name, _, version = key.partition("@")
    signed_on = timezone.localdate(closing.signed_at).isoformat() if closing.signed_at else ""
    changes = [closing.changes.get(one, "") for one in ("entered", "left", "changed")]
    words = [closing.reason, closing.remark]
    tail = [" ".join(closing.not_delivered), closing.frozen_hash, definition, closing.code_version]
    return [
        month_name(closing.month),
        name,
        int(version),
        closing.number,
        deaths,
        signed_on,
        *words,
        *changes,
        *tail,
    ]


_FIGURES = "figures/"
ADDRESSES = (
    Address(
        _FIGURES,
        "figures",
        figures,
        needs=Permission.SEE_PUBLIC,
        menu=N_("Published figures"),
        stage=Stage.SEE,
        group=OF_REGISTER,
    ),
    Address("figures.csv", "figures_file", figures_file, needs=Permission.SEE_PUBLIC),
    Address(
        f"{_FIGURES}<slug:month>/<slug:rule>/",
        "published_figure",
        published_figure,
        needs=Permission.SEE_PUBLIC,
    ),
)
