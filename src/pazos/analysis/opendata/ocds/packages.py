"""Packages of signed agreements: all releases, or one record of each, ready to be handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import override

from pazos.analysis.licence import licence
from pazos.analysis.opendata.ocds import codes
from pazos.analysis.opendata.ocds.merging import compiled
from pazos.analysis.opendata.ocds.releases import releases
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.analysis.opendata.ocds.codes import Telling
    from pazos.domain.partners.models import Agreement

Json = dict[str, Any]
KINDS = ("releases", "records")


def package(kind: str, agreements: Iterable[Agreement], telling: Telling) -> Json:
    """Return a package of `kind` (KINDS) of agreements that were signed.

    Its date is that of the newest release in it, so that the same agreements give the same letters.
    Texts of our own are in the city's language.

    Raises:
        InputProblem: no agreement was signed; a package is never empty.
    """
    with override(telling.language):
        processes = [releases(one, telling) for one in agreements]
    if not processes:
        raise InputProblem(N_("No agreement was signed yet: there is nothing to publish."))
    content: list[Json] = [_record(one) for one in processes]
    if kind == "releases":
        every = (one for process in processes for one in process)
        content = sorted(every, key=lambda one: (codes.moment(one), one["id"]))
    newest = str(max((process[-1] for process in processes), key=codes.moment)["date"])
    return {
        "uri": f"https://{telling.host}/data/agreements-ocds/{kind}/{newest[:10]}",
        "version": codes.VERSION,
        "extensions": [codes.BUDGET_BREAKDOWN],
        "publisher": {"name": telling.city_name, "uid": telling.city_id},
        "license": licence().path,
        "publishedDate": newest,
        kind: content,
    }


def _record(process: list[Json]) -> Json:
    return {"ocid": process[0]["ocid"], "releases": process, "compiledRelease": compiled(process)}
