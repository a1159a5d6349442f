"""The IATI file of one strategy: one document, whose sums are those of the books to the cent.

A partner's own file holds its contributions and nothing of the others. Announcements are no
transactions and never stand in it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Comment, Element, ElementTree, indent

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from pazos.analysis.opendata.iati import codes
from pazos.analysis.opendata.iati.activities import of_resource, of_strategy, resource_identifier
from pazos.analysis.opendata.iati.results import add_results
from pazos.domain.cooperation.models import ResourceMovement
from pazos.domain.cooperation.queries.resources import visible
from pazos.domain.teams.queries import reach_of
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from pazos.domain.cooperation.models import Resource
    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Strategy


@dataclass(frozen=True)
class Telling:
    """Who tells, in which language, at which moment."""

    city: str
    language: str
    moment: str  # ISO 8601, UTC
    today: date


def activity_file(strategy: Strategy, *, seen_by: Staff, at: datetime) -> bytes:
    """Return the activities of a strategy as an IATI 2.03 document, as far as this person sees."""
    with override(settings.LANGUAGE_CODE):
        document = _document(strategy, seen_by=seen_by, at=at)
    indent(document, space=" ")
    out = BytesIO()
    ElementTree(document).write(out, encoding="utf-8", xml_declaration=True)
    return out.getvalue()


def _document(strategy: Strategy, *, seen_by: Staff, at: datetime) -> Element:
    telling = _telling(at)
    root = Element("iati-activities", {"version": codes.VERSION, "generated-datetime": telling.moment})
    if codes.reporting_organisation() == codes.PLACEHOLDER:
        root.append(
            Comment(
                " " + _("The city's organisation identifier is not set: a placeholder stands here.") + " "
            )
        )
    resources = list(contributions(strategy, seen_by=seen_by))
    moved = _movements(resources)
    parent = of_strategy(strategy, map(resource_identifier, resources), telling)
    if reach_of(seen_by, Permission.SEE_INDICATORS).scope is Scope.CITY:
        add_results(parent, strategy, telling)
    root.append(parent)
    root.extend(of_resource(one, moved[one.pk], telling) for one in resources)
    return root


def contributions(strategy: Strategy, *, seen_by: Staff) -> QuerySet[Resource]:
    """Return the contributions that stand in the file of a strategy, in the order of their codes."""
    rows = visible(seen_by=seen_by).filter(component__strategy=strategy)
    return rows.select_related("partner__organisation", "component__strategy").order_by("code")


def _movements(resources: list[Resource]) -> dict[int, list[ResourceMovement]]:
    found: dict[int, list[ResourceMovement]] = defaultdict(list)
    for row in ResourceMovement.objects.filter(resource__in=resources).order_by("on", "pk"):
        found[row.resource_id].append(row)
    return found


def _telling(at: datetime) -> Telling:
    city = Municipality.objects.first()
    return Telling(
        city=city.name if city else codes.reporting_organisation(),
        language=settings.LANGUAGE_CODE[:2],
        moment=at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        today=timezone.localdate(at),
    )
