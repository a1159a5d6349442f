"""What people do with disputes, by topic: opening and changing, turning, mediating, following up."""
