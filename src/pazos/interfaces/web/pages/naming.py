"""What methods, their settings and the deeds of the trail are called on a page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

METHODS = {
    "sources": _("What each source says"),
    "rates": _("Rates and smoothed rates"),
    "hotspots_count": _("Hot spots by count (Getis-Ord Gi*)"),
    "hotspots_rate": _("Hot spots by rate (Getis-Ord Gi*)"),
    "scan": _("Spatial scan (Kulldorff)"),
    "concentration": _("Concentration of deaths"),
    "series": _("Monthly series"),
    "calendar": _("Weekday and hour"),
    "near_repeat": _("Near repeats (Knox)"),
    "victims": _("Victims by age, sex and weapon"),
    "clusters": _("Designation of clusters"),
    "stability": _("Stability of the designation"),
    "foresight": _("Would it have covered the next year?"),
    "marginal": _("What each further cluster buys"),
    "ages": _("Ages: the narrowest band"),
    "report": _("Report"),
    "linkage": _("Linkage of records"),
    "scorecard": _("Quality of the records"),
    "undercount": _("Deaths that nobody recorded"),
}


def method_name(method: str) -> str:
    """Return the reader's name of a method."""
    return str(METHODS.get(method, method))


VERBS = {
    "claims.updated": _("claims read from the records"),
    "death.joined": _("a death joined to another"),
    "death.reopened": _("a joined death stood alone again"),
    "delivery.added_to_earlier": _("a file added to the earlier ones"),
    "delivery.put_back": _("a file put back"),
    "delivery.read": _("a file read"),
    "delivery.read_again": _("a file read again"),
    "delivery.received": _("a file received"),
    "delivery.replaced_earlier": _("a file put in the place of earlier records"),
    "delivery.set_aside": _("a file set aside"),
    "delivery.stopped": _("a file stopped"),
    "delivery.waits_again": _("a file set to wait again"),
    "designation.argued": _("a designation argued"),
    "designation.named": _("clusters named"),
    "designation.proposed": _("a designation proposed"),
    "designation.signed": _("a designation signed"),
    "designation.taken_up_again": _("a designation taken up again"),
    "designation.withdrawn": _("a designation withdrawn"),
    "difference.decided": _("a difference between sources decided"),
    "difference.reopened": _("the decision on a difference taken back"),
    "job.asked": _("long work asked for"),
    "job.done": _("long work done"),
    "job.failed": _("long work failed"),
    "link.declared": _("a link between neighbourhoods declared"),
    "link.removed": _("a declared link removed"),
    "linkage.thresholds_chosen": _("thresholds of the linkage chosen"),
    "linkage.trained": _("a linkage model trained"),
    "month.closed": _("a month closed"),
    "month.non_delivery_ended": _("a missing delivery struck out"),
    "month.prepared": _("the closing of a month prepared"),
    "month.revised": _("a closed month revised"),
    "month.source_did_not_deliver": _("a missing delivery written down"),
    "month.source_said_none": _("a source said that it knows of no death"),
    "month.withdrawn": _("the closing of a month taken back"),
    "municipality.declared_synthetic": _("the city declared invented"),
    "municipality.described": _("the municipality described"),
    "municipality.drawn": _("the municipality's outline brought in"),
    "neighbourhood.made_from_spelling": _("a neighbourhood made from a spelling"),
    "neighbourhood.removed": _("a neighbourhood removed"),
    "pair.decided": _("two claims said to be one death or two"),
    "pair.taken_back": _("the word on two claims taken back"),
    "population.brought_in": _("population brought in"),
    "quality.stated": _("a statement on quality written down"),
    "register.handed_out": _("a list of the register taken as a file"),
    "register.updated": _("the register brought up to date"),
    "rejected_row.corrected": _("a rejected row corrected"),
    "rejected_row.left_out": _("a rejected row left out"),
    "rejected_rows.corrected": _("rejected rows corrected together"),
    "rejected_rows.left_out": _("rejected rows left out together"),
    "rejected_rows.reopened": _("rejected rows opened again"),
    "rule.made": _("a counting rule made"),
    "rule.retired": _("a counting rule retired"),
    "rule.shipped": _("a counting rule that comes with Pazos put in force"),
    "run.carried_out": _("a run carried out"),
    "source.created": _("a source created"),
    "source.mapping_revised": _("the mapping of a source revised"),
    "spelling.decided": _("a spelling decided"),
    "spelling.matched_again": _("spellings matched again"),
    "spelling.noted": _("new spellings noted"),
    "spelling.taken_back": _("a decision on a spelling taken back"),
    "staff.account_opened": _("an account opened"),
    "table.closed": _("a technical table ended"),
    "table.described": _("attendance of a technical table written down"),
    "table.opened": _("a technical table opened"),
    "table.took_differences": _("differences taken to a technical table"),
    "territory.brought_in": _("neighbourhoods brought in"),
    "threshold.confirmed": _("a threshold of quality confirmed"),
    "threshold.set": _("a threshold of quality set"),
    "threshold.shipped": _("a threshold of quality that comes with Pazos put in force"),
}


def verb_name(verb: str) -> str:
    """Return the reader's words for a deed of the trail; a deed without words is quoted as it is."""
    return str(VERBS.get(verb, verb))
