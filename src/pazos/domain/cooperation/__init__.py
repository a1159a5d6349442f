"""What others give: pledged, committed, disbursed, spent; in money or in kind."""
