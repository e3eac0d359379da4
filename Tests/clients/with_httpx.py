"""httpx, straight over the Unix socket."""

import base64
import gzip
import json
import time
import zlib

from daemon import IRIS, bar, body, png
from report import holds, same

PATHS = [
    "/v1/status", "/v1/models", "/v1/models/iris", "/v1/models/iris/versions", "/v1/models/iris/versions/1", "/v1/models/iris/history",
    "/v1/batches", "/v1/batches/1", "/metrics", "/health/live", "/health/ready", "/v2", "/v2/models/iris",
]


def run(report, daemon):
    try:
        import httpx
    except ImportError as error:
        return report.skip("httpx", str(error))
    client = httpx.Client(transport=httpx.HTTPTransport(uds=daemon.socket), base_url="http://learnd", timeout=30)
    predict = "/v1/models/iris/predict"

    def check(what, ask):
        report.check("httpx", what, ask)

    def answer(path=predict, content=body(IRIS), **options):
        response = client.post(path, content=content, **options)
        same(response.status_code, 200, response.text + ": ")
        return response.json()["predictions"]

    def refused(status, *pieces, path=predict, content=body(IRIS), **options):
        response = client.post(path, content=content, **options)
        same(response.status_code, status, response.text + ": ")
        holds(response.text, *pieces)

    check("predict", lambda: same(answer()[0]["label"], "setosa"))
    check("predict, a version", lambda: same(answer("/v1/models/iris/versions/1/predict"), answer()))
    picture = base64.b64encode(png(bar(True, 5))).decode()
    check("predict, an image in base64", lambda: same(answer("/v1/models/shapes/predict", body({"image": picture}))[0]["label"], "standing"))

    def paths():
        for path in PATHS:
            same(client.get(path).status_code, 200, path + ": ")
        return f"{len(PATHS)} paths"

    check("every path that reads", paths)

    def compressed():
        plain = answer()
        for name, coded in (("gzip", gzip.compress(body(IRIS).encode())), ("deflate", zlib.compress(body(IRIS).encode()))):
            same(answer(content=coded, headers={"content-encoding": name}), plain)

    check("a body in gzip, in deflate", compressed)
    check("a body in zstd", lambda: refused(415, "Content-Encoding 'zstd' is not supported", headers={"content-encoding": "zstd"}))
    check("a bomb in gzip", lambda: refused(413, "decompressed", content=gzip.compress(b" " * (64 << 20)), headers={"content-encoding": "gzip"}))
    check("errors: not JSON", lambda: refused(400, "fix", content="{rows"))
    check("errors: a column is missing", lambda: refused(400, "petal_width", content=body({"sepal_length": 1})))
    check("errors: no such model", lambda: refused(404, "nothing", path="/v1/models/nothing/predict"))
    check("errors: no change over this socket", lambda: refused(404, path="/v1/models/iris/pause"))
    check("paths of KServe V1 and TF Serving", lambda: refused(404, "use /v1/models/iris/predict", path="/v1/models/iris:predict"))

    def many():
        began = time.monotonic()
        expected = json.dumps(answer())
        for _ in range(500):
            same(json.dumps(answer()), expected)
        return f"{(time.monotonic() - began) / 500 * 1000:.2f} ms a call"

    check("500 calls", many)
    check("OpenMetrics is asked for", lambda: openmetrics(client))


def openmetrics(client):
    response = client.get("/metrics", headers={"accept": "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"})
    same(response.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8")
