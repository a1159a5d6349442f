"""Who may do what, to whose data, and where: one declared table that a lawyer can read.

Each permission belongs to one compartment of data. Each role holds permissions, each within a
scope: their own work, their clusters, their organisation or the whole city. What is not granted
here is refused. Hiding a button protects nothing and is never relied upon.

The security liaison holds public and area-level permissions only; nothing of the compartments
`personal` and `sensitive`, nor any total of street work, may ever stand in that row (design,
section 4), and emergency access never widens it.
"""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum, StrEnum

from pazos.foundation.privacy import Privacy


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
    FACILITATOR = "facilitator"  # of restorative processes
    SECURITY_LIAISON = "security_liaison"
    EVALUATOR = "evaluator"
    AUDITOR = "auditor"
    DATA_OFFICER = "data_officer"
    ADMINISTRATOR = "administrator"


class Scope(IntEnum):
    """Whose data a permission reaches; a wider scope holds the narrower ones."""

    OWN = 1  # what this person wrote, or what is about this person
    CLUSTER = 2  # the clusters they belong to today
    ORGANISATION = 3  # their organisation's
    CITY = 4


class Permission(StrEnum):
    """One thing that an address lets a person do."""

    SEE_PUBLIC = "see_public"  # suppressed aggregates, the signed designation
    KEEP_ACCOUNT = "keep_account"  # one's own password, second factor and sessions
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
    RELEASE_DATA = "release_data"  # prepare and sign what leaves in public: two people
    SEE_STREET_TOTALS = "see_street_totals"  # suppressed totals of street work by cluster
    SELECT_GESTORES = "select_gestores"  # calls, candidates, scores
    RUN_OUTREACH = "run_outreach"  # gestores, shifts, training, supervision, phones
    SEE_SAFETY = "see_safety"  # well-being, incidents and distress of gestores
    ANSWER_DISTRESS = "answer_distress"  # a gestor's call for help that nobody has answered in time
    USE_PHONE = "use_phone"  # the field form on a phone: each form in it needs its own permission
    USE_FIELD = "use_field"  # write street work and receive one's own
    SEE_DISPUTES = "see_disputes"  # disputes, mediations, presence
    SETTLE_EDITS = "settle_edits"  # two edits of one field, records of gestores who left
    HANDLE_REQUESTS = "handle_requests"  # habeas data, consent, retention, legal requests
    ERASE = "erase"  # erase a person's data everywhere
    TAKE_EMERGENCY = "take_emergency"  # open the declared emergency access, with a reason
    SEE_STRATEGY = "see_strategy"  # strategy, programmes, activities, totals of those reached
    PLAN_STRATEGY = "plan_strategy"  # components, programmes, theory of change, readiness
    ADOPT_STRATEGY = "adopt_strategy"  # freeze a version and publish it
    RUN_ACTIVITIES = "run_activities"  # plan activities, say how many came
    KEEP_ATTENDANCE = "keep_attendance"  # who takes part, by name
    SEE_PARTNERS = "see_partners"  # partners, agreements and duties, vacancies
    MANAGE_PARTNERS = "manage_partners"  # contacts by name, vetting, agreements
    OFFER_VACANCIES = "offer_vacancies"
    SAY_DUTIES_DONE = "say_duties_done"  # of an agreement, with what proves it; the city accepts
    SEE_INDICATORS = "see_indicators"
    KEEP_INDICATORS = "keep_indicators"  # sheets, baselines, targets
    REPORT_INDICATORS = "report_indicators"  # values that nobody can compute
    APPROVE_INDICATORS = "approve_indicators"  # never one's own value
    SEE_COMMITTEES = "see_committees"  # sessions, decisions, minutes, commitments
    RUN_COMMITTEES = "run_committees"  # constitute, call, write minutes
    OWE_COMMITMENTS = "owe_commitments"  # the commitments one owes
    FOLLOW_CITY = "follow_city"  # a citizens' council's own judgement of commitments
    SEE_BUDGET = "see_budget"
    KEEP_BUDGET = "keep_budget"  # lines, shares, movements, execution reports
    SEE_COOPERATION = "see_cooperation"
    KEEP_COOPERATION = "keep_cooperation"  # resources, exchange rates, announcements
    GIVE_ACCOUNT = "give_account"  # prepare and sign the yearly report: two people
    SEE_EVALUATIONS = "see_evaluations"  # plans, what they could detect, sealed answers
    PLAN_EVALUATIONS = "plan_evaluations"  # write a plan, seal it and publish its answer: two people
    REFER_PEOPLE = "refer_people"  # tell of somebody who agreed to it, and hear the answer
    RECEIVE_REFERRALS = "receive_referrals"  # answer them, keep the waiting list
    SEE_CASES = "see_cases"
    WORK_CASES = "work_cases"  # accompany: sessions, plans, assessments, crises, the way to work
    SUPERVISE_CASES = "supervise_cases"  # give cases to pairs, approve, sign off crises, join and part people
    SEE_APPLICANTS = "see_applicants"  # what people agreed to show of themselves to a company
    SEE_VENUES = "see_venues"
    KEEP_VENUES = "keep_venues"  # inspections, works, pictures, counts of use
    RUN_JUSTICE = "run_justice"  # restorative processes that one facilitates
    SUPERVISE_JUSTICE = (
        "supervise_justice"  # who facilitates what and how it stands, without a name or a word of it
    )
    GIVE_ORIENTATION = "give_orientation"  # legal orientation, justice days
    SEE_PROGRAMME_TOTALS = "see_programme_totals"  # suppressed totals of those accompanied
    HEAR_COMPLAINTS = "hear_complaints"
    SEE_TRAIL = "see_trail"  # who did and read what and when, without the content
    MANAGE_ACCOUNTS = "manage_accounts"  # staff: invitations, roles, dates; nothing they write
    CONFIGURE = "configure"  # sources, territory


