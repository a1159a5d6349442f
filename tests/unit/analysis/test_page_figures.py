"""A chart on a page is named, follows the light, and can carry nothing that runs."""

from __future__ import annotations

import pytest

from pazos.analysis.figures import render
from pazos.analysis.figures.page import UnsafePicture, svg_for_page


def page(inside: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10">{inside}</svg>'
    return svg_for_page(svg, key="k", title="Title", description="Said & told")


def test_a_chart_has_a_name_and_a_description() -> None:
    made = page("")
    assert 'role="img"' in made
    assert '<title id="k-title">Title</title><desc id="k-desc">Said &amp; told</desc>' in made


def test_colours_of_the_theme_become_those_of_the_page() -> None:
    assert 'fill="var(--accent)"' in page(f'<rect fill="{render.ACCENT}"/>')
    assert 'fill="var(--accent)"' in page('<rect fill="rgb(11, 110, 110)"/>')


def test_steps_of_a_scale_are_exchanged_together_or_not_at_all() -> None:
    low, high = render.SEQUENCE[0], render.SEQUENCE[4]
    assert 'fill="var(--seq-0)"' in page(f'<rect fill="{low}"/><rect fill="{high}"/>')
    assert "var(--seq" not in page(f'<rect fill="{low}"/><rect fill="#abcdef"/>')


def test_two_charts_on_a_page_do_not_share_ids() -> None:
    made = page('<defs><linearGradient id="g"/></defs><rect fill="url(#g)"/>')
    assert 'id="k-g"' in made
    assert 'fill="url(#k-g)"' in made


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>*{}</style>",
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
        '<image href="https://elsewhere.example/x.png"/>',
        '<rect fill="url(https://elsewhere.example/x)"/>',
        "<!-- a comment -->",
    ],
)
def test_a_picture_that_does_more_than_draw_is_refused(inside) -> None:
    with pytest.raises(UnsafePicture):
        page(inside)


def test_what_runs_or_styles_is_left_out() -> None:
    made = page('<rect onclick="alert(1)" style="fill:red" class="x" width="1"/>')
    assert "onclick" not in made
    assert "style" not in made
    assert 'width="1"' in made


def test_text_of_the_data_stays_text() -> None:
    assert "&lt;b&gt;" in page("<text>&lt;b&gt;</text>")
