"""`pazos areas`: neighbourhoods, their outlines and their people go into the city.

Whatever was guessed of the file is printed; whatever is doubtful is printed with its codes.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

NEEDS_CITY = True
KINDS = ("barrio", "vereda", "corregimiento", "comuna", "sector")
_COLUMNS = {
    "id": N_("column of codes"),
    "name": N_("column of names"),
    "zone": N_("column of urban or rural"),
    "comuna": N_("column of the comuna"),
    "comuna-name": N_("column of the comuna's name"),
    "lon": N_("column of longitudes (or x, with --crs)"),
    "lat": N_("column of latitudes (or y, with --crs)"),
}
_PEOPLE_COLUMNS = {
    "population-id": N_("column of the places' codes in the population file"),
    "population-name": N_("column of the places' names"),
    "year": N_("column of years"),
    "sex": N_("column of sex"),
    "age": N_("column of ages"),
    "persons": N_("column of people"),
}
ANSWER = """\
JSON of places: `file`, `rows`, `places`, `new`, `changed`, `unchanged`, `missing` and `closed` (codes), `located`
(how many by `polygon`, `point`, `name`), `zones`, `columns` (of each field: `column`, and `by`: `asked` or
`heading`), `codes`, `crs`, `contiguity`, `spellings_matched_again`, and every doubt: `left_out`, `joined`,
`look_alikes`, `repaired`, `without_shape`, `overlaps`, `outside_municipality`. With `--outline`: `outline`. With
`--population`: `population` (`file`, `cells`, `new`, `unchanged`, `places`, `years`, `people_in_last_year`,
`columns`, `codes_without_leading_zeros`, `unknown`, `without_people`)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which files, and what their columns hold where the headings do not say."""
    add = parser.add_argument
    add(
        "file",
        metavar="FILE",
        nargs="?",
        help=say(N_("GeoJSON, GeoPackage, shapefile (or zipped), csv, xlsx")),
    )
    for name, text in _COLUMNS.items():
        add(f"--{name}", metavar="COL", help=say(text))
    add(
        "--kind",
        metavar="KIND|COL",
        help=say(N_("what the places are ({kinds}), or its column"), None, kinds=", ".join(KINDS)),
    )
    add("--crs", metavar="EPSG:N", help=say(N_("coordinate system, where the file does not say it")))
    add("--layer", help=say(N_("layer of the file, where it has several")))
    add(
        "--rural-comunas",
        metavar="LIST",
        default="",
        help=say(N_("rural comunas, such as 8-16; the others are urban")),
    )
    add(
        "--keep-roads",
        action="store_true",
        help=say(N_("keep names that read like roads, in lists without codes")),
    )
    add("--keep-apart", action="store_true", help=say(N_("join no names of a list without codes")))
    add(
        "--valid-from",
        metavar="DATE",
        type=date.fromisoformat,
        help=say(N_("day from which what changes is in force")),
    )
    add(
        "--close-missing",
        action="store_true",
        help=say(N_("with --valid-from: end what the file leaves out")),
    )
    add("--outline", action="store_true", help=say(N_("FILE is the municipality's outline")))
    add("--population", metavar="FILE", help=say(N_("people by place and year (or of the municipality)")))
    for name, text in _PEOPLE_COLUMNS.items():
        add(f"--{name}", metavar="COL", help=say(text))
    add("--series", default="", help=say(N_("which census or projection the people come from")))
    add("--sheet", help=say(N_("sheet of the population's workbook")))
    add("--json", metavar="OUT", help=say(N_("write the result as JSON (- for the screen)")))


def run(options: argparse.Namespace) -> int:
    """Bring the files in and say what came of it."""
    if not options.file and not options.population:
        raise InputProblem(N_("Name a FILE of places, or one of people with --population."))
    if options.close_missing and not options.valid_from:
        raise InputProblem(N_("--close-missing needs the day: --valid-from YYYY-MM-DD."))
    result: dict[str, Any] = {}
    if options.file:
        result |= _outline(options) if options.outline else _areas(options)
    if options.population:
        result["population"] = _people(options)
    if options.json:
        from pazos.interfaces.cli.output import write_json

        write_json(result, options.json)
    if options.json != "-":
        show(result)
    return 0


def _outline(options: argparse.Namespace) -> dict[str, Any]:
    from pazos.analysis.territory_files import bring_in_outline

    return {"outline": bring_in_outline(options.file, crs=options.crs, layer=options.layer, by=None)}


def _areas(options: argparse.Namespace) -> dict[str, Any]:
    from pazos.analysis.territory_files import bring_in_areas
    from pazos.analysis.territory_files.places import Wishes

    asked = {name.replace("-", "_"): getattr(options, name.replace("-", "_")) for name in _COLUMNS}
    column = options.kind if options.kind not in KINDS else None
    wishes = Wishes(
        kind=options.kind if options.kind in KINDS else "",
        rural_comunas=comunas(options.rural_comunas),
        keep_roads=options.keep_roads,
        keep_apart=options.keep_apart,
    )
    return bring_in_areas(
        options.file,
        asked={**asked, "kind": column},
        wishes=wishes,
        crs=options.crs,
        layer=options.layer,
        valid_from=options.valid_from,
        close_missing=options.close_missing,
        by=None,
    )


def comunas(text: str) -> frozenset[str]:
    """Return the comunas of a list such as 8-10,12."""
    found: set[str] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        first, _, last = part.partition("-")
        if last and first.isdecimal() and last.isdecimal():
            found |= {str(number) for number in range(int(first), int(last) + 1)}
        else:
            found.add(part)
    return frozenset(found)


def _people(options: argparse.Namespace) -> dict[str, Any]:
    from pazos.analysis.territory_files import bring_in_people

    names = {"population-id": "id", "population-name": "name"}
    asked = {names.get(name, name): getattr(options, name.replace("-", "_")) for name in _PEOPLE_COLUMNS}
    return bring_in_people(
        options.population, asked=asked, series=options.series, sheet=options.sheet, by=None
    )


def show(result: dict[str, Any]) -> None:
    """Print what came of it: a table of counts, then every doubt with its codes."""
    from pazos.interfaces.cli.output import print_table

    if "rows" in result:
        print_table(result["file"], ["", say(N_("places"))], list(_counts(result)))
        for line in _doubts(result):
            print(line)
    if outline := result.get("outline"):
        print(say(N_("The outline of the municipality comes from {file}."), None, file=outline["file"]))
    if people := result.get("population"):
        _show_people(people)


def _columns(columns: dict[str, dict[str, str]]) -> str:
    return ", ".join(
        f"{field} = {item['column']}" + ("" if item["by"] == "asked" else "*")
        for field, item in columns.items()
    )


def _counts(result: dict[str, Any]) -> Iterable[tuple[str, object]]:
    located = result["located"]
    yield say(N_("rows in the file")), result["rows"]
    yield say(N_("places")), result["places"]
    yield say(N_("new")), result["new"]
    yield say(N_("changed")), len(result["changed"])
    yield say(N_("unchanged")), result["unchanged"]
    yield say(N_("missing from the file (kept)")), len(result["missing"]) - len(result["closed"])
    yield say(N_("with an outline")), located["polygon"]
    yield say(N_("with a point")), located["point"]
    yield say(N_("only a name")), located["name"]


def _doubts(result: dict[str, Any]) -> Iterable[str]:
    yield say(N_("Columns (* by their headings): {columns}"), None, columns=_columns(result["columns"]))
    if result["codes"] != "column":
        yield say(N_("The file has no codes: each place's code is its name."))
    if result["crs"]:
        yield say(N_("Coordinates: {name}"), None, name=result["crs"]["name"])
    yield from _lists(result)
    basis = result["contiguity"]
    if basis["basis"] == "points":
        yield say(N_("Contiguity comes from points, not from outlines: no outlines are known."))
    if alone := set(basis["without_neighbours"]) - set(basis["names_only"]):
        yield _listed(N_("Without neighbours ({count}): {codes}"), sorted(alone))


def _lists(result: dict[str, Any]) -> Iterable[str]:
    roads = [item["name"] for item in result["left_out"] if item["reason"] == "road"]
    others = [f"{item['row']} ({item['name']})" for item in result["left_out"] if item["reason"] != "road"]
    lists: dict[str, list[str]] = {
        N_("Left out, they read like roads ({count}; --keep-roads keeps them): {codes}"): roads,
        N_("Rows left out, they name no place ({count}): {codes}"): others,
        N_("Names joined as one place ({count}; --keep-apart keeps them apart): {codes}"): [
            " = ".join([item["name"], *item["also"]]) for item in result["joined"]
        ],
        N_("Names so alike that they may be one place ({count}): {codes}"): [
            f"{item['first']} ~ {item['second']}" for item in result.get("look_alikes", ())
        ],
        N_("Outlines mended ({count}): {codes}"): [item["code"] for item in result["repaired"]],
        N_("Rows without an outline ({count}): {codes}"): result["without_shape"],
        N_("Outlines that overlap ({count}): {codes}"): [
            f"{item['first']}+{item['second']} ({item['area_m2']:,.0f} m²)" for item in result["overlaps"]
        ],
        N_("Outside the municipality ({count}): {codes}"): result["outside_municipality"],
        N_("Missing from the file, kept ({count}): {codes}"): sorted(
            {*result["missing"]} - {*result["closed"]}
        ),
        N_("Ended on the day given ({count}): {codes}"): result["closed"],
    }
    for template, codes in lists.items():
        if codes:
            yield _listed(template, codes)


def _listed(template: str, codes: list[str]) -> str:
    from pazos.science.problems import listed

    return say(template, None, count=len(codes), codes=listed(codes, most=12))


def _show_people(people: dict[str, Any]) -> None:
    from pazos.interfaces.cli.output import print_table

    rows = [
        (say(N_("figures")), people["cells"]),
        (say(N_("new")), people["new"]),
        (say(N_("unchanged")), people["unchanged"]),
        (say(N_("places")), people["places"]),
        (say(N_("first year")), people["years"][0]),
        (say(N_("last year")), people["years"][-1]),
        (say(N_("people in the last year")), round(people["people_in_last_year"])),
    ]
    print_table(people["file"], ["", say(N_("people"))], rows)
    print(say(N_("Columns (* by their headings): {columns}"), None, columns=_columns(people["columns"])))
    lists = {
        N_("Codes matched once their zeros were set right ({count}): {codes}"): people[
            "codes_without_leading_zeros"
        ],
        N_("Places of the file that the city does not have ({count}): {codes}"): list(people["unknown"]),
        N_("Places without people in the last year ({count}): {codes}"): people["without_people"],
    }
    for template, codes in lists.items():
        if codes:
            print(_listed(template, codes))
