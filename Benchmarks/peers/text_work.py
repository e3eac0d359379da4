"""Batches of tokens for the works over texts, as `Benchmarks/numerics/bench/TextWork.swift` has them. BENCH_TEXTS is the folder with the model."""

import os
import re
from pathlib import Path

import numpy

#: Texts of a batch where there are many: of 16 to 128, no number was more than 6 % faster for OpenVINO.
BATCH = 32
#: Of 10,000 texts' batches, those that texts-mixed does: its share of every length.
SHARE = slice(5, None, 10)
#: What text-start reads.
FIRST = "I am still waiting on my card, and it has been two weeks."


def folder():
    return Path(os.environ["BENCH_TEXTS"])


def is_mine(name):
    return name.startswith("text")


def is_fixed(name):
    """text-NxM."""
    return re.fullmatch(r".*-\d+x\d+", name) is not None


def fixed(name):
    """Ids `[texts, places]` of text-NxM: [CLS], some words, [SEP]."""
    texts, places = map(int, name.rpartition("-")[2].split("x"))
    ids = 1000 + numpy.arange(texts * places, dtype=numpy.int64) * 7919 % 25_000
    ids = ids.reshape(texts, places)
    ids[:, 0], ids[:, -1] = 101, 102
    return ids


def tokenizer():
    """Of the model, without the truncation and padding that its file asks for."""
    from tokenizers import Tokenizer

    found = Tokenizer.from_file(str(folder() / "tokenizer.json"))
    found.no_padding()
    found.enable_truncation(512)
    return found


def texts():
    return (folder() / "texts.txt").read_text().split("\n")[:-1]


def batches():
    """A tenth of the batches of all texts, sorted by their length so that little is padded: [(the texts' numbers, ids, mask)]."""
    encoded = [encoding.ids for encoding in tokenizer().encode_batch_fast(texts())]
    order = sorted(range(len(encoded)), key=lambda index: (len(encoded[index]), index))
    found = []
    for own in [order[first : first + BATCH] for first in range(0, len(order), BATCH)][SHARE]:
        longest = max(len(encoded[index]) for index in own)
        ids, mask = numpy.zeros((2, len(own), longest), numpy.int64)
        for row, index in enumerate(own):
            ids[row, : len(encoded[index])] = encoded[index]
            mask[row, : len(encoded[index])] = 1
        found.append((own, ids, mask))
    return found


def named(name, classify):
    """A work, given a function from ids and mask to logits; None where it is no work of a runtime's."""
    if name == "text-start":
        ids = numpy.array([tokenizer().encode(FIRST).ids], numpy.int64)
        return answering(lambda: classify(ids, numpy.ones_like(ids)))
    if name == "texts-mixed":
        prepared = batches()

        def work():
            logits = {}
            for own, ids, mask in prepared:
                logits.update(zip(own, classify(ids, mask), strict=True))
            return [logits[index] for index in sorted(logits)]

        return answering(work)
    return None


def answering(work):
    """The same work, which can be asked for the logits of its first texts."""

    def answers():
        return work()

    answers.answer = lambda: numpy.concatenate([numpy.ravel(row) for row in list(work())[:32]])
    return answers
