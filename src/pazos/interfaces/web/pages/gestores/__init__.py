"""Gestores on the page: choosing them, planning with them, and taking care of them."""

from pazos.interfaces.web.pages.gestores import candidates, people, selection, shifts, training

ADDRESSES = (
    *people.ADDRESSES,
    *shifts.ADDRESSES,
    *training.ADDRESSES,
    *selection.ADDRESSES,
    *candidates.ADDRESSES,
)
