"""The numeric core against other libraries on this machine, in tables: ratios of times with 95 % intervals, medians, verdicts.

    python3 compare.py [WORK | GROUP ...]      all by default; a group is one-thread, all-cores, threads or allocations

Two processes are started for a row, ours and the other's, warmed, and asked for a turn of about TURN seconds (0.15) in alternation, the
first of a pair being the second of the next; the one whose turn it is not stands still. PAIRS (30) is how many pairs a row with a bound
takes, one for information a third. BIN is where numeric-bench is (.build/release), PEERS_PYTHON the interpreter of the peers (the one of
Benchmarks/peers/.venv). Ends with 1 if a bound is missed or a row could not be measured, with 2 where it cannot begin.
"""

import os
import sys
from contextlib import nullcontext
from pathlib import Path

from comparisons import OURS, STEPS, WORKS, Side, comparisons
from report import ALLOCATIONS_HEADER, TITLES, Failure, Result, allocations, number, rows, table
from workers import Failed, Worker, busy_core

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / "peers"


class Settings:
    """What the environment says."""

    def __init__(self, environment):
        self.pairs = int(environment.get("PAIRS", "30"))
        self.turn = float(environment.get("TURN", "0.15"))
        self.ours = Path(environment.get("BIN", HERE.parent.parent / ".build" / "release")) / "numeric-bench"
        self.python = Path(environment.get("PEERS_PYTHON", PEERS / ".venv" / "bin" / "python"))
        if self.pairs < 1 or not 0 < self.turn < 60:
            raise ValueError("PAIRS is 1 or more, TURN seconds above 0 and below 60")
        if not self.ours.is_file():
            raise ValueError(f"there is no {self.ours}: build it (swift build -c release), or set BIN")
        if not self.python.is_file():
            raise ValueError(f"there is no {self.python}: run Benchmarks/peers/setup, or set PEERS_PYTHON")

    def worker(self, side):
        program = [self.ours] if side.library == OURS else [self.python, PEERS / "peer.py", side.library]
        return Worker([str(word) for word in [*program, side.work, side.threads]])

    def pairs_of(self, comparison):
        return self.pairs if comparison.asked else -(-self.pairs // 3)


def measured(settings, comparison, other):
    """Alternating turns of ours and another."""
    try:
        with busy_core() if comparison.busy else nullcontext():
            with settings.worker(comparison.ours) as ours, settings.worker(other) as theirs:
                for worker in (ours, theirs):
                    worker.calibrate(settings.turn)
                turns = {ours: [], theirs: []}
                for pair in range(settings.pairs_of(comparison)):
                    for worker in (ours, theirs) if pair % 2 == 0 else (theirs, ours):
                        # A process that stood still has its threads on one core for the first milliseconds.
                        if comparison.clock == "wall":
                            worker.turn()
                        turns[worker].append(getattr(worker.turn(), comparison.clock))
                return Result(comparison, other, turns[ours], turns[theirs])
    except Failed as failure:
        return Failure(comparison, other, str(failure))


def counted(settings, side):
    """The most heap allocations of a time of the work, of three, once warm; or the reason why there is none."""
    try:
        with settings.worker(side) as worker:
            worker.turn()
            answers = [worker.ask("allocations") for _ in range(3)]
            return max(int(answer) for answer in answers)
    except (Failed, ValueError) as failure:
        return str(failure)


def tell(group, lines):
    for line in lines:
        print(f"  {group}: {' | '.join(line)}", file=sys.stderr, flush=True)


GROUPS = {*TITLES, "allocations"}


def chosen(words, cores):
    """The comparisons, and the sides whose allocations are counted, that the words name; all where there are none."""
    known = {work for work, *_ in WORKS} | GROUPS
    if unknown := [word for word in words if word not in known]:
        raise ValueError(f"no work or group '{unknown[0]}': one of {', '.join(sorted(known))}")
    groups = GROUPS.intersection(words) or GROUPS
    works = (known - GROUPS).intersection(words) or known
    sides = [Side(OURS, work, threads) for work in STEPS for threads in sorted({1, cores})]
    return (
        [each for each in comparisons(cores) if each.group in groups and each.ours.work in works],
        [side for side in sides if "allocations" in groups and side.work in works],
    )


def main(words, environment):
    cores = len(os.sched_getaffinity(0))
    try:
        settings = Settings(environment)
        compared, counts = chosen(words, cores)
    except ValueError as error:
        print(f"compare.py: {error}", file=sys.stderr)
        return 2
    sections = {}
    for comparison in compared:
        lines = rows([measured(settings, comparison, other) for other in comparison.others])
        tell(comparison.group, lines)
        sections.setdefault(comparison.group, []).extend(lines)
    of_memory = allocations([(side, counted(settings, side)) for side in counts])
    tell("allocations", of_memory)
    versions = ", ".join((PEERS / "requirements.txt").read_text().replace("==", " ").split("\n")[:-1])
    print(f"{cores} cores, load {number(os.getloadavg()[0])}, {settings.pairs} pairs of turns of {settings.turn:g} s; {versions}")
    for group, lines in sections.items():
        print(f"\n{TITLES[group]}\n{table(lines)}")
    if of_memory:
        print(f"\n{table(of_memory, ALLOCATIONS_HEADER)}")
    verdicts = [line[-1] for lines in [*sections.values(), of_memory] for line in lines]
    return 1 if any(verdict not in ("", "ok") for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
