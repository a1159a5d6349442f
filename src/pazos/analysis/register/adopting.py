"""The register's own values and differences of every death, in blocks that memory can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.register.actions.bulk import batches
from pazos.domain.register.actions.deaths import joined_into
from pazos.domain.register.actions.values import Reckoned, coverage, reckon
from pazos.domain.register.models import Death

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCK = 2_000


def adopt_all(*, tell: Callable[[float], None] = lambda _share: None) -> Reckoned:
    """Reckon every death's values and differences anew; write what changes. Idempotent."""
    deaths = list(Death.objects.order_by("pk").values_list("pk", flat=True))
    covered, joined = coverage(), joined_into()
    done = Reckoned()
    for place, block in enumerate(batches(deaths, BLOCK)):
        tell(place * BLOCK / len(deaths))
        done += reckon(block, covered=covered, joined=joined)
    return done
