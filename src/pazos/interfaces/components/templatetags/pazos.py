"""Numbers, intervals, runs and charts in templates. They format and mark up; they ask for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from pazos.analysis.basis import Basis
from pazos.analysis.definition_words import by_what, mixed_words
from pazos.analysis.figures.page import svg_for_page
from pazos.interfaces.components import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.template import Context

register = template.Library()


@register.simple_tag
def number(value: float | None, places: int = 0) -> SafeString:
    """`{% number persons %}`, `{% number z 2 %}`."""
    return _figure(value, wording.number(value, places))


@register.simple_tag
def signed(value: float | None, places: int = 0) -> SafeString:
    """`{% signed change 1 %}`: +3.2 or −3.2."""
    return _figure(value, wording.signed(value, places))


@register.simple_tag
def percent(share: float | None, places: int = 0) -> SafeString:
    """`{% percent 0.345 1 %}`: 34.5%."""
    return _figure(share, wording.percent(share, places))


@register.simple_tag
def interval(low: float | None, high: float | None, places: int = 1) -> SafeString:
    """`{% interval low high %}`: 12.1 to 60.3."""
    return format_html('<span class="interval">{}</span>', wording.interval(low, high, places))


@register.simple_tag
def rate(value: float | None, low: float | None, high: float | None, *, places: int = 1) -> SafeString:
    """`{% rate value low high %}`: a rate with its interval beside it; units stand in the heading."""
    if wording.is_missing(value):
        return _figure(None, "")
    shown = wording.number(value, places)
    return format_html(
        '<span class="rate"><span class="number">{}</span> <span class="interval">{}</span></span>',
        shown,
        wording.interval(low, high, places),
    )


@register.simple_tag
def fingerprint(value: str) -> SafeString:
    """`{% fingerprint file.sha256 %}`: the first characters of a hash, whole when pointed at."""
    return format_html('<code class="fingerprint" title="{}">{}</code>', value, value[:10])


@register.simple_tag(takes_context=True)
def run_link(context: Context, run: Any) -> SafeString:
    """`{% run_link run %}`: the run's number, a link for those who may open it."""
    key = getattr(run, "pk", run)
    if key is None:
        return mark_safe("–")
    text = gettext("run {number}").format(number=key)
    may = context.get("may") or {}
    address = _address("run", key) if may.get("see_areas") else ""
    if not address:
        return format_html('<span class="run nowrap">{}</span>', text)
    return format_html('<a class="run nowrap" href="{}">{}</a>', address, text)


@register.simple_tag(takes_context=True)
def proof_link(context: Context, run: Any) -> SafeString:
    """`{% proof_link run %}`: the proof of a run on a public page, and the whole one for those who may have it."""
    key = getattr(run, "pk", run)
    links = [(_address("public_proof", key), gettext("Take the proof"))]
    if (context.get("may") or {}).get("see_areas"):
        links.append((_address("run_bundle", key), gettext("the whole of it")))
    parts = [(address, text) for address, text in links if address]
    return format_html_join(" · ", '<a class="proof nowrap" href="{}">{}</a>', parts)


@register.simple_tag
def counted_by(basis: Mapping[str, Any]) -> str:
    """`{% counted_by run.parameters.basis as by %}`: by what the source counts in the years of a basis."""
    return by_what(Basis(**basis).counted_by)


@register.simple_tag
def mixed(basis: Mapping[str, Any]) -> str:
    """`{% mixed run.parameters.basis as redefined %}`: that counts of two definitions are added up, or ""."""
    return mixed_words(Basis(**basis).counted_by)


@register.simple_tag
def chart(svg: str, *, key: str, title: str, description: str = "") -> SafeString:
    """`{% chart svg key="ages" title=t description=d %}`: our SVG, rebuilt safe, in the page's colours."""
    return mark_safe(  # noqa: S308 - rebuilt from an allowed list of elements and attributes
        svg_for_page(svg, key=key, title=title, description=description)
    )


def _figure(value: float | None, text: str) -> SafeString:
    if wording.is_missing(value):
        return format_html(
            '<span class="missing"><span aria-hidden="true">–</span>'
            '<span class="visually-hidden">{}</span></span>',
            gettext("no value"),
        )
    return format_html('<span class="number">{}</span>', text)


def _address(name: str, key: object) -> str:
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:  # a site without that page still quotes the numbers of runs
        return ""
