"""Designations: what each proposes and on what evidence, its deeds, its reports, and the one in force."""

from pazos.interfaces.web.pages.designations.deeds import ADDRESSES as DEEDS
from pazos.interfaces.web.pages.designations.papers import ADDRESSES as PAPERS
from pazos.interfaces.web.pages.designations.public import ADDRESSES as PUBLIC
from pazos.interfaces.web.pages.designations.show import ADDRESSES as SHOW

ADDRESSES = (*PUBLIC, *SHOW, *DEEDS, *PAPERS)
