"""What is kept of the people to call at a partner, and how it is erased.

A contact is somebody in their office, who agreed until a day. What they agreed to is over that day;
a month later the record is due to go. History never held their name, so nothing else need forget it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pazos.domain.partners.models import Contact
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject
from pazos.domain.rights.vocabulary import Basis, Purpose, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

SAYS = ("office", "name", "email", "phone", "agreed_on", "until_on")


def _find(subject: Subject) -> list[Kept]:
    if subject.kind != SubjectKind.RECORD:
        return []
    rows = Contact.objects.filter(pk=subject.key)
    return [Kept(str(one.pk), one.agreed_on, str(_("contact of a partner"))) for one in rows]


def _erase(key: str) -> Gone:
    rows = Contact.objects.filter(pk=key).delete()[0]
    return Gone(rows, frozenset({UUID(key)}) if rows else frozenset())


def _due(before: date, most: int) -> list[str]:
    over = Contact.objects.filter(until_on__lt=before).order_by("pk")
    return [str(key) for key in over.values_list("pk", flat=True)[:most]]


def _content(key: str) -> Mapping[str, Any]:
    row = Contact.objects.get(pk=key)
    return {name: getattr(row, name) for name in SAYS}


CONTACTS = Holding(
    name="partners.contacts",
    title=_("Whom to call at partners"),
    models=("partners.Contact",),
    purpose=Purpose.CONTACT,
    basis=Basis.CONSENT,
    months=1,
    since=_("the last day for which they agreed"),
    find=_find,
    erase=_erase,
    due=_due,
    content=_content,
)

HOLDINGS = (CONTACTS,)
