"""What is asked of fine-tuning the encoder of texts: rows that need the folder that `subjects/finetune.bash` makes."""

from dataclasses import dataclass

from comparisons import OURS, Comparison, Side


@dataclass(frozen=True)
class TuneWork:
    name: str
    #: The least ratio to PyTorch; None: for information.
    asked: float | None
    #: Whether it reads `texts.txt`.
    reads_texts: bool = False
    pairs: int | None = None


RIVAL = "pytorch"
#: A turn is 1.2 s, several steps where they are short: as a job has them, not each the first one after the other process.
LONGER = 8
#: What two threads are compared on.
SCALED = "tune-all-32x32"
#: What memory is compared on.
LARGEST = "tune-all-32x64"
TUNE_WORKS = [
    TuneWork("tune-all-16x32", 1.25),
    TuneWork(SCALED, None),
    # A time of it takes a second or more: of ten pairs the second least and the second greatest ratio are the interval.
    TuneWork(LARGEST, 1.2, pairs=10),
    TuneWork("tune-bf16-16x32", 1.15),
    TuneWork("tune-bf16-32x64", 1.15, pairs=10),
    TuneWork("tune-mixed", 1.6, reads_texts=True, pairs=10),
    # The top two layers: in a first epoch ours runs the frozen layers too, in later ones it reads what they gave. The peer always runs them.
    TuneWork("tune-top2-first", 1.15),
    TuneWork("tune-top2-later", 1.8),
    # From the second epoch: the same with all layers frozen.
    TuneWork("tune-head", 20),
    TuneWork("tune-lora", 1.25),
]


def finetune_comparisons(folder, cores):
    """Those that can be made with what is in the folder, on a machine of so many cores; none without a folder."""
    if folder is None:
        return []
    found = [
        Comparison("finetune", Side(OURS, work.name), (Side(RIVAL, work.name),), work.asked, pairs=work.pairs, longer=LONGER)
        for work in TUNE_WORKS
        if not work.reads_texts or (folder / "texts.txt").is_file()
    ]
    if cores > 1:
        one, two = Side(OURS, SCALED, 1), Side(OURS, SCALED, 2)
        found.append(Comparison("finetune-threads", two, (one,), 1.7, "wall", label="2 against 1", pairs=10, longer=LONGER))
    found.append(Comparison("finetune-memory", Side(OURS, LARGEST), (Side(RIVAL, LARGEST),), None, "memory", pairs=3))
    return found
