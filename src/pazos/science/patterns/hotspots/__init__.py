"""Hot spots: where do high counts (or rates) stand together more than chance would deal them?

Getis-Ord Gi* and local Moran, each tested by dealing the other areas' values out again: exactly
where the values are whole numbers, by permutation elsewhere. Also Moran's I of the whole map.

A colour is a claim: an area that cannot be tested, or whose evidence points two ways, has none.
"""

from pazos.science.patterns.hotspots.confidence import BINS, benjamini_hochberg, confidence_bins
from pazos.science.patterns.hotspots.moran import GlobalMoran, global_moran
from pazos.science.patterns.hotspots.search import HotSpots, hot_spots
from pazos.science.patterns.hotspots.statistics import LocalMoran, getis_ord, local_moran

__all__ = [
    "BINS",
    "GlobalMoran",
    "HotSpots",
    "LocalMoran",
    "benjamini_hochberg",
    "confidence_bins",
    "getis_ord",
    "global_moran",
    "hot_spots",
    "local_moran",
]
