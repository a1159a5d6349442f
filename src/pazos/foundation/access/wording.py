"""The policy in words: what each permission lets a person do, whose data it reaches, and what kind.

These are the words of the refusal page, of the public page of the policy and of the printed table.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.privacy import Privacy

WHAT_IT_LETS = {
    Permission.SEE_PUBLIC: _("see the public figures"),
    Permission.KEEP_ACCOUNT: _("keep an account of one's own"),
    Permission.SEE_AREAS: _("see figures by neighbourhood"),
    Permission.SEE_RECORDS: _("see rows of official records"),
    Permission.LOAD_RECORDS: _("bring files of official records in"),
    Permission.DECIDE_PLACES: _("join spellings to neighbourhoods"),
    Permission.LINK_RECORDS: _("say which records are of one death"),
    Permission.DECIDE_DIFFERENCES: _("decide why sources differ"),
    Permission.MAKE_RULES: _("make counting rules and set thresholds"),
    Permission.CLOSE_MONTHS: _("close months of the register"),
    Permission.ANALYSE: _("start an analysis"),
    Permission.PROPOSE_DESIGNATION: _("propose a designation of clusters"),
    Permission.SIGN_DESIGNATION: _("sign a designation of clusters"),
    Permission.RELEASE_DATA: _("release data to the public"),
    Permission.SEE_STREET_TOTALS: _("see totals of street work by cluster"),
    Permission.SELECT_GESTORES: _("select gestores"),
    Permission.RUN_OUTREACH: _("run the street work"),
    Permission.SEE_SAFETY: _("see how gestores are and what threatened them"),
    Permission.ANSWER_DISTRESS: _("answer a gestor's call for help"),
    Permission.USE_PHONE: _("use the field form on a phone"),
    Permission.USE_FIELD: _("write from the street"),
    Permission.SEE_DISPUTES: _("see disputes and mediations"),
    Permission.SETTLE_EDITS: _("settle two edits of one record"),
    Permission.HANDLE_REQUESTS: _("answer requests about personal data"),
    Permission.ERASE: _("erase a person's data"),
    Permission.TAKE_EMERGENCY: _("open emergency access with a reason"),
    Permission.SEE_STRATEGY: _("see the strategy, its programmes and activities"),
    Permission.PLAN_STRATEGY: _("plan the strategy and its programmes"),
    Permission.ADOPT_STRATEGY: _("adopt and publish the strategy"),
    Permission.RUN_ACTIVITIES: _("plan activities and say how many came"),
    Permission.KEEP_ATTENDANCE: _("write down who takes part"),
    Permission.SEE_PARTNERS: _("see partners and agreements"),
    Permission.MANAGE_PARTNERS: _("keep partners, their contacts and agreements"),
    Permission.OFFER_VACANCIES: _("offer vacancies"),
    Permission.SAY_DUTIES_DONE: _("say that duties of an agreement are done"),
    Permission.SEE_INDICATORS: _("see the indicators"),
    Permission.KEEP_INDICATORS: _("keep the sheets and targets of indicators"),
    Permission.REPORT_INDICATORS: _("report values of indicators"),
    Permission.APPROVE_INDICATORS: _("approve values of indicators"),
    Permission.SEE_COMMITTEES: _("see committees and their minutes"),
    Permission.RUN_COMMITTEES: _("call committees and write their minutes"),
    Permission.OWE_COMMITMENTS: _("see the commitments one owes"),
    Permission.FOLLOW_CITY: _("judge the city's commitments in a citizens' council"),
    Permission.SEE_BUDGET: _("see the budget"),
    Permission.KEEP_BUDGET: _("keep the budget's lines and movements"),
    Permission.SEE_COOPERATION: _("see cooperation resources"),
    Permission.KEEP_COOPERATION: _("keep cooperation resources"),
    Permission.GIVE_ACCOUNT: _("prepare and sign the yearly report"),
    Permission.SEE_EVALUATIONS: _("evaluations, their plans and answers"),
    Permission.PLAN_EVALUATIONS: _("write, seal and answer evaluations"),
    Permission.REFER_PEOPLE: _("refer somebody who agreed to it"),
    Permission.RECEIVE_REFERRALS: _("answer referrals and keep the waiting list"),
    Permission.SEE_CASES: _("see the cases of people who are accompanied"),
    Permission.WORK_CASES: _("accompany people: sessions, plans and the way to work"),
    Permission.SUPERVISE_CASES: _("give cases to pairs, supervise and approve"),
    Permission.SEE_APPLICANTS: _("see what applicants agreed to show to a company"),
    Permission.SEE_VENUES: _("see venues and their works"),
    Permission.KEEP_VENUES: _("keep venues, inspections, works and counts"),
    Permission.RUN_JUSTICE: _("facilitate restorative processes"),
    Permission.SUPERVISE_JUSTICE: _("see how restorative processes stand, without names"),
    Permission.GIVE_ORIENTATION: _("give legal orientation"),
    Permission.SEE_PROGRAMME_TOTALS: _("see totals of those who are accompanied"),
    Permission.HEAR_COMPLAINTS: _("hear complaints"),
    Permission.SEE_TRAIL: _("see who did and read what, and when"),
    Permission.MANAGE_ACCOUNTS: _("open and close accounts"),
    Permission.CONFIGURE: _("change sources and settings"),
}

HOW_FAR = {
    Scope.OWN: _("their own"),
    Scope.CLUSTER: _("their clusters"),
    Scope.ORGANISATION: _("their organisation"),
    Scope.CITY: _("the whole city"),
}
KINDS_OF_DATA = {
    Privacy.PUBLIC: _("public"),
    Privacy.WORKING: _("working papers"),
    Privacy.PERSONAL: _("personal data"),
    Privacy.SENSITIVE: _("sensitive data"),
}
MADE_FROM = _("Made from the table that decides; what is not written here is refused.")
SECOND_FACTOR = _("Signs in with a second factor: this role reads personal or sensitive data.")
TAKEN = _(
    "In an emergency, for some hours, with a written reason that somebody else reviews, in the whole city:"
)
