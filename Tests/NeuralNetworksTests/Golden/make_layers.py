"""Makes layers/ beside it with PyTorch: python3 make_layers.py (torch 2.13.0, CPU).

`layers/cases.json` lists the cases, each with the file its numbers are in. Everything is calculated in double precision, from numbers that
single precision holds, so that what is compared with it answers for the whole difference; single precision has to agree (`AGREEMENT`), or
a ReLU or a maximum stands so near its edge that the case would say nothing.

layer      <name>.safetensors: input [N, C, H, W] or [N, F], output, output_gradient, input_gradient, parameters.<name>, gradients.<name>
network    the same names: input, classes [N], logits and loss and gradients.<name> (not clipped) before the first step, losses [steps]
           each before its step, before.<name> and after.<name>; all steps on the one batch, loss: mean cross-entropy
loss       losses.safetensors: <case>.logits, .targets, .loss [1], .gradient; .class_weights, .positive_weights or .allowed where there are any
optimizer  optimizers.safetensors: <case>.before.<name>, <case>.gradients.<name> [steps, …], <case>.after.<name> [steps, …]
schedule   its rates are in its entry: of steps 1, 2, …, as used in that step
"""

import copy
import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F

from golden import save
from layers import Network

OUT = Path(__file__).parent / "layers"
AGREEMENT = 5e-5
ROWS, CLASSES, STEPS = 3, 5, 10


def single(tensor):
    """The same numbers as single precision holds them, in double precision."""
    return tensor.detach().to(torch.float32).to(torch.float64)


def agree(name, exact, rough):
    scale = exact.abs().max().item() or 1.0
    difference = (exact - rough.to(torch.float64)).abs().max().item() / scale
    assert math.isfinite(scale) and difference < AGREEMENT, f"{name}: single precision differs by {difference:g}"


# Layers


LAYERS = [
    # Channels in and out around the widths of vectors, kernels, strides, paddings, groups; images that are not square.
    ("conv 1 1x1", [1, 1, 1]),
    ("conv 5 3x3 pad 1", [1, 7, 5]),
    ("conv 32 3x3 pad 1", [1, 9, 11]),
    ("conv 33 3x3", [1, 5, 8]),
    ("conv 1 3x3 pad 1", [3, 6, 7]),
    ("conv 5 5x5 pad 2", [3, 7, 11]),
    ("conv 32 3x3 stride 2 pad 1", [3, 11, 8]),
    ("conv 33 1x1", [3, 5, 3]),
    ("conv 1 1x1 stride 2", [16, 5, 6]),
    ("conv 5 3x2", [16, 5, 7]),
    ("conv 32 3x3 pad 1", [16, 5, 6]),
    ("conv 33 3x3 stride 3 pad 1", [16, 8, 7]),
    ("conv 1 5x5 stride 3 pad 2", [17, 10, 9]),
    ("conv 5 3x2 stride 2 pad 1", [17, 6, 9]),
    ("conv 32 1x1 stride 3 pad 1", [17, 7, 5]),
    ("conv 33 3x3 pad 2", [17, 3, 5]),
    ("conv 7 5x5", [3, 5, 5]),
    ("conv 6 3x3 pad 1 groups 2", [4, 7, 5]),
    ("conv 32 3x3 stride 2 pad 1 groups 2", [16, 7, 6]),
    ("conv 34 1x1 groups 2", [6, 5, 4]),
    ("conv 17 3x3 pad 1 groups 17", [17, 7, 6]),
    ("conv 3 5x5 stride 2 pad 2 groups 3", [3, 9, 7]),
    ("conv 32 3x2 pad 1 groups 16", [16, 5, 4]),
    ("linear 1", [1]),
    ("linear 33", [17]),
    ("linear 5", [37]),
    ("linear 13", [3, 4, 5]),
    ("max-pool 2x2", [5, 6, 8]),
    ("max-pool 2x2", [17, 7, 5]),
    ("max-pool 3x3 stride 2 pad 1", [3, 9, 8]),
    ("max-pool 3x2 stride 1 pad 1", [1, 5, 7]),
    ("max-pool 5x5 stride 3 pad 2", [16, 11, 10]),
    ("average-pool 2x2", [5, 6, 8]),
    ("average-pool 2x2", [17, 7, 5]),
    ("average-pool 3x3 stride 2 pad 1", [3, 9, 8]),
    ("average-pool 3x2 stride 1 pad 1", [1, 5, 7]),
    ("average-pool 5x5 stride 3 pad 2", [16, 11, 10]),
    ("global-average-pool", [1, 1, 1]),
    ("global-average-pool", [17, 5, 7]),
    ("global-average-pool", [32, 3, 2]),
    ("group-norm 1", [5, 3, 7]),
    ("group-norm 8", [16, 5, 4]),
    ("group-norm 11", [33, 3, 5]),
    ("group-norm 17", [17, 7, 3]),
    ("layer-norm", [3]),
    ("layer-norm", [37]),
    ("layer-norm", [5, 3, 7]),
    ("layer-norm", [33, 4, 3]),
    ("relu", [1]),
    ("relu", [37]),
    ("relu", [5, 3, 7]),
    ("gelu", [1]),
    ("gelu", [131]),
    ("gelu", [5, 3, 7]),
    ("residual 8", [8, 5, 7]),
    ("residual 16", [3, 7, 6]),
    ("residual 16 stride 2 groups 4", [16, 7, 5]),
    ("residual 17 stride 3 groups 17", [5, 8, 7]),
    ("residual 5 groups 1", [5, 3, 4]),
    # Several, where one meets another: activations done by the layer before, an image laid out as a vector.
    (["conv 5 3x3 pad 1", "relu"], [3, 5, 7]),
    (["group-norm 4", "relu"], [16, 5, 3]),
    (["linear 19", "relu", "linear 3"], [7]),
    (["layer-norm", "gelu", "linear 5"], [3, 2, 5]),
    (["conv 6 3x3 stride 2", "relu", "average-pool 2x2 stride 1", "linear 5"], [3, 9, 8]),
    (["residual 8", "residual 12 stride 2 groups 3", "global-average-pool", "linear 4"], [3, 7, 9]),
]


