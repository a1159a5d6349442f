"""Taking the words out of what phones sent, of a whole sending or of one person in it; numbers and days stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.fieldwork.knowing import digest
from pazos.domain.fieldwork.models import Erased, NamedCase, Submission
from pazos.domain.fieldwork.naming import named_in, without
from pazos.domain.fieldwork.vocabulary import Standing

if TYPE_CHECKING:
    from django.db.models import QuerySet

WORDS = ("reason", "question", "answer")
SETTLED = (Standing.APPLIED, Standing.SET_ASIDE)


def empty(sent: QuerySet[Submission], *, standing: str | None = None) -> int:
    """Take the words out of sendings; return of how many. What still waited is never taken any more."""
    rows = list(sent.filter(content__isnull=False))
    for row in rows:
        empty_row(row, standing=standing or (row.standing if row.standing in SETTLED else Standing.ERASED))
    Submission.objects.bulk_update(rows, ["content", "problems", *WORDS, "standing"])
    NamedCase.objects.filter(submission__in=rows).delete()
    return len(rows)


def empty_row(row: Submission, *, standing: str) -> None:
    """Take the words out of one sending in hand, which is not saved here."""
    row.content, row.problems = None, []
    row.reason = row.question = row.answer = ""
    row.standing = standing


def is_of_erased(row: Submission) -> bool:
    """Return whether a sending in hand is of a record that was erased, or names one."""
    named = {row.record, row.parent, *named_in(row.form, row.content)}
    return Erased.objects.filter(record__in=[one for one in named if one is not None]).exists()


def take_out(named: NamedCase) -> int:
    """Take one person out of a sending, locked; return how many rows that were.

    What was not taken and names others too stays for them; anything else is emptied whole.
    """
    row = Submission.objects.select_for_update(of=("self",)).get(pk=named.submission_id)
    gone = named.delete()[0]
    if row.content is None:
        return gone
    left = without(row.content, {named.case_id}, sent_as=digest(row.content))
    if left is None or row.standing == Standing.APPLIED or not row.named.exists():
        return gone + empty(Submission.objects.filter(pk=row.pk), standing=Standing.ERASED)
    row.content = left
    row.save(update_fields=["content"])
    return gone


def leave_out_erased(row: Submission) -> int:
    """Take those who were erased before it came, or since, out of a sending that names others too.

    Return how many went. The row is changed and not saved; one that is of nobody else stays as it is.
    """
    gone = set(Erased.objects.filter(record__in=named_in(row.form, row.content)).values_list("pk", flat=True))
    if not gone or row.content is None:
        return 0
    left = without(row.content, gone, sent_as=digest(row.content))
    if left is None:
        return 0
    row.content = left
    return len(gone)
