"""What every app stands on: access, audit, privacy, runs, jobs. It knows no noun of the city's work."""
