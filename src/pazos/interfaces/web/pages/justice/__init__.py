"""Restorative processes, measures for adolescents, legal orientation."""

from pazos.interfaces.web.pages.justice.courts import ADDRESSES as COURTS
from pazos.interfaces.web.pages.justice.deeds import ADDRESSES as DEEDS
from pazos.interfaces.web.pages.justice.measures import ADDRESSES as MEASURES
from pazos.interfaces.web.pages.justice.orientation import ADDRESSES as ORIENTATION
from pazos.interfaces.web.pages.justice.overseeing import ADDRESSES as OVERSEEING
from pazos.interfaces.web.pages.justice.papers import ADDRESSES as PAPERS
from pazos.interfaces.web.pages.justice.processes import ADDRESSES as PROCESSES
from pazos.interfaces.web.pages.justice.totals import ADDRESSES as TOTALS

# The papers come before the deeds: a certificate's address would be read as a deed's.
ADDRESSES = (*PROCESSES, *PAPERS, *DEEDS, *OVERSEEING, *MEASURES, *COURTS, *ORIENTATION, *TOTALS)

__all__ = ["ADDRESSES"]
