"""`pazos report`: the designation as a paper of a few pages that a council member can read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pazos.foundation.words import LANGUAGES, N_, say

if TYPE_CHECKING:
    import argparse

NEEDS_CITY = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which designation, which languages, where to."""
    parser.add_argument("--designation", type=int, metavar="N", help=say(N_("default: the one in force")))
    parser.add_argument("--language", choices=LANGUAGES, help=say(N_("default: both")))
    parser.add_argument("--out", metavar="FOLDER", help=say(N_("default: reports, in the city's folder")))


def run(options: argparse.Namespace) -> int:
    """Freeze the report, print it in each language and say where it is."""
    from django.conf import settings

    from pazos.analysis.briefing import brief
    from pazos.interfaces.reports.designation import designation_report
    from pazos.interfaces.reports.render import to_pdf

    report = brief(options.designation, by=None)
    folder = Path(options.out) if options.out else Path(settings.CITY_FILES).parent / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    for language in (options.language,) if options.language else LANGUAGES:
        path = folder / f"pazos-{report.pk}-{language}.pdf"
        path.write_bytes(to_pdf(designation_report(report, language=language)))
        print(say(N_("The report is in {file}."), None, file=path))
    return 0
