"""The strategy's board: one page that answers on Monday morning, on a phone, on a wall and on paper.

Every line leads to where it comes from. A reader whose permission ends at their organisation gets the
part that is theirs. On the wall (`?wall=1`) it asks for itself again, without a script.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.cache import cache
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pazos.analysis.board.targets import LIGHTS
from pazos.analysis.board.whole import Board, First, board_of
from pazos.domain.budget.vocabulary import Step
from pazos.domain.indicators.vocabulary import Light, Trend
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.words import N_
from pazos.interfaces.components import wording
from pazos.interfaces.components.routes import OF_ACCOUNT, Address, Stage
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

    from pazos.analysis.board.blocked import Stuck
    from pazos.analysis.board.lines import Line
    from pazos.analysis.board.places import ClusterWeek
    from pazos.domain.indicators.lights import Reading
    from pazos.domain.indicators.queries import Standing
    from pazos.domain.people.models import Staff

T = TypeVar("T")
LISTED = 25  # lines of a part; the first eight stand on a wall and on paper (see rows.html)
KEPT = 3600  # seconds that a board is kept at hand; another deed makes another board
ON_A_WALL = 300  # seconds after which the wall asks again
SIGNS = {
    Light.MET: ("good", "✓"),
    Light.NEAR: ("warning", "~"),
    Light.FAR: ("error", "✗"),
    Light.NOISE: ("noise", "≈"),
    Light.NO_DATA: ("none", "?"),
    Light.NO_TARGET: ("none", "·"),
}
MOVES = {Trend.BETTER: ("good", "▲"), Trend.WORSE: ("error", "▼")}
FIRST: dict[First, str | Promise] = {
    First.STRATEGY: gettext_lazy("Write the strategy down: its period, legal basis and components."),
    First.PROGRAMMES: gettext_lazy("Put the programmes of each department under their component."),
    First.CLUSTERS: gettext_lazy("Open the clusters of the designation for work."),
    First.INDICATORS: gettext_lazy(
        "Put the indicators that come with Pazos in force, and set their targets."
    ),
    First.COMMITTEES: gettext_lazy("Constitute the committees by their act."),
    First.BUDGET: gettext_lazy("Bring in the budget, or the city's execution report."),
}


@dataclass(frozen=True)
class Row:
    """A line of the board in words."""

    kind: str  # of the badge
    sign: str
    label: str
    text: str
    note: str
    when: str
    href: str


@dataclass(frozen=True)
class Part:
    """The first lines of one part, how many there are, and where they all stand."""

    rows: tuple[Row, ...]
    number: int
    href: str


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the board of today."""
    wall = request.GET.get("wall") == "1"
    facts = {"wall": ON_A_WALL if wall else 0, "at": timezone.localtime()}
    return render(request, "web/board/board.html", facts | _kept_at_hand(reader(request)))


def _kept_at_hand(who: Staff) -> dict[str, Any]:
    """Return the board in words; it is reckoned once for each state of the city's trail, reader, day and language."""
    last = AuditEvent.objects.order_by("-id").values_list("event_hash", flat=True).first()
    today = timezone.localdate()
    key = f"board-{last}-{who.pk}-{who.role}-{who.organisation_id}-{today}-{get_language()}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        found = _told(board_of(on=today, seen_by=who))
        cache.set(key, found, KEPT)
    return found


def _told(known: Board) -> dict[str, Any]:
    return {
        "is_city": known.is_city,
        "has_targets": known.targets is not None,
        "has_money": known.money is not None,
        "quiet": len(known.quiet),
        "lights": _lights(known),
        "targets": _part(known.targets.pressing if known.targets else (), _target, place("indicators")),
        "moved": _part(known.targets.moved if known.targets else (), _moved, place("indicators")),
        "soon": _part(known.soon, _line),
        "late": _part(known.late, _line),
        "blocked": _part(known.blocked, _line),
        "stuck_href": place("budget_stuck"),
        "clusters": [_cluster(one) for one in known.clusters],
        "money": [_stuck(one) for one in known.money or ()],
        "first": [(str(FIRST[one]), place(one.value)) for one in known.first],
    }


def place(name: str, slots: dict[str, object] | None = None) -> str:
    """Return an address by its name, nothing where this site has no such page."""
    try:
        return reverse(name, kwargs=slots or None) if name else ""
    except NoReverseMatch:
        return ""


