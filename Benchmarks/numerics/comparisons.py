"""What is compared with what, and what is asked of it: the table of `make bench`'s numeric part."""

from dataclasses import dataclass

OURS = "learnd"


@dataclass(frozen=True)
class Side:
    """A library doing a work on so many threads."""

    library: str
    work: str
    threads: int = 1


@dataclass(frozen=True)
class Comparison:
    """Ours against others, of which the fastest counts; a ratio is the other's time by ours."""

    group: str
    ours: Side
    others: tuple[Side, ...]
    #: The least ratio; None: for information.
    asked: float | None = None
    #: What is compared: CPU time of the process ("cpu"), time gone by ("wall"), or the most memory that was resident, of fresh processes ("memory").
    clock: str = "cpu"
    #: Beside a program that never sleeps, on one of the cores.
    busy: bool = False
    #: Instead of the other library's name.
    label: str | None = None
    #: Pairs of turns; None: as many as the run's settings say.
    pairs: int | None = None
    #: How many times as long as the run's settings say a turn is.
    longer: int = 1
    #: Whether a time is one start of the process, up to its first answer.
    starts: bool = False
    #: The longest that a time of ours may take, in seconds; None: only the ratio counts.
    most: float | None = None


# Work, the libraries of which the fastest counts, the least ratio on one thread, libraries for information.
WORKS = [
    ("mlp-step-10", ["pytorch"], 3.0, ["scikit-learn"]),
    ("mlp-step-64", ["pytorch"], 1.4, ["scikit-learn"]),
    ("mlp-step-256", ["pytorch"], 1.25, ["scikit-learn"]),
    ("plain-conv-step-64", ["pytorch", "pytorch-channels-last"], 3.0, []),
    ("cnn-step-64", ["pytorch-channels-last"], 1.25, []),
    ("mlp-predict-1", ["onnxruntime"], 1.6, ["pytorch", "scikit-learn"]),
    ("mlp-predict-256", ["onnxruntime"], 1.0, ["pytorch", "scikit-learn"]),
    ("cnn-predict-1", ["onnxruntime"], 1.2, ["pytorch-channels-last"]),
    ("cnn-predict-256", ["onnxruntime"], 1.0, ["pytorch-channels-last"]),
    ("sgemm-512", ["pytorch", "numpy"], 0.9, []),
    ("bf16-gemm-512", ["pytorch"], 0.9, []),
    ("encoder-1x16", ["pytorch", "openvino"], 1.05, []),
    ("encoder-1x128", ["pytorch", "openvino"], 1.0, []),
    ("encoder-32x32", ["pytorch", "openvino"], 1.0, []),
    ("encoder-mixed", ["pytorch"], 1.6, []),
    ("encoder-step-16x32", ["pytorch"], None, []),
]
#: Steps allocate nothing, once warm.
STEPS = [work for work, *_ in WORKS if "-step-" in work]
SCALED = "mlp-step-256"


def comparisons(cores):
    """All of them, on a machine of so many cores."""
    found = []
    for group, threads in (("one-thread", 1), ("all-cores", cores)):
        if group == "all-cores" and cores == 1:
            continue
        for work, rivals, asked, others in WORKS:
            ours, clock = Side(OURS, work, threads), "cpu" if threads == 1 else "wall"
            rivals = tuple(Side(rival, work, threads) for rival in rivals)
            found.append(Comparison(group, ours, rivals, asked if threads == 1 else None, clock))
            found += [Comparison(group, ours, (Side(other, work, threads),), None, clock) for other in others]
    if cores > 1:
        for busy, asked in ((False, 1.7), (True, 0.9)):
            for library in (OURS, "pytorch"):
                one, two = Side(library, SCALED, 1), Side(library, SCALED, 2)
                label = ("" if library == OURS else f"{library}'s ") + "2 against 1" + (", a core busy" if busy else "")
                bound = asked if library == OURS else None
                found.append(Comparison("threads", two, (one,), bound, "wall", busy, label))
    return found


def units(work):
    """How much one time of a work is, and of what."""
    kind, _, size = work.rpartition("-")
    if work.startswith("tune-"):
        return int(size.split("x")[0]) if size[0].isdigit() else 8 * 32 if size == "mixed" else 32, "texts/s"
    if kind.startswith("text"):
        return {"start": 1, "mixed": 31 * 32}.get(size) or int(size.split("x")[0]), "texts/s"
    if kind.startswith("encoder"):
        return 32 if size == "mixed" else int(size.split("x")[0]), "texts/s"
    if kind.endswith("gemm"):
        return 2 * int(size) ** 3 / 1e9, "GFLOP/s"
    return int(size), "rows/s" if kind.startswith("mlp") else "images/s"
