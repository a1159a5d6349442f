"""What is kept of the people to call at a partner, and how it is erased.

A contact is somebody in their office, who agreed until a day. What they agreed to is over that day;
a month later the record is due to go. History never held their name, so nothing else need forget it.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from pazos.domain.partners.models import Contact
from pazos.domain.rights.registry import Gone, Holding, Kept, Match, Subject
from pazos.domain.rights.rows import erase_row, first_keys, words_of
from pazos.domain.rights.vocabulary import Basis, Purpose, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

LEAST_DIGITS = 7  # of a telephone
LEAST_LETTERS = 3  # of a word of a name: shorter ones are initials
PARTICLES = frozenset({"del", "las", "los", "dos", "san"})  # words of many names, which tell nobody apart
SAYS = ("office", "name", "email", "phone", "agreed_on", "until_on")


def _find(subject: Subject) -> list[Kept]:
    """Return the contact of that number and, where it is told as a person, that person's others.

    They are known by the same e-mail or telephone and a word of the name: an office shares its telephone.
    """
    if subject.kind not in (SubjectKind.RECORD, SubjectKind.CONTACT):
        return []
    rows = list(Contact.objects.filter(pk=subject.key))
    if rows and subject.kind == SubjectKind.CONTACT:
        ways, words = _ways(rows[0]), _words(rows[0])
        others = Contact.objects.exclude(pk=subject.key)
        rows += [one for one in others if ways & _ways(one) and words & _words(one)]
    return [Kept(str(one.pk), one.agreed_on, str(_("contact of a partner"))) for one in rows]


def _ways(one: Contact) -> set[str]:
    """Return by what they are reached, as it compares: the e-mail folded, the telephone as its digits."""
    digits = _digits(one.phone)
    return {plain for plain in (folded(one.email), digits if len(digits) >= LEAST_DIGITS else "") if plain}


def _words(one: Contact) -> set[str]:
    """Return the words of a name that may tell people apart: no initials, no particles such as "de la"."""
    plain = "".join(letter if letter.isalnum() else " " for letter in folded(one.name))
    return {word for word in plain.split() if len(word) >= LEAST_LETTERS} - PARTICLES


def folded(text: str) -> str:
    """Return a text in small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _search(said: str) -> list[Match]:
    """Return the contacts whose name holds every word, or whose e-mail or telephone it is.

    Names lie sealed, each under its own: every contact is opened, which are some hundreds.
    """
    words, digits = folded(said).split(), _digits(said)
    return [
        Match(
            Subject(SubjectKind.CONTACT, one.pk),
            f"{one.office} · {one.partner} · {one.agreed_on:%Y-%m-%d} – {one.until_on:%Y-%m-%d}",
        )
        for one in Contact.objects.select_related("partner__organisation")
        if all(word in folded(one.name).split() for word in words)
        or folded(said) == folded(one.email)
        or (len(digits) >= LEAST_DIGITS and digits == _digits(one.phone))
    ]


def _erase(key: str) -> Gone:
    return erase_row(Contact.objects.all(), key)


def _due(before: date, most: int) -> list[str]:
    return first_keys(Contact.objects.filter(until_on__lt=before), most)


def _content(key: str) -> Mapping[str, Any]:
    return words_of(Contact.objects.get(pk=key), SAYS)


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
    search=_search,
)

HOLDINGS = (CONTACTS,)
