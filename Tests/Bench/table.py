"""Rows of measurements as a table that people read."""

from dataclasses import dataclass


@dataclass
class Row:
    """What one work has shown. `goal` is a ratio of `limit`; `measure` says in what `rate` counts."""

    work: str
    rate: float
    measure: str = "requests/s"
    p50: float | None = None
    p99: float | None = None
    limit: float | None = None
    limit_name: str = ""
    goal: float | None = None
    # Some goals are most that may be, not least.
    is_most: bool = False

    @property
    def ratio(self):
        return self.rate / self.limit if self.limit else None

    @property
    def met(self):
        if self.goal is None or self.ratio is None:
            return ""
        return "yes" if (self.ratio <= self.goal if self.is_most else self.ratio >= self.goal) else "no"


HEAD = ["work", "rate", "p50 ms", "p99 ms", "limit", "ratio", "goal", "met"]


def number(value, digits=0):
    return "" if value is None else f"{value:,.{digits}f}"


def cells(row):
    small = row.rate < 100
    limit = f"{number(row.limit, 2 if row.limit < 100 else 0)} {row.limit_name}" if row.limit else row.limit_name
    goal = "" if row.goal is None else ("at most " if row.is_most else "") + f"{row.goal:g}"
    return [
        row.work, f"{number(row.rate, 2 if small else 0)} {row.measure}", number(row.p50, 2), number(row.p99, 2), limit,
        number(row.ratio, 2), goal, row.met,
    ]  # fmt: skip


def markdown(rows):
    lines = [HEAD, ["---"] * len(HEAD), *map(cells, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
