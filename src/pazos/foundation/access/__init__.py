"""Who may do what, declared once."""
