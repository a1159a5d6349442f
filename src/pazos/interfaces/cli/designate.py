"""`pazos designate`: choose the clusters, keep them as a draft with their evidence, say what was found.

Signing is a person's deed on the page of the workshop; `--sign` does it here for a city that
works from the command line, and names who signs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import argparse

    from pazos.domain.designations.models import Designation

NEEDS_CITY = True
ANSWER = """\
JSON: `designation` (its number), `run`, `basis`, `clusters` (list of `number`, `zone`, `codes`, `names`,
`deaths`, `people`, `rate`, `low`, `high`), `places`, `deaths`, `deaths_placed`, `deaths_all`, `share` (of the
placed deaths), `people`, `people_all`, `worth`, `bound`, `gap`, `proven_optimal`, `certificate`, `left_out`,
`contiguity`, `ages` (`from`, `to`, `victims`, `share`)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the designation is asked to be."""
    parser.add_argument(
        "--source", help=say(N_("whose records (default: the source with most places known)"))
    )
    parser.add_argument("--years", metavar="FROM-TO", help=say(N_("such as 2019-2023 (default: last five)")))
    parser.add_argument(
        "--clusters", type=int, default=7, metavar="K", help=say(N_("at most K clusters (7)"))
    )
    parser.add_argument("--max-share", type=float, help=say(N_("residents at most, as a share (0.33)")))
    parser.add_argument("--max-population", type=float, metavar="N", help=say(N_("residents at most")))
    parser.add_argument("--max-places", type=int, metavar="N", help=say(N_("neighbourhoods at most")))
    parser.add_argument("--minimum-rural", type=int, default=0, metavar="N", help=say(N_("rural clusters")))
    parser.add_argument("--minimum-urban", type=int, default=0, metavar="N", help=say(N_("urban clusters")))
    parser.add_argument(
        "--half-life",
        type=float,
        default=3.0,
        metavar="YEARS",
        help=say(N_("recency: 0 weighs years alike (3)")),
    )
    parser.add_argument(
        "--seconds", type=float, default=60.0, help=say(N_("how long to look for a proof (60)"))
    )
    parser.add_argument("--ages", default="14-29", metavar="FROM-TO", help=say(N_("ages served (14-29)")))
    parser.add_argument("--title", default="", help=say(N_("what the designation is called")))
    parser.add_argument("--sign", metavar="USER", help=say(N_("sign it in this person's name")))
    parser.add_argument("--reasons", default="", help=say(N_("with --sign: why, for the council")))
    parser.add_argument("--legal-basis", default="", help=say(N_("with --sign: decree or act")))
    parser.add_argument("--json", metavar="OUT", help=say(N_("write the result as JSON (- for the screen)")))


def run(options: argparse.Namespace) -> int:
    """Propose, perhaps sign, and show."""
    from pazos.analysis.designating import propose_designation
    from pazos.analysis.figures.shelf import draw_all
    from pazos.analysis.studies.observe import usual_basis
    from pazos.interfaces.cli.output import following, span, write_json

    first, last = span(options.years, "--years") if options.years else (None, None)
    basis = usual_basis(options.source, first=first, last=last)
    ages = span(options.ages, "--ages")
    with following() as progress:
        designation = propose_designation(
            basis, _ask(options), title=options.title or _title(basis), ages=ages, by=None, progress=progress
        )
    # Drawn now, so that the first reader of the pages does not wait for the drawing engine.
    draw_all(designation.evidence.all())
    if options.sign:
        _sign(designation, options, ages)
    answer = facts(designation)
    if options.json:
        write_json(answer, options.json)
    if options.json != "-":
        show(answer)
    return 0


def _ask(options: argparse.Namespace) -> Any:
    from pazos.analysis.studies.ask import Ask
    from pazos.domain.territory.models import Population

    limited = options.max_share or options.max_population or options.max_places
    share = options.max_share
    if not limited and Population.objects.filter(neighbourhood__isnull=False).exists():
        share = 0.33
    elif not limited:
        raise InputProblem(
            N_("Say how much the city can take on: --max-places N (no residents by neighbourhood are known).")
        )
    return Ask(
        clusters=options.clusters,
        max_share=share,
        max_people=options.max_population,
        max_places=options.max_places,
        minimum_rural=options.minimum_rural,
        minimum_urban=options.minimum_urban,
        half_life=options.half_life or None,
        seconds=options.seconds,
    )


def _title(basis: Any) -> str:
    return say(
        N_("Designation on {source}, {first} to {last}"),
        None,
        source=basis.source,
        first=basis.first_year,
        last=basis.last_year,
    )


def _sign(designation: Designation, options: argparse.Namespace, ages: tuple[int, int]) -> None:
    from pazos.domain.designations import actions
    from pazos.domain.people.models import Staff
    from pazos.foundation.access.policy import Permission

    who = Staff.objects.filter(username=options.sign).first()
    if who is None or not who.may(Permission.SIGN_DESIGNATION):
        raise InputProblem(N_("{user} may not sign designations here."), user=options.sign)
    actions.argue(designation, ages=ages, reasons=options.reasons, legal_basis=options.legal_basis, by=who)
    try:
        actions.sign(designation, by=who)
    except actions.NotSignedError as refused:
        reasons = " ".join(str(block.label) for block in refused.blocks)
        raise InputProblem(N_("Not signed. {reasons}"), reasons=reasons) from refused


def facts(designation: Designation) -> dict[str, Any]:
    """Return a designation as its run states it, with the victims of its ages."""
    # What the run read is for its proof.
    result = {name: part for name, part in designation.run.result.items() if name != "material"}
    victims = next((r.result for r in designation.evidence.all() if r.method == "victims"), None)
    answer = {
        "designation": designation.pk,
        "state": designation.state,
        "run": designation.run_id,
        "basis": designation.run.parameters["basis"],
        **result,
    }
    if victims and "single_ages" in victims and designation.age_from is not None:
        answer["ages"] = _of_ages(victims["single_ages"], designation.age_from, int(designation.age_to or 0))
    return answer


def _of_ages(single: dict[str, int], first: int, last: int) -> dict[str, Any]:
    inside = sum(victims for age, victims in single.items() if first <= int(age) <= last)
    known = sum(single.values())
    return {"from": first, "to": last, "victims": inside, "share": inside / known if known else None}


def show(answer: dict[str, Any]) -> None:
    """Print the clusters, what they cover and how sure that is."""
    from django.utils import translation

    from pazos.foundation.words import preferred_language
    from pazos.interfaces.cli.output import print_table

    columns = [say(N_("cluster")), say(N_("zone")), say(N_("places")), say(N_("deaths"))]
    columns += [say(N_("people")), say(N_("rate")), say(N_("95% interval"))]
    with translation.override(preferred_language()):
        print_table(
            say(N_("Designation {number}"), None, number=answer["designation"]),
            columns,
            [_row(cluster) for cluster in answer["clusters"]],
        )
        for line in _sentences(answer):
            print(line)


def _row(cluster: dict[str, Any]) -> tuple[str, ...]:
    from pazos.interfaces.components import wording

    return (
        f"{cluster['number']} {cluster['names'][0]}",
        say(cluster["zone"]),
        wording.number(len(cluster["codes"])),
        wording.number(cluster["deaths"]),
        wording.number(cluster["people"]),
        wording.number(cluster["rate"], 1),
        wording.interval(cluster["low"], cluster["high"], 1),
    )


def _sentences(answer: dict[str, Any]) -> list[str]:
    from pazos.interfaces.components import wording

    basis = answer["basis"]
    covers = N_(
        "{places} places hold {deaths} of the {placed} deaths with a place ({share}): "
        "{source}, {first} to {last}."
    )
    lines = [
        say(
            covers,
            None,
            deaths=wording.number(answer["deaths"]),
            placed=wording.number(answer["deaths_placed"]),
            share=wording.percent(answer["share"]),
            source=basis["source"],
            first=basis["first_year"],
            last=basis["last_year"],
            places=answer["places"],
        )
    ]
    if answer["proven_optimal"]:
        lines.append(say(N_("Proven: no other choice under these limits covers more.")))
    else:
        gap = wording.percent(answer["gap"], 2)
        lines.append(say(N_("Not proven: another choice may cover up to {gap} more."), None, gap=gap))
    if answer["people"] and answer["people_all"]:
        share = wording.percent(answer["people"] / answer["people_all"])
        people = wording.number(answer["people"])
        lines.append(say(N_("{people} residents, {share} of the city."), None, people=people, share=share))
    ages = answer.get("ages")
    if ages and ages["share"] is not None:
        young = N_("Victims of {from_age} to {to_age}: {victims} ({share} of those whose age is known).")
        lines.append(
            say(
                young,
                None,
                from_age=ages["from"],
                to_age=ages["to"],
                victims=wording.number(ages["victims"]),
                share=wording.percent(ages["share"]),
            )
        )
    return lines


def show_latest() -> None:
    """Print the designation in force, or the latest draft."""
    from pazos.domain.designations.models import Designation

    shown = [Designation.State.SIGNED, Designation.State.DRAFT]
    found = Designation.objects.filter(state__in=shown).order_by("-state", "-id").first()
    if found:
        show(facts(found))
