"""Making counting rules. A version is never edited: a new one takes its place and the old one stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from pazos.domain.register.models import CountingRule
from pazos.domain.register.rule_faults import Fault, what_is_wrong
from pazos.domain.register.shipped import SHIPPED
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff
    from pazos.domain.register.counting import Rule
    from pazos.domain.register.shipped import Shipped

# No rule that comes with Pazos begins so: a city's names can never meet them.
OWN = "city_"
LONGEST = 60


class NotMadeError(Exception):
    """A deed on a counting rule that was refused, with every reason."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(", ".join(faults))


def ship_rules() -> list[CountingRule]:
    """Put the rules that come with Pazos in force; a changed definition becomes a new version.

    Done again it changes nothing. A rule that the city retired stays retired until its definition
    changes.
    """
    known: dict[str, CountingRule] = {}
    for row in CountingRule.objects.filter(shipped=True).order_by("name", "version"):
        known[row.name] = row
    fresh = [one for one in SHIPPED if not _stands(one, known.get(one.name))]
    if not fresh:  # counting must not wait for whoever writes
        return []
    try:
        with transaction.atomic():
            return [_ship(one, known.get(one.name)) for one in fresh]
    except IntegrityError:
        # Two processes began at the same moment, and the other one has shipped them.
        return []


def _stands(shipped: Shipped, row: CountingRule | None) -> bool:
    return row is not None and (row.definition_hash, row.title, row.basis) == (
        shipped.rule.digest(),
        shipped.title,
        shipped.basis,
    )


def _ship(shipped: Shipped, before: CountingRule | None) -> CountingRule:
    row = _new_version(shipped.name, shipped.rule, before=before, by=None)
    row.title, row.basis, row.shipped = shipped.title, shipped.basis, True
    row.save(force_insert=True)
    audit.record("rule.shipped", row, by=None, rule=str(row), definition=row.definition_hash)
    return row


@transaction.atomic
def make_rule(
    rule: Rule, *, title: str, basis: str, by: Staff, in_place_of: CountingRule | None = None
) -> CountingRule:
    """Make a rule of the city's own, or the next version of one. Raises NotMadeError with every reason."""
    name = in_place_of.name if in_place_of else own_name(title)
    before = CountingRule.objects.select_for_update().filter(name=name).order_by("-version").first()
    faults = what_is_wrong(
        rule,
        title=title,
        basis=basis,
        taken=in_place_of is None and before is not None,
        before=[before.definition_hash] if in_place_of and before and before.retired_at is None else (),
    )
    if before is not None and before.shipped:
        faults = (*faults, Fault.SHIPPED)
    if faults:
        raise NotMadeError(faults)
    row = _new_version(name, rule, before=before, by=by)
    row.title, row.basis = title.strip(), basis.strip()
    row.save(force_insert=True)
    audit.record("rule.made", row, by=by, rule=str(row), definition=row.definition_hash)
    return row


def own_name(title: str) -> str:
    """Return the name of a rule of the city's own from its title: "city_" and the title's letters."""
    return f"{OWN}{slugify(title).replace('-', '_')}"[:LONGEST].rstrip("_")


@transaction.atomic
def retire(rule: CountingRule, *, by: Staff) -> None:
    """Take a rule out of force. What was counted by it stays; months closed from now on leave it out."""
    row = CountingRule.objects.select_for_update().get(pk=rule.pk)
    if row.retired_at is not None:
        raise NotMadeError((Fault.RETIRED,))
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    audit.record("rule.retired", row, by=by, rule=str(row))


def _new_version(name: str, rule: Rule, *, before: CountingRule | None, by: Staff | None) -> CountingRule:
    now = timezone.now()
    if before is not None and before.retired_at is None:
        CountingRule.objects.filter(pk=before.pk).update(retired_at=now)
    return CountingRule(
        name=name,
        version=before.version + 1 if before else 1,
        definition=rule.stored(),
        definition_hash=rule.digest(),
        made_at=now,
        made_by=by,
    )
