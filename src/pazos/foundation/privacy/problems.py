"""How sealing says no: one sentence with its facts, and never a word of what was sealed."""

from __future__ import annotations


class SealProblem(ValueError):
    """A key or a sealed value that cannot be used: `template` with {slots}, `facts` to fill them.

    Twin of `pazos.science.problems.InputProblem`, which the foundation may not know.
    """

    def __init__(self, template: str, /, **facts: object) -> None:
        self.template = template
        self.facts = facts
        super().__init__(template.format(**facts))


class DoesNotOpen(SealProblem):
    """A sealed value or file that was altered or moved, where its key is at hand."""
