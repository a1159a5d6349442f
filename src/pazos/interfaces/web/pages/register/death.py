"""One death: what the register says of it and from whom, every source's claim beside the others.

What joined the claims, what people decided and whether each rule counts it stand here with the
reasons. A claim that is split off or joined is a decision on its pairs, and can be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pazos.analysis.register.reading import decided_manners
from pazos.domain.register.adopting import DECISION
from pazos.domain.register.counting import SOURCE, TIME, WHERE, Statement, as_decided, judge, rule_from
from pazos.domain.register.models import Claim, Death
from pazos.domain.register.queries import deaths as queries
from pazos.domain.register.queries import differences
from pazos.domain.register.queries.counting import in_force
from pazos.domain.register.vocabulary import Cause, Flag, PairState
from pazos.domain.sources.vocabulary import SourceKind
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import say
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import language, refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.register import wording
from pazos.interfaces.web.pages.register.changes import in_words as in_words_of_change
from pazos.interfaces.web.pages.register.differences import said_in
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff
    from pazos.domain.register.models import CountingRule
    from pazos.domain.register.queries.claims import ClaimFacts

ADOPTED = ("occurred_on", "died_on", "minute_of_day", "age", "sex", "weapon", "neighbourhood")


@dataclass(frozen=True)
class Line:
    """One field over all claims: a cell each, and whether they differ."""

    name: str
    cells: list[str]
    differs: bool


@dataclass(frozen=True)
class Judged:
    """What one rule says of the death, in words."""

    name: str
    version: int
    title: str
    counted: bool
    why: str


@require_GET
def death(request: HttpRequest, number: int) -> HttpResponse:
    """Show one death."""
    found = queries.view(number)
    if found is None:
        raise Http404
    claims = found.claims
    facts = {
        "death": found.death,
        "summary": in_words(found.death),
        "merged": found.merged,
        "claims": claims,
        "adopted": _adopted(found.death, claims),
        "lines": _lines(claims),
        "flags": _flags(claims),
        "rules": _judged(found.death, claims),
        "differences": said_in(found.differences),
        "causes": Cause.choices,
        "open_tables": differences.open_tables(),
        "joined": [_pair(one, claims) for one in found.inside],
        "apart": [_pair(one, claims) for one in found.outside],
        "decided": [_pair(one, claims) for one in (*found.inside, *found.outside) if queries.is_decided(one)],
        "changes": [in_words_of_change(one) for one in found.changes],
    }
    return render(request, "web/register/deaths/death.html", facts)


def in_words(one: Death) -> str:
    """Return a death in one line: day, place, who, by what."""
    who = wording.value("sex", one.sex)
    if one.age is not None:
        age = _("{age} years").format(age=one.age)
        who = f"{who}, {age}" if who else age
    place = one.neighbourhood.name if one.neighbourhood else _("place not known")
    said = (wording.day(one.occurred_on), place, who, wording.value("weapon", one.weapon))
    return " · ".join(text for text in said if text)


def _adopted(one: Death, claims: list[ClaimFacts]) -> list[tuple[str, str, str]]:
    """Return field, value and where it came from, of each value that the register adopted."""
    sources = queries.adopted_from(one, claims)
    rows = []
    for name in ADOPTED:
        said = getattr(one, name)
        rows.append((wording.field_name(name), wording.value(name, said), _origin(sources.get(name, ""))))
    return rows


def _origin(source: str) -> str:
    return _("a decision on a difference") if source == DECISION else source


def _lines(claims: list[ClaimFacts]) -> list[Line]:
    names = claims[0].values if claims else {}
    lines = [_line(name, claims) for name in names if name != "precision"]
    return [line for line in lines if any(line.cells)]


def _line(name: str, claims: list[ClaimFacts]) -> Line:
    cells = [wording.claim_value(claim, name) for claim in claims]
    stated = {cell for cell, claim in zip(cells, claims, strict=True) if cell and claim.withdrawn_at is None}
    return Line(wording.field_name(name), cells, name in wording.COMPARED and len(stated) > 1)


def _flags(claims: list[ClaimFacts]) -> list[Line]:
    """Return the facts that bear on counting: what each source says of each, the unspoken left out."""
    lines = []
    for flag in Flag:
        said = [claim.flags.get(flag.value) for claim in claims]
        spoken = {one for one in said if one is not None}
        if spoken:
            lines.append(Line(str(flag.label), [wording.flag_words(one) for one in said], len(spoken) > 1))
    return lines


def _judged(one: Death, claims: list[ClaimFacts]) -> list[Judged]:
    said = [Statement(SourceKind(claim.kind), claim.flags) for claim in claims if claim.withdrawn_at is None]
    decided = decided_manners(Death.objects.filter(pk=one.pk)).get(one.pk)
    statements = as_decided(said, decided)
    return [_verdict(rule, statements, one) for rule in in_force()]


def _verdict(kept: CountingRule, statements: list[Statement], one: Death) -> Judged:
    rule = rule_from(kept.definition)
    verdict = judge(rule, statements, occurred_on=one.occurred_on, died_on=one.died_on)
    why = _why_not(verdict.decided_by, rule.where.label) if not verdict.counted else wording.day(verdict.day)
    return Judged(kept.name, kept.version, say(kept.title, language()), verdict.counted, why)


def _why_not(decided_by: str, where: Any) -> str:
    if decided_by == SOURCE:
        return _("no source that it listens to claims this death")
    if decided_by == TIME:
        return _("its day lies outside the rule's time")
    if decided_by == WHERE:
        return _("it counts a death only where: {where}").format(where=where)
    return _("because of the fact: {fact}").format(fact=wording.flag_name(decided_by))


def _pair(one: queries.PairFacts, claims: list[ClaimFacts]) -> dict[str, Any]:
    """Return a pair as the page says it: whose claims, how likely, what agrees, who decided."""
    known = {claim.id: claim for claim in claims}
    sides = [known[number].source_name for number in (one.first, one.second) if number in known]
    agreement = [
        (str(wording.LINKED_NAMES[name]), wording.level(name, word))
        for name, word in one.agreement.items()
        if word and name in wording.LINKED_NAMES
    ]
    return {
        "pair": one,
        "sides": sides,
        "weight": wording.weight_words(one.weight, one.probability),
        "agreement": agreement,
        "state": str(PairState(one.state).label),
    }


@require_POST
def split(request: HttpRequest, number: int) -> HttpResponse:
    """Split a claim off: it becomes a death of its own."""
    from pazos.domain.register.actions.parting import split_off

    said = request.POST.get("claim", "")
    claim = Claim.objects.filter(pk=int(said), death=number).first() if _is_number(said) else None
    if claim is None:
        messages.error(request, _("That claim is no longer of this death."))
        return redirect("death", number)
    person, note = reader(request), request.POST.get("note", "").strip()[:300]
    touched = [one.pk for one in Claim.objects.filter(death=number)]
    if _done(request, lambda: split_off(claim, note=note, by=person), touched, by=person):
        claim.refresh_from_db()
        text = _("The claim is now death {number}. It can be taken back among the decisions below.")
        messages.success(request, text.format(number=claim.death_id))
    return redirect("death", number)


@require_POST
def join_with(request: HttpRequest, number: int) -> HttpResponse:
    """Join this death with another, by its number."""
    from pazos.domain.register.actions.parting import join

    said = request.POST.get("number", "").strip()
    both = Death.objects.filter(merged_into__isnull=True).in_bulk(
        [number, int(said)] if _is_number(said) else []
    )
    if len(both) != 2 and said != str(number):
        messages.error(request, _("There is no death with that number."))
        return redirect("death", number)
    person, note = reader(request), request.POST.get("note", "").strip()[:300]
    one, other = both[number], both[int(said)]
    touched = [claim.pk for claim in Claim.objects.filter(death__in=both)]
    if _done(request, lambda: join(one, other, note=note, by=person), touched, by=person):
        messages.success(
            request, _("They are one death now. It can be taken back among the decisions below.")
        )
        one.refresh_from_db()
    return redirect("death", one.merged_into_id or number)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 16


def _done(request: HttpRequest, deed: Callable[[], object], claims: list[int], *, by: Staff) -> bool:
    """Do a deed on pairs and reckon the deaths of these claims anew; say why it was refused."""
    from pazos.analysis.register.grouping import regroup_around

    try:
        with transaction.atomic():
            deed()
            regroup_around(claims, by=by)
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return False
    return True


ADDRESSES = (
    Address("register/deaths/<int:number>/", "death", death, needs=Permission.SEE_RECORDS),
    Address("register/deaths/<int:number>/split/", "death_split", split, needs=Permission.LINK_RECORDS),
    Address("register/deaths/<int:number>/join/", "death_join", join_with, needs=Permission.LINK_RECORDS),
)
