"""Every deed once, in an order in which each may be done."""

from __future__ import annotations

from marked import around, cases, justice, rights, work
from marked.stage import Stage, stage


def drive() -> Stage:
    """Fill the database with marks."""
    on = stage()
    for part in (
        cases.referrals,
        rights.people,
        around.attendance,
        around.venues,
        cases.care,
        cases.course,
        work.employment,
        justice.processes,
        justice.ordered,
        cases.voices,
        cases.ending,
        rights.consent,
        rights.desk,
        rights.let_go,
    ):
        part(on)
    return on
