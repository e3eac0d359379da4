"""The form of the golden files: safetensors of F32 alone, written in the order given."""

import json
import struct

import torch


def save(path, tensors):
    header, data, end = {}, b"", 0
    for name, tensor in tensors.items():
        flat = tensor.detach().to(torch.float32).contiguous().flatten().tolist()
        start, end = end, end + 4 * len(flat)
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [start, end]}
        data += struct.pack(f"<{len(flat)}f", *flat)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
