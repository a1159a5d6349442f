"""Template tags of the components: {% load pazos %}."""
