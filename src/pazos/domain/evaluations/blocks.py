"""The reasons why an evaluation cannot go on, in words with the cure, each under the step that cures it."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Step(StrEnum):
    """The steps of writing a plan, in their order."""

    QUESTION = "question"
    OUTCOME = "outcome"
    TREATED = "treated"
    COMPARISON = "comparison"
    WINDOW = "window"
    METHODS = "methods"
    WHOLE = "whole"


class PlanBlock(TextChoices):
    """A reason why a plan cannot be proposed yet."""

    NO_QUESTION = "no_question", _("It asks no question yet. Write it in one sentence.")
    NO_EXPECTATION = (
        "no_expectation",
        _("It does not say what is expected, and why. A guess that can fail is what makes this a test."),
    )
    NO_RULE = (
        "no_rule",
        _(
            "It does not say by which counting rule deaths are counted. Choose one in force, or a source’s own."
        ),
    )
    UNKNOWN_RULE = "unknown_rule", _("A counting rule it names does not exist here. Choose one of the list.")
    UNKNOWN_SOURCE = "unknown_source", _("A source it names does not exist here. Choose one of the list.")
    SAME_OUTCOME_TWICE = (
        "same_outcome_twice",
        _("The same rule and source stand in it twice. Leave one of them out."),
    )
    NO_TREATED = "no_treated", _("It does not say who was treated and since when.")
    TREATED_TWICE = "treated_twice", _("A place is named twice among the treated. Keep the earlier month.")
    UNKNOWN_TREATED = (
        "unknown_treated",
        _("A treated place is not among the places it would be compared with. Correct its code."),
    )
    NO_MONTH_OF_TREATMENT = (
        "no_month_of_treatment",
        _("A treated place has no month in which it began. Write it as year and month, 2020-11."),
    )
    NO_DESIGNATION = "no_designation", _("It does not say from which designation the treated places come.")
    TREATED_AND_EXCLUDED = (
        "treated_and_excluded",
        _("A place is both treated and left out. Take it out of one of the lists."),
    )
    UNKNOWN_EXCLUDED = "unknown_excluded", _("A place that is left out does not exist. Correct its code.")
    EXCLUDED_WITHOUT_REASON = (
        "excluded_without_reason",
        _("A place is left out without a reason. Say why: leaving places out can make any answer."),
    )
    NOBODY_TO_COMPARE = "nobody_to_compare", _("No place is left to compare with. Leave fewer out.")
    WIDE_BUFFER = "wide_buffer", _("The distance kept around treated places is between 0 and 10,000 metres.")
    NO_POOL = "no_pool", _("There are no other municipalities to compare with. Upload their counts.")
    NO_WINDOW = "no_window", _("It does not say from which month to which month it looks.")
    WINDOW_BACKWARD = "window_backward", _("Its last time is not after its first.")
    TREATED_FROM_THE_START = (
        "treated_from_the_start",
        _("A place is treated from the first time on, so nothing is seen before. Begin earlier."),
    )
    TREATED_AFTER_THE_END = (
        "treated_after_the_end",
        _("A place begins to be treated after the last time. End later, or take it out of the treated."),
    )
    FEW_TIMES_BEFORE = (
        "few_times_before",
        _("Fewer than three times are seen before a place is treated, which shows no trend. Begin earlier."),
    )
    FINER_THAN_POOL = (
        "finer_than_pool",
        _(
            "The other municipalities are counted in longer times than the plan asks for. Choose longer times."
        ),
    )
    CHOSEN_BACKWARD = (
        "chosen_backward",
        _("The months over which the places were chosen need a first and a last, in that order."),
    )
    NO_PRIMARY = "no_primary", _("It names no primary method: the one whose answer counts.")
    UNKNOWN_METHOD = "unknown_method", _("A method it names does not exist. Choose one of the list.")
    PRIMARY_TWICE = (
        "primary_twice",
        _("The primary method stands among the secondary ones too. Take it out there."),
    )
    NO_DOUBTS = "no_doubts", _("It names no check. Without checks nobody learns whether its design held.")
    UNKNOWN_DOUBT = "unknown_doubt", _("A check it names does not exist. Choose of the list.")
    NO_SMALLEST = "no_smallest", _("It does not say which is the smallest effect worth knowing.")
    SMALLEST_OUT_OF_RANGE = (
        "smallest_out_of_range",
        _("The smallest effect worth knowing is a share above 0 and below 100 per cent."),
    )
    CONFIDENCE_OUT_OF_RANGE = "confidence_out_of_range", _("The confidence is between 50 and 99.9 per cent.")
    SEED_BELOW_NOUGHT = "seed_below_nought", _("The seed of chance is a whole number from 0 up.")
    SUBGROUP_BACKWARD = "subgroup_backward", _("The ages of a group end before they begin.")
    SUBGROUPS_OVERLAP = (
        "subgroups_overlap",
        _(
            "Two groups share victims, so that the few between them could be worked out. Draw them side by side: 14 to 17, 18 to 29."
        ),
    )
    SUBGROUPS_OF_A_PANEL = (
        "subgroups_of_a_panel",
        _("The counts of other municipalities are not told apart by age, so it can have no groups."),
    )
    NO_POWER = (
        "no_power",
        _(
            "Nobody has reckoned what it could detect. Have it reckoned; that looks at nothing after the start."
        ),
    )
    POWER_OF_ANOTHER = (
        "power_of_another",
        _("What it could detect was reckoned before it was last changed. Have it reckoned again."),
    )
    WITHDRAWN = "withdrawn", _("This evaluation was withdrawn.")
    ONE_WAITS = "one_waits", _("A version of it waits for its second signature already.")
    NOTHING_CHANGED = "nothing_changed", _("It is the same, to the letter, as the plan in force.")
    NO_REASON = "no_reason", _("A plan in force is only amended with a reason, which is public.")

    @property
    def step(self) -> Step:
        """The step of writing that cures it."""
        return next((step for step, blocks in _CURED_AT.items() if self in blocks), Step.WHOLE)


class DeedBlock(TextChoices):
    """A reason why a deed on an evaluation, a plan or an answer is refused."""

    NOT_YOURS = "not_yours", _("Evaluations are not written or signed by this account.")
    WITHDRAWN = "withdrawn", _("This evaluation was withdrawn.")
    WAITS = (
        "waits",
        _("A version waits for its second signature. Take it back first if it must be changed."),
    )
    NOT_PROPOSED = "not_proposed", _("No version waits for a second signature.")
    SAME_PERSON = "same_person", _("Whoever proposed it does not sign it: another person has to.")
    NOT_AS_SEEN = (
        "not_as_seen",
        _("It is not the plan you read: another waits by now. Read that one, then decide."),
    )
    ANSWERED = "answered", _("It has an answer, and an answer is not made to vanish. Amend the plan instead.")
    NO_REASON = "no_reason", _("Say why; anybody may read it.")
    NOT_SEALED = "not_sealed", _("Only the sealed plan in force has an answer.")
    NOT_FOUND = "not_found", _("This answer is not one that could be proposed: it waits, or stands already.")
    NOT_IN_FORCE = "not_in_force", _("The plan of this answer was amended since. Answer the plan in force.")
    ANSWER_NOT_PROPOSED = "answer_not_proposed", _("This answer does not wait for a second signature.")


_CURED_AT: dict[Step, tuple[PlanBlock, ...]] = {
    Step.QUESTION: (PlanBlock.NO_QUESTION, PlanBlock.NO_EXPECTATION),
    Step.OUTCOME: (
        PlanBlock.NO_RULE,
        PlanBlock.UNKNOWN_RULE,
        PlanBlock.UNKNOWN_SOURCE,
        PlanBlock.SAME_OUTCOME_TWICE,
    ),
    Step.TREATED: (
        PlanBlock.NO_TREATED,
        PlanBlock.TREATED_TWICE,
        PlanBlock.UNKNOWN_TREATED,
        PlanBlock.NO_MONTH_OF_TREATMENT,
        PlanBlock.NO_DESIGNATION,
    ),
    Step.COMPARISON: (
        PlanBlock.TREATED_AND_EXCLUDED,
        PlanBlock.UNKNOWN_EXCLUDED,
        PlanBlock.EXCLUDED_WITHOUT_REASON,
        PlanBlock.NOBODY_TO_COMPARE,
        PlanBlock.WIDE_BUFFER,
        PlanBlock.NO_POOL,
    ),
    Step.WINDOW: (
        PlanBlock.NO_WINDOW,
        PlanBlock.WINDOW_BACKWARD,
        PlanBlock.TREATED_FROM_THE_START,
        PlanBlock.TREATED_AFTER_THE_END,
        PlanBlock.FEW_TIMES_BEFORE,
        PlanBlock.FINER_THAN_POOL,
        PlanBlock.CHOSEN_BACKWARD,
    ),
    Step.METHODS: (
        PlanBlock.NO_PRIMARY,
        PlanBlock.UNKNOWN_METHOD,
        PlanBlock.PRIMARY_TWICE,
        PlanBlock.NO_DOUBTS,
        PlanBlock.UNKNOWN_DOUBT,
        PlanBlock.NO_SMALLEST,
        PlanBlock.SMALLEST_OUT_OF_RANGE,
        PlanBlock.CONFIDENCE_OUT_OF_RANGE,
        PlanBlock.SEED_BELOW_NOUGHT,
        PlanBlock.SUBGROUP_BACKWARD,
        PlanBlock.SUBGROUPS_OVERLAP,
        PlanBlock.SUBGROUPS_OF_A_PANEL,
    ),
}
