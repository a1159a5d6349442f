"""The gestores: how they are chosen, where and when they work, what they do there, and how they are."""
