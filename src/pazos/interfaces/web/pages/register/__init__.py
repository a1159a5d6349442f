"""The register of deaths: the list, a death, the pairs that wait, differences, tables, changes, linkage.

And what is made of it: counting rules, closed months, published figures.
"""

from pazos.interfaces.web.pages.register.bundle import ADDRESSES as BUNDLE
from pazos.interfaces.web.pages.register.changes import ADDRESSES as CHANGES
from pazos.interfaces.web.pages.register.death import ADDRESSES as DEATH
from pazos.interfaces.web.pages.register.deaths import ADDRESSES as DEATHS
from pazos.interfaces.web.pages.register.differences import ADDRESSES as DIFFERENCES
from pazos.interfaces.web.pages.register.figures import ADDRESSES as FIGURES
from pazos.interfaces.web.pages.register.linkage import ADDRESSES as LINKAGE
from pazos.interfaces.web.pages.register.months import ADDRESSES as MONTHS
from pazos.interfaces.web.pages.register.quality import ADDRESSES as QUALITY
from pazos.interfaces.web.pages.register.review import ADDRESSES as REVIEW
from pazos.interfaces.web.pages.register.rules import ADDRESSES as RULES
from pazos.interfaces.web.pages.register.tables import ADDRESSES as TABLES
from pazos.interfaces.web.pages.register.undercount import ADDRESSES as UNDERCOUNT

ADDRESSES = (
    *DEATHS,
    *DEATH,
    *REVIEW,
    *DIFFERENCES,
    *TABLES,
    *LINKAGE,
    *CHANGES,
    *MONTHS,
    *RULES,
    *FIGURES,
    *BUNDLE,
    *QUALITY,
    *UNDERCOUNT,
)
