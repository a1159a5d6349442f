"""What a case does when a person is called otherwise, or came to a workshop: it is found and dated anew."""

from __future__ import annotations

from pazos.domain.cases.actions.reckoning import index_names, reckon_last_met

RENAMED = (index_names,)
CAME = (reckon_last_met,)
