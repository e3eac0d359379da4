"""Makes sequences/ beside it with PyTorch: python3 make_sequences.py (torch 2.13.0, CPU).

Rows of unequal length, side by side; everything in double precision, from numbers that single precision holds. The encoder layer below is written
out, so that it can multiply by given masks, and without them has to agree with torch.nn.TransformerEncoderLayer over the padded batch.

layer     an encoder layer and the mean of each row's places: lengths, input [P, 32], output_gradient, output [N, 32], input_gradient,
          parameters.<name>, gradients.<name>
network   token and position embeddings, norm, encoder layer, mean, linear head; -dropout: with shares and masks by the seed, which is the step.
          lengths, input [P] (tokens), classes [N], losses [steps] each before its step, gradients.<name> of the first one, before.<name> and
          after.<name>: ten steps of AdamW on the one batch, loss: mean cross-entropy
"""

import math
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from torch import nn

from golden import save

OUT = Path(__file__).parent / "sequences"
WIDTH, HEADS, HIDDEN, TOKENS, CLASSES, STEPS = 32, 4, 64, 23, 5, 10
LENGTHS = [7, 1, 128, 16, 2, 63]
EPSILON = 1e-12


def single(tensor):
    """The same numbers as single precision holds them, in double precision."""
    return tensor.detach().to(torch.float32).to(torch.float64)


# Masks


class Masks:
    """What learnd drops: by seed, layer's number and row, the number's place in it; see CKernels/dropout.h and RowDropout.swift."""

    def __init__(self, seed, shares):
        self.seed, self.shares = seed, shares

    def of(self, kind, row, shape):
        share = self.shares[kind]
        # In the order in which an encoder layer asks for their numbers.
        number = ["attention", "activation", "attended", "fed"].index(kind) + 1
        with numpy.errstate(over="ignore"):
            u = numpy.uint64
            key = u(self.seed) + u(number) * u(0x9E3779B97F4A7C15) + u(row) * u(0xD1B54A32D192ED03)
            mixed = key + numpy.arange(math.prod(shape), dtype=u) * u(0x9E3779B97F4A7C15)
            mixed = (mixed ^ (mixed >> u(30))) * u(0xBF58476D1CE4E5B9)
            mixed = (mixed ^ (mixed >> u(27))) * u(0x94D049BB133111EB)
            mixed ^= mixed >> u(31)
        kept = (mixed >> u(32)) >= u(int(float(numpy.float32(share)) * 2**32))
        return torch.from_numpy(kept.reshape(shape)) / (1 - share)


class NoMasks:
    def of(self, kind, row, shape):
        return 1


# Networks


