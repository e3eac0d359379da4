"""NVIDIA's tritonclient over HTTP, through the forwarder."""

from daemon import IRIS, bar, body, png
from report import close, holds, same


def run(report, daemon):
    try:
        import httpx
        import numpy as np
        import tritonclient.http as http
        from tritonclient.utils import InferenceServerException
    except ImportError as error:
        return report.skip("tritonclient", str(error))
    client = http.InferenceServerClient(daemon.tcp.address, concurrency=8, connection_timeout=30, network_timeout=30)
    ROWS = [[5, 3, 1, 0], [7, 3, 5, 2]]
    names = list(IRIS)

    with httpx.Client(transport=httpx.HTTPTransport(uds=daemon.socket), base_url="http://learnd") as plain:
        answer = plain.post("/v1/models/iris/predict", content=body(*[dict(zip(names, row)) for row in ROWS])).json()["predictions"]
    labels = [row["label"] for row in answer]
    probabilities = [value for row in answer for value in row["probabilities"].values()]

    def check(what, ask):
        report.check("tritonclient", what, ask)

    def tensor(name, datatype, data, binary=True, shape=None):
        made = http.InferInput(name, shape or list(data.shape), datatype)
        made.set_data_from_numpy(data, binary_data=binary)
        return made

    def whole(kind=np.float64, datatype="FP64", binary=True):
        return tensor("input", datatype, np.array(ROWS, dtype=kind), binary)

    def texts(result):
        return [text.decode() if isinstance(text, bytes) else text for text in result.as_numpy("label").reshape(-1)]

    def infer(inputs, expected=True, model="iris", **options):
        result = client.infer(model, inputs, **options)
        if expected:
            same(texts(result), labels)
            close(result.as_numpy("probabilities").reshape(-1), probabilities)
        return result

    def outputs(binary, *chosen):
        return [http.InferRequestedOutput(name, binary_data=binary) for name in chosen or ("label", "probabilities")]

    def refused(status, *pieces):
        def asked(ask):
            try:
                ask()
            except InferenceServerException as error:
                same(str(error.status()), str(status), f"{error}: ")
                holds(str(error), *pieces)
                return
            raise AssertionError("it was answered")

        return asked

    check("live, ready", lambda: same((client.is_server_live(), client.is_server_ready()), (True, True)))
    check("model ready, and one that is not there", lambda: same((client.is_model_ready("iris"), client.is_model_ready("nothing")), (True, False)))
    check("server metadata", lambda: same(client.get_server_metadata()["name"], "learnd"))
    check("model metadata", lambda: same([tensor["name"] for tensor in client.get_model_metadata("iris")["inputs"]], names))

    kinds = [(np.float32, "FP32"), (np.float64, "FP64"), (np.int32, "INT32"), (np.int64, "INT64"), (np.uint8, "UINT8")]
    for kind, datatype in kinds:
        for there in (True, False):
            for back in (True, False):
                what = f"infer {datatype}, {'binary' if there else 'JSON'} in, {'binary' if back else 'JSON'} out"
                check(what, lambda: infer([whole(kind, datatype, there)], outputs=outputs(back)))
    check("infer FP16 (binary; the client has no other)", lambda: infer([whole(np.float16, "FP16")]))

    def bfloat16():
        try:
            import ml_dtypes
        except ImportError:
            return infer([whole(np.float32, "BF16")])
        infer([whole(ml_dtypes.bfloat16, "BF16")])

    check("infer BF16 (binary)", bfloat16)

    columns = np.array(ROWS, dtype=np.float64).T
    check("a tensor a column, [n]", lambda: infer([tensor(name, "FP64", values) for name, values in zip(names, columns)]))
    check(
        "a tensor a column, [n,1]",
        lambda: infer([tensor(name, "FP64", values.reshape(-1, 1)) for name, values in zip(names, columns)]))

    def tickets(binary, hours=(1.0, 9.0)):
        return [
            tensor("hours", "FP64", np.array(hours), binary), tensor("paid", "BOOL", np.array([True, False]), binary),
            tensor("channel", "BYTES", np.array(["mail", "phone"], dtype=object), binary),
        ]

    for binary in (True, False):
        check(
            f"BOOL and BYTES, {'binary' if binary else 'JSON'}",
            lambda: same(texts(infer(tickets(binary), False, "tickets", outputs=outputs(binary))), ["low", "high"]))
    check("BYTES for numbers", lambda: infer([
        tensor(name, "BYTES", np.array([str(value) for value in values], dtype=object)) for name, values in zip(names, columns)]))
    check("NaN, binary, is missing", lambda: same(len(texts(infer(tickets(True, (float("nan"), 9.0)), False, "tickets"))), 2))
    check("NaN in JSON", lambda: refused(400, "JSON")(lambda: infer(tickets(False, (float("nan"), 9.0)), False, "tickets")))
    check("no rows", lambda: same(texts(infer([tensor("input", "FP64", np.zeros((0, 4)))], False)), []))
    check("request id", lambda: same(infer([whole()], request_id="my id").get_response()["id"], "my id"))
    check("parameters", lambda: infer([whole()], parameters={"mine": 1, "other": "text"}))
    check("priority, timeout, sequence", lambda: infer([whole()], priority=1, timeout=100000))
    check("one output", lambda: same([o["name"] for o in infer([whole()], False, outputs=outputs(True, "label")).get_response()["outputs"]], ["label"]))
    check("a version by number", lambda: infer([whole()], model_version="1"))
    for name in ("gzip", "deflate"):
        check(f"the answer may be {name}", lambda: infer([whole()], response_compression_algorithm=name))
        check(f"the request is {name}", lambda: infer([whole()], request_compression_algorithm=name))
        check(f"the request is {name}, in JSON", lambda: infer([whole(binary=False)], request_compression_algorithm=name))
    check("class_count", lambda: refused(400, "outputs are not given as ranked classes", "class_count")(
        lambda: infer([whole()], False, outputs=[http.InferRequestedOutput("probabilities", class_count=2)])))

    def wrong(what, status, pieces, ask):
        check("wrong: " + what, lambda: refused(status, *pieces)(ask))

    some = np.array(ROWS, dtype=np.float64)
    wrong("columns", 400, ["4"], lambda: infer([tensor("input", "FP64", some[:, :3].copy())]))
    wrong("rank", 400, ["shape"], lambda: infer([tensor("input", "FP64", some.reshape(2, 2, 2))]))
    wrong("rows", 400, ["rows"], lambda: infer([tensor(n, "FP64", np.arange(1.0 + place)) for place, n in enumerate(names)]))
    wrong("type", 400, ["BOOL"], lambda: infer([tensor(n, "BOOL", np.array([True])) for n in names]))
    wrong("unknown input", 400, ["color"], lambda: infer([tensor("color", "FP64", columns[0])] + [
        tensor(n, "FP64", v) for n, v in zip(names, columns)]))
    wrong("unknown output", 400, ["color"], lambda: infer([whole()], outputs=outputs(True, "color")))
    wrong("missing input", 400, ["petal_width"], lambda: infer([tensor(n, "FP64", v) for n, v in zip(names[:3], columns)]))
    wrong("unknown model", 404, ["nothing"], lambda: infer([whole()], model="nothing"))
    wrong("unknown version", 404, ["77"], lambda: infer([whole()], model_version="77"))

    pixels = np.array([bar(True, 5), bar(False, 6)], dtype=np.uint8)
    seen = ["standing", "lying"]
    for what, made in (
        ("NHWC", lambda: tensor("image", "UINT8", pixels.reshape(2, 8, 8, 1))), ("NCHW", lambda: tensor("image", "UINT8", pixels.reshape(2, 1, 8, 8))),
        ("FP32", lambda: tensor("image", "FP32", pixels.reshape(2, 8, 8, 1).astype(np.float32))),
        ("PNG files in BYTES", lambda: tensor("image", "BYTES", np.array([png(bar(True, 5)), png(bar(False, 6))], dtype=object))),
    ):
        check(f"image, {what}", lambda: same(texts(infer([made()], False, "shapes")), seen))
    wrong("size of an image", 400, ["8"], lambda: infer([tensor("image", "UINT8", np.zeros((1, 9, 9, 1), np.uint8))], model="shapes"))

    def together():
        waiting = [client.async_infer("iris", [whole()]) for _ in range(8)]
        for asked in waiting:
            close(asked.get_result().as_numpy("probabilities").reshape(-1), probabilities)

    check("async_infer, 8 in flight", together)
    for what, ask in (
        ("model config", lambda: client.get_model_config("iris")), ("repository index", client.get_model_repository_index),
        ("load", lambda: client.load_model("iris")), ("statistics", lambda: client.get_inference_statistics("iris")),
        ("trace settings", client.get_trace_settings),
    ):
        check(f"{what}: not of the protocol", lambda: refused(404, "no such path")(ask))
    client.close()
