"""The numeric core against other libraries on this machine, in tables: ratios of times with 95 % intervals, medians, verdicts.

    python3 compare.py [WORK | GROUP ...]      all by default; a group is one-thread, all-cores, threads, allocations, texts, starts, agreement,
                                               finetune, finetune-threads or finetune-memory

Two processes are started for a row, ours and the other's, warmed, and asked for a turn of about TURN seconds (0.15) in alternation, the
first of a pair being the second of the next; the one whose turn it is not stands still. PAIRS (30) is how many pairs a row with a bound
takes, one for information a third. BIN is where numeric-bench is (.build/release), PEERS_PYTHON the interpreter of the peers (the one of
Benchmarks/peers/.venv). BENCH_TEXTS is the folder that the last six groups read, as subjects/texts.bash makes it; they are left out without it.
Ends with 1 if a bound is missed or a row could not be measured, with 2 where it cannot begin.
"""

import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path

from comparisons import OURS, STEPS, WORKS, Side, comparisons
from finetune import TUNE_WORKS, finetune_comparisons
from report import AGREEMENTS_HEADER, ALLOCATIONS_HEADER, TITLES, Failure, Result, agreements, allocations, number, rows, table
from texts import AGREEMENTS, TEXT_WORKS, can_be_made, text_comparisons
from workers import Failed, Worker, busy_core

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / "peers"


class Settings:
    """What the environment says."""

    def __init__(self, environment):
        self.pairs = int(environment.get("PAIRS", "30"))
        self.turn = float(environment.get("TURN", "0.15"))
        self.ours = Path(environment.get("BIN", HERE.parent.parent / ".build" / "release")) / "numeric-bench"
        self.texts = Path(environment["BENCH_TEXTS"]) if environment.get("BENCH_TEXTS") else None
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
        if comparison.pairs:
            return min(self.pairs, comparison.pairs)
        return self.pairs if comparison.asked else -(-self.pairs // 3)


def measured(settings, comparison, other):
    """Alternating turns of ours and another."""
    if comparison.starts:
        return afresh(settings, comparison, other, started, warm=1)
    if comparison.clock == "memory":
        return afresh(settings, comparison, other, resident)
    try:
        with busy_core() if comparison.busy else nullcontext():
            with settings.worker(comparison.ours) as ours, settings.worker(other) as theirs:
                for worker in (ours, theirs):
                    worker.calibrate(settings.turn * comparison.longer)
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


def afresh(settings, comparison, other, measure, warm=0):
    """Alternating processes, and what `measure` finds of each; the first `warm` of either side do not count."""
    found = {comparison.ours: [], other: []}
    try:
        for pair in range(settings.pairs_of(comparison) + warm):
            for side in (comparison.ours, other) if pair % 2 == 0 else (other, comparison.ours):
                found[side].append(measure(settings, side))
        return Result(comparison, other, found[comparison.ours][warm:], found[other][warm:])
    except (Failed, ValueError) as failure:
        return Failure(comparison, other, str(failure))


def started(settings, side):
    """Seconds of a start. The first one is from a cold disk, perhaps."""
    begin = time.monotonic()
    with settings.worker(side):
        return time.monotonic() - begin


def resident(settings, side):
    """The most bytes that were resident, of a process that has done its work a few times."""
    with settings.worker(side) as worker:
        worker.ask("go 3")
        return int(worker.ask("memory"))


def difference(settings, side, other):
    """The largest of what the two answer; or the reason why there is none."""
    try:
        answers = []
        for one in (side, other):
            with settings.worker(one) as worker:
                answers.append([float(word) for word in worker.ask("answer").split()])
        if len(answers[0]) != len(answers[1]) or not answers[0]:
            return f"{len(answers[0])} numbers and {len(answers[1])}"
        return max(abs(left - right) for left, right in zip(*answers))
    except (Failed, ValueError) as failure:
        return str(failure)


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


GROUPS = {*TITLES, "allocations", "agreement"}


def chosen(words, cores, texts=None):
    """The comparisons, the sides whose allocations are counted and those whose answers are compared, that the words name; all where there are none."""
    known = {work for work, *_ in WORKS} | {work.name for work in TEXT_WORKS + TUNE_WORKS} | GROUPS
    if unknown := [word for word in words if word not in known]:
        raise ValueError(f"no work or group '{unknown[0]}': one of {', '.join(sorted(known))}")
    groups = GROUPS.intersection(words) or GROUPS
    works = (known - GROUPS).intersection(words) or known
    sides = [Side(OURS, work, threads) for work in STEPS for threads in sorted({1, cores})]
    every = comparisons(cores) + text_comparisons(texts) + finetune_comparisons(texts, cores)
    return (
        [each for each in every if each.group in groups and each.ours.work in works],
        [side for side in sides if "allocations" in groups and side.work in works],
        [each for each in AGREEMENTS if "agreement" in groups and each[0].work in works and can_be_made(each[0].work, texts)],
    )


def main(words, environment):
    cores = len(os.sched_getaffinity(0))
    try:
        settings = Settings(environment)
        compared, counts, agreeing = chosen(words, cores, settings.texts)
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
    of_answers = agreements([(side, other, difference(settings, side, other), allowed) for side, other, allowed in agreeing])
    tell("agreement", of_answers)
    versions = ", ".join((PEERS / "requirements.txt").read_text().replace("==", " ").split("\n")[:-1])
    print(f"{cores} cores, load {number(os.getloadavg()[0])}, {settings.pairs} pairs of turns of {settings.turn:g} s; {versions}")
    for group, lines in sections.items():
        print(f"\n{TITLES[group]}\n{table(lines)}")
    if of_memory:
        print(f"\n{table(of_memory, ALLOCATIONS_HEADER)}")
    if of_answers:
        print(f"\n{table(of_answers, AGREEMENTS_HEADER)}")
    verdicts = [line[-1] for lines in [*sections.values(), of_memory, of_answers] for line in lines]
    return 1 if any(verdict not in ("", "ok") for verdict in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
