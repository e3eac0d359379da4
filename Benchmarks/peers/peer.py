"""One piece of work of `make bench` in another library, asked for over standard input as numeric-bench is.

    python peer.py LIBRARY WORK THREADS

Prints `ready` once it has done the work a first time. Then `go N` does it N times and answers `CPU-nanoseconds wall-nanoseconds`, of the
whole process; `answer` does it once more and prints the numbers it gave, where it is a work whose are compared; `memory` prints the
most bytes of the process that were resident; `quit` or the end of the input ends. A work that the library does not do here ends with 2.
"""

import gc
import importlib
import os
import resource
import sys
import time

MODULES = {
    "numpy": "numpy_work",
    "onnxruntime": "onnx_work",
    "openvino": "openvino_work",
    "pytorch": "pytorch_work",
    "pytorch-channels-last": "pytorch_work",
    "scikit-learn": "scikit_work",
    "tokenizers": "tokenizers_work",
}


def serve(work, lines=sys.stdin, out=sys.stdout):
    work()
    print("ready", file=out, flush=True)
    # What is alive now stays so; nothing here makes cycles.
    gc.collect()
    gc.disable()
    for line in lines:
        match line.split():
            case ["go", count]:
                turns = range(int(count))
                wall, cpu = time.monotonic_ns(), time.process_time_ns()
                for _ in turns:
                    work()
                cpu, wall = time.process_time_ns() - cpu, time.monotonic_ns() - wall
                print(cpu, wall, file=out, flush=True)
            case ["answer"]:
                print(*work.answer(), file=out, flush=True)
            case ["memory"]:
                print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, file=out, flush=True)
            case ["quit"]:
                return
            case _:
                sys.exit(f"peer.py: not understood: {line.strip()}")


def main(library, name, threads):
    # Read by the libraries when they are loaded.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(threads)
    module = importlib.import_module(MODULES[library])
    work = module.named(name, threads, channels_last=True) if library == "pytorch-channels-last" else module.named(name, threads)
    if work is None:
        print(f"peer.py: {library} does not do {name}", file=sys.stderr)
        sys.exit(2)
    serve(work)


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in MODULES:
        sys.exit(f"peer.py: LIBRARY WORK THREADS, where LIBRARY is one of {', '.join(MODULES)}")
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
