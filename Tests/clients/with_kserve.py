"""KServe's asynchronous REST client, and MLServer's types for what comes and goes."""

import asyncio
import importlib
import json
import os
import sys
import types

from report import close, holds, same

ROWS = [[5, 3, 1, 0], [7, 3, 5, 2]]


def run(report, daemon, mlserver):
    try:
        import httpx
        import numpy as np
        from kserve import InferInput, InferRequest, InferenceRESTClient
        from kserve.inference_client import RESTConfig
        from kserve.protocol.infer_type import RequestedOutput
    except ImportError as error:
        report.skip("kserve", str(error))
    else:
        with_client(report, daemon, httpx, np, InferInput, InferRequest, InferenceRESTClient, RESTConfig, RequestedOutput)
    with_types(report, daemon, mlserver)


def with_client(report, daemon, httpx, np, InferInput, InferRequest, InferenceRESTClient, RESTConfig, RequestedOutput):
    base = "http://" + daemon.tcp.address

    def call(name, *words, protocol="v2", **options):
        async def asked():
            async with InferenceRESTClient(RESTConfig(protocol=protocol, timeout=30)) as client:
                return await getattr(client, name)(base, *words, **options)

        return asyncio.run(asked())

    def check(what, ask):
        report.check("kserve", what, ask)

    def tensor(name, datatype, data, binary):
        made = InferInput(name, list(data.shape), datatype)
        made.set_data_from_numpy(data, binary_data=binary)
        return made

    def infer(inputs, model="iris", **options):
        return call("infer", InferRequest(model_name=model, infer_inputs=inputs, **options), model_name=model)

    def found(response, name):
        return next(output for output in response.outputs if output.name == name).as_numpy().reshape(-1)

    def texts(response):
        return [text.decode() if isinstance(text, bytes) else str(text) for text in found(response, "label")]

    whole = np.array(ROWS)
    check("live", lambda: same(call("is_server_live"), True))
    check("ready", lambda: same(call("is_server_ready"), True))
    check("model ready, and one that is not there", lambda: same([call("is_model_ready", name) for name in ("iris", "nothing")], [True, False]))
    expected = []
    for kind, datatype in ((np.float32, "FP32"), (np.float64, "FP64")):
        for binary in (True, False):
            def numbers():
                response = infer([tensor("input", datatype, whole.astype(kind), binary)])
                same(texts(response), ["setosa", "virginica"])
                values = [float(value) for value in found(response, "probabilities")]
                expected.extend(values if not expected else [])
                close(values, expected)

            check(f"infer {datatype}, {'binary' if binary else 'JSON'}", numbers)
    for binary in (True, False):
        check(f"infer BYTES, {'binary' if binary else 'JSON'}", lambda: same(texts(infer([
            tensor("hours", "FP64", np.array([1.0, 9.0]), binary), tensor("paid", "BOOL", np.array([True, False]), binary),
            tensor("channel", "BYTES", np.array([b"mail", b"phone"], dtype=object), binary)], "tickets")), ["low", "high"]))

    def chosen():
        response = infer(
            [tensor("input", "FP64", whole.astype(np.float64), True)],
            request_outputs=[RequestedOutput("probabilities", parameters={"binary_data": True})])
        same([output.name for output in response.outputs], ["probabilities"])
        close(found(response, "probabilities"), expected)

    check("outputs by name, binary", chosen)
    check("outputs all binary", lambda: same(texts(infer(
        [tensor("input", "FP64", whole.astype(np.float64), False)], parameters={"binary_data_output": True})), ["setosa", "virginica"]))

    def refused(status, *pieces):
        def asked(ask):
            try:
                ask()
            except httpx.HTTPStatusError as error:
                same(error.response.status_code, status, f"{error}: ")
                holds(error.response.text, *pieces)
                return
            raise AssertionError("it was answered")

        return asked

    check("wrong shape", lambda: refused(400, "4")(lambda: infer([tensor("input", "FP64", np.zeros((2, 3)), True)])))
    check("protocol v1", lambda: refused(404, "use /v1/models/iris/predict")(
        lambda: call("infer", {"instances": ROWS}, model_name="iris", protocol="v1")))


def with_types(report, daemon, folder):
    try:
        import httpx
        import pydantic
        mlserver = load(folder)
    except ImportError as error:
        return report.skip("mlserver", str(error))
    client = httpx.Client(transport=httpx.HTTPTransport(uds=daemon.socket), base_url="http://learnd")

    def check(what, ask):
        report.check("mlserver", what, ask)

    check("MetadataServerResponse", lambda: same(mlserver.MetadataServerResponse.model_validate_json(client.get("/v2").text).name, "learnd"))
    for path in ("iris", "iris/versions/1", "tickets", "shapes"):
        check(
            f"MetadataModelResponse, {path}",
            lambda: same(mlserver.MetadataModelResponse.model_validate_json(client.get(f"/v2/models/{path}").text).name, path.split("/")[0]))

    def asked():
        request = mlserver.InferenceRequest(inputs=[mlserver.RequestInput(name="input", shape=[2, 4], datatype="FP64", data=sum(ROWS, []))])
        # With all its nulls, which its own way of writing leaves out.
        text = json.dumps(pydantic.BaseModel.model_dump(request, mode="json"))
        holds(text, "null")
        response = client.post("/v2/models/iris/infer", content=text)
        same(response.status_code, 200, response.text + ": ")
        same(mlserver.InferenceResponse.model_validate_json(response.text).model_name, "iris")

    check("InferenceRequest with its nulls, InferenceResponse", asked)


def load(folder):
    """Its types without all the rest, which needs much."""
    if not os.path.isdir(f"{folder}/mlserver/types"):
        raise ImportError("mlserver is not installed")
    package = types.ModuleType("mlserver")
    package.__path__ = [f"{folder}/mlserver"]
    sys.modules["mlserver"] = package
    return importlib.import_module("mlserver.types")
