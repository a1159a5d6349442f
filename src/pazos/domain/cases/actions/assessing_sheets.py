"""Keeping an instrument or a pathway of the city's own: checked in words, versioned, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.instruments import faults as of_instruments
from pazos.domain.cases.instruments.registry import instruments
from pazos.domain.cases.models import CareSheet
from pazos.domain.cases.pathways import reading as of_pathways
from pazos.domain.cases.pathways.registry import pathways
from pazos.domain.cases.vocabulary import SheetKind
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.people.models import Staff


def faults(content: Mapping[str, Any], *, kind: str) -> tuple[InputProblem, ...]:
    """Return everything that is wrong with a file of the city, its version too."""
    if kind == SheetKind.INSTRUMENT:
        found, newest = of_instruments.faults(content), {one.code: one.version for one in instruments()}
        code = content.get("code")
    else:
        over = {one.kind: one for one in pathways()}
        code = content.get("kind")
        found = of_pathways.faults(content, over=over.get(str(code)))
        newest = {one.kind: one.version for one in over.values()}
    awaited = newest.get(str(code), 0) + 1
    if found or content["version"] == awaited:
        return found
    return (InputProblem(N_("The next version of {code} is {version}."), code=code, version=awaited),)


@transaction.atomic
def keep(content: Mapping[str, Any], *, kind: str, by: Staff) -> CareSheet:
    """Keep a version; from then on it is the one that is asked or followed.

    Raises:
        OutOfReachError: only whoever supervises cases may.
        InputProblem: the first thing that is wrong with the file.
    """
    if not by.may(Permission.SUPERVISE_CASES):
        raise OutOfReachError(N_("Only whoever supervises cases keeps instruments and pathways."))
    for fault in faults(content, kind=kind):
        raise fault
    code = content["code"] if kind == SheetKind.INSTRUMENT else content["kind"]
    sheet = CareSheet.objects.create(
        kind=kind,
        code=code,
        version=content["version"],
        content=dict(content),
        kept_by=by,
        kept_at=timezone.now(),
    )
    audit.record("care_sheet.kept", sheet, by=by, kind=kind, version=sheet.version)
    return sheet
