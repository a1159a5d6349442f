"""The demo city's accompaniment, work, venues and justice, invented whole and dated before today."""
