"""The facts of accompaniment: referrals, cases, plans, what was done, what must not wait."""

from pazos.domain.cases.models.case import Case, CaseReview, CaseTurn, Cohort
from pazos.domain.cases.models.crisis import Crisis, CrisisItem
from pazos.domain.cases.models.doing import CaseSession, FollowUp, Incentive, ServiceReferral
from pazos.domain.cases.models.plan import Assessment, Goal, GoalStep, SafetyPlan
from pazos.domain.cases.models.referral import Referral
from pazos.domain.cases.models.voice import Complaint, Satisfaction

__all__ = [
    "Assessment",
    "Case",
    "CaseReview",
    "CaseSession",
    "CaseTurn",
    "Cohort",
    "Complaint",
    "Crisis",
    "CrisisItem",
    "FollowUp",
    "Goal",
    "GoalStep",
    "Incentive",
    "Referral",
    "SafetyPlan",
    "Satisfaction",
    "ServiceReferral",
]
