"""Who the gestores are: how they are chosen, when they work, what they learn, who accompanies them."""
