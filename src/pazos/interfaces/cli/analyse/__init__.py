"""`pazos analyse NAME FILES...`: the methods of `pazos.science` for files, with no database.

Each module here is one method: `HELP`, `add_arguments(parser)` and `run(options) -> dict`.
Option names and JSON keys are a contract: documented, versioned, only ever added to.
"""
