"""Where a file lies while it arrives: in memory, and where whole years of records come, under no name.

A photograph carries where and by whom it was taken until its pixels are drawn anew, and a paper may name people:
neither ever lies on a disk as it came. What was sent is held back at `MOST_BYTES` while it is read, so that no request
takes more memory than that; what is far larger is not read at all.

Files of records may be larger than the memory of a small server. They go to a file of the system's temporary folder
that has no name there from its first byte on: whatever ends the process, a power cut apart, the operating system gives
its room back and nothing is left to be found or swept up. Then they are sealed (`analysis.ingest.keeping`).
"""

from __future__ import annotations

import io
import tempfile
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from pazos.domain.documents.vocabulary import MOST_BYTES as LARGEST_PAPER

if TYPE_CHECKING:
    from typing import IO

RECORDS = frozenset({"bring_file", "territory_bring", "gazetteer_apply", "budget_reports"})
MOST_BYTES = (
    LARGEST_PAPER + 2**20
)  # of all files of a request: a form says itself what is too large for it by a little
READ_THROUGH = 8 * MOST_BYTES  # a browser shows an answer only when it could send everything


class Arriving(FileUploadHandler):
    """Holds the files of one request, in memory unless records are brought in at its address."""

    file: IO[bytes]
    held = 0  # bytes of the whole request

    def handle_raw_input(self, *given: Any, **named: Any) -> None:
        """Refuse what says of itself that it is far too large, before a byte of it is read."""
        length = int((self.request.META.get("CONTENT_LENGTH") if self.request else None) or 0)
        if self._in_memory() and length > READ_THROUGH:
            raise RequestDataTooBig

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.file = io.BytesIO() if self._in_memory() else _nameless()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece; of what is too large nothing more is kept."""
        self.held += len(raw_data)
        if self._in_memory() and self.held > MOST_BYTES:
            self.file.seek(0)
            self.file.truncate()
            return
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        """Hand a whole file over."""
        self.file.seek(0)
        return UploadedFile(
            file=self.file,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_complete(self) -> None:
        """Refuse a request of which not everything was kept: no part of a file is ever taken for the whole."""
        if self._in_memory() and self.held > MOST_BYTES:
            raise RequestDataTooBig

    def upload_interrupted(self) -> None:
        """Let go of a file that did not come whole."""
        self.file.close()

    def _in_memory(self) -> bool:
        match = self.request.resolver_match if self.request else None
        return match is None or match.view_name not in RECORDS


def _nameless() -> IO[bytes]:
    return tempfile.TemporaryFile()
