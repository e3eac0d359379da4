"""OpenVINO in single precision: PyTorch's encoder converted, its inputs and outputs in memory of its own."""

import openvino
import torch

import encoder_work


def named(name, threads):
    if not name.startswith("encoder-") or name.startswith("encoder-step-"):
        return None
    x, padding = encoder_work.batch(name)
    if padding is not None:
        return None
    # PyTorch's own fast path is one operator, which cannot be converted.
    torch.backends.mha.set_fastpath_enabled(False)
    with torch.inference_mode():
        model = openvino.convert_model(encoder_work.Encoder().eval(), example_input=x, input=list(x.shape))
    settings = {
        "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": 1, "INFERENCE_NUM_THREADS": threads,
    }  # fmt: skip
    request = openvino.compile_model(model, "CPU", settings).create_infer_request()
    request.set_input_tensor(openvino.Tensor(x.numpy().copy()))

    def work():
        request.infer()
        return request.get_output_tensor().data

    return work
