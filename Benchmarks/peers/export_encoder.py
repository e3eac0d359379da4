"""What the works over texts read: an encoder with mean pooling, normalization and a head of 77 classes as ONNX, its tokenizer, and texts.

    python export_encoder.py BASE OUT [TEXTS]

BASE is a Hugging Face folder, or a .zip or wheel with one in it. Writes OUT/model.onnx, whose batch and length are free and whose padding is told
by a mask, OUT/encoder, which transformers reads, OUT/tokenizer.json and, from the first column of the CSV file TEXTS (.gz or not), OUT/texts.txt, a
line for each of 10,000.
"""

import csv
import gzip
import shutil
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn
from transformers import AutoModel
from transformers.utils import logging

from encoder_work import numbers

CLASSES = 77
TEXTS = 10_000


class Classifier(nn.Module):
    def __init__(self, folder):
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, attn_implementation="eager")
        width = self.encoder.config.hidden_size
        self.head = nn.Linear(width, CLASSES)
        with torch.no_grad():
            # As `Benchmarks/numerics/bench/TextWork.swift` has them: as large as PyTorch makes a new head.
            self.head.weight.copy_(numbers(CLASSES * width, 11).reshape(CLASSES, width) * (2 / width**0.5))
            self.head.bias.copy_(numbers(CLASSES, 11 + CLASSES * width) * (2 / width**0.5))

    def forward(self, ids, mask):
        types = torch.zeros_like(ids)
        states = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        weights = mask[..., None].to(states.dtype)
        return self.head(F.normalize((states * weights).sum(1) / weights.sum(1), dim=1))


def unpacked(base, into):
    """The folder with config.json in it."""
    if Path(base).is_dir():
        return Path(base)
    with zipfile.ZipFile(base) as archive:
        archive.extractall(into)
    # A pooling module of sentence-transformers has a config.json too, deeper down.
    return min(Path(into).rglob("config.json"), key=lambda path: len(path.parts)).parent


def export(folder, out):
    warnings.simplefilter("ignore")
    logging.disable_progress_bar()
    model = Classifier(folder).eval()
    model.encoder.save_pretrained(Path(out) / "encoder")
    ids = torch.arange(1000, 1032).reshape(2, 16)
    texts, places = {0: "texts", 1: "places"}, ["ids", "mask"]
    torch.onnx.export(
        model, (ids, torch.ones_like(ids)), str(Path(out) / "model.onnx"), opset_version=17, dynamo=False,
        input_names=places, output_names=["logits"], dynamic_axes={"ids": texts, "mask": texts, "logits": {0: "texts"}},
    )  # fmt: skip
    shutil.copy(folder / "tokenizer.json", out)


def rows(path):
    """The first column of a CSV file."""
    opens = gzip.open if path.endswith(".gz") else open
    with opens(path, "rt", newline="") as file:
        # The first row is the columns' names.
        return [" ".join(row[0].split()) for row in list(csv.reader(file))[1:]]


def write_texts(path, out):
    texts = rows(path)[:TEXTS]
    if len(texts) < TEXTS:
        sys.exit(f"export_encoder.py: {path} has {len(texts)} texts, not {TEXTS}")
    (Path(out) / "texts.txt").write_text("".join(text + "\n" for text in texts))


def main(base, out, texts=None):
    with tempfile.TemporaryDirectory() as work:
        export(unpacked(base, work), out)
    if texts:
        write_texts(texts, out)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit("export_encoder.py: BASE OUT [TEXTS]")
    main(*sys.argv[1:])
