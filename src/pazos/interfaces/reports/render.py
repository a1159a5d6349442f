"""A document becomes a PDF: tagged (PDF/UA-1), fonts embedded, the same bytes for the same document.

Nothing of the machine enters: no system font, no clock, no package from the network.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pazos.interfaces.reports.document import Document

TEMPLATE = Path(__file__).with_name("document.typ")


def to_pdf(document: Document) -> bytes:
    """Set the document in type and return the PDF."""
    import font_lato
    import typst

    fonts = str(Path(font_lato.__file__).parent / "files")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "document.typ"
        source.write_bytes(TEMPLATE.read_bytes())
        content = _with_files(asdict(document), Path(folder))
        (Path(folder) / "document.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        pdf: bytes = typst.compile(
            str(source), font_paths=[fonts], ignore_system_fonts=True, pdf_standards=["ua-1"], timestamp=0
        )
    return pdf


def _with_files(content: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Write every chart beside the document and name its file in the chart's place."""
    for place, section in enumerate(content["sections"]):
        for number, block in enumerate(section["blocks"]):
            if block["kind"] == "figure":
                block["file"] = f"figure-{place}-{number}.svg"
                (folder / block["file"]).write_text(block.pop("svg"), encoding="utf-8")
    return content
