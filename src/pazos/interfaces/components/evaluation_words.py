"""What do the checks, the verdicts and the methods of an evaluation mean, in plain words?

Science gives names and numbers only; here they become sentences, once, for the page, the report and the command.
A word here never says more than its rule: no evidence is not "no effect", and a check that could not be made is
no check that passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from pazos.foundation.words import N_
from pazos.science.evaluation.effect import Verdict

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Words:
    """A check in words: its title, what it asks, and what it means when it passed, failed or could not be made."""

    title: _StrPromise
    asks: _StrPromise
    passed: _StrPromise
    failed: _StrPromise
    not_made: _StrPromise


@dataclass(frozen=True)
class VerdictWords:
    """A verdict in words: the light beside it (a kind of badge), a word, one plain sentence."""

    light: str
    word: _StrPromise
    sentence: _StrPromise


@dataclass(frozen=True)
class MethodWords:
    """A method in words: its name, how it answers in one sentence, and where it was published."""

    name: _StrPromise
    explained: _StrPromise
    citation: str


VERDICTS: dict[Verdict, VerdictWords] = {
    Verdict.FELL: VerdictWords(
        "good",
        _("It fell"),
        _("There was less of it than there would have been otherwise, by more than chance explains."),
    ),
    Verdict.ROSE: VerdictWords(
        "error",
        _("It rose"),
        _("There was more of it than there would have been otherwise, by more than chance explains."),
    ),
    Verdict.NO_EVIDENCE: VerdictWords(
        "info",
        _("No evidence of an effect"),
        _("What was seen may be chance. This is not evidence that there was no effect."),
    ),
    Verdict.CANNOT_TELL_FEW: VerdictWords(
        "warning",
        _("Cannot tell: too few deaths"),
        _("Fewer than %(least)s deaths would have been expected: with so few, nobody can tell."),
    ),
    Verdict.CANNOT_TELL_DESIGN: VerdictWords(
        "warning",
        _("Cannot tell: the design does not hold"),
        _("The design's assumption fails its own check, so its figure says nothing, whatever it is."),
    ),
}

METHODS: dict[str, MethodWords] = {
    "twfe": MethodWords(
        _("Two-way fixed effects"),
        _("How much more the treated places changed than the others, in deaths by place and time."),
        "Bertrand, Duflo & Mullainathan (2004); Goodman-Bacon (2021); Pustejovsky & Tipton (2018)",
    ),
    "poisson": MethodWords(
        _("Poisson with two-way fixed effects"),
        _("By which ratio deaths changed in the treated places, beside the others; counts stay counts."),
        "Wooldridge (1999); Bell & McCaffrey (2002)",
    ),
    "callaway-santanna": MethodWords(
        _("Callaway and Sant’Anna"),
        _("Places that began together are compared only with places that had not begun, then averaged."),
        "Callaway & Sant’Anna (2021); Sant’Anna & Zhao (2020)",
    ),
    "imputation": MethodWords(
        _("Imputation"),
        _(
            "What would have been is built from everything that was not treated, and what was seen is compared with it."
        ),
        "Borusyak, Jaravel & Spiess (2024)",
    ),
    "sun-abraham": MethodWords(
        _("Sun and Abraham"),
        _("A course of the effect that does not mix places which began at different times."),
        "Sun & Abraham (2021)",
    ),
    "synthetic-control": MethodWords(
        _("Synthetic control"),
        _(
            "The treated are compared with the weighted mean of others that ran most like them before it began."
        ),
        "Abadie & Gardeazabal (2003); Abadie, Diamond & Hainmueller (2010)",
    ),
    "sdid": MethodWords(
        _("Synthetic difference-in-differences"),
        _(
            "Others that ran parallel to the treated and times like those after are weighed, then both are compared."
        ),
        "Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021)",
    ),
    "augmented": MethodWords(
        _("Augmented synthetic control"),
        _("A synthetic control, put right by a regression where no mix of others ran like the treated."),
        "Ben-Michael, Feller & Rothstein (2021)",
    ),
    "its": MethodWords(
        _("Interrupted time series"),
        _("One series before and after: its level and slope, with its seasons and its own memory."),
        "Bernal, Cummins & Gasparrini (2017)",
    ),
    "matching": MethodWords(
        _("Propensity scores"),
        _(
            "The treated are compared with places that were as likely to be treated, by what is known of them."
        ),
        "Rosenbaum & Rubin (1983); Stuart (2010)",
    ),
}


def method_name(method: str) -> str:
    """Return what a method is called; one without words keeps its own name."""
    words = METHODS.get(method)
    return str(words.name) if words else method


def check_name(check: str) -> str:
    """Return what a check is called; one without words keeps its own name, without its underscores."""
    words = CHECKS.get(check)
    return str(words.title) if words else check.replace("_", " ")


CHECKS: dict[str, Words] = {
    "parallel_trends": Words(
        _("Parallel trends before"),
        _("Did the treated and the others move alike before it began?"),
        _("They did, and a difference that would pass for an effect would have been seen."),
        _("They moved apart before it began: the difference afterwards cannot be put down to it."),
        _(
            "Too little happened before to see even a difference that would matter; alike is assumed, not shown."
        ),
    ),
    "few_units": Words(
        _("Enough places on both sides"),
        _("Are there enough treated places and others for the reckoning of chance to be trusted?"),
        _("There are enough for the interval to mean what it says."),
        _("There are too few for the interval to mean what it says."),
        _("There are so few treated places that the interval may be too narrow or too wide."),
    ),
    "staggered": Words(
        _("All began at once"),
        _("Did all treated places begin at the same time, as this method takes for granted?"),
        _("All began at once."),
        _("They began at different times, and this method mixes them."),
        _("They began at different times: what this figure averages is not clear; see the other methods."),
    ),
    "separation": Words(
        _("Places without a single death"),
        _("Which places never had a death, and so say nothing about a ratio?"),
        _("They are left out of the ratio, which changes no digit, and are named."),
        _("So many places never had a death that no ratio is left."),
        _("Whether places are without deaths was not looked at."),
    ),
    "lone_cohorts": Words(
        _("Places that began alone"),
        _("Are there places that began at a time of their own, so that nothing shows how far they scatter?"),
        _("Each beginning has more than one place, or the method allows for it."),
        _("A place that began alone carries the reckoning of chance: the interval cannot be trusted."),
        _("Some places began alone; how far they scatter is not known."),
    ),
    "pre_fit": Words(
        _("Likeness before"),
        _("Did the weighted mean of the others run close to the treated before it began?"),
        _("It did."),
        _("It did not: the gap before is as large as a good part of the effect."),
        _("The likeness before could not be reckoned."),
    ),
    "weights_concentration": Words(
        _("Nobody carries everything"),
        _("Does the comparison rest on more than one place?"),
        _("It rests on several."),
        _("Nearly all of it rests on one place: what happened there would pass for an effect."),
        _("How the weight is spread could not be reckoned."),
    ),
    "optimality": Words(
        _("Weights that are the best there are"),
        _("Was every set of weights found, also those of the placebos, as near to the best as is stated?"),
        _("Every one was."),
        _("Some were not: the figure may rest on weights that are not the best there are."),
        _("For some, how near they are to the best there are is not known."),
    ),
    "inside_hull": Words(
        _("The treated lie among the others"),
        _("Were there others both above and below the treated before it began?"),
        _("There were, so that a mix of them can stand for the treated."),
        _("The treated were worse (or better) than all others: no mix of them can stand for the treated."),
        _("Where the treated lie among the others could not be reckoned."),
    ),
    "extrapolation": Words(
        _("No weights below nought to speak of"),
        _("Does the comparison lean on weights below nought, beyond what was ever seen?"),
        _("It hardly does."),
        _("It leans on them: the comparison is with something that no place ever was."),
        _("The weights could not be reckoned."),
    ),
    "placebos_enough": Words(
        _("Enough others to try it on"),
        _("Are there enough untreated places to see what chance alone gives?"),
        _("There are."),
        _("There are too few."),
        _("There are too few for an interval of this confidence; none is given."),
    ),
    "conformal_interval": Words(
        _("An interval by the times themselves"),
        _("Are there enough times before to say how far a gap goes by chance?"),
        _("There are."),
        _("There are too few."),
        _("With these times and beginnings no such interval exists; none is given."),
    ),
    "leave_one_out": Words(
        _("Without any one of them"),
        _("Does the answer stand when any one place is left out?"),
        _("It points the same way without any one of them."),
        _(
            "Without one place it points the other way, or falls to less than half without one of those it is compared with: the answer is about that place."
        ),
        _("There are too few places to leave one out."),
    ),
    "honest_bounds": Words(
        _("If trends were not quite parallel"),
        _(
            "How far may the places drift apart before the answer falls, measured by how far they drifted before?"
        ),
        _("The answer stands when they drift as far again as they did before."),
        _("The answer falls when they drift no farther than they did before."),
        _(
            "There are too few times before to say how far they drift by themselves, or no answer beyond chance that could fall."
        ),
    ),
    "anticipation": Words(
        _("Nothing before it began"),
        _("Did something move just before it began: an announcement, or the choice of a bad moment?"),
        _("Nothing did, beyond chance."),
        _("Something moved just before it began: what follows may be its return."),
        _("Too few times or deaths stand before the beginning to tell."),
    ),
    "unseen_confounder": Words(
        _("Something nobody measured"),
        _(
            "How strong would something unmeasured, tied to the choice of places and to deaths, have to be to explain the answer?"
        ),
        _("It would have to be stronger than anything that was measured."),
        _("Something no stronger than what was measured would explain it."),
        _("There is nothing measured to compare it with, or no answer beyond chance to explain."),
    ),
    "regression_to_the_mean": Words(
        _("They were chosen because they were bad"),
        _(
            "Places chosen at their worst improve by themselves. How much of the fall is that, and does the answer stand without the months of the choice?"
        ),
        _("What improves by itself explains only a part."),
        _(
            "What improves by itself explains the answer, or so much of it that the figure is not to be used as it stands."
        ),
        _("When the places were chosen is not in the plan: a fall that comes by itself cannot be set apart."),
    ),
    "placebo_in_time": Words(
        _("As if it had begun earlier"),
        _("Does the method find effects at dates before anything was done?"),
        _("At the earlier dates it finds no more than chance gives."),
        _(
            "It finds effects before anything was done, at more dates than chance explains: the method is misled here."
        ),
        _("There are too few times before for chance to be told from more than chance."),
    ),
    "placebo_in_space": Words(
        _("As if others had been treated"),
        _("How often does the method find as much among places where nothing was done?"),
        _(
            "Nothing speaks against it: what was claimed is rare among places where nothing was done, or nothing was claimed."
        ),
        _("Often: what was found is what chance gives among the others."),
        _("There are too few other places, or other groups of places, for anything to be rare among them."),
    ),
    "spill_over": Words(
        _("What happened next door"),
        _("Did deaths move to places nearby, or did these improve too?"),
        _("Deaths did not rise nearby, and that as many came up there as were averted is ruled out."),
        _("Deaths rose nearby, beyond chance: part of the effect moved there."),
        _(
            "There are no places nearby set aside in the plan, nothing was averted that could have moved, or there are too few deaths to rule out that it moved."
        ),
    ),
    "dose_response": Words(
        _("More of it, more effect"),
        _("Where more was done, did more change?"),
        _(
            "The more was done, the larger the change. It proves nothing by itself: how much is done is not left to chance."
        ),
        _("Where most was done the change was worse than where least was, beyond chance."),
        _("How much was done is not measured, or may not be shown, or no line can be seen in it."),
    ),
    "near_repeats": Words(
        _("One death after another nearby"),
        _("Did deaths that follow one another closely, as in revenge, become fewer?"),
        _("What is found is told below."),
        _("The pattern did not change as the question supposes."),
        _("There are too few deaths with day and place."),
    ),
    "line_before": Words(
        _("A line before"),
        _("Did the months before lie on a line, which can be carried on to say what would have been?"),
        _("They did, as far as can be seen."),
        _("They bent before it began: nobody knows where they would have gone."),
        _("There are too few times before to tell a line from a bend."),
    ),
    "autocorrelation": Words(
        _("Months that hang together"),
        _("Does a bad month bring another, and does the interval allow for it?"),
        _("The interval allows for it."),
        _("Months hang together and the interval takes them as independent: it is too narrow."),
        _("Months hang together so strongly that the interval may be too narrow all the same."),
    ),
    "lasting": Words(
        _("Whether it lasted"),
        _("Was what changed at first still there in the last stretch?"),
        _("It was."),
        _("It was not."),
        _("It grew weaker, or there was too little at first to say whether it lasted."),
    ),
    "came_back": Words(
        _("It came back"),
        _("Was what changed at first still there in the last stretch?"),
        _("It was."),
        _("It came back."),
        _("It came back: what changed at first was gone later. The mean over all times hides both."),
    ),
    "steps": Words(
        _("Steps rather than a slope"),
        _("Do levels that change at once describe the series better than one slope does?"),
        _("They do."),
        _("A slope does as well or better: the breaks may be stairs cut into it."),
        _("No break was found."),
    ),
    "balance": Words(
        _("Alike before"),
        _("Are those compared with like the treated were before, in level, trend and what else is known?"),
        _("They are: no difference is above a tenth of a standard deviation."),
        _("They are not: a difference is above a quarter of a standard deviation."),
        _("They are nearly: a difference lies between a tenth and a quarter of a standard deviation."),
    ),
    "effective_sample": Words(
        _("How many are compared with"),
        _("How many places of equal weight are the others worth, once weighed?"),
        _("Enough that none carries the answer alone."),
        _("Too few."),
        _("Fewer than five: what happened by chance in one of them moves the answer."),
    ),
    "common_support": Words(
        _("Somebody like each of the treated"),
        _("Are there others as likely to be treated as each of the treated was?"),
        _("There are."),
        _(
            "More than half of the treated have no like: the answer is about other places than those asked about."
        ),
        _("Some of the treated have no like, and are named: about them the answer says less, or nothing."),
    ),
}

# Keys that are translated where they are shown: commands have no Django.
WHY: dict[str, str] = {
    "cannot_exclude": N_("Deaths nearby are too few to rule out that as many came up there as were averted."),
    "chosen_outside": N_(
        "The months in which the places were chosen lie outside the times before the beginning."
    ),
    "doses_unreadable": N_("How much was done is not known for every place and time."),
    "few": N_("The comparison is worth fewer than five places: chance in one of them moves the answer."),
    "few_treated": N_(
        "There are too few treated places to compare those with most and those with least of it."
    ),
    "matched_on_them": N_(
        "All times before were used to choose who is compared with: their likeness was made, and shows nothing."
    ),
    "method": N_("The method of the plan does not rest on trends that this check could test."),
    "no_comparison": N_("There are no untreated places to compare with."),
    "no_doses": N_("How much was done in each place is not measured, or may not be shown."),
    "no_first_effect": N_("Nothing changed at first beyond chance, so that nothing could last."),
    "no_interval": N_(
        "The method gives no interval here, so that chance cannot be told from more than chance."
    ),
    "no_ring": N_("The plan sets aside no places nearby to watch."),
    "no_variation": N_("Nothing varied before the beginning, so that no scatter can be reckoned."),
    "none_never_treated": N_("Every place was treated at some time, so that none is left to compare with."),
    "not_beyond_chance": N_("The answer itself is not beyond chance: there is nothing that could fall."),
    "not_chosen": N_("The plan does not say in which months the places were chosen."),
    "not_close": N_("A difference before lies between a tenth and a quarter of a standard deviation."),
    "not_solved": N_("The weights of some places could not be brought near enough to the best there are."),
    "nothing_averted": N_("No deaths were averted that could have moved."),
    "nothing_happened": N_("The untreated places had no deaths at all, so that they show nothing of chance."),
    "nothing_measured": N_(
        "Nothing was measured of the places that something unseen could be compared with."
    ),
    "one_dose": N_("The treated places had nearly the same of it, so that more and less cannot be compared."),
    "one_level": N_("The method takes one level for all times after, and could not see it come back."),
    "one_treated": N_("Only one place was treated: without it nothing is left."),
    "other_times": N_("The places nearby are not known at the same times as the others."),
    "predictors_searched": N_(
        "How much each covariate counts was searched for from several beginnings: no search shows that there is no better."
    ),
    "refused": N_("The method could not be used on the part of the places or times that this check needs."),
    "some_outside": N_("Some of the treated have no like among the others; about them the answer says less."),
    "stopped_as_published": N_(
        "The weights stop where the published programme stops, before the best there are."
    ),
    "strong": N_("Months hang together so strongly that the interval may still be too narrow."),
    "too_few": N_("There are too few places, times or deaths to reckon it."),
    "too_few_places": N_("There are too few untreated places for anything to be rare among them."),
    "too_few_times": N_("There are too few times before the beginning to try earlier dates."),
    "too_weak": N_("With so few deaths before, a movement as large as the answer could have gone unnoticed."),
    "weaker": N_("It was still there at the end, but weaker than at first."),
}