COMPARTMENTS: dict[Permission, Privacy] = {
    Permission.SEE_PUBLIC: Privacy.PUBLIC,
    Permission.KEEP_ACCOUNT: Privacy.PUBLIC,
    Permission.SEE_AREAS: Privacy.WORKING,
    Permission.SEE_RECORDS: Privacy.PERSONAL,
    Permission.LOAD_RECORDS: Privacy.PERSONAL,
    Permission.DECIDE_PLACES: Privacy.WORKING,
    Permission.LINK_RECORDS: Privacy.PERSONAL,
    Permission.DECIDE_DIFFERENCES: Privacy.PERSONAL,
    Permission.MAKE_RULES: Privacy.WORKING,
    Permission.CLOSE_MONTHS: Privacy.WORKING,
    Permission.ANALYSE: Privacy.WORKING,
    Permission.PROPOSE_DESIGNATION: Privacy.WORKING,
    Permission.SIGN_DESIGNATION: Privacy.WORKING,
    Permission.RELEASE_DATA: Privacy.WORKING,
    Permission.SEE_STREET_TOTALS: Privacy.WORKING,
    Permission.SELECT_GESTORES: Privacy.PERSONAL,
    Permission.RUN_OUTREACH: Privacy.PERSONAL,
    Permission.SEE_SAFETY: Privacy.SENSITIVE,
    Permission.ANSWER_DISTRESS: Privacy.SENSITIVE,
    Permission.USE_PHONE: Privacy.SENSITIVE,
    Permission.USE_FIELD: Privacy.SENSITIVE,
    Permission.SEE_DISPUTES: Privacy.SENSITIVE,
    Permission.SETTLE_EDITS: Privacy.SENSITIVE,
    Permission.HANDLE_REQUESTS: Privacy.PERSONAL,
    Permission.ERASE: Privacy.SENSITIVE,
    Permission.TAKE_EMERGENCY: Privacy.SENSITIVE,
    Permission.SEE_STRATEGY: Privacy.WORKING,
    Permission.PLAN_STRATEGY: Privacy.WORKING,
    Permission.ADOPT_STRATEGY: Privacy.WORKING,
    Permission.RUN_ACTIVITIES: Privacy.WORKING,
    Permission.KEEP_ATTENDANCE: Privacy.PERSONAL,
    Permission.SEE_PARTNERS: Privacy.WORKING,
    Permission.MANAGE_PARTNERS: Privacy.PERSONAL,
    Permission.OFFER_VACANCIES: Privacy.WORKING,
    Permission.SAY_DUTIES_DONE: Privacy.WORKING,
    Permission.SEE_INDICATORS: Privacy.WORKING,
    Permission.KEEP_INDICATORS: Privacy.WORKING,
    Permission.REPORT_INDICATORS: Privacy.WORKING,
    Permission.APPROVE_INDICATORS: Privacy.WORKING,
    Permission.SEE_COMMITTEES: Privacy.WORKING,
    Permission.RUN_COMMITTEES: Privacy.WORKING,
    Permission.OWE_COMMITMENTS: Privacy.WORKING,
    Permission.FOLLOW_CITY: Privacy.WORKING,
    Permission.SEE_BUDGET: Privacy.WORKING,
    Permission.KEEP_BUDGET: Privacy.WORKING,
    Permission.SEE_COOPERATION: Privacy.WORKING,
    Permission.KEEP_COOPERATION: Privacy.WORKING,
    Permission.GIVE_ACCOUNT: Privacy.WORKING,
    Permission.SEE_EVALUATIONS: Privacy.WORKING,
    Permission.PLAN_EVALUATIONS: Privacy.WORKING,
    Permission.REFER_PEOPLE: Privacy.SENSITIVE,
    Permission.RECEIVE_REFERRALS: Privacy.SENSITIVE,
    Permission.SEE_CASES: Privacy.SENSITIVE,
    Permission.WORK_CASES: Privacy.SENSITIVE,
    Permission.SUPERVISE_CASES: Privacy.SENSITIVE,
    Permission.SEE_APPLICANTS: Privacy.PERSONAL,
    Permission.SEE_VENUES: Privacy.WORKING,
    Permission.KEEP_VENUES: Privacy.WORKING,
    Permission.RUN_JUSTICE: Privacy.SENSITIVE,
    Permission.SUPERVISE_JUSTICE: Privacy.PERSONAL,
    Permission.GIVE_ORIENTATION: Privacy.SENSITIVE,
    Permission.SEE_PROGRAMME_TOTALS: Privacy.WORKING,
    Permission.HEAR_COMPLAINTS: Privacy.SENSITIVE,
    Permission.SEE_TRAIL: Privacy.WORKING,
    Permission.MANAGE_ACCOUNTS: Privacy.PERSONAL,
    Permission.CONFIGURE: Privacy.WORKING,
}
GUARDED = (Privacy.PERSONAL, Privacy.SENSITIVE)

