"""Making two rows one person, and parting them again exactly as they were.

The row that goes stays, with its keys, and leads to the kept one: whoever is told again under either
is found. What is written afterwards is the kept one's, and stays there when it is undone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.actions.merging_rows import move, put_back
from pazos.domain.cases.actions.turning import rest_without_permission
from pazos.domain.cases.models import Case, Referral
from pazos.domain.cases.rules.merging import MergeFacts, what_blocks_merging, what_blocks_undoing
from pazos.domain.cases.rules.working import subject_of
from pazos.domain.cases.vocabulary import CaseState
from pazos.domain.participants import agreeing
from pazos.domain.participants.hearing import News, tell
from pazos.domain.participants.models import Merge, Participant
from pazos.domain.participants.queries import participants
from pazos.domain.participants.traits import Traits
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import hold, in_hand
from pazos.domain.rights.queries.ages import known_ages
from pazos.domain.rights.rules.consenting import contradict
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.actions import record
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from uuid import UUID

    from pazos.domain.people.models import Staff


@transaction.atomic
def merge(kept: Participant, gone: Participant, *, why: str, by: Staff, papers_seen: bool = False) -> Merge:
    """Make `gone` the same person as `kept`: everything of it moves, its gaps are filled, nothing is lost.

    A permission taken back under either row ends what was given before under the other, and the case rests.

    Raises:
        PermissionDenied: `by` does not supervise, or does not see both.
        RefusedError: both have an open case, each has a document (and `papers_seen` is not said), and so on.
    """
    if not by.may(Permission.SUPERVISE_CASES):
        raise PermissionDenied
    rows = {row.pk: row for row in _locked(kept.pk, gone.pk)}
    first, second = rows.get(kept.pk), rows.get(gone.pk)
    if first is None or second is None:
        raise PermissionDenied
    refuse(what_blocks_merging(_facts(first, second, why=why, papers_seen=papers_seen)))
    if participants(seen_by=by).filter(pk__in=rows).count() < 2:
        raise PermissionDenied
    what = move(second, first)
    row = Merge(kept=first, gone=second, why=why.strip(), by=by, at=timezone.now())
    row.what_moved = {**what, "filled": _fill(first, second, by=by)}
    row.save(force_insert=True)
    made(row, by=by)
    change(second, by=by, merged_into=first, changed_at=row.at)
    moved = sum(map(len, what["moved"].values()))
    record("participant.merged", row, by=by, moved=moved, stood_twice=len(what["aside"]))
    _tell_of(first, second)
    rest_without_permission(first.pk, by=by)
    return row


def _locked(*people: UUID) -> list[Participant]:
    """Return rows locked in one order, so that two who merge the same pair crosswise wait and do not die.

    Their referrals and cases are locked with them, in the order in which everybody else takes them.
    """
    hold(Referral.objects.filter(participant__in=people))
    rows = list(Participant.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    hold(Case.objects.filter(participant__in=people))
    return rows


def _facts(first: Participant, second: Participant, *, why: str, papers_seen: bool) -> MergeFacts:
    both = (first.pk, second.pk)
    open_cases = Case.objects.filter(participant__in=both).exclude(state=CaseState.ENDED)
    one, other = (known_ages(subject_of(key), on=timezone.localdate()) for key in both)
    return MergeFacts(
        is_same=first.pk == second.pk,
        is_merged=first.merged_into_id is not None or second.merged_into_id is not None,
        open_cases=open_cases.count(),
        documents=len({one.document for one in (first, second) if one.document}),
        papers_seen=papers_seen,
        has_why=bool(why.strip()),
        ages_differ=one is not None and other is not None and contradict(one, other),
    )


def _fill(first: Participant, second: Participant, *, by: Staff) -> dict[str, list[Any]]:
    """Fill what was not known of the kept one; return what stood before and after, to be put back."""
    traits = Traits.read(first.traits).filled_from(Traits.read(second.traits)).kept()
    values = {
        "document": first.document or second.document,
        "neighbourhood_id": first.neighbourhood_id or second.neighbourhood_id,
        "traits": traits,
    }
    before: dict[str, Any] = {name: getattr(first, name) for name in values}
    filled = {name: [before[name], value] for name, value in values.items() if before[name] != value}
    _write(first, {name: pair[1] for name, pair in filled.items()}, by=by)
    return filled


def _write(row: Participant, values: dict[str, Any], *, by: Staff) -> None:
    said = {name: value for name, value in values.items() if name != "neighbourhood_id"}
    if "neighbourhood_id" in values:
        said["neighbourhood"] = Neighbourhood.objects.filter(pk=values["neighbourhood_id"]).first()
    change(row, by=by, **said, changed_at=timezone.now())


@transaction.atomic
def undo(merge: Merge, *, by: Staff) -> Merge:
    """Part two rows again: each has what it had; what was written since stays with the kept one.

    What was taken back since is taken back for both: one of them said so.

    Raises:
        PermissionDenied: `by` does not supervise; RefusedError: undone already, or the kept one was merged since.
    """
    if not by.may(Permission.SUPERVISE_CASES):
        raise PermissionDenied
    row = in_hand(Merge.objects.all(), merge.pk)
    people = {one.pk: one for one in _locked(row.kept_id, row.gone_id)}
    kept, gone = people[row.kept_id], people[row.gone_id]
    since, no_of_both = kept.merged_into_id is not None, agreeing.said_no_since(kept, row.at)
    refuse(what_blocks_undoing(is_undone=row.undone_at is not None, is_merged_since=since))
    lost = put_back(row.what_moved, gone=gone, kept=kept)
    _write(kept, _emptied(kept, row.what_moved["filled"]), by=by)
    now = timezone.now()
    change(gone, by=by, merged_into=None, changed_at=now)
    change(row, by=by, undone_by=by, undone_at=now)
    record("participant.parted", row, by=by, not_put_back=lost)
    _tell_of(kept, gone)
    if no_of_both:  # nobody knows any more which of the two said it
        agreeing.take_back(gone, by=by)
    return row


def _tell_of(*people: Participant) -> None:
    """Let cases that changed hands be found by the name, and say the last day, of whose they are now."""
    for news in News:
        tell(news, [one.pk for one in people])


def _emptied(kept: Participant, filled: dict[str, list[Any]]) -> dict[str, Any]:
    """Return what stood before the merge in every field that nobody changed since."""
    values: dict[str, Any] = {}
    for name, (before, after) in filled.items():
        now = getattr(kept, name)
        if name == "traits":
            added = {key: value for key, value in after.items() if before.get(key) != value}
            values[name] = {key: value for key, value in now.items() if added.get(key) != value}
        elif now == after:
            values[name] = before
    return values
