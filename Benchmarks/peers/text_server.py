"""A model of texts behind FastAPI and uvicorn, on a Unix socket: POST /predict {"text": "…"} gives its label and probability.

    python text_server.py openvino|onnx FOLDER SOCKET

FOLDER is what export_encoder.py wrote. Texts are done by as many threads as there are cores, each with a request of the runtime's that runs on one
thread. One text at a time with the runtime on all cores had 0.6 to 0.85 of that throughput; FastAPI's own pool, whose 40 threads begin all texts at once,
0.85 to 0.9, and up to twice the 99th percentile.
"""

import asyncio
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from tokenizers import Tokenizer

CORES = len(os.sched_getaffinity(0))


class Text(BaseModel):
    text: str


class Prediction(BaseModel):
    label: str
    probability: float


def openvino(model):
    """A function from ids and mask to logits, for any thread."""
    import openvino

    settings = {
        "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "THROUGHPUT", "NUM_STREAMS": CORES, "INFERENCE_NUM_THREADS": CORES,
    }  # fmt: skip
    compiled = openvino.Core().compile_model(model, "CPU", settings)
    kept = threading.local()

    def logits(ids, mask):
        if not hasattr(kept, "request"):
            kept.request = compiled.create_infer_request()
        kept.request.infer({"ids": openvino.Tensor(ids, shared_memory=True), "mask": openvino.Tensor(mask, shared_memory=True)})
        return kept.request.get_output_tensor().data[0]

    return logits


def onnx(model):
    from onnx_work import session_of

    session = session_of(model, 1)
    return lambda ids, mask: session.run(None, {"ids": ids, "mask": mask})[0][0]


def application(runtime, folder):
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(512)
    logits = {"openvino": openvino, "onnx": onnx}[runtime](str(folder / "model.onnx"))
    labels = [f"class {number}" for number in range(77)]
    threads = ThreadPoolExecutor(CORES)

    def classify(text):
        ids = numpy.array([tokenizer.encode(text).ids], numpy.int64)
        found = logits(ids, numpy.ones_like(ids))
        best = int(found.argmax())
        return Prediction(label=labels[best], probability=float(1 / numpy.exp(found - found[best]).sum()))

    app = FastAPI()

    @app.post("/predict")
    async def predict(body: Text) -> Prediction:
        return await asyncio.get_running_loop().run_in_executor(threads, classify, body.text)

    return app


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("openvino", "onnx"):
        sys.exit("text_server.py: openvino|onnx FOLDER SOCKET")
    uvicorn.run(application(sys.argv[1], Path(sys.argv[2])), uds=sys.argv[3], loop="uvloop", http="httptools", log_level="warning", access_log=False)
