"""How many were killed, by each counting rule, as the closed months say; months that nobody closed are told too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.domain.register.frozen import month_name
from pazos.domain.register.queries import closing as closings
from pazos.domain.register.queries.counting import several

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.analysis.account.chain import Asked


def told(asked: Asked) -> Mapping[str, Any]:
    """Return the deaths of the year by rule, from the newest signed vintage of each month."""
    closed = closings.latest_closed(asked.first, asked.as_of_on)
    months = list(closings.months_between(asked.first, asked.as_of_on))
    keys = sorted({key for one in closed.values() for key in one.counts})
    rules = several(keys)
    return {
        "months": [month_name(month) for month in months],
        "not_closed": [month_name(month) for month in months if month not in closed],
        "vintages": [
            {
                "month": month_name(month),
                "vintage": closed[month].number,
                "frozen_sha256": closed[month].frozen_hash,
                "not_delivered": closed[month].not_delivered,
            }
            for month in sorted(closed)
        ],
        "by_rule": [
            {
                "rule": key.partition("@")[0],
                "version": int(key.partition("@")[2]),
                "title": rules[key].title if key in rules else "",
                "is_shipped": key in rules and rules[key].shipped,
                "definition_sha256": rules[key].definition_hash if key in rules else "",
                "deaths": sum(one.counts.get(key, 0) for one in closed.values()),
                "months": sum(key in one.counts for one in closed.values()),
            }
            for key in keys
        ],
    }
