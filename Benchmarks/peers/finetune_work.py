"""Training steps of all-MiniLM-L6-v2 with a head of 77 classes, in PyTorch with transformers and peft; `Benchmarks/numerics/bench/FineTuneWork.swift`
has the same. BENCH_TEXTS is the folder with the model.

A step is cross-entropy over a batch and fused AdamW, which decays matrices that are no embeddings. No dropout; no mask where nothing is padded. What
is frozen has `requires_grad` off: PyTorch stores no activations of layers below what learns, as under `no_grad`, and makes no gradients of them.
"""

import re

import peft
import torch
import torch.nn.functional as F
from torch import nn
from transformers import AutoModel
from transformers.utils import logging

import text_work
from encoder_work import numbers

CLASSES, RATE, DECAY = 77, 1e-4, 0.01
#: Layers that learn where the others are frozen.
TOP = 2
#: Where a work's name tells no size.
SIZE = "32x32"
#: Of the 312 whole batches of 10,000 texts, the 8 that tune-mixed does: BANKING77's are as long and as much padded (2.3 times) as all of them.
SHARE = slice(0, 312, 39)


class Classifier(nn.Module):
    """Mean pooling, and a head as large as PyTorch makes a new one."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.head = nn.Linear(width, CLASSES)
        with torch.no_grad():
            self.head.weight.copy_(numbers(CLASSES * width, 11).reshape(CLASSES, width) * (2 / width**0.5))
            self.head.bias.copy_(numbers(CLASSES, 11 + CLASSES * width) * (2 / width**0.5))

    def forward(self, ids, mask):
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        if mask is None:
            vectors = states.mean(1)
        else:
            weights = mask[..., None].to(states.dtype)
            vectors = (states * weights).sum(1) / weights.sum(1)
        return self.head(vectors)


def optimizer_of(model):
    learning = [(name, parameter) for name, parameter in model.named_parameters() if parameter.requires_grad]
    decays = lambda name, parameter: parameter.dim() == 2 and "embeddings" not in name
    groups = [
        {"params": [parameter for name, parameter in learning if decays(name, parameter) == has], "weight_decay": DECAY * has}
        for has in (True, False)
    ]
    return torch.optim.AdamW(groups, lr=RATE, fused=True)


def fixed(size):
    """One batch of texts that are as long as each other."""
    ids = torch.from_numpy(text_work.fixed(f"tune-{size}"))
    return [(ids, None)]


def mixed():
    """A share of the file's batches in its order, each padded to its longest text."""
    encoded = [torch.tensor(encoding.ids) for encoding in text_work.tokenizer().encode_batch_fast(text_work.texts())]
    found = []
    for own in [encoded[first : first + text_work.BATCH] for first in range(0, len(encoded), text_work.BATCH)][SHARE]:
        lengths = torch.tensor([len(text) for text in own])
        ids = nn.utils.rnn.pad_sequence(own, batch_first=True)
        found.append((ids, (torch.arange(ids.shape[1])[None] < lengths[:, None]).long()))
    return found


def freeze(encoder, part):
    """The encoder, of which `part` learns."""
    match part:
        case "lora":
            return peft.get_peft_model(encoder, peft.LoraConfig(r=8, lora_alpha=16, lora_dropout=0.0, target_modules=["query", "value"]))
        case "head":
            return encoder.requires_grad_(False)
        case "top2":
            for frozen in (encoder.embeddings, encoder.encoder.layer[:-TOP]):
                frozen.requires_grad_(False)
    return encoder


def steps(model, batches, bfloat16):
    """A work that trains once on each batch and gives the losses before."""
    optimizer = optimizer_of(model)
    classes = torch.arange(text_work.BATCH) % CLASSES

    def work():
        losses = []
        for ids, mask in batches:
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
                loss = F.cross_entropy(model(ids, mask), classes[: len(ids)])
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
        return losses

    work.answer = lambda: [loss.item() for loss in work()]
    return work


def named(name):
    """tune-all-NxM, tune-bf16-NxM, tune-mixed, tune-top2-first, tune-top2-later, tune-head, tune-lora; None where it is no such work."""
    found = re.fullmatch(r"tune-(?:(all|bf16)-(\d+x\d+)|(mixed|top2|head|lora)(?:-first|-later)?)", name)
    if not found:
        return None
    part = found[1] or found[3]
    batches = mixed() if part == "mixed" else fixed(found[2] or SIZE)
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    # Of PyTorch's two kinds of attention the faster one here: 2 % in 32 bits, 12 % in bfloat16.
    attention = "eager" if part == "bf16" else "sdpa"
    encoder = AutoModel.from_pretrained(text_work.folder() / "encoder", add_pooling_layer=False, attn_implementation=attention).eval()
    return steps(Classifier(freeze(encoder, part)), batches, bfloat16=part == "bf16")
