"""Reports are prepared by one person, signed by another, replaced by a later one or withdrawn with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from pazos.domain.accountability.models import YearReport
from pazos.domain.accountability.rules import (
    PreparingFacts,
    SigningFacts,
    what_blocks_preparing,
    what_blocks_signing,
    what_blocks_withdrawing,
)
from pazos.domain.accountability.vocabulary import ReportState
from pazos.domain.refusing import refuse
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.audit import actions as audit
from pazos.foundation.runs.actions import sha256_of
from pazos.foundation.runs.code import code_version
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pazos.domain.people.models import Staff


def must_give_account(by: Staff) -> None:
    """Raise InputProblem unless somebody may prepare and sign reports."""
    if by.scope(Permission.GIVE_ACCOUNT) is not Scope.CITY:
        raise InputProblem(N_("Yearly reports are not prepared or signed by this account."))


def facts_to_prepare(
    *, year: int, as_of_on: date, content_hash: str, has_strategy: bool, remark: str
) -> PreparingFacts:
    """Return what the rule of preparing looks at."""
    states = dict(YearReport.objects.filter(year=year).values_list("state", "content_hash"))
    return PreparingFacts(
        year=year,
        as_of_on=as_of_on,
        on=timezone.localdate(),
        has_strategy=has_strategy,
        one_waits=ReportState.PREPARED in states,
        one_is_signed=ReportState.SIGNED in states,
        same_as_signed=states.get(ReportState.SIGNED) == content_hash,
        has_remark=bool(remark.strip()),
    )


@transaction.atomic
def prepare(
    *,
    year: int,
    as_of_on: date,
    content: Mapping[str, Any],
    has_strategy: bool,
    remark: str = "",
    by: Staff,
) -> YearReport:
    """Keep a report as it would be told, for another person to sign."""
    must_give_account(by)
    content_hash = sha256_of(content)
    refuse(
        what_blocks_preparing(
            facts_to_prepare(
                year=year,
                as_of_on=as_of_on,
                content_hash=content_hash,
                has_strategy=has_strategy,
                remark=remark,
            )
        )
    )
    last = YearReport.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    made = YearReport.objects.create(
        year=year,
        number=last + 1,
        as_of_on=as_of_on,
        content=dict(content),
        content_hash=content_hash,
        code_version=code_version(),
        remark=remark.strip(),
        prepared_at=timezone.now(),
        prepared_by=by,
    )
    audit.record("year_report.prepared", made, by=by, year=year, number=made.number, hash=content_hash)
    return made


def facts_to_sign(report: YearReport, *, same_today: bool, by: Staff) -> SigningFacts:
    """Return what the rule of signing looks at."""
    return SigningFacts(
        state=report.state,
        by_same_person=report.prepared_by_id == by.pk,
        content_whole=sha256_of(report.content) == report.content_hash,
        same_today=same_today,
    )


@transaction.atomic
def sign(report: YearReport, *, same_today: bool, by: Staff) -> YearReport:
    """Sign a report: it is public, and one of the same year that was signed before is replaced."""
    must_give_account(by)
    held = YearReport.objects.select_for_update().get(pk=report.pk)
    refuse(what_blocks_signing(facts_to_sign(held, same_today=same_today, by=by)))
    now = timezone.now()
    before = YearReport.objects.filter(year=held.year, state=ReportState.SIGNED)
    replaced = before.update(state=ReportState.REPLACED, ended_at=now, ended_by=by)
    held.state, held.signed_at, held.signed_by = ReportState.SIGNED, now, by
    held.save(update_fields=["state", "signed_at", "signed_by"])
    audit.record(
        "year_report.signed",
        held,
        by=by,
        year=held.year,
        number=held.number,
        hash=held.content_hash,
        replaces=bool(replaced),
    )
    return held


@transaction.atomic
def withdraw(report: YearReport, *, why: str, by: Staff) -> YearReport:
    """Take a report back; whoever read it can read the reason."""
    must_give_account(by)
    held = YearReport.objects.select_for_update().get(pk=report.pk)
    refuse(what_blocks_withdrawing(held.state, has_why=bool(why.strip())))
    was_public = held.was_public
    held.state, held.withdrawn_why = ReportState.WITHDRAWN, why.strip()[:500]
    held.ended_at, held.ended_by = timezone.now(), by
    held.save(update_fields=["state", "withdrawn_why", "ended_at", "ended_by"])
    audit.record(
        "year_report.withdrawn", held, by=by, year=held.year, number=held.number, was_public=was_public
    )
    return held
