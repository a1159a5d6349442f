"""Which rows of several lists speak of the same death? Fellegi and Sunter's model, on plain frames.

One frame holds the rows of all lists ("claims"), one row a victim as one source tells it:

    claim    identifier of the row, unique over all lists (int or str)
    list     name of the source the row comes from (str)
    date     day of the fact (datetime64 or date; missing allowed)
    age      years (number; missing allowed)
    sex      text in Spanish or English, or m / f
    place    text as written; place_code beside it where the lists share a coding (optional)
    weapon   text as written, or a coded word (firearm, blade, ...)
    hour     "HH:MM", a datetime.time or hours as a number
    lon, lat degrees, optional
    names    given and family names as one text, only where the law and the source allow it

A column that is missing altogether is not compared; other columns are ignored. All functions
leave their input as it is, and give the same answer whatever the order of rows or lists.

    settings = Settings(within=True)                # also look for the same death twice in one list
    model = train(claims, settings, seed=1)         # Model; model.to_facts() is plain JSON
    model = Model.from_facts(facts)
    pairs = score(model, claims)                    # Pairs
    pairs = score(model, claims, only=new_claims)   # re-scores what the new rows touch, no re-estimation
    pairs.frame                                     # a row a pair, likeliest first: see Pairs
    limits = thresholds(pairs)                      # Thresholds(upper, lower), probabilities
    curve = cost_curve(pairs)                       # a row a threshold: what it would cost
    found = deaths_of(claims, pairs.frame, upper=limits.upper,
                      decided_same=[(a, b)], decided_apart=[(a, c)])
    found.labels                                    # Series claim -> number of the death, from 0

`Pairs`: `frame` (below), `compared` (pairs looked at), `unkept` (matches expected among the pairs
whose probability is under 0.001, which are not kept), `touched` (claims whose pairs are all in
`frame`; with `only`, replace the kept pairs of exactly these). Columns of `frame`:

    first, second            claims; the pair stands once, in the order of (list, claim)
    list_first, list_second  their lists (equal: a duplicate within one list)
    weight                   log2 of the odds that both speak of one death, prior included
    probability              the same as a share, after the rivals of both rows are weighed
    date, age, sex, place, weapon, hour, names
                             how far each field agrees: a word of `fields.LEVELS[field]`, "" if a
                             side is missing; only fields that both the model and the claims have

`Thresholds`: a pair with probability >= upper is a link, < lower is none, between them a person
decides. `Deaths`: `labels`, `refused` (frame first, second, probability, reason: pairs at or above
`upper` that were not joined and belong in the review queue) and `bridged` (pairs inside one death
that are themselves below `upper`).
"""

from pazos.science.linkage.claims import FIELDS, stack
from pazos.science.linkage.costs import Thresholds, cost_curve, cost_curve_of, thresholds, thresholds_of
from pazos.science.linkage.deaths import Deaths, deaths_of
from pazos.science.linkage.fields import LEVELS
from pazos.science.linkage.model import Model, Settings, Share
from pazos.science.linkage.scoring import Pairs, score
from pazos.science.linkage.training import train

__all__ = [
    "FIELDS",
    "LEVELS",
    "Deaths",
    "Model",
    "Pairs",
    "Settings",
    "Share",
    "Thresholds",
    "cost_curve",
    "cost_curve_of",
    "deaths_of",
    "score",
    "stack",
    "thresholds",
    "thresholds_of",
    "train",
]
