"""The victims: their ages, sexes and the means, with what the source did not write down.

It speaks of victims only. Nothing here may be read as who kills, or mark a person for an age.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from pazos.analysis.figures import shelf
from pazos.domain.sources.vocabulary import Sex, Weapon
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import Address, Stage
from pazos.interfaces.components.wording import number, percent
from pazos.interfaces.web.pages import picturing
from pazos.interfaces.web.pages.maps import asking, shown
from pazos.interfaces.web.pages.picturing import figure, table
from pazos.interfaces.web.pages.reading import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import TextChoices
    from django.http import HttpRequest, HttpResponse

    from pazos.analysis.observatory import Standing
    from pazos.interfaces.web.pages.picturing import Figure


def victims(request: HttpRequest) -> HttpResponse:
    """Show who dies, in a basis."""
    reading = read(request)
    facts = asking(reading)
    if reading.is_studied and reading.known:
        known = reading.known
        facts |= {
            "pyramid": _pyramid(known),
            "bands": _bands(known),
            "unknown": _unknown(known),
            "weapons": _shares(known, "weapons", Weapon),
            "sexes": _shares(known, "sexes", Sex),
            "run": known.runs["victims"].pk if "victims" in known.runs else None,
        }
    return shown(request, "web/see/victims.html", facts=facts)


def _pyramid(known: Standing) -> Figure:
    found = known.result("victims")
    rows = [
        [shelf.band_name(row, picturing.language()), number(row["f"]), number(row["m"])]
        for row in (found["pyramid"] if found else [])
    ]
    young = found["young"] if found else {"age_from": 14, "age_to": 29}
    return figure(
        known,
        "pyramid",
        title=gettext("Victims by age and sex"),
        description=gettext("Women to the left, men to the right, oldest on top."),
        definition=gettext("{counted}; darker: the five-year ages that {first} to {last} touches").format(
            counted=picturing.counted(known), first=young["age_from"], last=young["age_to"]
        ),
        interval=gettext("none: full counts"),
        table=table([gettext("Age"), gettext("Women"), gettext("Men")], rows),
    )


def _bands(known: Standing) -> Figure:
    found = known.result("victims")
    rows = [
        [
            shelf.band_name(band, picturing.language()),
            number(band["victims"]),
            percent(band["share"], 1),
            f"{percent(band['low'], 1)} – {percent(band['high'], 1)}",
        ]
        for band in (found["bands"] if found else [])
    ]
    columns = [gettext("Age"), gettext("Victims"), gettext("Share"), gettext("95% interval")]
    return figure(
        known,
        "bands",
        title=gettext("Share of victims by age"),
        description=gettext("The share of each band as a point on its interval."),
        definition=gettext("{counted}; share among victims whose age is known").format(
            counted=picturing.counted(known)
        ),
        interval=gettext("95%, Clopper and Pearson"),
        table=table(columns, rows),
    )


def _unknown(known: Standing) -> list[str]:
    found = known.result("victims")
    if found is None:
        return []
    everyone = sum(found["sexes"].values())
    kinds = {
        "unknown_age": gettext("{n} of {all} victims have no age ({share})."),
        "unknown_sex": gettext("{n} of {all} have no sex stated ({share})."),
        "unknown_weapon": gettext("{n} of {all} have no weapon stated ({share})."),
    }
    return [
        words.format(n=number(found[key]), all=number(everyone), share=percent(found[key] / everyone, 1))
        for key, words in kinds.items()
    ]


def _shares(known: Standing, key: str, words: type[TextChoices]) -> list[dict[str, Any]]:
    found: Mapping[str, int] = (known.result("victims") or {}).get(key, {})
    everyone = sum(found.values())
    return [{"name": words(value).label, "n": n, "share": n / everyone} for value, n in _ordered(found)]


def _ordered(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the most frequent first; what was not stated comes last, however much it is."""
    return sorted(counts.items(), key=lambda one: (one[0] == "", -one[1], one[0]))


ADDRESSES = (
    Address("victims/", "victims", victims, needs=Permission.SEE_AREAS, menu=N_("Victims"), stage=Stage.SEE),
)
