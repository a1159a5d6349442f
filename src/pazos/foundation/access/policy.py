"""Who may do what: one table of roles and permissions that a lawyer can read.

Every address of the product names the one permission it needs; what is not granted here is
refused. Hiding a button protects nothing and is never relied upon. The security liaison
holds area-level permissions only, and that must stay so (design, section 4).
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a signed-in person is in the strategy. `PUBLIC` is anyone, signed in or not."""

    PUBLIC = "public"
    STRATEGY_LEAD = "strategy_lead"
    ANALYST = "analyst"
    COMMITTEE_MEMBER = "committee_member"
    DEPARTMENT = "department"
    PARTNER = "partner"
    GESTOR = "gestor"
    OUTREACH_COORDINATOR = "outreach_coordinator"
    CASE_WORKER = "case_worker"
    CASE_SUPERVISOR = "case_supervisor"
    SECURITY_LIAISON = "security_liaison"
    EVALUATOR = "evaluator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing that an address lets a person do."""

    SEE_PUBLIC = "see_public"  # suppressed aggregates, the signed designation
    SEE_AREAS = "see_areas"  # figures by neighbourhood, maps, runs
    SEE_RECORDS = "see_records"  # rows of official records, rejected rows, kept files
    LOAD_RECORDS = "load_records"  # bring a file in, correct a row, set a file aside
    DECIDE_PLACES = "decide_places"  # join spellings to neighbourhoods
    LINK_RECORDS = "link_records"  # choose thresholds, say which claims are of one death
    DECIDE_DIFFERENCES = "decide_differences"  # causes of differences, technical tables
    MAKE_RULES = "make_rules"  # counting rules, thresholds of quality
    CLOSE_MONTHS = "close_months"  # prepare and sign a month: two people, never the same
    ANALYSE = "analyse"  # start a run
    PROPOSE_DESIGNATION = "propose_designation"
    SIGN_DESIGNATION = "sign_designation"
    SEE_TRAIL = "see_trail"  # who did what and when, without the content
    CONFIGURE = "configure"  # accounts, sources, territory


_AREAS = {Permission.SEE_PUBLIC, Permission.SEE_AREAS}
_DESK = _AREAS | {
    Permission.SEE_RECORDS,
    Permission.LOAD_RECORDS,
    Permission.DECIDE_PLACES,
    Permission.LINK_RECORDS,
    Permission.DECIDE_DIFFERENCES,
    Permission.MAKE_RULES,
    Permission.CLOSE_MONTHS,
    Permission.ANALYSE,
    Permission.PROPOSE_DESIGNATION,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PUBLIC: frozenset({Permission.SEE_PUBLIC}),
    Role.STRATEGY_LEAD: frozenset(_DESK | {Permission.SIGN_DESIGNATION}),
    Role.ANALYST: frozenset(_DESK),
    Role.COMMITTEE_MEMBER: frozenset(_AREAS),
    Role.DEPARTMENT: frozenset(_AREAS),
    Role.PARTNER: frozenset({Permission.SEE_PUBLIC}),
    Role.GESTOR: frozenset({Permission.SEE_PUBLIC}),
    Role.OUTREACH_COORDINATOR: frozenset(_AREAS),
    Role.CASE_WORKER: frozenset({Permission.SEE_PUBLIC}),
    Role.CASE_SUPERVISOR: frozenset(_AREAS),
    Role.SECURITY_LIAISON: frozenset(_AREAS),
    Role.EVALUATOR: frozenset(_AREAS | {Permission.ANALYSE}),
    Role.AUDITOR: frozenset({Permission.SEE_PUBLIC, Permission.SEE_TRAIL}),
    Role.ADMINISTRATOR: frozenset({Permission.SEE_PUBLIC, Permission.CONFIGURE}),
}


def may(role: Role, permission: Permission) -> bool:
    """Return whether `role` holds `permission`; everyone holds what the public holds."""
    return permission in GRANTS[role] or permission in GRANTS[Role.PUBLIC]
