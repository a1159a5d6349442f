"""Under which licence does the city give away what it publishes as open data? One for all packages, by its settings.

Licences are those of the Open Definition that data portals know by their code. Source: opendefinition.org.
"""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings


class Licence(NamedTuple):
    """A licence as packages name it: code, title, address of its text."""

    name: str
    title: str
    path: str


_CC = "https://creativecommons.org"
_ODC = "https://opendatacommons.org/licenses"
LICENCES = {
    one.name: one
    for one in (
        Licence("CC-BY-4.0", "Creative Commons Attribution 4.0", f"{_CC}/licenses/by/4.0/"),
        Licence("CC-BY-SA-4.0", "Creative Commons Attribution Share-Alike 4.0", f"{_CC}/licenses/by-sa/4.0/"),
        Licence("CC0-1.0", "CC0 1.0", f"{_CC}/publicdomain/zero/1.0/"),
        Licence("ODC-BY-1.0", "Open Data Commons Attribution License 1.0", f"{_ODC}/by/1-0/"),
        Licence(
            "PDDL-1.0", "Open Data Commons Public Domain Dedication and Licence 1.0", f"{_ODC}/pddl/1-0/"
        ),
    )
}


def licence() -> Licence:
    """Return the licence of the city's open data."""
    return LICENCES[settings.DATA_LICENCE]


def licences() -> list[dict[str, str]]:
    """Return it as a data package names it (Data Package, `licenses`)."""
    return [licence()._asdict()]
