"""A text encoder's six layers in PyTorch, with the weights and inputs of `Benchmarks/numerics/bench/EncoderWork.swift`."""

import numpy
import torch
import torch.nn.functional as F
from torch import nn

LAYERS, WIDTH, HEADS, HIDDEN, CLASSES = 6, 384, 12, 1536, 10
#: Texts of 8 to 64 tokens, 24 in the mean.
MIXED = [
    8, 8, 9, 10, 10, 11, 12, 12, 13, 14, 15, 16, 16, 17, 18, 19, 20, 21, 22, 23, 24, 26, 28, 30, 32, 34, 37, 40, 44, 54, 61, 64,
]  # fmt: skip


def numbers(count, first):
    """Numbers from −0.5 to 0.5 by their number alone."""
    with numpy.errstate(over="ignore"):
        mixed = numpy.arange(first, first + count, dtype=numpy.uint32) * numpy.uint32(2654435761)
        mixed = (mixed ^ (mixed >> numpy.uint32(15))) * numpy.uint32(2246822519) >> numpy.uint32(8)
    return torch.from_numpy(mixed.astype(numpy.float32) * numpy.float32(2**-24) - numpy.float32(0.5))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(WIDTH, HEADS, HIDDEN, dropout=0.0, activation="gelu", batch_first=True)
        # No nested tensors: a padded batch is computed as it is.
        self.layers = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)
        first = 0
        with torch.no_grad():
            for one in self.layers.layers:
                for part in (one.self_attn, one.linear1, one.linear2, one.norm1, one.norm2):
                    for name, parameter in part.named_parameters():
                        scale = 1 if isinstance(part, nn.LayerNorm) and name == "weight" else 0
                        factor = 3.5 / parameter.shape[1] ** 0.5 if parameter.dim() == 2 else 0.1
                        parameter.copy_(numbers(parameter.numel(), first).reshape(parameter.shape) * factor + scale)
                        first += parameter.numel()

    def forward(self, x, padding=None):
        return self.layers(x, src_key_padding_mask=padding)


def lengths(name):
    """Of a batch's texts."""
    size = name.rpartition("-")[2]
    if size == "mixed":
        return MIXED
    rows, places = map(int, size.split("x"))
    return [places] * rows


def batch(name):
    """The texts, padded to the longest, and where the padding is; None where there is none."""
    counts = lengths(name)
    texts = numbers(sum(counts) * WIDTH, 7).reshape(-1, WIDTH).split(counts)
    padding = torch.arange(max(counts))[None] >= torch.tensor(counts)[:, None]
    return nn.utils.rnn.pad_sequence(texts, batch_first=True), padding if padding.any() else None


def step(name):
    encoder, head = Encoder(), nn.Linear(WIDTH, CLASSES)
    x, _ = batch(name)
    classes = torch.arange(len(x)) % CLASSES
    optimizer = torch.optim.AdamW([*encoder.parameters(), *head.parameters()], lr=1e-5, weight_decay=0.01, fused=True)

    def work():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(head(encoder(x).mean(1)), classes).backward()
        optimizer.step()

    return work


def named(name):
    if name.startswith("encoder-step-"):
        return step(name)
    encoder, (x, padding) = Encoder().eval(), batch(name)

    @torch.inference_mode()
    def work():
        return encoder(x, padding)

    return work
