"""How a deed is answered that lies outside a person's reach.

It is told apart from other refusals, because what a phone sends from a cluster that its owner
left is not wrong: it goes to the coordinator.
"""

from __future__ import annotations

from pazos.science.problems import InputProblem


class OutOfReachError(InputProblem):
    """What a person wants to do lies outside what they may reach today."""

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.template, self.facts))


def _rebuild(template: str, facts: dict[str, object]) -> OutOfReachError:
    return OutOfReachError(template, **facts)
