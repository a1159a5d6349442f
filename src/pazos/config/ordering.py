"""Does the database put text in the order of its letters' numbers, as the embedded one does?

A server's database usually sorts in the order of a language: "Ñ" beside "N", small letters among the capitals,
spaces left out. Rows of a published file would stand otherwise than those of the same data elsewhere, and so
would its hash. The order belongs to the whole database and is chosen as it is made: columns of their own order
would leave out all that is put together in a question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

# Every language puts some two of these otherwise than their numbers do.
LETTERS = (
    "Z",
    "a",
    "B",
    "_",
    "a b",
    "a-b",
    "ab",
    "aa",
    "A-1",
    "A 2",
    "á",
    "ñ",
    "Ñ",
    "o",
    "1",
    "\uffee",
    "😀",
)


def must_order_by_letters(connection: BaseDatabaseWrapper) -> None:
    """Refuse a database that would give the same rows in another order.

    Raises:
        InputProblem: it orders text by a language, or keeps it in another encoding than UTF-8.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        [encoding] = cursor.fetchone()
        if encoding != "UTF8":
            raise InputProblem(
                N_(
                    "This database keeps text as {encoding}, and Pazos needs UTF-8. Nothing was written into it. Make the "
                    "database anew with ENCODING 'UTF8' LC_COLLATE 'C', as the guide to putting it on a server says."
                ),
                encoding=encoding,
            )
        cursor.execute("SELECT word FROM unnest(%s::text[]) AS word ORDER BY word", [list(LETTERS)])
        found = [word for [word] in cursor.fetchall()]
    if found != sorted(LETTERS):
        raise InputProblem(
            N_(
                "This database puts text in the order of a language, so that published files would have other rows "
                "first than elsewhere. Nothing was written into it. Make it anew with LC_COLLATE 'C' and bring in what it "
                "holds, as the guide to putting it on a server says."
            )
        )
