"""A city is a folder: its settings, its key, its embedded database and the files it was given."""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pazos.analysis.licence import LICENCES
from pazos.config.mail import MailServer, read_server
from pazos.config.ordering import must_order_by_letters
from pazos.config.tables import bring_up_to_date
from pazos.foundation.privacy import keys
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

SETTINGS = "pazos.toml"
TEMPLATE = """\
# The settings of this city. Lines may be changed; restart `pazos serve` afterwards.
language = "{language}"
time_zone = "America/Bogota"
# hosts = ["pazos.example.gov.co"]   # where the site is served, besides this machine
# proxies = 1   # how many servers of yours stand before this one and pass X-Forwarded-For on
# database = "postgresql://user:password@host/name"   # the default is the file pazos.sqlite3 here
# Roles that read personal data sign in with a second factor: "required", or only "offered".
second_factor = "{second_factor}"
# address = "https://pazos.example.gov.co"   # where the links of mails lead; the default is the first of the hosts
# backup_days = 90   # for how long a backup lives before you destroy it: whoever is erased is told so
# licence = "CC-BY-4.0"   # of the open data; also CC-BY-SA-4.0, CC0-1.0, ODC-BY-1.0, PDDL-1.0
# ocid_prefix = "ocds-xxxxxx"   # the prefix registered for the city's open contracting data (OCDS)
# iati_organisation = "CO-XXX-000000000"   # who the city is in IATI files: list and number, as in org-id.guide
# Without these lines every mail is written as a file into the folder `mail` here. The password: PAZOS_MAIL_PASSWORD.
# [mail]
# host = "smtp.example.gov.co"
# sender = "pazos@example.gov.co"
# port = 587
# user = "pazos"
# security = "starttls"   # or "tls", or "none"
"""
SECOND_FACTOR = ("required", "offered")
MOST_BACKUP_DAYS = 3650
OCID_PREFIX = re.compile(r"ocds-[a-z0-9]{6}")


@dataclass(frozen=True)
class City:
    """The folder of one city and what stands in its settings."""

    folder: Path
    language: str = "es"
    time_zone: str = "America/Bogota"
    hosts: tuple[str, ...] = ()
    database: str = ""
    proxies: int = 0
    second_factor: str = "required"
    address: str = ""
    mail: MailServer | None = None
    iati_organisation: str = ""
    ocid_prefix: str = ""
    licence: str = "CC-BY-4.0"
    backup_days: int = 90

    @property
    def site(self) -> str:
        """The address at which people reach the pages, without a final slash."""
        usual = f"https://{self.hosts[0]}" if self.hosts else "http://127.0.0.1:8000"
        return (self.address or usual).rstrip("/")

    @property
    def files(self) -> Path:
        """Where delivered files are kept, each under its hash."""
        return self.folder / "files"

    @property
    def keys(self) -> Path:
        """The file of keys that seal personal data; PAZOS_KEYS puts it on another disk."""
        return Path(os.environ.get("PAZOS_KEYS") or self.folder / "keys.json")

    @property
    def secret(self) -> str:
        """The key that signs sessions."""
        return (self.folder / "secret.key").read_text(encoding="ascii").strip()


def make(folder: Path, *, language: str = "es", second_factor: str = "required") -> City:
    """Make the folder of a new city; a folder that is one already is left as it is."""
    if (folder / SETTINGS).exists():
        return read(folder)
    if folder.exists() and any(folder.iterdir()):
        raise InputProblem(
            N_("{folder} is not empty and is not a city's folder; name an empty or a new one."), folder=folder
        )
    (folder / "files").mkdir(parents=True, exist_ok=True)
    key = folder / "secret.key"
    key.touch(mode=0o600)
    key.write_text(secrets.token_urlsafe(48), encoding="ascii")
    keys.make(City(folder.resolve()).keys)
    said = TEMPLATE.format(language=language, second_factor=second_factor)
    (folder / SETTINGS).write_text(said, encoding="utf-8")
    return read(folder)


def find(start: Path) -> City:
    """Return the city of a folder or of the nearest folder above it."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / SETTINGS).exists():
            return read(folder)
    raise InputProblem(
        N_("{folder} is not in a city's folder. Make one with: pazos init FOLDER"), folder=start.resolve()
    )


def read(folder: Path) -> City:
    """Read a city's settings."""
    path = folder / SETTINGS
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise InputProblem(N_("{file} cannot be read: {reason}."), file=path, reason=error) from error
    known = {
        "language",
        "time_zone",
        "hosts",
        "database",
        "proxies",
        "address",
        "mail",
        "second_factor",
        "iati_organisation",
        "ocid_prefix",
        "licence",
        "backup_days",
    }
    if set(said) - known:
        raise InputProblem(
            N_("{file} has lines that Pazos does not know: {names}."),
            file=path,
            names=", ".join(sorted(set(said) - known)),
        )
    if said.get("second_factor", "required") not in SECOND_FACTOR:
        raise InputProblem(
            N_("{file}: second_factor is one of {choices}; it says {said}."),
            file=path,
            choices=", ".join(SECOND_FACTOR),
            said=said["second_factor"],
        )
    if said.get("licence", City.licence) not in LICENCES:
        raise InputProblem(
            N_("{file}: licence is one of {choices}; it says {said}."),
            file=path,
            choices=", ".join(LICENCES),
            said=said["licence"],
        )
    days = said.get("backup_days", City.backup_days)
    if type(days) is not int or not 1 <= days <= MOST_BACKUP_DAYS:
        raise InputProblem(
            N_("{file}: backup_days is a number of days from 1 to {most}; it says {said}."),
            file=path,
            most=MOST_BACKUP_DAYS,
            said=days,
        )
    if (prefix := said.get("ocid_prefix", "")) and not OCID_PREFIX.fullmatch(str(prefix)):
        raise InputProblem(
            N_("{file}: ocid_prefix is ocds- and six letters or figures; it says {said}."),
            file=path,
            said=prefix,
        )
    if "mail" in said:
        said["mail"] = read_server(said["mail"], path=path)
    said["hosts"] = tuple(said.get("hosts", ()))
    return City(folder=folder.resolve(), **said)


def enter(city: City) -> None:
    """Make this process work for one city: settings, database tables, applications."""
    os.environ["PAZOS_CITY"] = str(city.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "pazos.config.settings"
    # A command that waits for another's long writing loses nothing; one that gives up stops half way.
    os.environ.setdefault("PAZOS_PATIENCE", "600")
    import django

    django.setup()
    from django.db import connection

    must_order_by_letters(connection)
    _have_keys(city)  # first: a migration may seal what an older version kept open
    bring_up_to_date(connection)


def _have_keys(city: City) -> None:
    """Refuse to work without the keys of what is sealed; a city from before keys gets its ring."""
    if city.keys.exists() or os.environ.get("PAZOS_KEYS"):
        keys.ring()
        return
    from pazos.foundation.privacy.rotating import anything_is_sealed

    if anything_is_sealed():
        keys.ring()  # says that the file is missing, and the cure
    keys.make(city.keys)
