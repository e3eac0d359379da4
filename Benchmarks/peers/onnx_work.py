"""ONNX Runtime, all of its graph optimizations, inputs and outputs bound to memory of its own (no copy a call)."""

import numpy
import onnxruntime
from onnx import TensorProto, helper, numpy_helper


class Graph:
    """A network put together layer by layer; weights are random."""

    def __init__(self):
        self.nodes, self.weights, self.last = [], [], "input"
        self.random = numpy.random.default_rng(1)

    def weight(self, *shape):
        fan = numpy.prod(shape[1:]) if len(shape) > 1 else shape[0]
        values = self.random.standard_normal(shape, dtype=numpy.float32) / numpy.float32(numpy.sqrt(fan))
        self.weights.append(numpy_helper.from_array(values, f"weight{len(self.weights)}"))
        return self.weights[-1].name

    def add(self, kind, *weights, **attributes):
        after = f"value{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, [self.last, *weights], [after], **attributes))
        self.last = after

    def linear(self, inputs, outputs):
        self.add("Gemm", self.weight(outputs, inputs), self.weight(outputs), transB=1)

    def convolution(self, inputs, outputs):
        self.add("Conv", self.weight(outputs, inputs, 3, 3), self.weight(outputs), kernel_shape=[3, 3], pads=[1, 1, 1, 1])
        self.add("Relu")
        self.add("MaxPool", kernel_shape=[2, 2], strides=[2, 2])

    def model(self, shape):
        self.add("Softmax", axis=1)
        graph = helper.make_graph(
            self.nodes, "network", [helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)],
            [helper.make_tensor_value_info(self.last, TensorProto.FLOAT, [shape[0], 10])], self.weights,
        )  # fmt: skip
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10).SerializeToString()


def perceptron(rows):
    graph = Graph()
    for inputs, outputs in ((784, 256), (256, 256)):
        graph.linear(inputs, outputs)
        graph.add("Relu")
    graph.linear(256, 10)
    return graph, [rows, 784]


def small_network(rows):
    graph = Graph()
    graph.convolution(1, 32)
    graph.convolution(32, 64)
    graph.add("Flatten")
    graph.linear(64 * 7 * 7, 128)
    graph.add("Relu")
    graph.linear(128, 10)
    return graph, [rows, 1, 28, 28]


def named(name, threads):
    kind, _, rows = name.rpartition("-")
    makes = {"mlp-predict": perceptron, "cnn-predict": small_network}
    if kind not in makes:
        return None
    graph, shape = makes[kind](int(rows))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    session = onnxruntime.InferenceSession(graph.model(shape), options, providers=["CPUExecutionProvider"])
    inputs = numpy.random.default_rng(2).standard_normal(shape, dtype=numpy.float32)
    bound = session.io_binding()
    bound.bind_ortvalue_input("input", onnxruntime.OrtValue.ortvalue_from_numpy(inputs))
    output = onnxruntime.OrtValue.ortvalue_from_shape_and_type([shape[0], 10], numpy.float32)
    bound.bind_ortvalue_output(graph.last, output)
    return lambda: session.run_with_iobinding(bound)
