"""How is a value sealed so that it opens only in its own row, and only with the city's keys?

AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits for each sealing. Model, field
and row are bound to the sealed text as additional data: a value that is cut from one row and
pasted into another does not open, and neither does an altered one.

A token reads `s1.KEY.BASE64(nonce + text + tag)`. Its length tells the length of the text.
Nothing here logs, or puts into a message, what was sealed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pazos.foundation.privacy.keys import ring
from pazos.foundation.privacy.problems import DoesNotOpen, SealProblem
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = "s1"
NONCE = 12


class Place(NamedTuple):
    """Where a sealed value stands: model label, field name, the row's key as text."""

    model: str
    field: str
    row: str


def seal(text: str, place: Place) -> str:
    """Return `text` sealed with the current key, as a token that opens only in `place`."""
    key, nonce = ring().current, os.urandom(NONCE)
    sealed = cipher(key.secret).encrypt(nonce, text.encode(), _bound(key.id, place))
    return f"{VERSION}.{key.id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def open_sealed(token: str, place: Place) -> str:
    """Return the text that was sealed for `place`; refuse an altered, moved or unknown token."""
    from cryptography.exceptions import InvalidTag

    key_id = key_of(token)
    secret = ring().find(key_id).secret
    try:
        content = base64.b64decode(token.split(".", 2)[2], altchars=b"-_", validate=True)
        return cipher(secret).decrypt(content[:NONCE], content[NONCE:], _bound(key_id, place)).decode()
    except (InvalidTag, ValueError) as error:
        raise _does_not_open(place) from error


def key_of(token: str) -> str:
    """Return the id of the key that a token was sealed with."""
    version, _, rest = token.partition(".")
    key_id, _, content = rest.partition(".")
    if version != VERSION or not key_id or not content:
        raise SealProblem(
            N_(
                "A stored value is not sealed as it must be. Somebody wrote it past Pazos; "
                "compare with a backup."
            )
        )
    return key_id


def beginning(key_id: str) -> str:
    """Return how every token of one key begins."""
    return f"{VERSION}.{key_id}."


def blind_index(value: str, purpose: str) -> str:
    """Return 64 letters by which an equal `value` is found again without storing it.

    Case, accents and runs of spaces make no difference. `purpose` keeps indexes apart: the same
    number as a document and as a telephone gives two answers. Equal values give equal letters,
    so whoever reads the database sees which rows share a value, but not the value.
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", value).casefold())
    text = "".join(letter for letter in apart if not unicodedata.combining(letter))
    message = json.dumps([purpose, " ".join(text.split())])
    return hmac.new(ring().index_secret, message.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=32)
def cipher(secret: bytes) -> AESGCM:
    """Return the cipher of one key (imported here: it takes 30 ms that most commands need not pay)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(secret)


def _bound(key_id: str, place: Place) -> bytes:
    return json.dumps([VERSION, key_id, *place]).encode()


def _does_not_open(place: Place) -> DoesNotOpen:
    return DoesNotOpen(
        N_(
            "The sealed value {field} of {model} {row} does not open: it was altered, or it belongs to another "
            "row. Compare with a backup."
        ),
        field=place.field,
        model=place.model,
        row=place.row,
    )
