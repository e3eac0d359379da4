"""Our text form of layers, as PyTorch modules. Images are [N, C, H, W], vectors [N, F]."""

import torch
from torch import nn


class ChannelNorm(nn.LayerNorm):
    """Layer norm over the channels at each place of an image; over the features of a vector."""

    def forward(self, x):
        return super().forward(x) if x.dim() == 2 else super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Shortcut(nn.Module):
    def __init__(self, before, channels, stride, groups):
        super().__init__()
        self.conv = nn.Conv2d(before, channels, 1, stride, bias=False)
        self.norm = nn.GroupNorm(groups, channels)

    def forward(self, x):
        return self.norm(self.conv(x))


class Residual(nn.Module):
    def __init__(self, before, channels, stride, groups):
        super().__init__()
        self.conv1 = nn.Conv2d(before, channels, 3, stride, 1, bias=False)
        self.norm1 = nn.GroupNorm(groups, channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.norm2 = nn.GroupNorm(groups, channels)
        self.shortcut = nn.Identity() if before == channels and stride == 1 else Shortcut(before, channels, stride, groups)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        return torch.relu(y + self.shortcut(x))


def module(text, before):
    """The module of one layer's text, after `before` channels or features."""
    name, *words = text.split()
    if name in ("linear", "conv", "group-norm", "residual"):
        count = int(words.pop(0))
    if name in ("conv", "max-pool", "average-pool"):
        size = tuple(int(n) for n in words.pop(0).split("x"))
    options = {word: int(value) for word, value in zip(words[::2], words[1::2], strict=True)}
    stride, pad, groups = options.get("stride"), options.get("pad", 0), options.get("groups")
    match name:
        case "linear":
            return nn.Linear(before, count)
        case "conv":
            return nn.Conv2d(before, count, size, stride or 1, pad, groups=groups or 1)
        case "max-pool":
            return nn.MaxPool2d(size, stride or size, pad)
        case "average-pool":
            return nn.AvgPool2d(size, stride or size, pad)
        case "global-average-pool":
            return nn.AdaptiveAvgPool2d(1)
        case "group-norm":
            return nn.GroupNorm(count, before)
        case "layer-norm":
            return ChannelNorm(before)
        case "residual":
            return Residual(before, count, stride or 1, groups or min(8, count))
        case "relu":
            return nn.ReLU()
        case "gelu":
            return nn.GELU()
    raise ValueError(f"no layer: {text}")


class Network(nn.Module):
    """Layers one after another, then a linear head where there are classes. Parameters are random, those of norms too."""

    def __init__(self, layers, shape, classes=None):
        super().__init__()
        self.layers = nn.ModuleList()
        x = torch.zeros(1, *shape)
        for text in layers:
            if text.startswith("linear"):
                x = x.flatten(1)
            layer = module(text, x.shape[1])
            self.layers.append(layer)
            x = layer(x)
        self.head = nn.Linear(x.flatten(1).shape[1], classes) if classes else None
        for layer in self.modules():
            if isinstance(layer, (nn.GroupNorm, nn.LayerNorm)):
                nn.init.uniform_(layer.weight, 0.5, 1.5)
                nn.init.normal_(layer.bias, std=0.5)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x.flatten(1) if isinstance(layer, nn.Linear) else x)
        return self.head(x.flatten(1)) if self.head else x
