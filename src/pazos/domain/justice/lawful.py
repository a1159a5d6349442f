"""What may a judge be told of a measure, or an authority of a restorative process? Each field with its article.

Only codes, days and numbers, and what a judge knows the matter by: a court of the city's list and the number of
its file, digits in groups (`rules.filing`). There is no field into which anybody writes freely, so nothing of a
case or a process can get in.
The adolescent is not named: the file number says who it is, and the file is reserved (Law 1098 of 2006, art. 153).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from pazos.domain.justice.vocabulary import DutyState, ProcessState
from pazos.foundation.privacy.sealing import blind_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import Promise

ADOLESCENTS = _("Law 1098 of 2006, art. {articles}")
PROCEDURE = _("Law 906 of 2004, art. {articles}")


@dataclass(frozen=True)
class LawfulField:
    """One thing that leaves: its code, what it is called, the law that asks for it."""

    code: str
    label: str | Promise
    law: str | Promise
    articles: str

    @property
    def source(self) -> str:
        """The law and the article, in the reader's language."""
        return str(self.law).format(articles=self.articles)


REPORT = (
    LawfulField("court", _("Court"), ADOLESCENTS, "177"),
    LawfulField("file_number", _("Number of the file"), ADOLESCENTS, "153, 177"),
    LawfulField("kind", _("Measure"), ADOLESCENTS, "177"),
    LawfulField("begins_on", _("It began on"), ADOLESCENTS, "177"),
    LawfulField("ends_on", _("It ends on"), ADOLESCENTS, "183-187"),
    LawfulField("until_on", _("Told until"), ADOLESCENTS, "178"),
    LawfulField("hours_ordered", _("Hours that were ordered"), ADOLESCENTS, "184"),
    LawfulField("hours_done", _("Hours that were done"), ADOLESCENTS, "184"),
    LawfulField("days_done", _("Days on which something was done"), ADOLESCENTS, "178, 184"),
    LawfulField("last_day", _("The last of those days"), ADOLESCENTS, "178"),
    LawfulField("compliance", _("How the measure is kept"), ADOLESCENTS, "178"),
    LawfulField("school", _("Education"), ADOLESCENTS, "177"),
    LawfulField("asks", _("What is asked of the judge"), ADOLESCENTS, "178"),
)
CERTIFICATE = (
    LawfulField("number", _("Number of the process"), PROCEDURE, "518"),
    LawfulField("began_on", _("It was asked for on"), PROCEDURE, "518"),
    LawfulField("ended_on", _("It ended on"), PROCEDURE, "526"),
    LawfulField("stands", _("How it stands"), PROCEDURE, "518, 526"),
    LawfulField("agreement", _("Whether there was an agreement"), PROCEDURE, "518, 526"),
    LawfulField("kept", _("Whether the agreement was kept"), PROCEDURE, "519, 526"),
)
CERTIFICATE_HASH, REPORT_HASH = "process.certificate", "judge.report"  # what keeps their hashes apart
STANDS = {"under_way": _("under way"), "ended": _("ended")}
KEPT = {
    "kept": _("kept"),
    "not_kept": _("not kept"),
    "under_way": _("its duties are not due yet, or not all were judged"),
    "let_go": _("not all of its duties were judged, and nobody owes them any more"),
    "none": _("there was no agreement"),
}


def only(fields: Iterable[LawfulField], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of each field, in their order; refuse what no article asks for, or what misses.

    Raises:
        ValueError: a field too many or too few. It names the fields, never what they hold.
    """
    codes = [field.code for field in fields]
    if set(codes) != set(said):
        raise ValueError(
            f"fields that the law does not ask for, or that miss: {sorted(set(codes) ^ set(said))}"
        )
    return {code: said[code] for code in codes}


def sealed_hash_of(content: Mapping[str, Any], *, of: str) -> str:
    """Return a hash under the city's key, 64 letters, whatever the order of the fields; `of` is the kind of paper.

    What leaves is so little that a plain hash of it, which stands in the trail, could be guessed or confirmed.
    """
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return blind_index(hashlib.sha256(text.encode()).hexdigest(), of)


def kept_code(agreed: Iterable[DutyState], *, of: ProcessState) -> str:
    """Return how an agreement was kept, of its duties; one that both changed is answered by what came for it.

    A duty that was let go is nobody's breach. Where others stand they answer; of a process that stopped with
    duties that nobody judged, none does.
    """
    states = set(agreed) - {DutyState.CHANGED}
    if not states:
        return "none"
    if DutyState.BROKEN in states:
        return "not_kept"
    if of is not ProcessState.STOPPED and DutyState.OPEN in states:
        return "under_way"
    standing = states - {DutyState.LET_GO, DutyState.OPEN}
    return "let_go" if not standing or (of is ProcessState.STOPPED and standing != states) else "kept"


def stands_code(state: ProcessState) -> str:
    """Return whether a process is under way or ended; who ended it, and why, is nobody's but theirs."""
    return "ended" if state in (ProcessState.CLOSED, ProcessState.STOPPED) else "under_way"
