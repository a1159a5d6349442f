"""Cases: from a first conversation through a plan in the person's own words to where they went."""
