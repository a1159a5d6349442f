"""All addresses of the site."""

from pazos.interfaces.web.addresses import ADDRESSES

urlpatterns = [address.pattern() for address in ADDRESSES]
