"""Tables on a PDF page: cells of a drawn grid, or text that stands in aligned columns row after row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from assay.extractors.pdf.lines import Line
from assay.extractors.pdf.rules import Grid
from assay.extractors.pdf.space import Rect, union
from assay.extractors.pdf.text_shapes import is_bullet

__all__ = ["Table", "aligned_tables", "grid_tables", "has_columns"]

Row = list[list[Line]]
Cut = Callable[[Line, Sequence[float]], list[Line]]

_FEWEST_ROWS = 3
_WIDEST_GAP = 2.2
_CELL_LINES, _RAISED, _WRAPPED = 8, 2.0, 0.9
_LONG_CELL, _PROSE_CELL, _PROSE_FILL = 700, 30, 0.7
_LABEL = 30
_FILLED = 0.4


@dataclass(slots=True, kw_only=True)
class Table:
    """Rows of cells, each cell the lines that stand in it; empty cells are empty lists."""

    rows: list[Row]
    rect: Rect


def has_columns(lines: Sequence[Line]) -> bool:
    """Say whether lines stand beside others often enough to look for tables at all."""
    beside = 0
    for before, line in pairwise(lines):
        left, right = before.rect, line.rect
        if right.x0 < left.x1:
            continue
        common = min(left.y1, right.y1) - max(left.y0, right.y0)
        if common > 0.5 * min(left.height, right.height):
            beside += 1
            if beside >= 2:
                return True
    return False


def grid_tables(lines: list[Line], grids: Sequence[Grid], cut: Cut) -> tuple[list[Table], list[Line]]:
    """Take the lines inside drawn grids into tables; returns the tables and the lines that are left."""
    tables = []
    for grid in grids:
        inside = [line for line in lines if _holds(grid.rect, line.rect)]
        cells: list[Row] = [[[] for _ in grid.xs[1:]] for _ in grid.ys[1:]]
        for line in inside:
            for part in cut(line, grid.cut(line.rect)):
                row, column = _cell(grid, part.rect)
                cells[row][column].append(part)
        rows = [part for row in cells if any(row) for part in _printed_rows(row)]
        if _is_table(rows):
            tables.append(Table(rows=rows, rect=union([line.rect for line in inside])))
            taken = set(map(id, inside))
            lines = [line for line in lines if id(line) not in taken]
    return tables, lines


def _printed_rows(row: Row) -> list[Row]:
    """Return the rows that stand between two drawn lines: several where each printed line is a row.

    Its first cell has a line in each of them, none of which goes on with the one above in small letters.
    """
    filled = [place for place, cell in enumerate(row) if cell]
    first = row[filled[0]]
    if len(filled) < 2 or len(first) < 2 or any(line.text[:1].islower() for line in first[1:]):
        return [row]
    parts: list[Row] = [[[] for _ in row] for _ in first]
    for place in filled:
        for line in row[place]:
            middle = (line.rect.y0 + line.rect.y1) / 2
            beside = [number for number, it in enumerate(first) if it.rect.y0 <= middle <= it.rect.y1]
            if len(beside) != 1:
                return [row]
            parts[beside[0]][place].append(line)
    return parts if all(sum(map(bool, part)) > 1 for part in parts) else [row]


def _holds(outer: Rect, inner: Rect) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer.x0 <= x <= outer.x1 and outer.y0 <= y <= outer.y1


def _cell(grid: Grid, rect: Rect) -> tuple[int, int]:
    x, y = rect.x0 + min(2.0, rect.width / 2), (rect.y0 + rect.y1) / 2
    column = sum(edge <= x for edge in grid.xs[1:-1])
    return sum(edge <= y for edge in grid.ys[1:-1]), column


def _is_table(rows: Sequence[Row]) -> bool:
    """Say whether cells hold a table: two rows, two columns in use, no cell that is a page's column of prose."""
    if len(rows) < 2 or not any(sum(bool(cell) for cell in row) > 1 for row in rows):
        return False
    used = sum(any(row[place] for row in rows) for place in range(len(rows[0])))
    longest = max(sum(len(line.text) for line in cell) for row in rows for cell in row)
    several = sum(sum(bool(cell) for cell in row) > 1 for row in rows)
    return used >= 2 and longest <= _LONG_CELL and several * 3 >= len(rows)


def aligned_tables(lines: list[Line]) -> tuple[list[Table], list[Line]]:
    """Take rows that follow one another in the same columns into tables; returns them and the lines that are left.

    Rows are read in the order of the page's content: a table is drawn row by row, columns of prose are not.
    """
    tables: list[Table] = []
    run: list[Row] = []
    columns: list[tuple[float, float]] = []

    def close() -> None:
        while run and len(run[-1]) < 2:
            run.pop()
        table = _table(run, columns)
        if table is not None:
            tables.append(table)
        run.clear()
        columns.clear()

    for row in _rows(lines):
        merged = _merged(columns, row) if run and _follows(run[-1], row) else None
        if merged is None:
            close()
            if len(row) < 2:
                continue
            merged = _merged([], row)
        if merged is not None:
            run.append(row)
            columns[:] = merged
    close()
    taken = {id(line) for table in tables for row in table.rows for cell in row for line in cell}
    return tables, [line for line in lines if id(line) not in taken]


