"""What is asked of the encoder of texts: rows that need the folder that `subjects/texts.bash` makes."""

from dataclasses import dataclass

from comparisons import OURS, Comparison, Side


@dataclass(frozen=True)
class TextWork:
    name: str
    #: Of which the fastest counts.
    rivals: tuple[str, ...]
    #: The least ratio.
    asked: float
    #: Whether it reads `texts.txt`.
    reads_texts: bool = False
    pairs: int | None = None
    #: Seconds that a start of ours may take; None: the work is no start.
    most_of_a_start: float | None = None


RUNTIMES = ("onnxruntime", "openvino")
BFLOAT16 = ("openvino",)
TEXT_WORKS = [
    TextWork("text-1x16", RUNTIMES, 1.05),
    TextWork("text-1x32", RUNTIMES, 1.05),
    TextWork("text-1x128", RUNTIMES, 1.0),
    TextWork("text-32x32", RUNTIMES, 1.0),
    TextWork("text-bf16-1x16", BFLOAT16, 1.0),
    TextWork("text-bf16-1x32", BFLOAT16, 1.0),
    TextWork("text-bf16-1x128", BFLOAT16, 1.0),
    TextWork("text-bf16-32x32", BFLOAT16, 1.0),
    # A time of it takes seconds: of ten pairs the second least and the second greatest ratio are the interval.
    TextWork("texts-mixed", ("openvino",), 1.1, reads_texts=True, pairs=10),
    TextWork("text-tokens-10000", ("tokenizers",), 1.5, reads_texts=True),
    TextWork("text-start", ("onnxruntime",), 4.0, pairs=10, most_of_a_start=0.2),
]
#: Two sides, and by how much their answers may differ: logits, ids of tokens.
AGREEMENTS = [(Side(OURS, work), Side("onnxruntime", work), 1e-5) for work in ("text-1x16", "text-1x128", "text-32x32")] + [
    # Each in bfloat16 against itself in 32 bits: the peer's for information.
    *((Side(library, f"text-bf16-{size}"), Side(library, f"text-{size}"), bound)
      for library, bound in ((OURS, 1e-3), ("openvino", 1e-2)) for size in ("1x16", "1x128", "32x32")),
    (Side(OURS, "texts-mixed"), Side("openvino", "texts-mixed"), 1e-5),
    (Side(OURS, "text-tokens-10000"), Side("tokenizers", "text-tokens-10000"), 0),
]


def can_be_made(name, folder):
    """Whether the folder has what a work reads."""
    return folder is not None and ((folder / "texts.txt").is_file() or not next(work for work in TEXT_WORKS if work.name == name).reads_texts)


def text_comparisons(folder):
    """Those that can be made with what is in the folder; none without one."""
    found = []
    for work in [work for work in TEXT_WORKS if can_be_made(work.name, folder)]:
        starts = work.most_of_a_start is not None
        others = tuple(Side(rival, work.name) for rival in work.rivals)
        group, clock = ("starts", "wall") if starts else ("texts", "cpu")
        found.append(
            Comparison(group, Side(OURS, work.name), others, work.asked, clock, pairs=work.pairs, starts=starts, most=work.most_of_a_start)
        )
    return found
