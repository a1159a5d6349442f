"""The strategy in the open: what anybody may read and take away, without an account."""

from pazos.interfaces.web.pages.public.data import ADDRESSES as DATA
from pazos.interfaces.web.pages.public.evaluated import ADDRESSES as EVALUATED
from pazos.interfaces.web.pages.public.followed import ADDRESSES as FOLLOWED
from pazos.interfaces.web.pages.public.front import ADDRESSES as FRONT
from pazos.interfaces.web.pages.public.reports import ADDRESSES as REPORTS

ADDRESSES = (*FRONT, *REPORTS, *FOLLOWED, *EVALUATED, *DATA)
