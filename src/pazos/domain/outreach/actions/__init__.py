"""What gestores do and tell: where they were, and how they are."""