Grants = dict[Permission, Scope]


def _city(*permissions: Permission) -> Grants:
    return dict.fromkeys(permissions, Scope.CITY)


_EVERYONE = _city(Permission.SEE_PUBLIC)
_STAFF = {**_EVERYONE, Permission.KEEP_ACCOUNT: Scope.OWN, Permission.OWE_COMMITMENTS: Scope.OWN}
_AREAS = {**_STAFF, **_city(Permission.SEE_AREAS)}
# What the strategy does and spends, without any person in it. The police know it as the public does.
_BOOKS = _city(
    Permission.SEE_STRATEGY,
    Permission.SEE_PARTNERS,
    Permission.SEE_INDICATORS,
    Permission.SEE_BUDGET,
    Permission.SEE_COOPERATION,
    Permission.SEE_VENUES,
)
_DESK = {
    **_AREAS,
    **_BOOKS,
    **_city(
        Permission.SEE_RECORDS,
        Permission.LOAD_RECORDS,
        Permission.DECIDE_PLACES,
        Permission.LINK_RECORDS,
        Permission.DECIDE_DIFFERENCES,
        Permission.MAKE_RULES,
        Permission.CLOSE_MONTHS,
        Permission.ANALYSE,
        Permission.PROPOSE_DESIGNATION,
        Permission.RELEASE_DATA,
        Permission.SEE_STREET_TOTALS,
        Permission.PLAN_STRATEGY,
        Permission.RUN_ACTIVITIES,
        Permission.MANAGE_PARTNERS,
        Permission.OFFER_VACANCIES,
        Permission.SAY_DUTIES_DONE,
        Permission.KEEP_INDICATORS,
        Permission.REPORT_INDICATORS,
        Permission.APPROVE_INDICATORS,
        Permission.SEE_COMMITTEES,
        Permission.RUN_COMMITTEES,
        Permission.KEEP_BUDGET,
        Permission.KEEP_COOPERATION,
        Permission.GIVE_ACCOUNT,
        Permission.SEE_EVALUATIONS,
        Permission.PLAN_EVALUATIONS,
        Permission.KEEP_VENUES,
        Permission.SEE_PROGRAMME_TOTALS,
    ),
}

