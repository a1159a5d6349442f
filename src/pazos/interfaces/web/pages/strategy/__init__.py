"""The strategy on the page: what it is, what belongs to it, how it thinks change comes, and its versions."""

from pazos.interfaces.web.pages.strategy import (
    alignment,
    components,
    front,
    programmes,
    public,
    readiness,
    theory,
    versions,
)

ADDRESSES = (
    *front.ADDRESSES,
    *components.ADDRESSES,
    *programmes.ADDRESSES,
    *theory.ADDRESSES,
    *alignment.ADDRESSES,
    *readiness.ADDRESSES,
    *versions.ADDRESSES,
    *public.ADDRESSES,
)
