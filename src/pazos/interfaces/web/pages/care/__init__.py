"""How somebody is and what they want: assessments, life plan, safety plan, and what must not wait."""

from pazos.interfaces.web.pages.care.answering import ADDRESSES as ANSWERING
from pazos.interfaces.web.pages.care.assessments import ADDRESSES as ASSESSMENTS
from pazos.interfaces.web.pages.care.crises import ADDRESSES as CRISES
from pazos.interfaces.web.pages.care.plans import ADDRESSES as PLANS
from pazos.interfaces.web.pages.care.safety import ADDRESSES as SAFETY
from pazos.interfaces.web.pages.care.sheets import ADDRESSES as SHEETS

ADDRESSES = (*CRISES, *PLANS, *ASSESSMENTS, *ANSWERING, *SAFETY, *SHEETS)

__all__ = ["ADDRESSES"]
