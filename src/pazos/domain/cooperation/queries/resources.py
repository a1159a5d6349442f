"""Which contributions are there, and how far has each come?

A partner sees its own and nothing of the others (`seen_by`). Sums are made by the database over whole
cents; nothing here converts, it adds up what was converted on the day of each movement.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

from django.db.models import F, Q, Sum
from django.utils.text import slugify

from pazos.domain.cooperation.models import Resource, ResourceMovement
from pazos.domain.cooperation.rules import Step
from pazos.domain.cooperation.vocabulary import ORDER, Stage
from pazos.domain.documents.queries import several
from pazos.domain.partners.models import Partner
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Staff

NOUGHT = Decimal("0.00")


@dataclass(frozen=True)
class Sought:
    """What a list of contributions was asked for; nothing is everything."""

    words: str = ""
    partner: int | None = None
    component: int | None = None
    form: str = ""
    stage: str = ""  # something of it was recorded
    year: int | None = None  # something moved in it

    @property
    def is_everything(self) -> bool:
        """Whether nothing was asked for."""
        return self == Sought()


@dataclass(frozen=True)
class Standing:
    """One stage of one contribution, added up: in its currency and in the city's."""

    stage: Stage
    amount: Decimal = NOUGHT
    home: Decimal = NOUGHT
    is_recorded: bool = False
    of_before: Decimal | None = None  # its share of the nearest recorded stage before, 0 to 1


@dataclass(frozen=True)
class ResourceRow:
    """One contribution in a list, with its four stages."""

    resource: Resource
    stages: tuple[Standing, ...]


@dataclass(frozen=True)
class Link:
    """One movement in the chain of a contribution, and what the stage came to with it."""

    movement: ResourceMovement
    total: Decimal
    is_taken_back: bool


@dataclass(frozen=True)
class Chain:
    """Everything that moved in one contribution, in the order of days, and where it stands."""

    links: tuple[Link, ...] = ()
    stages: tuple[Standing, ...] = ()
    documents: tuple[Document, ...] = ()


def visible(*, seen_by: Staff) -> QuerySet[Resource]:
    """Return the contributions that this person may see."""
    mine = reach_of(seen_by, Permission.SEE_COOPERATION).belonging(organisation="partner")
    return Resource.objects.filter(mine)


def listed(sought: Sought, *, seen_by: Staff) -> QuerySet[Resource]:
    """Return the contributions that were sought, with all that a list shows of each."""
    found = visible(seen_by=seen_by).filter(_asked(sought))
    moved = ResourceMovement.objects.all()
    if sought.stage:
        moved = moved.filter(stage=sought.stage)
    if sought.year:
        moved = moved.filter(on__year=sought.year)
    if sought.stage or sought.year:
        found = found.filter(pk__in=moved.values("resource"))
    return found.select_related("partner__organisation", "component", "programme")


def _asked(sought: Sought) -> Q:
    asked = Q()
    if sought.words:
        places = ("title", "code", "partner__organisation__name", "words")
        for word in sought.words.split():
            any_place = Q()
            for place in places:
                any_place |= Q(**{f"{place}__icontains": word})
            asked &= any_place
    if sought.partner:
        asked &= Q(partner=sought.partner)
    if sought.component:
        asked &= Q(component=sought.component)
    return asked & Q(form=sought.form) if sought.form else asked


def rows_of(resources: Iterable[Resource]) -> list[ResourceRow]:
    """Return these contributions with their stages; one question to the database, however many there are."""
    found = list(resources)
    sums: dict[int, dict[str, tuple[Decimal, Decimal]]] = {one.pk: {} for one in found}
    totals = (
        ResourceMovement.objects.filter(resource__in=[one.pk for one in found])
        .order_by()
        .values_list("resource", "stage")
        .annotate(Sum("amount"), Sum("home_amount"))
    )
    for resource, stage, amount, home in totals:
        sums[resource][stage] = (amount, home)
    return [ResourceRow(one, _standings(sums[one.pk])) for one in found]


def _standings(sums: dict[str, tuple[Decimal, Decimal]]) -> tuple[Standing, ...]:
    made: list[Standing] = []
    before: Decimal | None = None
    for stage in ORDER:
        if stage not in sums:
            made.append(Standing(stage))
            continue
        amount, home = sums[stage]
        share = amount / before if before else None
        made.append(Standing(stage, amount, home, is_recorded=True, of_before=share))
        before = amount
    return tuple(made)


def resource(code: str, *, seen_by: Staff) -> Resource | None:
    """Return one contribution, None where there is none for this person."""
    whole = visible(seen_by=seen_by).select_related(
        "partner__organisation", "component", "programme", "agreement"
    )
    return whole.filter(code=code).first()


def chain(of: Resource, *, seen_by: Staff) -> Chain:
    """Return what moved in a contribution, with the running sum of each stage, and its documents."""
    moved = list(
        of.movements.select_related("rate", "document", "entered_by", "takes_back").order_by("on", "pk")
    )
    gone = {row.takes_back_id for row in moved if row.takes_back_id}
    running = dict.fromkeys(Stage.values, NOUGHT)
    links = []
    for row in moved:
        running[row.stage] += row.amount
        links.append(Link(row, running[row.stage], row.pk in gone))
    papers = [row.document_id for row in moved if row.document_id]
    if of.agreement:
        papers += of.agreement.documents.values_list("pk", flat=True)
    return Chain(tuple(links), rows_of([of])[0].stages, tuple(several(papers, seen_by=seen_by)))


def steps_of(of: Resource) -> list[Step]:
    """Return the movements of a contribution as the rules know them."""
    rows = of.movements.order_by("on", "pk").values_list("stage", "on", "amount", "pk", "takes_back")
    return [Step(Stage(stage), on, amount, number, back) for stage, on, amount, number, back in rows]


def first_stages(numbers: Iterable[int]) -> dict[int, Stage]:
    """Return for each contribution (by number) the earliest stage that counts (as `rules.first_stage`)."""
    rows = ResourceMovement.objects.filter(resource__in=list(numbers)).order_by()
    # A pair of one day counts as never written.
    counting = rows.exclude(takes_back__on=F("on")).exclude(taken_back_by__on=F("on"))
    found: dict[int, set[Stage]] = {}
    for of, stage in counting.values_list("resource", "stage").distinct():
        found.setdefault(of, set()).add(Stage(stage))
    return {of: min(stages, key=ORDER.index) for of, stages in found.items()}


def partners(*, seen_by: Staff) -> QuerySet[Partner]:
    """Return the partners of which this person may see contributions."""
    mine = reach_of(seen_by, Permission.SEE_COOPERATION).belonging(organisation="organisation")
    return Partner.objects.filter(mine).select_related("organisation")


def movement(number: int, *, seen_by: Staff) -> ResourceMovement | None:
    """Return one movement of a contribution that this person may see."""
    found = ResourceMovement.objects.select_related("resource", "rate")
    return found.filter(pk=number, resource__in=visible(seen_by=seen_by)).first()


def free_code(of: Partner, *, year: int) -> str:
    """Return a code that no contribution has: the partner's name, the year and a number."""
    start = f"{slugify(of.organisation.name)[:28].strip('-') or 'aporte'}-{year}"
    taken = set(Resource.objects.filter(code__startswith=start).values_list("code", flat=True))
    return next(code for n in count(1) if (code := f"{start}-{n}") not in taken)
