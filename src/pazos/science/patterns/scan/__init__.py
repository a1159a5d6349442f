"""Kulldorff's scan: which circle, at which time, holds more cases than its people explain?

Every circle on every place is tried, and the best one is held against the best ones of cities
where risk is everywhere the same; so that looking everywhere costs no false alarm. A window says
where, not why; a place inside a cluster need not itself be high.
"""

from pazos.science.patterns.scan.result import Scan, ScanCluster
from pazos.science.patterns.scan.space_time import space_time_scan
from pazos.science.patterns.scan.spatial import spatial_scan

__all__ = ["Scan", "ScanCluster", "space_time_scan", "spatial_scan"]