GRANTS: dict[Role, Grants] = {
    Role.PUBLIC: _EVERYONE,
    Role.STRATEGY_LEAD: {
        **_DESK,
        **_city(Permission.SIGN_DESIGNATION, Permission.SELECT_GESTORES, Permission.ADOPT_STRATEGY),
    },
    Role.ANALYST: _DESK,
    Role.COMMITTEE_MEMBER: {
        **_AREAS,
        **_BOOKS,
        **_city(Permission.SEE_STREET_TOTALS, Permission.SEE_EVALUATIONS, Permission.SEE_PROGRAMME_TOTALS),
        Permission.SEE_COMMITTEES: Scope.OWN,
        Permission.FOLLOW_CITY: Scope.OWN,
    },
    Role.DEPARTMENT: {
        **_AREAS,
        **_city(
            Permission.SEE_STREET_TOTALS,
            Permission.SEE_STRATEGY,
            Permission.SEE_PARTNERS,
            Permission.SEE_INDICATORS,
            Permission.SEE_VENUES,
        ),
        Permission.KEEP_VENUES: Scope.ORGANISATION,
        Permission.RUN_ACTIVITIES: Scope.ORGANISATION,
        Permission.REPORT_INDICATORS: Scope.ORGANISATION,
        Permission.SEE_COMMITTEES: Scope.OWN,
        Permission.SEE_BUDGET: Scope.ORGANISATION,
        Permission.KEEP_BUDGET: Scope.ORGANISATION,
    },
    Role.PARTNER: {
        **_STAFF,
        Permission.SEE_STRATEGY: Scope.ORGANISATION,
        Permission.RUN_ACTIVITIES: Scope.ORGANISATION,
        Permission.KEEP_ATTENDANCE: Scope.ORGANISATION,
        Permission.SEE_PARTNERS: Scope.ORGANISATION,
        Permission.OFFER_VACANCIES: Scope.ORGANISATION,
        Permission.SAY_DUTIES_DONE: Scope.ORGANISATION,
        Permission.SEE_INDICATORS: Scope.ORGANISATION,
        Permission.REPORT_INDICATORS: Scope.ORGANISATION,
        Permission.SEE_COMMITTEES: Scope.OWN,
        Permission.SEE_COOPERATION: Scope.ORGANISATION,
        Permission.SEE_VENUES: Scope.CITY,
        Permission.REFER_PEOPLE: Scope.OWN,
        Permission.SEE_APPLICANTS: Scope.ORGANISATION,
    },
    Role.GESTOR: {
        **_STAFF,
        Permission.REFER_PEOPLE: Scope.OWN,
        Permission.USE_PHONE: Scope.CLUSTER,
        Permission.USE_FIELD: Scope.CLUSTER,
        Permission.SEE_DISPUTES: Scope.CLUSTER,
        Permission.SEE_SAFETY: Scope.OWN,
    },
    Role.OUTREACH_COORDINATOR: {
        **_AREAS,
        **_city(
            Permission.SEE_STREET_TOTALS,
            Permission.SELECT_GESTORES,
            Permission.RUN_OUTREACH,
            Permission.SEE_STRATEGY,
            Permission.SEE_INDICATORS,
            Permission.SEE_VENUES,
            Permission.SEE_PROGRAMME_TOTALS,
        ),
        Permission.REFER_PEOPLE: Scope.OWN,
        Permission.USE_PHONE: Scope.CLUSTER,
        Permission.USE_FIELD: Scope.CLUSTER,
        Permission.SEE_DISPUTES: Scope.CLUSTER,
        Permission.SETTLE_EDITS: Scope.CLUSTER,
        Permission.SEE_SAFETY: Scope.CLUSTER,
        Permission.TAKE_EMERGENCY: Scope.CITY,
        Permission.ANSWER_DISTRESS: Scope.CITY,
    },
    Role.CASE_WORKER: {
        **_STAFF,
        Permission.SEE_STRATEGY: Scope.ORGANISATION,
        Permission.RUN_ACTIVITIES: Scope.ORGANISATION,
        Permission.KEEP_ATTENDANCE: Scope.ORGANISATION,
        Permission.SEE_PARTNERS: Scope.CITY,
        Permission.SEE_VENUES: Scope.CITY,
        Permission.REFER_PEOPLE: Scope.OWN,
        Permission.RECEIVE_REFERRALS: Scope.CLUSTER,
        Permission.SEE_CASES: Scope.OWN,
        Permission.WORK_CASES: Scope.OWN,
        Permission.GIVE_ORIENTATION: Scope.OWN,
        Permission.USE_PHONE: Scope.CLUSTER,
    },
    Role.CASE_SUPERVISOR: {
        **_AREAS,
        **_city(
            Permission.SEE_STREET_TOTALS,
            Permission.SELECT_GESTORES,
            Permission.TAKE_EMERGENCY,
            Permission.ANSWER_DISTRESS,
            Permission.SEE_STRATEGY,
            Permission.RUN_ACTIVITIES,
            Permission.KEEP_ATTENDANCE,
            Permission.SEE_PARTNERS,
            Permission.OFFER_VACANCIES,
            Permission.SEE_VENUES,
            Permission.REFER_PEOPLE,
            Permission.RECEIVE_REFERRALS,
            Permission.SEE_CASES,
            Permission.WORK_CASES,
            Permission.SUPERVISE_CASES,
            Permission.SUPERVISE_JUSTICE,
            Permission.GIVE_ORIENTATION,
            Permission.SEE_PROGRAMME_TOTALS,
            Permission.HEAR_COMPLAINTS,
        ),
    },
    Role.FACILITATOR: {
        **_STAFF,
        Permission.RUN_JUSTICE: Scope.OWN,
        Permission.GIVE_ORIENTATION: Scope.OWN,
    },
    Role.SECURITY_LIAISON: {**_AREAS, Permission.SEE_COMMITTEES: Scope.OWN},
    Role.EVALUATOR: {
        **_AREAS,
        **_BOOKS,
        **_city(
            Permission.ANALYSE,
            Permission.SEE_STREET_TOTALS,
            Permission.SEE_EVALUATIONS,
            Permission.PLAN_EVALUATIONS,
            Permission.SEE_PROGRAMME_TOTALS,
        ),
    },
    Role.AUDITOR: {**_STAFF, **_city(Permission.SEE_TRAIL)},
    Role.DATA_OFFICER: {
        **_STAFF,
        **_city(
            Permission.HANDLE_REQUESTS,
            Permission.ERASE,
            Permission.RELEASE_DATA,
            Permission.SEE_TRAIL,
            Permission.HEAR_COMPLAINTS,
        ),
    },
    Role.ADMINISTRATOR: {**_STAFF, **_city(Permission.CONFIGURE, Permission.MANAGE_ACCOUNTS)},
}

