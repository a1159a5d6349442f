"""A chart becomes SVG, PNG or PDF: the same picture wherever it is shown, with no browser.

Colours are the design tokens of the pages. A chart names them once here, so that paper and
screen agree; on the page the SVG's colours are exchanged for the tokens' CSS variables, which
is what makes dark mode work.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import altair

INK = "#1d2a2f"
SOFT_INK = "#5a6a70"
LINE = "#d5dcdf"
PAPER = "#ffffff"
ACCENT = "#0b6e6e"
ACCENT_SOFT = "#9fc9c7"
WARM = "#b5472f"
COLD = "#2f6fb5"
# Sequential and diverging steps keep 3:1 against paper at their ends and differ in lightness,
# so that they survive a photocopy and the common colour deficiencies.
SEQUENCE = ("#f3e7d8", "#e8c39e", "#d9925f", "#bb5a3a", "#7f2a22")
# How numbers are written, as d3-format is told it.
NUMBERS: dict[str, dict[str, Any]] = {
    "es": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
}
DIVERGING = {
    -99: "#2b5c8a",
    -95: "#6d9cc4",
    -90: "#b9d2e6",
    0: "#eceff0",
    90: "#f3c9b0",
    95: "#dd8a63",
    99: "#a83a24",
}


def theme() -> dict[str, Any]:
    """Return the Vega-Lite configuration that all charts share."""
    text = {"labelColor": SOFT_INK, "titleColor": INK, "labelFontSize": 11, "titleFontSize": 12}
    return {
        "background": PAPER,
        "font": "Lato, sans-serif",
        "axis": {
            **text,
            "gridColor": LINE,
            "domainColor": LINE,
            "tickColor": LINE,
            "titleFontWeight": "normal",
        },
        "legend": {**text, "titleFontWeight": "normal"},
        "header": text,
        "title": {"color": INK, "fontSize": 13, "anchor": "start", "fontWeight": "bold"},
        "view": {"stroke": None},
        "bar": {"color": ACCENT},
        "line": {"color": ACCENT},
        "point": {"color": ACCENT},
    }


def vega_spec(chart: altair.TopLevelMixin) -> dict[str, Any]:
    """Return the chart's Vega-Lite specification with the shared theme."""
    spec: dict[str, Any] = chart.to_dict()
    spec["config"] = theme()
    return spec


def svg(chart: altair.TopLevelMixin, *, language: str) -> str:
    """Return the chart as SVG text, its numbers written as in `language`."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(vega_spec(chart), format_locale=NUMBERS[language]))


def save(chart: altair.TopLevelMixin, path: str | Path) -> None:
    """Write the chart to a .svg, .png or .pdf file."""
    import vl_convert

    path = Path(path)
    spec = vega_spec(chart)
    if path.suffix == ".svg":
        path.write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8")
    elif path.suffix == ".png":
        path.write_bytes(vl_convert.vegalite_to_png(spec, scale=2))
    elif path.suffix == ".pdf":
        path.write_bytes(vl_convert.vegalite_to_pdf(spec))
    else:
        raise InputProblem("A plot is .svg, .png or .pdf, not {suffix}.", suffix=path.suffix or "nothing")
