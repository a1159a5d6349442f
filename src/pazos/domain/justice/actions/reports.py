"""Reports to a judge: written by one, approved by another, frozen with their hash, sent on.

A report holds the fields of `lawful.REPORT`: codes, days and numbers, and a court of the city's list. Whoever
approves it adds what its paper says besides, and all of it is in the hash.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.models import Case
from pazos.domain.cases.rules.working import what_blocks_reach
from pazos.domain.justice import lawful
from pazos.domain.justice.actions.measures import in_hand
from pazos.domain.justice.models import JudgeReport, Measure
from pazos.domain.justice.queries.courts import city_name, facts_of, is_lawful, names
from pazos.domain.justice.rules import measures as rules
from pazos.domain.justice.standing import measure_facts
from pazos.domain.justice.vocabulary import AskedOfJudge, Compliance, School
from pazos.domain.outreach import answers
from pazos.domain.refusing import at_once, refuse
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from pazos.domain.people.models import Staff


@transaction.atomic
def write(
    measure: Measure,
    *,
    id: UUID,  # noqa: A002 - the field's own name
    until_on: date,
    compliance: str,
    school: str,
    asks: str,
    by: Staff,
) -> JudgeReport:
    """Write a report until a day, and freeze it as it is; what is wrong in it is thrown away and written again."""
    held = in_hand(measure.pk, by=by)
    known = held.reports.filter(pk=id).first()
    if known is not None:
        return known
    refuse(
        rules.what_blocks_report(
            measure_facts(held),
            until_on=until_on,
            today=timezone.localdate(),
            told_until=told_until(held),
            one_waits=held.reports.filter(sent_on__isnull=True).exists(),
            **facts_of(held, listed=names()),
        )
    )
    said = {
        "compliance": answers.one_of("compliance", compliance, Compliance),
        "school": answers.one_of("school", school, School),
        "asks": answers.one_of("asks", asks, AskedOfJudge),
    }
    content = content_of(held, until_on=until_on, said=said)
    report = JudgeReport(
        id=id,
        measure=held,
        until_on=until_on,
        content=content,
        content_hash=hash_of(content),
        written_by=by,
    )
    if (standing := at_once.put(report, own=held.reports.all())) is not None:
        return standing
    made(report, by=by)
    audit.record("judge_report.written", report, by=by, hash=report.content_hash)
    return report


def told_until(measure: Measure) -> date | None:
    """Return the last day of which a judge was told."""
    sent = measure.reports.filter(sent_on__isnull=False).order_by("-until_on")
    return sent.values_list("until_on", flat=True).first()


def content_of(measure: Measure, *, until_on: date, said: dict[str, str]) -> dict[str, Any]:
    """Return what the law lets a judge know of a measure until a day."""
    done = [(on, hours) for on, hours in measure.done.values_list("on", "hours") if on <= until_on]
    facts = {
        "court": measure.court,
        "file_number": measure.file_number,
        "kind": measure.kind,
        "begins_on": measure.begins_on.isoformat(),
        "ends_on": rules.last_day(measure_facts(measure)).isoformat(),
        "until_on": until_on.isoformat(),
        "hours_ordered": measure.hours,
        "hours_done": str(sum((hours for _, hours in done), Decimal(0))),
        "days_done": len({on for on, _ in done}),
        "last_day": max(on for on, _ in done).isoformat() if done else "",
    }
    return lawful.only(lawful.REPORT, {**facts, **said})


def signed(content: Mapping[str, Any], *, written_by: Staff, approved_by: Staff) -> dict[str, Any]:
    """Return what a report says with what only its paper says: who saw it, and the city."""
    said = {"written_by": written_by.name, "approved_by": approved_by.name, "city": city_name()}
    return {**content, **said}


@transaction.atomic
def approve(report: JudgeReport, *, by: Staff) -> None:
    """Approve what somebody else wrote; it is frozen for good, with both names and the city that its paper says."""
    if reach_of(by, Permission.SUPERVISE_CASES).is_nothing:
        raise PermissionDenied
    held = _held(report, by=by)
    refuse(
        rules.what_blocks_approving(
            is_approved=held.approved_by_id is not None,
            is_own=held.written_by_id == by.pk,
            is_altered=is_altered(held),
            is_lawful=is_lawful(held.content),
            is_stale=is_stale(held),
        )
    )
    content = signed(held.content, written_by=held.written_by, approved_by=by)
    change(held, by=by, approved_by=by, content=content, content_hash=hash_of(content))
    audit.record("judge_report.approved", held, by=by, hash=held.content_hash)


@transaction.atomic
def send(report: JudgeReport, *, on: date, by: Staff) -> None:
    """Write the day on which the paper left for the judge."""
    held = _held(report, by=by)
    refuse(
        rules.what_blocks_sending(
            is_approved=held.approved_by_id is not None,
            is_sent=held.sent_on is not None,
            is_altered=is_altered(held),
            has_come=on <= timezone.localdate(),
            is_lawful=is_lawful(held.content),
        )
    )
    change(held, by=by, sent_on=on)
    audit.record("judge_report.sent", held, by=by, hash=held.content_hash)


@transaction.atomic
def throw_away(report: JudgeReport, *, by: Staff) -> None:
    """Throw a report away that has not left."""
    held = _held(report, by=by)
    refuse(rules.what_blocks_throwing_away(is_sent=held.sent_on is not None))
    audit.record("judge_report.thrown_away", held, by=by, hash=held.content_hash)
    held.delete()


def hash_of(content: Mapping[str, Any]) -> str:
    """Return the hash of what a report says, under the city's key."""
    return lawful.sealed_hash_of(content, of=lawful.REPORT_HASH)


def is_altered(report: JudgeReport) -> bool:
    """Return whether what stands in a report is not what its hash was taken of."""
    content: dict[str, Any] = report.content
    return hash_of(content) != report.content_hash


def is_stale(report: JudgeReport) -> bool:
    """Return whether a report that has not left says of its measure what does not stand there any more."""
    content: dict[str, Any] = report.content
    if report.sent_on is not None:
        return False
    said = {code: content[code] for code in ("compliance", "school", "asks")}
    now = content_of(report.measure, until_on=report.until_on, said=said)
    return any(content[code] != value for code, value in now.items())


def _held(report: JudgeReport, *, by: Staff) -> JudgeReport:
    found = at_once.in_hand(JudgeReport.objects.all(), report.pk)
    refuse(what_blocks_reach(Case.objects.get(measures=found.measure_id), by=by))
    return found
