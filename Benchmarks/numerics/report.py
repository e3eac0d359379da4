"""Results, and the table they make."""

from dataclasses import dataclass

from comparisons import OURS, STEPS, Comparison, Side, units
from medians import interval, median

#: Machines are noisy: a row counts when its interval's lower end is within 5 % of what is asked.
SLACK = 0.95


@dataclass(frozen=True)
class Result:
    """Times in seconds for each time of the work, or bytes, turn by turn, those of one pair at one place."""

    comparison: Comparison
    other: Side
    ours: list[float]
    others: list[float]

    @property
    def ratios(self):
        return [theirs / ours for ours, theirs in zip(self.ours, self.others, strict=True)]

    @property
    def ratio(self):
        return median(self.ratios)

    def holds(self):
        most = self.comparison.most
        return interval(self.ratios)[0] >= SLACK * self.comparison.asked and (most is None or median(self.ours) <= most)


@dataclass(frozen=True)
class Failure:
    """A comparison without a result, and why."""

    comparison: Comparison
    other: Side
    why: str


def number(value):
    """Three figures, and commas in thousands."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def time(seconds):
    return f"{number(seconds * 1e6)} µs"


def megabytes(count):
    return f"{number(count / 1e6)} MB"


def name_of(found):
    return found.comparison.label or found.other.library


def line(result, counts):
    """The cells of a row; the bound is shown where it is the fastest of its rivals (`counts`)."""
    asked = result.comparison.asked if counts else None
    low, high = interval(result.ratios)
    ours, theirs = median(result.ours), median(result.others)
    if result.comparison.clock == "memory":
        shown, rates = megabytes, ["-", "-", ""]
    else:
        amount, unit = units(result.other.work)
        shown, rates = time, [number(amount / ours), number(amount / theirs), unit]
    bound = f"≥ {asked:g}" if asked else "-"
    if asked and result.comparison.most:
        bound += f", ours ≤ {result.comparison.most:g} s"
    return [
        result.comparison.ours.work, name_of(result), f"{result.ratio:.2f}", f"{low:.2f} to {high:.2f}", bound,
        shown(ours), shown(theirs), *rates,
        "" if asked is None else "ok" if result.holds() else "MISSED",
    ]  # fmt: skip


def rows(found):
    """The cells of the results of one comparison, one for each rival."""
    results = [each for each in found if isinstance(each, Result)]
    whole = len(results) == len(found)
    best = min(results, key=lambda result: result.ratio, default=None)
    lines = []
    for each in found:
        if isinstance(each, Result):
            lines.append(line(each, counts=whole and each is best))
        else:
            asked = each.comparison.asked
            bound = f"≥ {asked:g}" if asked else "-"
            lines.append([each.comparison.ours.work, name_of(each), "-", "-", bound, "-", "-", "-", "-", "-", f"FAILED: {each.why}"])
    return lines


HEADER = ["work", "against", "ratio", "95 %", "bound", "ours", "theirs", "ours", "theirs", "unit", ""]
TITLES = {
    "one-thread": "One thread: CPU time",
    "all-cores": "All cores: time gone by",
    "threads": "Two threads against one: time gone by",
    "texts": "all-MiniLM-L6-v2 with a head of 77 classes, one thread: CPU time",
    "finetune": "Fine-tuning all-MiniLM-L6-v2 with a head of 77 classes, one thread: CPU time",
    "finetune-threads": "The same, two threads against one: time gone by",
    "finetune-memory": "The same: the most memory of a process that was resident",
    "starts": "From the start of the process to the first answer: time gone by",
}


def table(lines, header=HEADER):
    """Columns as wide as their widest cell; the first two and the last two to the left."""
    lines = [header, *lines]
    wide = [max(len(line[column]) for line in lines) for column in range(len(header))]
    left = {0, 1, len(header) - 2, len(header) - 1}
    cells = ([cell.ljust(w) if i in left else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, wide))] for line in lines)
    return "\n".join("  ".join(line).rstrip() for line in cells)


def allocations(counts):
    """The rows of heap allocations: [(side, allocations or the reason for none)]."""
    lines = []
    for side, count in counts:
        asked = side.work in STEPS
        verdict = ("ok" if count == 0 else "MISSED") if asked else ""
        if not isinstance(count, int):
            verdict = f"FAILED: {count}"
        threads = f"{side.threads} thread{'s' if side.threads > 1 else ''}"
        lines.append([side.work, threads, str(count) if isinstance(count, int) else "-", "0" if asked else "-", verdict])
    return lines


ALLOCATIONS_HEADER = [f"heap allocations of {OURS}", "on", "count", "bound", ""]


def agreements(found):
    """The rows of differences: [(side, other, the largest difference or the reason for none, the largest allowed)]."""
    lines = []
    for side, other, difference, allowed in found:
        if isinstance(difference, (int, float)):
            shown, verdict = f"{difference:.1e}", "ok" if difference <= allowed else "MISSED"
        else:
            shown, verdict = "-", f"FAILED: {difference}"
        lines.append([side.work, f"{side.library} and {other.library}{'' if other.work == side.work else f' {other.work}'}", shown, f"≤ {allowed:g}", verdict])
    return lines


AGREEMENTS_HEADER = ["answers", "between", "difference", "bound", ""]