def spaced(shape):
    """Numbers from −2 to 2 without ties, none near another or 0, in any order."""
    count = math.prod(shape)
    return single(((torch.randperm(count) + 0.5) / count * 4 - 2 + 0.1 / count).reshape(shape))


def passes(network, x, output_gradient=None):
    x = x.clone().requires_grad_()
    output = network(x)
    output = output.flatten(1) if output.shape[2:] == (1, 1) else output
    if output_gradient is None:
        output_gradient = single(torch.randn(output.shape))
    output.backward(output_gradient.to(output.dtype))
    gradients = {f"gradients.{n}": p.grad for n, p in network.named_parameters()}
    return {"output": output.detach(), "output_gradient": output_gradient, "input_gradient": x.grad} | gradients


def layer_case(number, layers, shape):
    torch.manual_seed(number)
    layers = [layers] if isinstance(layers, str) else layers
    kinds = "-".join(text.split()[0].replace("-", "_") for text in layers)
    name = f"{number:02}-{kinds}"
    network = Network(layers, shape).double()
    network.load_state_dict({n: single(p) for n, p in network.state_dict().items()})
    x = spaced([ROWS, *shape])
    found = passes(network, x)
    rough = passes(copy.deepcopy(network).float(), x.float(), found["output_gradient"])
    for key, value in found.items():
        agree(f"{name} {key}", value, rough[key])
    parameters = {f"parameters.{n}": p for n, p in network.named_parameters()}
    save(OUT / f"{name}.safetensors", {"input": x} | found | parameters)
    return {"name": name, "kind": "layer", "file": name, "layers": layers, "input": shape}


# Networks


ADAMW = {"kind": "adamw", "rate": 1e-2, "weight_decay": 0.05, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "clip_norm": 1.0}
NESTEROV = {"kind": "sgd", "rate": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.0}
NETWORKS = {
    "plain": (["conv 8 3x3 pad 1", "relu", "max-pool 2x2", "conv 12 3x3", "relu", "linear 16", "gelu"], [2, 10, 9]),
    "residual": (
        ["conv 8 3x3 pad 1", "group-norm 4", "relu", "residual 8", "residual 12 stride 2 groups 3", "global-average-pool"], [3, 8, 7],
    ),
    "grouped": (["conv 6 5x5 pad 2 groups 2", "layer-norm", "gelu", "average-pool 3x3 stride 2 pad 1", "linear 11", "relu"], [2, 7, 11]),
}


