"""The words of the register: what a source may say of a death, why sources differ, where a thing stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Flag(models.TextChoices):
    """One fact that a source states, denies, or is silent on. Counts are rules over these, never one flag."""

    KILLED_BY_ANOTHER = "killed_by_another", _("killed by another person")
    INTENT_KNOWN = "intent_known", _("the intent is known")
    ASSAULT_BY_ICD10 = "assault_by_icd10", _("assault by its ICD-10 code (X85 to Y09, Y87.1)")
    LEGAL_INTERVENTION = "legal_intervention", _("legal intervention")
    SELF_DEFENCE = "self_defence", _("self-defence")
    UNINTENTIONAL = "unintentional", _("not intended: negligence or accident")
    SELF_INFLICTED = "self_inflicted", _("self-inflicted")
    CONFLICT_RELATED = "conflict_related", _("related to armed conflict")
    HURT_ELSEWHERE = "hurt_elsewhere", _("hurt in another municipality, died here")
    DIED_ELSEWHERE = "died_elsewhere", _("hurt here, died in another municipality")
    SURVIVED = "survived", _("an attempt or an injury: the person lived")


class PairState(models.TextChoices):
    """Whether two claims are of one death, and whether a person or the model says so."""

    LINKED = "linked", _("linked by the model")
    WAITING = "waiting", _("waiting for a person")
    APART = "apart", _("apart by the model")
    SAME = "same", _("a person said: the same death")
    DIFFERENT = "different", _("a person said: two deaths")


class ChangeKind(models.TextChoices):
    """What a later file of a source did to what it had said."""

    EDITED = "edited", _("edited")
    WITHDRAWN = "withdrawn", _("no longer in the file")
    RETURNED = "returned", _("back in the file")
    RENUMBERED = "renumbered", _("given another number")


class DifferenceKind(models.TextChoices):
    """In what the sources of one death do not agree."""

    ONE_SOURCE = "one_source", _("in one source only")
    DATE = "date", _("different dates")
    PLACE = "place", _("different places")
    AGE = "age", _("different ages")
    SEX = "sex", _("different sexes")
    WEAPON = "weapon", _("different weapons")
    MANNER = "manner", _("different manners of death")


class Cause(models.TextChoices):
    """Why sources differ, as an institutions' meeting finds it."""

    LATE_REGISTRATION = "late_registration", _("registered late")
    DATE_OF_DEATH = "date_of_death", _("one dates the fact, another the death")
    RESIDENCE = "residence", _("one states the residence, another the place of the fact")
    DEFINITION = "definition", _("the sources count by different definitions")
    TRANSCRIPTION = "transcription", _("a slip in writing or keying")
    IDENTITY_PENDING = "identity_pending", _("the body was not identified in time")
    MANNER_PENDING = "manner_pending", _("the manner of death was still under study")
    DIED_ELSEWHERE = "died_elsewhere", _("hurt in one municipality, died in another")
    OTHER_MUNICIPALITY = "other_municipality", _("it belongs to another municipality")
    DUPLICATE = "duplicate", _("one source holds it twice")
    NOT_A_HOMICIDE = "not_a_homicide", _("it is not a homicide")
    NOT_COVERED = "not_covered", _("outside what the source covers")
    NOT_FOUND_OUT = "not_found_out", _("not found out")


class DifferenceState(models.TextChoices):
    """Whether a difference is explained."""

    OPEN = "open", _("open")
    DECIDED = "decided", _("decided")
    GONE = "gone", _("gone: the sources agree now")


class Says(models.TextChoices):
    """How many of the sources a rule listens to must state a flag."""

    ANY = "any", _("any source says so")
    ALL = "all", _("every source that speaks of it says so")
    NONE_DENIES = "none_denies", _("no source denies it")


class CountedWhere(models.TextChoices):
    """Which municipality's deaths a rule counts."""

    HURT_HERE = "hurt_here", _("the fact happened here")
    DIED_HERE = "died_here", _("the person died here")
    EITHER = "either", _("the fact happened here, or the person died here")


class ClosingState(models.TextChoices):
    """Where the closing of a month stands."""

    PREPARED = "prepared", _("prepared: waits for the second signature")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("taken back before it was signed")


class Comparison(models.TextChoices):
    """How a measured value meets its threshold."""

    AT_MOST = "at_most", _("at most")
    AT_LEAST = "at_least", _("at least")
