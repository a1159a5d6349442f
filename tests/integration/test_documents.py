"""A paper is tagged, carries its fonts, and is the same to the byte every time."""

from __future__ import annotations

import io

import pikepdf
import pytest

from papers import words_of
from pazos.interfaces.reports.document import (
    Document,
    Figure,
    KeyFigure,
    KeyFigures,
    Note,
    Points,
    Section,
    Table,
    Text,
)
from pazos.interfaces.reports.render import to_pdf

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="12"><rect width="20" height="5"/></svg>'


@pytest.fixture(scope="module")
def paper() -> Document:
    blocks = (
        KeyFigures((KeyFigure("62 %", "de los homicidios", "entre 58 % y 66 %"),)),
        Text("¿Dónde? «Loreto» ≥ 3 — año #1 *no* $x$"),
        Note("Con cuidado."),
        Points(("uno", "dos")),
        Table(
            ("barrio", "muertes"),
            (("Loreto", "3"),),
            "Fuente: policía.",
            numeric=(1,),
            widths=("1fr", "auto"),
        ),
        Figure(SVG, "un rectángulo", "Fuente: policía."),
    )
    return Document(
        "es", "Título", "Subtítulo", "Ciudad", "hoy", (Section("Lo esencial", blocks),), "sintético"
    )


def test_a_paper_is_the_same_to_the_byte(paper: Document) -> None:
    assert to_pdf(paper) == to_pdf(paper)


def test_a_paper_is_tagged_in_its_language_and_titled(paper: Document) -> None:
    with pikepdf.open(io.BytesIO(to_pdf(paper))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "es"
        assert pdf.open_metadata()["dc:title"] == "Título"


def test_the_words_of_a_paper_are_found_by_those_who_search_it(paper: Document) -> None:
    """Though its streams are compressed and its letters numbers of a font: else a search of papers proves nothing."""
    made = to_pdf(paper)
    assert b"Loreto" not in made
    told = words_of(made).decode(errors="replace")
    for said in ("Loreto", "de los homicidios", "Con cuidado.", "un rectángulo", "año #1 *no* $x$"):
        assert said in told, said


def test_every_font_of_a_paper_is_inside_it(paper: Document) -> None:
    with pikepdf.open(io.BytesIO(to_pdf(paper))) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]
        assert fonts
        assert all("Lato" in str(font.BaseFont) for font in fonts)
