"""Deeds on the strategy, by topic."""

from pazos.domain.strategy.actions.aligning import (
    align,
    ground,
    reword_alignment,
    take_out_alignment,
    take_out_ground,
)
from pazos.domain.strategy.actions.components import (
    add_component,
    change_component,
    end_component,
    move_component,
)
from pazos.domain.strategy.actions.describing import change_strategy, make_strategy
from pazos.domain.strategy.actions.judging import judge_readiness
from pazos.domain.strategy.actions.programmes import add_programme, change_programme, end_programme
from pazos.domain.strategy.actions.theory import (
    add_box,
    change_arrow,
    change_box,
    link,
    move_box,
    remove_box,
    unlink,
)
from pazos.domain.strategy.actions.versions import adopt, publish

__all__ = [
    "add_box",
    "add_component",
    "add_programme",
    "adopt",
    "align",
    "change_arrow",
    "change_box",
    "change_component",
    "change_programme",
    "change_strategy",
    "end_component",
    "end_programme",
    "ground",
    "judge_readiness",
    "link",
    "make_strategy",
    "move_box",
    "move_component",
    "publish",
    "remove_box",
    "reword_alignment",
    "take_out_alignment",
    "take_out_ground",
    "unlink",
]
