"""`pazos analyse link`: which rows of two or more lists are the same death?

The JSON is a contract: `pairs`, `links`, `review`, `deaths`, `in_each`, `overlap`, `costs`,
`settings`, `warnings`; see ANSWER.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import argparse

ANSWER = """\
JSON: `pairs` (list of `a`, `b`, `list_a`, `list_b`, `probability`, `weight`, `decision`: "link" or "review", with
`levels` for those to review: how far each field agrees), `links`, `review` (numbers of pairs), `deaths` (distinct victims after linking), `in_each`
(deaths by list), `overlap` (list of `lists`, `deaths`: how many deaths stand in exactly these lists), `costs` (a row a
threshold), `settings` (`seed`, `upper`, `lower`, `fields`, `parameters`, `lists`, ...), `warnings`. Rows are called by
their identifier, or by their row in the file (the headings are row 1)."""
ROLES = ("date", "age", "sex", "place", "weapon", "hour", "name", "id")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the contract."""
    parser.add_argument(
        "lists", nargs="+", metavar="LIST", help=say(N_("a table with one row a victim (csv, xlsx, parquet)"))
    )
    for role in ROLES:
        parser.add_argument(
            f"--{role}",
            metavar="COL",
            action="append",
            help=say(
                N_("the column of the {role} (repeat where the lists call it differently)"), None, role=role
            ),
        )
    parser.add_argument(
        "--dates", choices=("day-first", "month-first"), help=say(N_("how 03/04/2020 is to be read"))
    )
    parser.add_argument(
        "--dedupe", action="store_true", help=say(N_("also look for one death told twice in a list"))
    )
    parser.add_argument(
        "--upper", metavar="P", type=float, help=say(N_("link from this probability (default: by its cost)"))
    )
    parser.add_argument(
        "--lower",
        metavar="P",
        type=float,
        help=say(N_("review from this probability (default: by its cost)")),
    )
    parser.add_argument("--seed", metavar="N", type=int, default=1)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Read the lists, link them and count the deaths."""
    from pazos.analysis.linking_files import read_lists
    from pazos.science.linkage import Settings, cost_curve, deaths_of, score, thresholds, train

    if len(options.lists) < 2 and not options.dedupe:
        raise InputProblem(
            N_(
                "Linking needs two lists or more; with one list, add --dedupe to look for deaths told twice in it."
            )
        )
    named = {role: getattr(options, role) or [] for role in ROLES}
    read = read_lists(options.lists, named=named, order=options.dates)
    model = train(read.claims, Settings(within=options.dedupe), seed=options.seed)
    pairs = score(model, read.claims)
    chosen = thresholds(pairs)
    upper, lower = _limits(options, chosen.upper, chosen.lower)
    found = deaths_of(read.claims, pairs.frame, upper=upper)
    told = _told(pairs.frame[pairs.frame["probability"] >= lower], found.labels, read.names)
    decisions = [pair["decision"] for pair in told]
    return {
        "pairs": told,
        "links": decisions.count("link"),
        "review": decisions.count("review"),
        **_counted(read.claims, found.labels, [one["name"] for one in read.lists]),
        "costs": cost_curve(pairs).to_dict("records"),
        "settings": {
            "method": "linkage",
            "seed": options.seed,
            "upper": upper,
            "lower": lower,
            "dedupe": options.dedupe,
            "lists": read.lists,
            "fields": list(model.shares),
            "parameters": model.parameters().to_dict("records"),
            "prior": model.prior,
            "coverage": [
                {"lists": list(pair), "share": share} for pair, share in sorted(model.covered.items())
            ],
            "companions": model.companions,
            "candidates": list(model.rules),
            "compared": pairs.compared,
        },
        "warnings": read.warnings + _warnings(model.notes, model.shares),
    }


def _limits(options: argparse.Namespace, upper: float, lower: float) -> tuple[float, float]:
    upper = upper if options.upper is None else options.upper
    lower = min(lower, upper) if options.lower is None else options.lower
    if not 0 <= lower <= upper <= 1:
        raise InputProblem(
            N_("Thresholds are probabilities with lower at most upper, not {lower} and {upper}."),
            lower=lower,
            upper=upper,
        )
    return upper, lower


def _told(frame: Any, labels: Any, names: dict[str, str]) -> list[dict[str, Any]]:
    """Say each pair by the names of its rows. Rows joined through others are a link too."""
    joined = labels.reindex(frame["first"]).to_numpy() == labels.reindex(frame["second"]).to_numpy()
    levels = frame.iloc[:, 6:].to_dict("records")
    columns = (
        frame[name].tolist()
        for name in ("first", "second", "list_first", "list_second", "weight", "probability")
    )
    return [
        {
            "a": names[first],
            "b": names[second],
            "list_a": list_a,
            "list_b": list_b,
            "probability": round(probability, 6),
            "weight": round(weight, 3),
            "decision": "link" if one else "review",
            **({} if one else {"levels": level}),
        }
        for first, second, list_a, list_b, weight, probability, one, level in zip(
            *columns, joined.tolist(), levels, strict=True
        )
    ]


def _counted(claims: Any, labels: Any, titles: list[str]) -> dict[str, Any]:
    """Count deaths, deaths by list, and deaths by the exact lists that hold them."""
    names = sorted(titles)
    codes = claims["list"].map({name: code for code, name in enumerate(names)}).astype("int64")
    death = labels.reindex(claims["claim"]).to_numpy()
    held = claims.assign(death=death, code=codes)[["death", "code"]].drop_duplicates()
    # One number a set of lists: a power of two for each list in it.
    sets = (2 ** held["code"]).groupby(held["death"]).sum().value_counts()
    overlap = [
        {
            "lists": [name for code, name in enumerate(names) if int(lists) >> code & 1],
            "deaths": int(count),
        }
        for lists, count in sets.items()
    ]
    return {
        "deaths": int(labels.nunique()),
        "in_each": {name: int((held["code"] == code).sum()) for code, name in enumerate(names)},
        "overlap": sorted(overlap, key=lambda row: (-len(row["lists"]), row["lists"])),
    }


def _warnings(notes: tuple[str, ...], shares: Any) -> list[str]:
    said = []
    for note in notes:
        what, _, where = note.partition(":")
        if what == "midnight":
            said.append(
                say(
                    N_("{list} writes midnight where the hour is not known; those hours were not compared."),
                    None,
                    list=where,
                )
            )
        if what == "few_deaths_in_common":
            said.append(
                say(
                    N_(
                        "These lists seem to share few deaths: default parameters were used, and links need care."
                    )
                )
            )
    defaults = [
        name for name, levels in shares.items() if all(one.m_from == "default" for one in levels.values())
    ]
    if defaults:
        said.append(
            say(
                N_(
                    "The lists are too short to learn from: the stated default parameters were used for {fields}."
                ),
                None,
                fields=", ".join(defaults),
            )
        )
    return said


def show(result: dict[str, Any]) -> None:
    """Print how many deaths stand in which lists."""
    from pazos.interfaces.cli.output import print_table

    title = say(
        N_("{deaths} deaths; {links} links, {review} pairs to review (thresholds {upper} and {lower})"),
        None,
        deaths=result["deaths"],
        links=result["links"],
        review=result["review"],
        upper=result["settings"]["upper"],
        lower=result["settings"]["lower"],
    )
    rows = [[" + ".join(row["lists"]), row["deaths"]] for row in result["overlap"]]
    print_table(title, [say(N_("lists")), say(N_("deaths"))], rows)
    for warning in result["warnings"]:
        print(warning)


def plot(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Draw what each threshold would cost."""
    from pazos.analysis.figures.linkage import cost_chart
    from pazos.analysis.figures.render import save

    settings = result["settings"]
    save(
        cost_chart(
            result["costs"], upper=settings["upper"], lower=settings["lower"], review=result["review"]
        ),
        options.plot,
    )
