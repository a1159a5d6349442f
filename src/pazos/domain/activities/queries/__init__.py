"""Questions about activities, each answered as far as the person who asks may see."""

from pazos.domain.activities.queries.attending import likely_people, people_of
from pazos.domain.activities.queries.listing import Asked, activities, activity, came_to, in_month
from pazos.domain.activities.queries.serving import Served, clusters_served

__all__ = [
    "Asked",
    "Served",
    "activities",
    "activity",
    "came_to",
    "clusters_served",
    "in_month",
    "likely_people",
    "people_of",
]
