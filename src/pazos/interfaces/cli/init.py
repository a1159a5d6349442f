"""`pazos init`: a folder becomes a city, with its settings, its key and its database.

A folder that is a city already keeps all it has; what is said anew of its name is changed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pazos.foundation.words import LANGUAGES, N_, say

if TYPE_CHECKING:
    import argparse

# `config.main` makes the folder and enters it before `run`: doors may not know the settings.
MAKES_CITY = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which folder, and what the city is called."""
    parser.add_argument("folder", metavar="FOLDER", help=say(N_("an empty or new folder")))
    parser.add_argument("--name", default="", help=say(N_("the municipality's name (default: the folder's)")))
    parser.add_argument("--code", default="", metavar="DIVIPOLA", help=say(N_("its code of five digits")))
    parser.add_argument("--department", default="", help=say(N_("its department")))
    parser.add_argument("--language", choices=LANGUAGES, help=say(N_("language of the pages (default: es)")))


def run(options: argparse.Namespace) -> int:
    """Write the municipality down and say what to do next."""
    from django.conf import settings

    from pazos.domain.territory.actions import describe_municipality
    from pazos.domain.territory.models import Municipality

    known = Municipality.objects.exists()
    folder = Path(options.folder).resolve()
    city = describe_municipality(
        by=None,
        name=options.name or ("" if known else _name_of(folder)),
        code=options.code,
        department=options.department,
    )
    language = options.language
    said = N_("{name} stands in {folder}.") if known else N_("{name} was made in {folder}.")
    print(say(said, language, name=city.name, folder=folder))
    if language and language != settings.LANGUAGE_CODE:
        kept = N_("Its pages stay in the language of pazos.toml ({language}); change it there.")
        print(say(kept, language, language=settings.LANGUAGE_CODE))
    print(say(NEXT, language, folder=options.folder))
    return 0


NEXT = N_(
    "What to do next:\n"
    "  cd {folder}\n"
    "  pazos areas FILE             neighbourhoods: outlines, points or only names\n"
    "  pazos areas --population FILE  how many people live in each\n"
    "  pazos ingest FILE --source policia-nacional   official records\n"
    "  pazos gazetteer              spellings of places that wait for a person\n"
    "  pazos designate              choose the clusters"
)


def _name_of(folder: Path) -> str:
    name = " ".join(folder.name.replace("_", " ").replace("-", " ").split())
    return name.title() if name.islower() else name
