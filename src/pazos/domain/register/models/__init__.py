"""The facts of the register, by topic."""

from pazos.domain.register.models.closing import Closing, NonDelivery
from pazos.domain.register.models.counting import CountingRule, QualityStatement, QualityThreshold
from pazos.domain.register.models.deaths import Claim, ClaimChange, Death
from pazos.domain.register.models.differences import Difference, TechnicalTable
from pazos.domain.register.models.linkage import LinkageModel, Pair

__all__ = [
    "Claim",
    "ClaimChange",
    "Closing",
    "CountingRule",
    "Death",
    "Difference",
    "LinkageModel",
    "NonDelivery",
    "Pair",
    "QualityStatement",
    "QualityThreshold",
    "TechnicalTable",
]
