"""OpenVINO in single precision: PyTorch's encoder converted, or the exported one of texts; inputs and outputs in memory of its own."""

import openvino

import text_work


def settings(precision, threads):
    return {
        "INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": 1, "INFERENCE_NUM_THREADS": threads,
    }  # fmt: skip


def text(name, threads, precision):
    """A batch of one size is compiled for that size; many batches for any."""
    core = openvino.Core()
    model = core.read_model(text_work.folder() / "model.onnx")
    if text_work.is_fixed(name):
        ids = text_work.fixed(name)
        model.reshape({"ids": list(ids.shape), "mask": list(ids.shape)})
        request = core.compile_model(model, "CPU", settings(precision, threads)).create_infer_request()
        for input, values in (("ids", ids), ("mask", ids * 0 + 1)):
            request.set_tensor(input, openvino.Tensor(values.copy()))

        def work():
            request.infer()
            return request.get_output_tensor().data

        return text_work.answering(work)
    request = core.compile_model(model, "CPU", settings(precision, threads)).create_infer_request()

    def classify(ids, mask):
        request.infer({"ids": openvino.Tensor(ids, shared_memory=True), "mask": openvino.Tensor(mask, shared_memory=True)})
        return request.get_output_tensor().data.copy()

    return text_work.named(name, classify)


def named(name, threads):
    if text_work.is_mine(name):
        return text(name, threads, "bf16" if "-bf16-" in name else "f32")
    return encoder(name, threads)


def encoder(name, threads):
    import torch

    import encoder_work

    if not name.startswith("encoder-") or name.startswith("encoder-step-"):
        return None
    x, padding = encoder_work.batch(name)
    if padding is not None:
        return None
    # PyTorch's own fast path is one operator, which cannot be converted.
    torch.backends.mha.set_fastpath_enabled(False)
    with torch.inference_mode():
        model = openvino.convert_model(encoder_work.Encoder().eval(), example_input=x, input=list(x.shape))
    request = openvino.compile_model(model, "CPU", settings("f32", threads)).create_infer_request()
    request.set_input_tensor(openvino.Tensor(x.numpy().copy()))

    def work():
        request.infer()
        return request.get_output_tensor().data

    return work
