"""Django's settings for one city, read from its folder (PAZOS_CITY).

Without a city there is a database in memory: what tests and the type checker need.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import font_lato
import leaflet
from csp.constants import NONE, SELF

from pazos.config.city import City, read
from pazos.config.mail import django_settings as mail_settings

PACKAGE = Path(__file__).resolve().parents[1]
CITY: City | None = read(Path(os.environ["PAZOS_CITY"])) if os.environ.get("PAZOS_CITY") else None
CITY_FILES = CITY.files if CITY else PACKAGE.parents[1] / "build" / "files"

SECRET_KEY = CITY.secret if CITY else "a key for tests only, in no city"
# The keys that seal personal data; without a city they are in memory (pazos.foundation.privacy.keys).
KEY_RING = CITY.keys if CITY else None
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *(CITY.hosts if CITY else ())]
# Behind a proxy that speaks HTTPS the browser's origin is not the one the proxy asks us by.
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in (CITY.hosts if CITY else ())]
ROOT_URLCONF = "pazos.config.addresses"
WSGI_APPLICATION = "pazos.config.wsgi.application"
AUTH_USER_MODEL = "people.Staff"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "pazos.foundation.audit",
    "pazos.foundation.runs",
    "pazos.foundation.jobs",
    "pazos.foundation.history",
    "pazos.domain.territory",
    "pazos.domain.people",
    "pazos.domain.sources",
    "pazos.domain.register",
    "pazos.domain.designations",
    "pazos.domain.evaluations",
    "pazos.domain.teams",
    "pazos.domain.rights",
    "pazos.domain.documents",
    "pazos.domain.books",
    "pazos.domain.strategy",
    "pazos.domain.partners",
    "pazos.domain.participants",
    "pazos.domain.activities",
    "pazos.domain.budget",
    "pazos.domain.cooperation",
    "pazos.domain.indicators",
    "pazos.domain.committees",
    "pazos.domain.accountability",
    "pazos.domain.outreach",
    "pazos.domain.gestores",
    "pazos.domain.disputes",
    "pazos.domain.cases",
    "pazos.domain.venues",
    "pazos.domain.employment",
    "pazos.domain.justice",
    "pazos.domain.fieldwork",
    "pazos.interfaces.components",
    "pazos.interfaces.web",
    "pazos.interfaces.field",
    # After ours, whose templates come first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pazos.interfaces.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pazos.interfaces.web.middleware.SeenMiddleware",
    "pazos.interfaces.field.guard.DeviceMiddleware",
    "pazos.interfaces.web.middleware.AccessMiddleware",
    "pazos.interfaces.web.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pazos.interfaces.web.context.city",
            ],
        },
    }
]


# Django's defaults lose half of concurrent read-then-write transactions to "database is locked".
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": int(os.environ.get("PAZOS_PATIENCE", "30")),  # seconds for another's writing to end
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-16000;PRAGMA foreign_keys=ON;"
        # What is erased is overwritten, not only forgotten.
        "PRAGMA secure_delete=ON"
    ),
}


def database(city: City | None) -> dict[str, Any]:
    """Return Django's description of the city's database."""
    url = os.environ.get("PAZOS_DATABASE") or (city.database if city else "")
    if not url:
        name = str(city.folder / "pazos.sqlite3") if city else ":memory:"
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": SQLITE_OPTIONS}
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


DATABASES = {"default": database(CITY)}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "pazos.interfaces.web.pages.errors.stale_form"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"

# For how long a backup lives before it is destroyed: people who are erased are told.
BACKUP_DAYS = CITY.backup_days if CITY else 90
DATA_LICENCE = CITY.licence if CITY else "CC-BY-4.0"

# How people sign in: by user name, into accounts that were opened for them.
SECOND_FACTOR_REQUIRED = CITY.second_factor == "required" if CITY else True
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "pazos.interfaces.web.signing.backend.Backend",
]
ACCOUNT_ADAPTER = "pazos.interfaces.web.signing.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {
    "login": "pazos.interfaces.web.signing.forms.SignInForm",
    "change_password": "pazos.interfaces.web.signing.forms.NewPasswordForm",
}
MFA_ADAPTER = "pazos.interfaces.web.signing.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # clocks of phones are some seconds off; no code is taken twice
MFA_FORMS = {
    "authenticate": "pazos.interfaces.web.signing.forms.CodeForm",
    "reauthenticate": "pazos.interfaces.web.signing.forms.CodeAgainForm",
}
# Tries are counted in the database: the same count for every server process (pazos.domain.people.throttling).
ALLAUTH_TRUSTED_PROXY_COUNT = CITY.proxies if CITY else 0
AXES_HANDLER = "pazos.domain.people.throttling.Tries"
AXES_LOCKOUT_PARAMETERS = "pazos.domain.people.throttling.counted_by"
AXES_USERNAME_CALLABLE = "pazos.domain.people.throttling.key_of"
AXES_CLIENT_IP_CALLABLE = "pazos.interfaces.web.signing.forms.address_of"
AXES_LOCKOUT_CALLABLE = "pazos.interfaces.web.pages.errors.tried_too_often"
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME = 6, timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "next", "csrfmiddlewaretoken"]

# Links in mails lead here; mails go by the city's server, or into its folder `mail`.
SITE_ADDRESS = CITY.site if CITY else "http://127.0.0.1:8000"
globals().update(mail_settings(CITY.mail if CITY else None, mailbox=CITY_FILES.parent / "mail"))
# Done once a day by the worker, from this hour of the city on (pazos.foundation.jobs.daily).
DAILY = {
    "complaints": (1, "pazos.analysis.nightly.note_complaints"),
    "permissions": (1, "pazos.analysis.nightly.rest"),
    "retention": (2, "pazos.analysis.nightly.let_go"),
    "totals": (3, "pazos.analysis.nightly.count"),
    "complaint_totals": (3, "pazos.analysis.nightly.count_complaints"),
    "justice_totals": (3, "pazos.analysis.nightly.count_justice"),
    "looks": (4, "pazos.analysis.nightly.check_looks"),
    "copies": (5, "pazos.analysis.nightly.look_at_copies"),
    "reminders": (7, "pazos.analysis.nightly.remind"),
}

LANGUAGE_CODE = CITY.language if CITY else "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = CITY.time_zone if CITY else "America/Bogota"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["pazos.config.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [
    Path(leaflet.__file__).parent / "static",
    ("fonts/lato", Path(font_lato.font_directory)),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# No collectstatic step: the files are served from where the packages hold them.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
# A photograph never lies on a disk as it came; what else does, and how, is said there.
FILE_UPLOAD_HANDLERS = ["pazos.interfaces.web.arriving.Arriving"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("PAZOS_HTTPS") == "1"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Whoever looks for a fault asks the root to tell everything; these would tell what stands on a page that somebody
    # reads, and what a camera wrote into a photograph.
    "loggers": {"django.template": {"level": "INFO"}, "PIL": {"level": "INFO"}},
}
