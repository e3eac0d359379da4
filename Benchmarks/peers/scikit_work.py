"""scikit-learn's MLPClassifier, in single precision; a call of partial_fit with as many rows as a batch is one step."""

import numpy
from sklearn.neural_network import MLPClassifier


def named(name, threads):
    kind, _, rows = name.rpartition("-")
    rows = int(rows)
    if kind not in ("mlp-step", "mlp-predict"):
        return None
    random = numpy.random.default_rng(1)
    inputs = random.standard_normal((rows, 784), dtype=numpy.float32)
    classes = numpy.arange(rows) % 10
    network = MLPClassifier(
        (256, 256), solver="sgd", alpha=0, batch_size=rows, learning_rate_init=0.01, momentum=0, nesterovs_momentum=False, shuffle=False,
        random_state=1,
    )  # fmt: skip
    network.partial_fit(inputs, classes, classes=numpy.arange(10))
    if kind == "mlp-step":
        return lambda: network.partial_fit(inputs, classes)
    return lambda: network.predict_proba(inputs)