def optimizer_of(form, named):
    """PyTorch's optimizer of an entry. Decay is for matrices and kernels alone: biases and norms are vectors."""
    matrices = [p for _, p in named if p.dim() > 1]
    vectors = [p for _, p in named if p.dim() <= 1]
    groups = [{"params": matrices, "weight_decay": form["weight_decay"]}, {"params": vectors, "weight_decay": 0.0}]
    if form["kind"] == "adamw":
        return torch.optim.AdamW(groups, lr=form["rate"], betas=(form["beta1"], form["beta2"]), eps=form["epsilon"])
    return torch.optim.SGD(groups, lr=form["rate"], momentum=form.get("momentum", 0.0), nesterov=form.get("nesterov", False))


def trained(network, form, x, classes):
    out = {f"before.{n}": p.detach().clone() for n, p in network.named_parameters()}
    optimizer = optimizer_of(form, list(network.named_parameters()))
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        logits = network(x)
        loss = F.cross_entropy(logits, classes)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            out |= {"logits": logits.detach().clone(), "loss": loss.detach().reshape(1)}
            out |= {f"gradients.{n}": p.grad.clone() for n, p in network.named_parameters()}
        if "clip_norm" in form:
            torch.nn.utils.clip_grad_norm_(network.parameters(), form["clip_norm"])
        optimizer.step()
    out |= {f"after.{n}": p.detach() for n, p in network.named_parameters()}
    return out | {"losses": torch.tensor(losses, dtype=torch.float64)}


def network_case(number, kind, optimizer):
    torch.manual_seed(100 + number)
    layers, shape = NETWORKS[kind]
    name = f"network-{kind}-{optimizer['kind']}"
    network = Network(layers, shape, CLASSES).double()
    network.load_state_dict({n: single(p) for n, p in network.state_dict().items()})
    x, classes = single(torch.randn(7, *shape)), torch.randint(CLASSES, (7,))
    rough = trained(copy.deepcopy(network).float(), optimizer, x.float(), classes)
    found = trained(network, optimizer, x, classes)
    for key, value in found.items():
        agree(f"{name} {key}", value, rough[key])
    assert found["losses"][-1] < found["losses"][0]
    save(OUT / f"{name}.safetensors", {"input": x, "classes": classes} | found)
    return {
        "name": name, "kind": "network", "file": name, "layers": layers, "input": shape, "classes": CLASSES, "optimizer": optimizer,
        "steps": STEPS,
    }  # fmt: skip


# Losses


def masked_cross_entropy(logits, classes, allowed, smoothing=0.0):
    """Mean over rows of −Σ over the classes c allowed of ((1 − s)·[c = y] + s / allowed) · ln p_c, p the softmax over those classes."""
    kept = logits.masked_fill(~allowed, -math.inf).log_softmax(1)[:, allowed]
    chosen = logits.masked_fill(~allowed, -math.inf).log_softmax(1).gather(1, classes[:, None])
    return -((1 - smoothing) * chosen.squeeze(1) + smoothing * kept.mean(1)).mean()


