"""Makes the golden files beside it with PyTorch: python3 make_golden.py (torch 2.13.0, CPU).

Each is a network of widths WIDTHS trained on one batch: its weights, inputs and targets; the outputs, the loss and every gradient before the
first step; the learning rates; the weights and their moving average after ten steps of AdamW with the gradient clipped to a norm.
"""

import math
from pathlib import Path

import torch
import torch.nn.functional as F

from golden import save

WIDTHS, ROWS, REPLAYED = [7, 13, 6, 5], 11, 4
STEPS, WARM_UP, PEAK, DECAY, CLIP = 10, 3, 2e-2, 0.05, 1.0
SMOOTHING, DISTILLATION, AVERAGE = 0.1, 0.3, 0.9


class Network(torch.nn.Module):
    def __init__(self, widths, activation):
        super().__init__()
        self.layers = torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
        self.activation = activation

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.activation(layer(x))
        return self.layers[-1](x)


def make(name, activation, task, seed):
    torch.manual_seed(seed)
    widths = WIDTHS if task == "classes" else WIDTHS[:-1] + [1]
    network, teacher = Network(widths, activation), Network(widths, activation)
    # The head learns from zero in learnd; here it does not, so that every gradient is there from the first step.
    inputs = torch.randn(ROWS, widths[0], requires_grad=True)
    classes = torch.randint(widths[-1], (ROWS,))
    targets = torch.randn(ROWS)
    kept = teacher(inputs[-REPLAYED:]).detach()

    def losses():
        outputs = network(inputs)
        if task == "classes":
            loss = F.cross_entropy(outputs, classes, label_smoothing=SMOOTHING)
        else:
            loss = F.mse_loss(outputs.squeeze(1), targets)
        return outputs, loss, loss + DISTILLATION * F.mse_loss(outputs[-REPLAYED:], kept)

    weights = [p for n, p in network.named_parameters() if n.endswith("weight")]
    biases = [p for n, p in network.named_parameters() if n.endswith("bias")]
    optimizer = torch.optim.AdamW([{"params": weights, "weight_decay": DECAY}, {"params": biases, "weight_decay": 0.0}], lr=PEAK)
    schedule = torch.optim.lr_scheduler.SequentialLR(
        optimizer,
        [
            torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=1 / WARM_UP, total_iters=WARM_UP - 1),
            torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=STEPS - WARM_UP),
        ],
        milestones=[WARM_UP - 1],
    )
    average = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGE))
    average.update_parameters(network)

    out = {f"before.{n}": p.clone() for n, p in network.named_parameters()}
    out |= {"inputs": inputs.detach().clone(), "classes": classes, "targets": targets, "teacher": kept}
    rates, sums = [], []
    for step in range(STEPS):
        optimizer.zero_grad()
        inputs.grad = None
        outputs, loss, total = losses()
        total.backward()
        if step == 0:
            out |= {"outputs": outputs.clone(), "loss": loss.clone(), "gradient.inputs": inputs.grad.clone()}
            out |= {f"gradient.{n}": p.grad.clone() for n, p in network.named_parameters()}
        sums.append(loss.item())
        rates.append(optimizer.param_groups[0]["lr"])
        torch.nn.utils.clip_grad_norm_(network.parameters(), CLIP)
        optimizer.step()
        schedule.step()
        average.update_parameters(network)
    out |= {f"after.{n}": p for n, p in network.named_parameters()}
    out |= {f"average.{n}": p for n, p in average.module.named_parameters()}
    out |= {"rates": torch.tensor(rates), "losses": torch.tensor(sums)}
    out["settings"] = torch.tensor([STEPS, WARM_UP, PEAK, DECAY, CLIP, SMOOTHING, DISTILLATION, AVERAGE])
    assert all(math.isfinite(v) for v in sums)
    save(Path(__file__).parent / f"{name}.safetensors", out)


make("relu_classes", F.relu, "classes", 1)
make("gelu_classes", F.gelu, "classes", 2)
make("relu_value", F.relu, "value", 3)
make("gelu_value", F.gelu, "value", 4)
