"""Loops compiled to machine code, kept on disk so that only the first scan on a machine waits for it.

What is compiled says nothing else than its Python would: no approximate mathematics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

Compiled = TypeVar("Compiled", bound="Callable[..., object]")


def compiled(function: Compiled) -> Compiled:
    """Compile a function of numbers and arrays when it is first called; other threads run meanwhile.

    The code is kept beside the source or in the user's cache folder; where neither can be written,
    every process compiles anew.
    """
    try:
        made = numba.njit(function, cache=True, nogil=True, error_model="numpy")
    except RuntimeError:
        made = numba.njit(function, nogil=True, error_model="numpy")
    return cast("Compiled", made)