def losses():
    torch.manual_seed(200)
    rows, width = 11, 7
    cases, tensors = [], {}

    def add(name, form, logits, targets, loss, **more):
        logits = single(logits).requires_grad_()
        targets, more = single(targets), {key: single(value) for key, value in more.items()}
        value = loss(logits, targets, **more)
        value.backward()
        kept = {"logits": logits, "targets": targets, "loss": value.reshape(1), "gradient": logits.grad} | more
        tensors.update({f"{name}.{key}": tensor for key, tensor in kept.items()})
        cases.append({"name": name, "kind": "loss", "file": "losses"} | form)

    def classified(name, loss, form=None, logits=None, **more):
        logits = torch.randn(rows, width) * 3 if logits is None else logits
        add(name, {"loss": "cross-entropy"} | (form or {}), logits, torch.randint(width, (len(logits),)), loss, **more)

    weights = torch.rand(width) * 3 + 0.1
    classified("cross-entropy", lambda x, t: F.cross_entropy(x, t.long()))
    classified("cross-entropy-far", lambda x, t: F.cross_entropy(x, t.long()), logits=torch.randn(rows, width) * 60)
    classified("cross-entropy-one-row", lambda x, t: F.cross_entropy(x, t.long()), logits=torch.randn(1, width))
    classified("cross-entropy-smoothed", lambda x, t: F.cross_entropy(x, t.long(), label_smoothing=0.1), {"smoothing": 0.1})
    # PyTorch's weighted mean: Σ loss of row · weight of its class, by Σ weight of its class; smoothing is weighted class by class.
    classified("cross-entropy-weighted", lambda x, t, class_weights: F.cross_entropy(x, t.long(), class_weights), class_weights=weights)
    classified(
        "cross-entropy-weighted-smoothed",
        lambda x, t, class_weights: F.cross_entropy(x, t.long(), class_weights, label_smoothing=0.2), {"smoothing": 0.2},
        class_weights=weights,
    )  # fmt: skip
    for smoothing in (0.0, 0.1):
        allowed = torch.tensor([1, 0, 1, 1, 0, 0, 1])
        places = allowed.nonzero().flatten()
        add(
            "cross-entropy-masked" + ("-smoothed" if smoothing else ""), {"loss": "cross-entropy", "smoothing": smoothing},
            torch.randn(rows, width) * 3, places[torch.randint(len(places), (rows,))],
            lambda x, t, allowed, s=smoothing: masked_cross_entropy(x, t.long(), allowed > 0, s), allowed=allowed,
        )  # fmt: skip
    labels = torch.randint(2, (rows, width))
    add("binary", {"loss": "binary-cross-entropy"}, torch.randn(rows, width) * 4, labels, F.binary_cross_entropy_with_logits)
    add(
        "binary-weighted", {"loss": "binary-cross-entropy"}, torch.randn(rows, width) * 4, labels,
        lambda x, t, positive_weights: F.binary_cross_entropy_with_logits(x, t, pos_weight=positive_weights),
        positive_weights=torch.rand(width) * 4 + 0.2,
    )  # fmt: skip
    for shape in ([rows, 1], [rows, width]):
        of = f"-{shape[1]}"
        add("squared" + of, {"loss": "squared"}, torch.randn(shape), torch.randn(shape), F.mse_loss)
        huber = {"loss": "huber", "delta": 0.7}
        add("huber" + of, huber, torch.randn(shape), torch.randn(shape), lambda x, t: F.huber_loss(x, t, delta=0.7))
    teacher = torch.randn(rows, width) * 3
    add(
        "distillation-squared", {"loss": "distillation-squared", "weight": 0.3}, torch.randn(rows, width) * 3, teacher,
        lambda x, t: 0.3 * F.mse_loss(x, t),
    )  # fmt: skip
    for temperature in (1.0, 2.5):
        add(
            f"distillation-softened-{temperature:g}", {"loss": "distillation-softened", "weight": 0.5, "temperature": temperature},
            torch.randn(rows, width) * 3, teacher,
            lambda x, t, T=temperature: (
                0.5 * T * T * F.kl_div((x / T).log_softmax(1), (t / T).log_softmax(1), reduction="batchmean", log_target=True)
            ),
        )  # fmt: skip
    save(OUT / "losses.safetensors", tensors)
    return cases


# Optimizers


