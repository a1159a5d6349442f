"""The door for a web server; PAZOS_CITY names the city's folder."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pazos.config.settings")
# A reader is told to try again before long; only commands and the worker wait on.
os.environ["PAZOS_PATIENCE"] = "30"
application = get_wsgi_application()
