"""Bands of ages among the victims whose age is known, from the victims at each age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.comparing import share_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Ages = tuple[int, int | None]


def bands_of(victims: Mapping[str, int], bands: Sequence[Ages], *, young: Ages) -> dict[str, Any]:
    """Return each band with its share and the exact 95% interval of it (Clopper and Pearson 1934)."""
    return {"bands": [_band(victims, ages) for ages in bands], "young": _band(victims, young)}


def _band(victims: Mapping[str, int], ages: Ages) -> dict[str, Any]:
    first, last = ages
    inside = sum(n for age, n in victims.items() if first <= int(age) and (last is None or int(age) <= last))
    return band_of(ages, inside, known=sum(victims.values()))


def band_of(ages: Ages, victims: int, *, known: int) -> dict[str, Any]:
    """Return one band that holds `victims` of those `known` by age."""
    share, low, high = share_of(victims, known)
    first, last = ages
    return {"age_from": first, "age_to": last, "victims": victims, "share": share, "low": low, "high": high}
