"""Files of territory brought into the city: places, their outlines, who lives there.

What is guessed of a file (a column by its heading) is stated in the answer; what cannot be
known (a coordinate system) is asked for.
"""

from pazos.analysis.territory_files.bring_in import bring_in_areas, bring_in_outline, bring_in_people

__all__ = ["bring_in_areas", "bring_in_outline", "bring_in_people"]
