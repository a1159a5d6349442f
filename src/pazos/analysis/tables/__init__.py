"""Any table that an office hands out, read as text cells with the row numbers a spreadsheet shows.

Nothing here guesses what a column means; numbers are parsed only where a caller asks.
"""

from pazos.analysis.tables.cells import Cells
from pazos.analysis.tables.reading import Grid, Table, read_grid, read_table

__all__ = ["Cells", "Grid", "Table", "read_grid", "read_table"]