def _rows(lines: Sequence[Line]) -> Iterator[Row]:
    """Yield rows of cells: a cell goes on below, the next one begins to the right, not below the row."""
    row: Row = []
    for line in lines:
        if row and _is_beside(row, line):
            if len(row) == 1 and line.rect.y0 > row[0][-1].rect.y0 - 0.5 * line.size:
                yield from ([[above]] for above in row[0][:-1])  # those were lines of their own
                row = [[row[0][-1]]]
            row.append([line])
        elif row and len(row[-1]) < _CELL_LINES and _is_below(row[-1][-1], line):
            row[-1].append(line)
        else:
            yield from _whole(row)
            row = [[line]]
    yield from _whole(row)


def _whole(row: Row) -> Iterator[Row]:
    """Yield a row, or each line of a row that has one cell."""
    if len(row) == 1:
        yield from ([[line]] for line in row[0])
    elif row:
        yield row


def _is_beside(row: Row, line: Line) -> bool:
    if any(line.rect.x0 < cell.rect.x1 - 1 for cell in row[-1]):
        return False
    top = min(cell.rect.y0 for cell in row[0])
    bottom = max(cell.rect.y1 for lines in row for cell in lines)
    middle = (line.rect.y0 + line.rect.y1) / 2
    return top - _RAISED * line.size <= middle <= bottom


def _is_below(upper: Line, lower: Line) -> bool:
    common = min(upper.rect.x1, lower.rect.x1) - max(upper.rect.x0, lower.rect.x0)
    gap = lower.rect.y0 - upper.rect.y1
    return common > 0 and -0.3 * lower.size <= gap <= _WRAPPED * max(upper.size, lower.size)


def _follows(upper: Row, lower: Row) -> bool:
    tall = max(line.size for cell in (*upper, *lower) for line in cell)
    gap = min(line.rect.y0 for cell in lower for line in cell) - max(line.rect.y1 for cell in upper for line in cell)
    return -tall <= gap <= _WIDEST_GAP * tall


def _merged(columns: Sequence[tuple[float, float]], row: Row) -> list[tuple[float, float]] | None:
    """Widen the columns by a row's pieces; None when a piece lies across two columns or two share one."""
    spans = [(min(line.rect.x0 for line in cell), max(line.rect.x1 for line in cell)) for cell in row]
    used: set[int] = set()
    grown = list(columns)
    for x0, x1 in spans:
        hits = [place for place, (left, right) in enumerate(columns) if x0 < right and x1 > left]
        if len(hits) > 1 or (hits and hits[0] in used):
            return None
        if hits:
            used.add(hits[0])
            left, right = grown[hits[0]]
            grown[hits[0]] = min(left, x0), max(right, x1)
        else:
            grown.append((x0, x1))
    grown.sort()
    if any(a[1] > b[0] for a, b in pairwise(grown)):
        return None
    return grown


def _table(run: Sequence[Row], columns: Sequence[tuple[float, float]]) -> Table | None:
    """Make a table of a run of rows; None where it is prose in columns, a list, or too little."""
    several = [row for row in run if len(row) > 1]
    if len(several) < _FEWEST_ROWS or len(columns) < 2:
        return None
    cells: list[Row] = []
    for row in run:
        placed: Row = [[] for _ in columns]
        for cell in row:
            middle = (cell[0].rect.x0 + cell[0].rect.x1) / 2
            placed[next(p for p, (left, right) in enumerate(columns) if left <= middle <= right)] += cell
        cells.append(placed)
    prose = [place for place in range(len(columns)) if _is_prose(cells, place, columns[place])]
    if len(prose) > 1 or (prose and not _are_labels(cells)):
        return None
    firsts = [row[0][0].text for row in cells if row[0]]
    filled = sum(len(row) for row in several) / (len(several) * len(columns))
    if filled < _FILLED or (len(columns) == 2 and sum(map(is_bullet, firsts)) * 2 >= len(firsts)):
        return None
    cells = _unwrapped(cells)
    return Table(rows=cells, rect=union([line.rect for row in cells for cell in row for line in cell]))


def _is_prose(cells: Sequence[Row], place: int, column: tuple[float, float]) -> bool:
    """Say whether a column is running text: long lines that fill it, few figures."""
    lines = [line for row in cells for line in row[place]]
    if len(lines) < _FEWEST_ROWS:
        return False
    width = max(1.0, column[1] - column[0])
    full = sum(line.rect.width / width > _PROSE_FILL for line in lines) / len(lines)
    return median(len(line.text) for line in lines) > _PROSE_CELL and full > 0.5


def _are_labels(cells: Sequence[Row]) -> bool:
    firsts = [line.text for row in cells for line in row[0]]
    beside = sum(bool(row[0]) and bool(row[1]) for row in cells)
    return len(firsts) >= _FEWEST_ROWS and median(map(len, firsts)) <= _LABEL and beside >= 0.8 * len(firsts)


def _unwrapped(cells: list[Row]) -> list[Row]:
    """Put a row that has nothing in its first column, and one cell alone, to the row above: its text goes on."""
    rows: list[Row] = []
    for row in cells:
        filled = [place for place, cell in enumerate(row) if cell]
        if rows and len(filled) == 1 and filled[0] > 0 and rows[-1][filled[0]]:
            above, below = rows[-1][filled[0]][-1], row[filled[0]][0]
            if below.rect.y0 - above.rect.y1 <= 0.9 * above.size:
                rows[-1][filled[0]] += row[filled[0]]
                continue
        rows.append(row)
    return rows
