"""Networks as ONNX, put together layer by layer; weights are random."""

import numpy
from onnx import TensorProto, helper, numpy_helper


class Graph:
    """A network of layers one after another."""

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
