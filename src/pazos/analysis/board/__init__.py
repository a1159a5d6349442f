"""The strategy's board: what must its lead know on Monday morning? Each part from few queries, as far as its reader sees."""

from pazos.analysis.board.whole import Board, board_of

__all__ = ["Board", "board_of"]
