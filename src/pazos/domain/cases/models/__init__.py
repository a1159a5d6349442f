"""The facts of accompaniment: referrals, cases, plans, what was done, what must not wait."""

from pazos.domain.cases.models.care import CareSheet, HalfAssessment
from pazos.domain.cases.models.case import (
    Case,
    CaseAsk,
    CaseReview,
    CaseTurn,
    Cohort,
    FormerCases,
    NameKey,
)
from pazos.domain.cases.models.crisis import Crisis, CrisisItem
from pazos.domain.cases.models.doing import CaseSession, FollowUp, Incentive, ServiceReferral
from pazos.domain.cases.models.plan import Assessment, Goal, GoalStep, SafetyPlan
from pazos.domain.cases.models.referral import Referral
from pazos.domain.cases.models.voice import Complaint, Satisfaction

__all__ = [
    "Assessment",
    "CareSheet",
    "Case",
    "CaseAsk",
    "CaseReview",
    "CaseSession",
    "CaseTurn",
    "Cohort",
    "Complaint",
    "Crisis",
    "CrisisItem",
    "FollowUp",
    "FormerCases",
    "Goal",
    "GoalStep",
    "HalfAssessment",
    "Incentive",
    "NameKey",
    "Referral",
    "SafetyPlan",
    "Satisfaction",
    "ServiceReferral",
]
