"""Small pieces of an IATI document: elements with their narrative, values with their day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Signs that no XML document may hold, not even escaped (XML 1.0, section 2.2).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, tag: str, **attributes: str) -> Element:
    """Add an element; `_` in the name of an attribute stands for a hyphen, nothing is not written."""
    said = {name.replace("_", "-"): value for name, value in attributes.items() if value}
    return SubElement(parent, tag, said)


def told(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    """Add an element that people read: its text stands in a narrative."""
    made = add(parent, tag, **attributes)
    add(made, "narrative").text = plain(text)
    return made


def value(parent: Element, amount: Decimal, *, currency: str, on: date) -> Element:
    """Add an amount with its currency and the day whose rate counts."""
    made = add(parent, "value", currency=currency, value_date=on.isoformat())
    made.text = f"{amount:.2f}"
    return made


def dated(parent: Element, tag: str, on: date, **attributes: str) -> Element:
    """Add an element that says a day."""
    return add(parent, tag, **attributes, iso_date=on.isoformat())


def plain(text: str) -> str:
    """Return a text without signs that would make the document unreadable."""
    return _NOT_XML.sub("", text).strip() or "–"
