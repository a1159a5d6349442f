"""Where street work happens, and who belongs there."""
