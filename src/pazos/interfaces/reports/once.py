"""Is this paper printed already? Else it is printed now, kept beside the city's files, and handed out as it was.

The name of its file carries everything by which the paper may differ, the code that set it among them: a city
whose program was renewed never hands out figures told by the old one under the new one's name.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from pazos.foundation.runs.code import code_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from pazos.interfaces.reports.document import Document


def printed_once(name: str, tell: Callable[[], Document]) -> Path:
    """Return the file of the paper called `name` (without ending); `tell` makes the document where it is not there."""
    path = Path(settings.CITY_FILES).parent / "reports" / f"{name}-{code_version()}.pdf"
    if not path.exists():
        from pazos.interfaces.reports.render import to_pdf

        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside, each process its own, and renamed: a reader never sees half a paper.
        fresh = path.with_name(f"{path.name}.{os.getpid()}.fresh")
        fresh.write_bytes(to_pdf(tell()))
        fresh.replace(path)
    return path