class Encoder(nn.TransformerEncoderLayer):
    """PyTorch's parameters, the forward pass row by row and written out."""

    def __init__(self, epsilon):
        super().__init__(WIDTH, HEADS, HIDDEN, dropout=0.0, activation="gelu", layer_norm_eps=epsilon, batch_first=True, norm_first=False)
        for norm in (self.norm1, self.norm2):
            nn.init.uniform_(norm.weight, 0.5, 1.5)
            nn.init.normal_(norm.bias, std=0.5)
        for bias in (self.self_attn.in_proj_bias, self.self_attn.out_proj.bias):
            nn.init.normal_(bias, std=0.3)

    def row(self, x, row, masks):
        """x [T, width]."""
        places = len(x)
        qkv = F.linear(x, self.self_attn.in_proj_weight, self.self_attn.in_proj_bias)
        q, k, v = (part.reshape(places, HEADS, -1).transpose(0, 1) for part in qkv.chunk(3, dim=1))
        shares = (q @ k.transpose(1, 2) / math.sqrt(WIDTH // HEADS)).softmax(2)
        mask = masks.of("attention", row, (places, HEADS, places))
        shares = shares * (mask if isinstance(mask, int) else mask.transpose(0, 1))
        heard = self.self_attn.out_proj((shares @ v).transpose(0, 1).reshape(places, WIDTH))
        middle = self.norm1(x + heard * masks.of("attended", row, (places, WIDTH)))
        bent = F.gelu(self.linear1(middle)) * masks.of("activation", row, (places, HIDDEN))
        return self.norm2(middle + self.linear2(bent) * masks.of("fed", row, (places, WIDTH)))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeddings = nn.ModuleDict(
            {"tokens": nn.Embedding(TOKENS, WIDTH), "positions": nn.Embedding(max(LENGTHS), WIDTH), "norm": nn.LayerNorm(WIDTH, EPSILON)}
        )
        self.encoder = Encoder(EPSILON)
        self.head = nn.Linear(WIDTH, CLASSES)

    def embedded(self, tokens):
        return self.embeddings["norm"](self.embeddings["tokens"](tokens) + self.embeddings["positions"](torch.arange(len(tokens))))

    def forward(self, rows, masks):
        return self.head(torch.stack([self.encoder.row(self.embedded(row), n, masks).mean(0) for n, row in enumerate(rows)]))


def agrees(encoder, rows):
    """The written-out forward pass is PyTorch's own, over the padded batch with the padding masked."""
    lengths = torch.tensor([len(row) for row in rows])
    padded = nn.utils.rnn.pad_sequence(rows, batch_first=True)
    padding = torch.arange(padded.shape[1])[None] >= lengths[:, None]
    found = nn.TransformerEncoderLayer.forward(encoder, padded, src_key_padding_mask=padding)
    for number, row in enumerate(rows):
        torch.testing.assert_close(found[number, : len(row)], encoder.row(row, number, NoMasks()), rtol=1e-9, atol=1e-9)


def rounded(module):
    module = module.double()
    module.load_state_dict({n: single(p) for n, p in module.state_dict().items()})
    return module


# Cases


def layer():
    torch.manual_seed(1)
    encoder = rounded(Encoder(1e-5))
    lengths = [2, 512, 1, 63, 7]
    x = single(torch.randn(sum(lengths), WIDTH)).requires_grad_()
    rows = list(x.split(lengths))
    agrees(encoder, rows)
    output = torch.stack([encoder.row(row, n, NoMasks()).mean(0) for n, row in enumerate(rows)])
    output_gradient = single(torch.randn(output.shape))
    output.backward(output_gradient)
    found = {"lengths": torch.tensor(lengths), "input": x, "output": output, "output_gradient": output_gradient, "input_gradient": x.grad}
    found |= {f"parameters.{n}": p for n, p in encoder.named_parameters()}
    save(OUT / "layer.safetensors", found | {f"gradients.{n}": p.grad for n, p in encoder.named_parameters()})


def network(name, shares):
    torch.manual_seed(2)
    model = rounded(Network())
    rows = list(torch.randint(TOKENS, (sum(LENGTHS),)).split(LENGTHS))
    agrees(model.encoder, [model.embedded(row) for row in rows])
    classes = torch.arange(len(LENGTHS)) % CLASSES
    found = {"lengths": torch.tensor(LENGTHS), "input": torch.cat(rows), "classes": classes}
    found |= {f"before.{n}": p.detach().clone() for n, p in model.named_parameters()}
    decays = [p for n, p in model.named_parameters() if n.endswith("weight") and p.dim() == 2 and not n.startswith("embeddings")]
    others = [p for p in model.parameters() if all(p is not other for other in decays)]
    optimizer = torch.optim.AdamW([{"params": decays, "weight_decay": 0.05}, {"params": others, "weight_decay": 0.0}], lr=1e-3)
    losses = []
    for step in range(1, STEPS + 1):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(rows, Masks(step, shares) if shares else NoMasks()), classes)
        loss.backward()
        losses.append(loss.item())
        if step == 1:
            found |= {f"gradients.{n}": p.grad.clone() for n, p in model.named_parameters()}
        optimizer.step()
    assert losses[-1] < losses[0]
    found |= {f"after.{n}": p.detach() for n, p in model.named_parameters()}
    save(OUT / f"{name}.safetensors", found | {"losses": torch.tensor(losses, dtype=torch.float64)})


OUT.mkdir(exist_ok=True)
layer()
network("network", None)
network("network-dropout", {"attention": 0.125, "activation": 0.25, "attended": 0.1, "fed": 0.1})