# What may be taken for some hours with a written reason, at the scope of the city. The person is
# named in the trail and the reason is reviewed by somebody else.
EMERGENCY: dict[Role, frozenset[Permission]] = {
    Role.OUTREACH_COORDINATOR: frozenset({Permission.SEE_DISPUTES, Permission.SEE_SAFETY}),
    Role.CASE_SUPERVISOR: frozenset({Permission.SEE_SAFETY}),
}

# A call for help reaches the coordinators of the gestor's clusters at once. If nobody has answered
# it by then it reaches, of itself, everyone who holds ANSWER_DISTRESS: the call and nothing else of
# that gestor. Waiting for somebody to declare an emergency would cost the minutes that matter.
DISTRESS_WIDENS_AFTER = timedelta(minutes=5)


def scope_of(role: Role, permission: Permission) -> Scope | None:
    """Return how far `role` holds `permission`, or None; everyone holds what the public holds."""
    return GRANTS[role].get(permission, GRANTS[Role.PUBLIC].get(permission))


def may(role: Role, permission: Permission) -> bool:
    """Return whether `role` holds `permission` in any scope."""
    return scope_of(role, permission) is not None


def holders(permission: Permission) -> list[Role]:
    """Return the roles that hold `permission`, in the order of the table."""
    return [role for role, granted in GRANTS.items() if permission in granted]


def reads_guarded(role: Role) -> bool:
    """Return whether `role` reaches personal or sensitive data: such an account needs a second factor."""
    return any(COMPARTMENTS[permission] in GUARDED for permission in GRANTS[role])