def _part(lines: Sequence[T], told: Callable[[T], Row], href: str = "") -> Part:
    return Part(tuple(told(one) for one in lines[:LISTED]), len(lines), href)


def _lights(known: Board) -> list[tuple[str, str, str, int]]:
    if known.targets is None:
        return []
    counted = dict(known.targets.lights)
    return [(*SIGNS[light], str(light.label), counted[light]) for light in LIGHTS]


def _target(one: Standing) -> Row:
    kind, sign = SIGNS[one.light]
    period = one.reached.period.code() if one.reached else ""
    return Row(
        kind=kind,
        sign=sign,
        label=str(one.light.label),
        text=one.name,
        note=_("{value} against {target}").format(value=_reading(one.reached), target=figure(one.asked)),
        when=period,
        href=place("indicator", {"code": one.code}),
    )


def _moved(one: Standing) -> Row:
    kind, sign = MOVES[one.trend]
    before = _reading(one.before)
    now = one.last.period.code() if one.last else ""
    return Row(
        kind=kind,
        sign=sign,
        label=str(one.trend.label),
        text=one.name,
        note=_("{value}, was {before}").format(value=_reading(one.last), before=before),
        when=now,
        href=place("indicator", {"code": one.code}),
    )


def _reading(reading: Reading | None) -> str:
    if reading is None or reading.value is None:
        return "–"
    if reading.low is None or reading.high is None:
        return figure(reading.value)
    places = places_of(reading.value)
    interval = wording.interval(reading.low, reading.high, places)
    return _("{value} ({interval})").format(value=figure(reading.value), interval=interval)


def places_of(value: float) -> int:
    """Return how many decimals of an indicator mean something on a board: none from a hundred up, or of a whole."""
    return 0 if abs(value) >= 100 or value == int(value) else 1


def figure(value: float | None) -> str:
    """Return a value of an indicator as the board writes it."""
    return wording.number(value, places_of(value)) if value is not None else "–"


def _line(one: Line) -> Row:
    late = one.is_late
    return Row(
        kind="error" if one.days > 7 else "warning" if late else "info",
        sign="!" if late else "",
        label=_(one.about.value),
        text=one.text,
        note=one.where,
        when=over(one.days),
        href=place(one.address, dict(one.slots)),
    )


def over(days: int) -> str:
    """Return how long something is over, or how soon it is due."""
    if days > 0:
        return ngettext("{n} day late", "{n} days late", days).format(n=days)
    if days == 0:
        return _("today")
    return ngettext("in {n} day", "in {n} days", -days).format(n=-days)


def _cluster(one: ClusterWeek) -> tuple[Row, str]:
    done = ngettext("{n} activity this week", "{n} activities this week", one.done).format(n=one.done)
    planned = ngettext("{n} planned", "{n} planned", one.planned).format(n=one.planned)
    row = Row(
        kind="error" if one.is_quiet else "good",
        sign="",
        label=_("nothing this week") if one.is_quiet else done,
        text=one.name,
        note=planned,
        when="",
        href=f"{place('activities')}?cluster={one.key}" if place("activities") else "",
    )
    return row, _street(one)


def _street(one: ClusterWeek) -> str:
    if one.presence is None:
        return ""
    number = one.presence.number
    if number is None:
        return _("presence in the street in {quarter}: too little to show, or none").format(
            quarter=one.presence.quarter
        )
    return _("presence in the street in {quarter}: {n}").format(
        quarter=one.presence.quarter, n=wording.number(number)
    )


def _short(step: Step) -> str:
    """Return a step without what stands in brackets behind it."""
    return str(Step(step).label).partition(" (")[0]


def _stuck(one: Stuck) -> dict[str, object]:
    return {
        "step": _short(one.step),
        "next": _short(one.next_step),
        "amount": wording.number(float(one.amount) / 1_000_000, 1),
        "lines": one.lines,
        "days": one.longest_days,
        "patience": one.patience_days,
        "largest": [
            (
                f"{line.rubro} · {line.name}",
                line.department,
                wording.number(float(line.amount) / 1_000_000, 1),
                line.days,
                place("budget_line", {"number": line.line}),
            )
            for line in one.largest
        ],
    }


ADDRESSES = (
    Address(
        "board/",
        "board",
        board,
        needs=Permission.SEE_STRATEGY,
        menu=N_("Monday's board"),
        stage=Stage.GOVERN,
        group=OF_ACCOUNT,
    ),
)
