"""All addresses of the product, door by door, and what is shown when one is refused, missing or broken."""

from pazos.interfaces.field.addresses import ADDRESSES as FIELD
from pazos.interfaces.web.addresses import ADDRESSES as PAGES

ADDRESSES = (*PAGES, *FIELD)
urlpatterns = [address.pattern() for address in ADDRESSES]

handler400 = "pazos.interfaces.web.pages.errors.unreadable"
handler403 = "pazos.interfaces.web.pages.errors.refused"
handler404 = "pazos.interfaces.web.pages.errors.missing"
handler500 = "pazos.interfaces.web.pages.errors.broken"
