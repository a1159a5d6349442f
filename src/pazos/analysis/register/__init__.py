"""From the records of the sources to a register of deaths: claims, links, differences, counts, closings."""
