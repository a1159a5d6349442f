"""What phones sent of those who are accompanied: found for the person, told in plain words, and erased for good.

A sending is theirs where it names their case, or where it told of them and they were taken in. One that told
of somebody who was never taken in is found by the name that it gives, and by its number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.models import Case, Referral
from pazos.domain.fieldwork.forgetting import SETTLED, empty, take_out
from pazos.domain.fieldwork.forms.registry import FORMS
from pazos.domain.fieldwork.models import NamedCase, Submission
from pazos.domain.fieldwork.naming import MANY, ONE, numbers_in
from pazos.domain.fieldwork.problems import said
from pazos.domain.fieldwork.queries.answers import Answers
from pazos.domain.fieldwork.queries.receipts import labels
from pazos.domain.fieldwork.vocabulary import OF_CASES, Standing
from pazos.domain.participants.keying import name_words
from pazos.domain.participants.queries import rows_of
from pazos.domain.rights.registry import Gone, Holding, Kept, Match, Subject
from pazos.domain.rights.rows import first_keys
from pazos.domain.rights.vocabulary import Basis, Purpose, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

MOST_OPENED = 500  # sendings that one search by a name opens


def _find(subject: Subject) -> list[Kept]:
    if subject.kind != SubjectKind.PARTICIPANT:
        return []
    keys = [row.pk for row in rows_of(subject.key)] or [subject.key]
    named = NamedCase.objects.filter(case__participant__in=keys, submission__content__isnull=False)
    rows = [(str(one.pk), one.submission) for one in _light(named)]
    told = Referral.objects.filter(participant__in=keys).values("pk")
    of_referrals = Submission.objects.filter(form="referral", record__in=told, content__isnull=False)
    rows += [(str(one.pk), one) for one in of_referrals.defer("content")]
    return [Kept(key, one.written_at.date(), _called(one)) for key, one in rows]


def _light(named: QuerySet[NamedCase]) -> QuerySet[NamedCase]:
    rows = named.select_related("submission").defer("submission__content")
    return rows.order_by("submission__written_at", "pk")


def _called(row: Submission) -> str:
    form = FORMS.get(row.form)
    return str(form.title) if form else row.form


def _sent(key: str) -> Submission | None:
    named = NamedCase.objects.filter(pk=key).values_list("submission", flat=True)
    return Submission.objects.filter(Q(pk=key) | Q(pk__in=named)).first()


def _content(key: str) -> Mapping[str, Any]:
    """Return what a sending says of the person whose it is, and why it waits; nothing of others in it."""
    row = _sent(key)
    if row is None:
        return {}
    values = (row.content or {}).get("values")
    values = _but_who(row.form, values) if isinstance(values, dict) else {}
    answers = Answers(FORMS.get(row.form), values.values())
    names = labels(row.form)
    standing = OF_CASES.get(Standing(row.standing), Standing(row.standing).label)
    return {
        gettext("what"): _called(row),
        gettext("written on"): row.written_at.date(),
        gettext("how it stands"): str(standing),
        gettext("why it waits"): [
            said(one, get_language() or "es", labels=names) for one in row.problems or ()
        ],
        gettext("what was decided"): row.reason,
        gettext("what its writer was asked"): row.question,
        gettext("what its writer answered"): row.answer,
        **{answers.label(name): answers.words(name, one) for name, one in values.items() if one},
    }


def _but_who(form: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers but those that say whose they are: others may stand there too."""
    if form in FORMS:
        return {name: one for name, one in values.items() if name not in (ONE, MANY)}
    cases = set(Case.objects.filter(pk__in=numbers_in(dict(values))).values_list("pk", flat=True))
    return {name: one for name, one in values.items() if not numbers_in(one) & cases}


def _erase(key: str) -> Gone:
    """Take the person out of a sending; one that was still to be taken is not taken later under another number."""
    row = _sent(key)
    if row is None:
        return Gone(0)
    waited = row.standing not in SETTLED and row.base_version is None
    named = NamedCase.objects.filter(pk=key).first()
    sent = Submission.objects.filter(pk=key)
    rows = take_out(named) if named is not None else empty(sent, standing=Standing.ERASED)
    row.refresh_from_db(fields=["standing"])
    is_gone = waited and row.standing == Standing.ERASED
    return Gone(rows, frozenset({row.record} if is_gone else ()))


def _due(before: date, most: int) -> list[str]:
    """Return what was taken or turned down before a day, or says nothing any more."""
    over = Q(submission__standing__in=SETTLED, submission__stood_at__date__lt=before)
    return first_keys(NamedCase.objects.filter(over | Q(submission__content__isnull=True)), most)


def _search(text: str) -> list[Match]:
    """Return the sendings that tell of somebody of this name and were not taken: nobody has their number yet."""
    words = set(name_words(text))
    waiting = Submission.objects.filter(form="referral", content__isnull=False)
    waiting = waiting.exclude(standing=Standing.APPLIED).order_by("-received_at")[:MOST_OPENED]
    return [
        Match(Subject(SubjectKind.RECORD, one.pk), f"{_called(one)} · {one.written_at:%Y-%m-%d}")
        for one in waiting
        if words and words <= set(name_words(_name_in(one)))
    ]


def _name_in(row: Submission) -> str:
    values = (row.content or {}).get("values")
    name = values.get("name") if isinstance(values, dict) else None
    return name if isinstance(name, str) else ""


ACCOMPANIMENT = Holding(
    name="fieldwork.accompaniment",
    title=_("What phones sent of those who are accompanied, as they sent it"),
    models=("fieldwork.NamedCase",),
    purpose=Purpose.ACCOMPANIMENT,
    basis=Basis.CONSENT,
    months=3,
    since=_("the day it was taken or turned down"),
    find=_find,
    erase=_erase,
    due=_due,
    content=_content,
    search=_search,
)
