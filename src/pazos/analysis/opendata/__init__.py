"""The strategy in the formats that others read: open standards, out and in."""
