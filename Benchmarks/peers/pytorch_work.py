"""PyTorch, eager. Its fused optimizers were the fastest of its three kinds here for Adam, and as fast as any for SGD."""

import torch
import torch.nn.functional as F
from torch import nn

import encoder_work


def perceptron():
    return nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10))


def plain_convolution():
    return nn.Sequential(nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(32 * 28 * 28, 10))


def small_network():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 7 * 7, 128), nn.ReLU(), nn.Linear(128, 10),
    )  # fmt: skip


def step(network, inputs, optimizer):
    classes = torch.arange(len(inputs)) % 10

    def work():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(network(inputs), classes).backward()
        optimizer.step()

    return work


def prediction(network, inputs):
    network.eval()

    @torch.inference_mode()
    def work():
        network(inputs).softmax(1)

    return work


def product(size, number):
    a, b = torch.randn(size, size).to(number), torch.randn(size, size).to(number)
    c = torch.empty(size, size, dtype=number)

    @torch.inference_mode()
    def work():
        torch.mm(a, b, out=c)

    return work


def named(name, threads, channels_last=False):
    torch.set_num_threads(threads)
    torch.set_num_interop_threads(1)
    torch.manual_seed(1)
    if name.startswith("encoder-"):
        return None if channels_last else encoder_work.named(name)
    if name.startswith("tune-"):
        # Not for other works: transformers takes long to load.
        import finetune_work

        return None if channels_last else finetune_work.named(name)
    kind, _, rows = name.rpartition("-")
    rows = int(rows)

    def placed(make):
        network, inputs = make(), torch.randn(rows, 1, 28, 28)
        if not channels_last:
            return network, inputs
        return network.to(memory_format=torch.channels_last), inputs.contiguous(memory_format=torch.channels_last)

    def adam(network, inputs):
        return step(network, inputs, torch.optim.Adam(network.parameters(), lr=1e-3, fused=True))

    match kind:
        case "plain-conv-step":
            return adam(*placed(plain_convolution))
        case "cnn-step":
            return adam(*placed(small_network))
        case "cnn-predict":
            return prediction(*placed(small_network))
    if channels_last:
        return None
    match kind:
        case "mlp-step":
            network = perceptron()
            return step(network, torch.randn(rows, 784), torch.optim.SGD(network.parameters(), lr=0.01, fused=True))
        case "mlp-predict":
            return prediction(perceptron(), torch.randn(rows, 784))
        case "sgemm":
            return product(rows, torch.float32)
        case "bf16-gemm":
            return product(rows, torch.bfloat16)
    return None