OPTIMIZERS = {
    "sgd": {"kind": "sgd", "weight_decay": 0.0},
    "sgd-momentum": {"kind": "sgd", "momentum": 0.9, "weight_decay": 0.0},
    "sgd-nesterov": {"kind": "sgd", "momentum": 0.9, "nesterov": True, "weight_decay": 0.0},
    "sgd-momentum-decay": {"kind": "sgd", "momentum": 0.8, "weight_decay": 0.1},
    "sgd-nesterov-decay-clipped": {"kind": "sgd", "momentum": 0.9, "nesterov": True, "weight_decay": 0.1, "clip_norm": 1.0},
    "adam": {"kind": "adamw", "weight_decay": 0.0, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    "adamw": {"kind": "adamw", "weight_decay": 0.1, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    "adamw-clipped": {"kind": "adamw", "weight_decay": 0.05, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6, "clip_norm": 0.7},
}


def optimizers():
    cases, tensors = [], {}
    for number, (name, form) in enumerate(OPTIMIZERS.items()):
        torch.manual_seed(300 + number)
        # The rate changes on the way: momentum that is kept with the rate in it would show.
        rates = [0.05 * (1 - step / (2 * STEPS)) for step in range(STEPS)]
        before = {"weight": single(torch.randn(5, 7)), "bias": single(torch.randn(7))}
        gradients = {key: single(torch.randn(STEPS, *value.shape)) for key, value in before.items()}
        parameters = {key: torch.nn.Parameter(value.clone()) for key, value in before.items()}
        after = {key: [] for key in before}
        optimizer = optimizer_of(form | {"rate": rates[0]}, list(parameters.items()))
        for step, rate in enumerate(rates):
            for group in optimizer.param_groups:
                group["lr"] = rate
            for key, parameter in parameters.items():
                parameter.grad = gradients[key][step].clone()
            if "clip_norm" in form:
                torch.nn.utils.clip_grad_norm_(parameters.values(), form["clip_norm"])
            optimizer.step()
            for key, parameter in parameters.items():
                after[key].append(parameter.detach().clone())
        for key in before:
            tensors |= {f"{name}.before.{key}": before[key], f"{name}.gradients.{key}": gradients[key]}
            tensors[f"{name}.after.{key}"] = torch.stack(after[key])
        cases.append(
            {"name": name, "kind": "optimizer", "file": "optimizers", "optimizer": form, "steps": STEPS, "rates": rates}
        )
    save(OUT / "optimizers.safetensors", tensors)
    return cases


# Schedules


def schedules():
    from torch.optim import lr_scheduler as schedule

    steps, peak = 20, 0.3

    def case(name, course, warm_up, make, **more):
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=peak)
        pace = make(optimizer)
        rates = []
        for _ in range(steps):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            pace.step()
        form = {"course": course, "peak": peak, "warm_up_steps": warm_up, "steps": steps} | more
        return {"name": name, "kind": "schedule", "schedule": form, "values": rates}

    def warmed(warm_up, after):
        """A rise in a line from peak / warm-up in step 1 to the peak in step `warm_up`, which is step 0 of what follows."""

        def make(optimizer):
            if warm_up < 2:
                return after(optimizer)
            rise = schedule.LinearLR(optimizer, start_factor=1 / warm_up, total_iters=warm_up - 1)
            return schedule.SequentialLR(optimizer, [rise, after(optimizer)], milestones=[warm_up - 1])

        return make

    cases = []
    for warm_up in (1, 5):
        left = steps - warm_up
        cases += [
            case(f"constant-{warm_up}", "constant", warm_up, warmed(warm_up, lambda o: schedule.ConstantLR(o, factor=1))),
            case(f"linear-{warm_up}", "linear", warm_up, warmed(warm_up, lambda o: schedule.LinearLR(o, 1, 0, total_iters=left))),
            case(f"cosine-{warm_up}", "cosine", warm_up, warmed(warm_up, lambda o: schedule.CosineAnnealingLR(o, T_max=left))),
        ]
    for every in (1, 6):
        cases.append(
            case(f"step-{every}", "step", 0, lambda o: schedule.StepLR(o, every, gamma=0.1), factor=0.1, every=every)
        )
    one_cycle = {"warm_up_share": 0.3, "start_divisor": 25, "end_divisor": 1e4}
    cases.append(
        case(
            "one-cycle", "one-cycle", 6,
            lambda o: schedule.OneCycleLR(
                o, max_lr=peak, total_steps=steps, pct_start=0.3, anneal_strategy="cos", div_factor=25, final_div_factor=1e4,
                cycle_momentum=False,
            ),
            **one_cycle,
        )
    )  # fmt: skip
    return cases


def main():
    OUT.mkdir(exist_ok=True)
    for old in OUT.glob("*.safetensors"):
        old.unlink()
    cases = [layer_case(number, *case) for number, case in enumerate(LAYERS, 1)]
    pairs = [(kind, optimizer) for kind in NETWORKS for optimizer in (ADAMW, NESTEROV)]
    cases += [network_case(number, *pair) for number, pair in enumerate(pairs)]
    cases += losses() + optimizers() + schedules()
    (OUT / "cases.json").write_text("[\n" + ",\n".join("  " + json.dumps(case) for case in cases) + "\n]\n")


main()
