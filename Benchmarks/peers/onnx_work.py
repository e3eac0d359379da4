"""ONNX Runtime, all of its graph optimizations, inputs and outputs bound to memory of its own (no copy a call)."""

import numpy
import onnxruntime

import text_work


def session_of(model, threads):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def text(name, threads):
    """Its own fusions of attention, GELU and norms: those of onnxruntime.transformers.optimizer gained nothing on them."""
    session = session_of(str(text_work.folder() / "model.onnx"), threads)
    if not text_work.is_fixed(name):
        return text_work.named(name, lambda ids, mask: session.run(None, {"ids": ids, "mask": mask})[0])
    ids, bound = text_work.fixed(name), session.io_binding()
    for input, values in (("ids", ids), ("mask", ids * 0 + 1)):
        bound.bind_ortvalue_input(input, onnxruntime.OrtValue.ortvalue_from_numpy(values))
    output = onnxruntime.OrtValue.ortvalue_from_shape_and_type([len(ids), 77], numpy.float32)
    bound.bind_ortvalue_output("logits", output)

    def work():
        session.run_with_iobinding(bound)
        return output.numpy()

    return text_work.answering(work)


def named(name, threads):
    if text_work.is_mine(name):
        return text(name, threads)
    # Not where a start is measured: onnx takes long to load.
    from onnx_networks import perceptron, small_network

    kind, _, rows = name.rpartition("-")
    makes = {"mlp-predict": perceptron, "cnn-predict": small_network}
    if kind not in makes:
        return None
    graph, shape = makes[kind](int(rows))
    session = session_of(graph.model(shape), threads)
    inputs = numpy.random.default_rng(2).standard_normal(shape, dtype=numpy.float32)
    bound = session.io_binding()
    bound.bind_ortvalue_input("input", onnxruntime.OrtValue.ortvalue_from_numpy(inputs))
    output = onnxruntime.OrtValue.ortvalue_from_shape_and_type([shape[0], 10], numpy.float32)
    bound.bind_ortvalue_output(graph.last, output)
    return lambda: session.run_with_iobinding(bound)
