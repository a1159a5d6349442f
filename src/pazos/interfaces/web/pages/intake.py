"""What the pages where records come in share: keeping an upload, and saying what came of it.

A sentence written for the command line names its options; here the same fact is said with
the button that cures it. No name of a file is ever used as a path.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import get_language

from pazos.analysis.ingest.keeping import keep_blocks
from pazos.analysis.notices import message
from pazos.foundation.words import N_, explain
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LONGEST_NAME = 200
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")

# By the code of a notice: the first template whose slots the facts fill.
SAID: dict[str, tuple[str, ...]] = {
    "dates_undecided": (
        N_(
            "The dates of {heading} ({example}, …) can be read as day/month or as month/day, and nothing "
            "in the file says which. Say it below."
        ),
    ),
    "dates_mixed": (
        N_(
            "{heading} mixes two orders: {day_rows} rows can only be day/month (row {day_row}: {day_text}) "
            "and {month_rows} only month/day (row {month_row}: {month_text}). Say below which is right; the "
            "others become rejected rows, to be corrected."
        ),
    ),
    "column_matches_almost_nothing": (
        N_(
            "Of {filled:,} values of {heading}, {share:.1%} are understood; it holds: {examples}. Nothing was "
            "taken in. It may be another column or another coding: point at the columns, or take the file "
            "without this one."
        ),
        N_(
            "None of the {rows:,} rows of {file} has this city's code, {code}; {named:,} carry its name. "
            "The codes are: {codes}. Nothing was taken in. Correct the codes, or take it as a file of other "
            "places."
        ),
    ),
    "waiting": (
        N_(
            "It is not in use yet. In the same months and municipalities the source had {earlier:,} victims "
            "({earlier_in_city:,} in the city, {earlier_placed:,} with a place) and this file has {new:,} "
            "({new_in_city:,}, {new_placed:,}). Decide below."
        ),
    ),
}


@dataclass(frozen=True)
class KeptUpload:
    """An upload in the city's keeping, and what people call it."""

    path: Path
    name: str
    sha256: str


def keep_upload(upload: UploadedFile[Any]) -> KeptUpload:
    """Keep an upload whole under its hash before anything of it is read."""
    folder = Path(settings.CITY_FILES)
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < 2 * (upload.size or 0):
        raise InputProblem(
            N_("There is not enough room on the server for {file}. Ask who looks after it to make room."),
            file=plain_name(upload.name),
        )
    kept = keep_blocks(upload.chunks())
    return KeptUpload(kept.path, plain_name(upload.name), kept.sha256)


def plain_name(name: str | None) -> str:
    """Return the last part of a name without signs that cannot be seen or that turn text round."""
    last = _UNPRINTABLE.sub("", (name or "").replace("\\", "/")).split("/")[-1].strip()
    return last[-LONGEST_NAME:] or "file"


def sentence(stored: dict[str, Any]) -> str:
    """Return a stored notice or problem in the reader's language, as a page says it."""
    facts = stored.get("facts") or {}
    for template in SAID.get(stored.get("code", ""), ()):
        if {slot for _, slot, _, _ in Formatter().parse(template) if slot} <= set(facts):
            return message({"template": template, "facts": facts}, language())
    return message({"template": stored["template"], "facts": facts}, language())


def refusal(problem: InputProblem) -> str:
    """Return a problem's sentence in the reader's language."""
    return explain(problem, language())


def language() -> str:
    """Return the reader's language."""
    return (get_language() or "es")[:2]
