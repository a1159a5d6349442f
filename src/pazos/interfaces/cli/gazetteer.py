"""`pazos gazetteer`: spellings of places that wait for a person, and what share has its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse

NEEDS_CITY = True
SHOWN = 30
_NAMES = {
    "by_point": N_("by its point"),
    "exact": N_("the same letters"),
    "rule": N_("the same by rule"),
    "person": N_("a person decided"),
    "waiting": N_("waiting"),
    "not_a_place": N_("not a place"),
    "outside": N_("another municipality"),
    "not_stated": N_("not stated"),
    "total": N_("all"),
}
ANSWER = """\
JSON: `shares` (of each way to be placed, and of `total`: `records`, `victims`), `spellings` (how many of each way),
`waiting` (list of `text`, `records`, `victims`, `looks_like_a_road`, `candidates`); with `--apply` also `applied`
(`decided`, `refused`), with `--export` `exported`, with `--create-places` `created`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with the queue; without options it is counted and its top shown."""
    add = parser.add_argument
    add("--waiting", action="store_true", help=say(N_("list every spelling that waits, with its candidates")))
    add("--export", metavar="FILE.csv", help=say(N_("write the queue as a table to fill in")))
    add("--apply", metavar="FILE.csv", help=say(N_("take the decisions of a filled table")))
    add(
        "--create-places",
        metavar="N",
        nargs="?",
        type=int,
        const=2,
        help=say(N_("make a place of each waiting name that at least N records use (default: 2)")),
    )
    add("--json", metavar="OUT", help=say(N_("write the result as JSON (- for the screen)")))


def run(options: argparse.Namespace) -> int:
    """Do what is asked and print the state; 1 if rows of a table were refused."""
    from pazos.analysis.gazetteer import create_places, summary

    result: dict[str, Any] = {}
    if options.apply:
        result["applied"] = _apply(options.apply)
    if options.create_places is not None:
        made = create_places(at_least=options.create_places, by=None)
        result["created"] = [{"code": place.code, "name": place.name} for place in made]
    if options.export:
        from pazos.analysis.gazetteer_files import export

        result["exported"] = {"file": options.export, "rows": export(options.export)}
    result |= summary()
    if options.json:
        from pazos.interfaces.cli.output import write_json

        write_json(result, options.json)
    if options.json != "-":
        show(result, most=len(result["waiting"]) if options.waiting else SHOWN)
    return 1 if result.get("applied", {}).get("refused") else 0


def _apply(path: str) -> dict[str, Any]:
    from dataclasses import asdict

    from pazos.analysis.gazetteer_files import apply

    applied = asdict(apply(path, by=None))
    applied["refused"] = [
        {"row": item["row"], "message": say(item["template"], None, **item["facts"])}
        for item in applied["refused"]
    ]
    return applied


def show(result: dict[str, Any], *, most: int) -> None:
    """Print the shares, what was done, and the spellings with most victims."""
    from pazos.interfaces.cli.output import print_table

    total = max(result["shares"]["total"]["victims"], 1)
    rows = [
        (say(_NAMES[name]), result["spellings"].get(name), counts["records"], counts["victims"], share)
        for name, counts in result["shares"].items()
        if counts["records"] or result["spellings"].get(name)
        for share in [f"{counts['victims'] / total:.1%}"]
    ]
    headings = (N_("how placed"), N_("spellings"), N_("records"), N_("victims"), N_("share of victims"))
    print_table(say(N_("Places of the records")), [say(text) for text in headings], rows)
    _show_deeds(result)
    _show_waiting(result["waiting"], most=most)


def _show_deeds(result: dict[str, Any]) -> None:
    if applied := result.get("applied"):
        taken = sum(applied["decided"].values())
        print(
            say(
                N_("{taken} decisions taken, {refused} rows refused."),
                None,
                taken=taken,
                refused=len(applied["refused"]),
            )
        )
        for item in applied["refused"]:
            print(say(N_("  row {row}: {message}"), None, **item))
    if "created" in result:
        print(say(N_("{count} places made of names."), None, count=len(result["created"])))
    if exported := result.get("exported"):
        print(say(N_("{rows} spellings written to {file}; fill in the column decision."), None, **exported))


def _show_waiting(waiting: list[dict[str, Any]], *, most: int) -> None:
    from pazos.interfaces.cli.output import print_table

    if not waiting:
        print(say(N_("No spelling waits.")))
        return
    rows = []
    for item in waiting[:most]:
        best = item["candidates"][0] if item["candidates"] else None
        proposal = (
            say(N_("a road: not a place?")) if item["looks_like_a_road"] else best["name"] if best else None
        )
        rows.append(
            (item["text"], item["records"], item["victims"], proposal, best and f"{best['score']:.2f}")
        )
    headings = (N_("spelling"), N_("records"), N_("victims"), N_("perhaps"), N_("likeness"))
    print_table(say(N_("Waiting for a person")), [say(text) for text in headings], rows)
    if len(waiting) > most:
        print(say(N_("… and {count} more (--waiting lists all)."), None, count=len(waiting) - most))
