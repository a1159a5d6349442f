"""Pictures that were drawn before: one file for each run, figure, language and code.

A picture is a function of its run, so it is drawn once and kept beside the city's files. The
shelf may be emptied at any time; it holds nothing that a run does not.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from pazos.foundation.runs.code import code_version
from pazos.foundation.words import LANGUAGES, N_, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import altair

    from pazos.foundation.runs.models import Run

    Draw = Callable[[Mapping[str, Any], str], altair.TopLevelMixin]


def picture(run: Run, figure: str, *, language: str) -> str:
    """Return one of FIGURES of a run as SVG, kept or drawn now; "" where there is nothing to draw."""
    if "cannot" in run.result or not run.result:
        return ""
    return _kept(run, figure, language, lambda: FIGURES[figure][1](run.result, language))


def picture_of_place(run: Run, code: str, *, language: str) -> str:
    """Return the deaths by year of one place of a run of rates."""

    def draw() -> altair.TopLevelMixin:
        from pazos.analysis.figures import city

        years = run.result["city"]["by_year"]
        deaths = next(area["by_year"] for area in run.result["areas"] if area["code"] == code)
        rows = [
            {"year": year["year"], "rule": year["rule"], "deaths": n}
            for year, n in zip(years, deaths, strict=True)
        ]
        return city.deaths_of_a_place(rows, language=language)

    return _kept(run, f"place-{code}", language, draw)


def drawn(run: Run, figure: str, *, language: str, draw: Callable[[], altair.TopLevelMixin]) -> str:
    """Return a picture of a run that its reader draws, as SVG, kept or drawn now."""
    return _kept(run, figure, language, draw)


def draw_all(runs: Iterable[Run]) -> None:
    """Draw every figure of these runs in both languages, so that no reader waits for one."""
    for run in runs:
        for figure, (method, _) in FIGURES.items():
            if method == run.method:
                for language in LANGUAGES:
                    picture(run, figure, language=language)


def _kept(run: Run, figure: str, language: str, draw: Callable[[], altair.TopLevelMixin]) -> str:
    return kept(str(run.pk), run.result_hash, figure, language=language, draw=draw)


def kept(*content: str, language: str, draw: Callable[[], altair.TopLevelMixin]) -> str:
    """Return the picture of some content in one language as SVG, drawn by this code before or now."""
    key = hashlib.sha256("\n".join([*content, language, code_version()]).encode()).hexdigest()[:40]
    path = Path(settings.CITY_FILES).parent / "pictures" / f"{key}.svg"
    if path.exists():
        return path.read_text(encoding="utf-8")
    from pazos.analysis.figures import render

    svg = render.svg(draw(), language=language)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and renamed: a reader never sees half a picture.
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(svg, encoding="utf-8")
    fresh.replace(path)
    return svg


def _by_source(result: Mapping[str, Any], language: str) -> altair.TopLevelMixin:
    from pazos.analysis.figures import city

    return city.deaths_by_source(result["sources"], language=language)


def _rate_by_year(result: Mapping[str, Any], language: str) -> altair.TopLevelMixin:
    from pazos.analysis.figures import city

    return city.rate_by_year(result["city"]["by_year"], language=language)


def _monthly(result: Mapping[str, Any], language: str) -> altair.TopLevelMixin:
    from pazos.analysis.figures import city

    return city.monthly(result["months"], result["changes"], language=language)


def _calendar(result: Mapping[str, Any], language: str) -> altair.TopLevelMixin:
    from pazos.analysis.figures import city

    return city.weekday_by_hour(result["table"], language=language)


def _lorenz(result: Mapping[str, Any], language: str) -> altair.TopLevelMixin:
    from pazos.analysis.figures import city

    return city.lorenz(result["lorenz"], deaths=result["deaths"], places=result["places"], language=language)


def _pyramid(result: Mapping[str, Any], language: str) -> altair.TopLevelMixin:
    from pazos.analysis.figures import city

    young = result["young"]
    return city.pyramid(result["pyramid"], language=language, band=(young["age_from"], young["age_to"]))


def _bands(result: Mapping[str, Any], language: str) -> altair.TopLevelMixin:
    from pazos.analysis.figures import city

    rows = [{**band, "label": band_name(band, language)} for band in result["bands"]]
    return city.shares(rows, language=language)


def _undercount(result: Mapping[str, Any], language: str) -> altair.TopLevelMixin:
    from pazos.analysis.figures.undercount import undercount_chart

    names = result["material"]["names"]
    coverage = [{**one, "list": names.get(one["list"], one["list"])} for one in result["coverage"]]
    return undercount_chart({**result, "coverage": coverage}, language=language)


def _evaluation_power(result: Mapping[str, Any], language: str) -> altair.TopLevelMixin:
    from pazos.analysis.figures.evaluation_power import power_chart

    return power_chart(result, language=language)


def band_name(band: Mapping[str, Any], language: str) -> str:
    """Return an age band in words."""
    if band["age_to"] is None:
        return say(N_("{first} and over"), language, first=band["age_from"])
    return say(N_("{first} to {last}"), language, first=band["age_from"], last=band["age_to"])


FIGURES: dict[str, tuple[str, Draw]] = {
    "by_source": ("sources", _by_source),
    "rate_by_year": ("rates", _rate_by_year),
    "monthly": ("series", _monthly),
    "calendar": ("calendar", _calendar),
    "lorenz": ("concentration", _lorenz),
    "pyramid": ("victims", _pyramid),
    "bands": ("victims", _bands),
    "undercount": ("undercount", _undercount),
    "evaluation_power": ("evaluation_power", _evaluation_power),
}
