"""A chart's SVG made fit for a page: named for screen readers, safe to inline, in the page's colours.

The picture is rebuilt from an allowed list of elements and attributes, so that nothing that
runs, loads or styles can reach a page through a chart: not even through a stored one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from pazos.analysis.figures import render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

# fmt: off
ELEMENTS = frozenset([
    "svg", "g", "path", "rect", "line", "circle", "ellipse", "polyline", "polygon", "text", "tspan",
    "defs", "clipPath", "linearGradient", "stop",
])
# fmt: on
# fmt: off
ATTRIBUTES = frozenset([
    "id", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "d", "points",
    "width", "height", "viewBox", "transform", "fill", "fill-opacity", "fill-rule", "stroke",
    "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap",
    "stroke-linejoin", "stroke-miterlimit", "opacity", "font-size", "font-weight", "text-anchor",
    "dominant-baseline", "clip-path", "offset", "stop-color", "stop-opacity", "gradientUnits",
    "gradientTransform",
])
# fmt: on
PAINTS = ("fill", "stroke", "stop-color")
PLAIN_COLOURS = {
    render.INK: "--ink",
    render.SOFT_INK: "--soft-ink",
    render.LINE: "--line",
    render.PAPER: "--paper",
    render.ACCENT: "--accent",
    render.ACCENT_SOFT: "--accent-soft",
    render.WARM: "--warm",
    render.COLD: "--cold",
}
STEPS = {colour: f"--seq-{place}" for place, colour in enumerate(render.SEQUENCE)} | {
    colour: f"--div-{'n' if step < 0 else 'p' if step else ''}{abs(step)}"
    for step, colour in render.DIVERGING.items()
}
REFERENCE = re.compile(r"url\(#([\w-]+)\)")
RGB = re.compile(r"rgb\((\d+), ?(\d+), ?(\d+)\)")


class UnsafePicture(ValueError):
    """The SVG holds something that a chart of ours never holds."""


def svg_for_page(svg: str, *, key: str, title: str, description: str = "") -> str:
    """Return `svg` safe to inline, with its ids under `key` and an accessible name.

    Raises UnsafePicture for anything but shapes and text.
    """
    if "<!" in svg:
        raise UnsafePicture("a chart has neither a document type nor comments")
    root = ElementTree.fromstring(svg)  # noqa: S314 - no document type, so no entities
    exchange = _exchange(root)
    safe = _rebuilt(root, key, exchange)
    safe.attrib |= {"role": "img", "aria-labelledby": f"{key}-title {key}-desc", "class": "chart-picture"}
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        label = ElementTree.Element(tag, {"id": f"{key}-{tag}"})
        label.text = text
        safe.insert(place, label)
    return ElementTree.tostring(safe, encoding="unicode")


def _exchange(root: Element) -> dict[str, str]:
    """Return which colours become variables.

    Steps of a scale are exchanged only when no colour stands between them: half a scale in
    the other light would lie about the order.
    """
    used = {_hex(node.get(paint, "")) for node in root.iter() for paint in PAINTS}
    used = {colour for colour in used if colour.startswith("#")}
    strange = used - PLAIN_COLOURS.keys() - STEPS.keys()
    return PLAIN_COLOURS if strange else PLAIN_COLOURS | STEPS


def _rebuilt(node: Element, key: str, exchange: dict[str, str]) -> Element:
    tag = node.tag.rpartition("}")[2]
    if tag not in ELEMENTS:
        raise UnsafePicture(f"a chart has no element {tag!r}")
    made = ElementTree.Element(tag, dict(_attributes(node, key, exchange)))
    made.text, made.tail = node.text, node.tail
    made.extend([_rebuilt(child, key, exchange) for child in node])
    return made


def _attributes(node: Element, key: str, exchange: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in node.attrib.items():
        if name not in ATTRIBUTES:
            continue
        if name == "id":
            yield name, f"{key}-{value}"
        elif "url" in value:
            yield name, _own_reference(value, key)
        elif name in PAINTS and _hex(value) in exchange:
            yield name, f"var({exchange[_hex(value)]})"
        else:
            yield name, value


def _own_reference(value: str, key: str) -> str:
    match = REFERENCE.fullmatch(value)
    if match is None:
        raise UnsafePicture("a chart refers to nothing outside itself")
    return f"url(#{key}-{match[1]})"


def _hex(colour: str) -> str:
    match = RGB.fullmatch(colour)
    return "#" + "".join(f"{int(part):02x}" for part in match.groups()) if match else colour.lower()
