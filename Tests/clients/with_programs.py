"""Programs that people have anyway: curl, jq, ab, wrk, a shell."""

import json
import select
import shutil
import subprocess

from daemon import IRIS, body
from report import holds, same


def run(report, daemon):
    with_curl(report, daemon)
    with_jq(report, daemon)
    with_load(report, daemon)
    report.check("bash", "completions", lambda: same(subprocess.run(
        ["bash", "-n"], input=daemon.learnctl("--generate-completion-script", "bash").stdout, text=True, capture_output=True).stderr, ""))


def with_curl(report, daemon):
    if not shutil.which("curl"):
        return report.skip("curl", "not installed")
    predict = "http://learnd/v1/models/iris/predict"

    def curl(*words, status="200", **options):
        ending = subprocess.run(
            ["curl", "-sS", "-m", "30", "--unix-socket", daemon.socket, "-w", "\n%{http_code}", *words],
            capture_output=True, text=True, **options)
        text, _, code = ending.stdout.rpartition("\n")
        same(code, status, text + ending.stderr + ": ")
        return text

    def check(what, ask):
        report.check("curl", what, ask)

    rows = body(*[IRIS] * 50)
    check("Expect: 100-continue", lambda: holds(curl(predict, "-H", "Expect: 100-continue", "-d", rows), "setosa"))
    check("chunked", lambda: holds(curl(predict, "-H", "Transfer-Encoding: chunked", "-d", rows), "setosa"))
    check("no Content-Type", lambda: holds(curl(predict, "-H", "Content-Type:", "-d", rows), "setosa"))
    check("HEAD /metrics", lambda: holds(curl("-I", "http://learnd/metrics").lower(), "content-length", "version=0.0.4"))
    check("HTTP/1.0", lambda: holds(curl("-0", predict, "-d", rows), "setosa"))
    check("KServe V1's path", lambda: holds(curl("http://learnd/v1/models/iris:predict", "-d", rows, status="404"), "use /v1/models/iris/predict"))


def with_jq(report, daemon):
    jq = shutil.which("jq")
    verbs = [
        ["status"], ["models"], ["show", "iris"], ["show", "iris", "1"], ["versions", "iris"], ["history", "iris"], ["batches"], ["check"],
        ["predict", "iris", *[f"{name}={value}" for name, value in IRIS.items()]], ["pause", "tickets"], ["resume", "tickets"], ["reload"],
        ["drop", "--model", "iris", f"{daemon.root}/Examples/iris/iris.csv"],
    ]

    def read(words):
        # `check` ends with 1 where something is to be seen to; it is JSON all the same.
        text = daemon.learnctl(*words, "--json").stdout
        for line in [text] if text.startswith("{\n") else text.splitlines():
            json.loads(line)
        assert text, "nothing came"
        if jq:
            same(subprocess.run([jq, "-e", "."], input=text, capture_output=True, text=True).returncode, 0, text[:200] + ": ")
        return "" if jq else "read by Python: jq is not installed"

    for words in verbs:
        report.check("jq", "learnctl " + " ".join(words[:3]) + " --json", lambda: read(words))

    def watch():
        process = subprocess.Popen(
            [f"{daemon.bin}/learnctl", "watch", "--json"], env=daemon.environment, stdout=subprocess.PIPE, text=True)
        try:
            # It says nothing until something happens: here, again and again until it looks.
            for _ in range(100):
                daemon.learnctl("pause", "tickets")
                daemon.learnctl("resume", "tickets")
                if select.select([process.stdout], [], [], 0.2)[0]:
                    return same(json.loads(process.stdout.readline())["model"], "tickets")
            raise AssertionError("nothing came")
        finally:
            process.terminate()
            process.wait(30)

    report.check("jq", "learnctl watch --json", watch)


def with_load(report, daemon):
    path = f"{daemon.folder}/body.json"
    with open(path, "w") as file:
        file.write(body(IRIS))
    url = f"http://{daemon.tcp.address}/v1/models/iris/predict"
    if shutil.which("ab"):
        def ab(*words):
            ending = subprocess.run(
                ["ab", "-q", *words, "-p", path, "-T", "application/json", url], capture_output=True, text=True, timeout=120)
            holds(ending.stdout, "Failed requests:        0")
            return next((line for line in ending.stdout.splitlines() if line.startswith("Requests per second")), "")

        report.check("ab", "keep-alive, 8 connections", lambda: ab("-n", "5000", "-c", "8", "-k"))
        report.check("ab", "a connection a request", lambda: ab("-n", "500", "-c", "8"))
    else:
        report.skip("ab", "not installed (Debian: apache2-utils)")
    if shutil.which("wrk"):
        def wrk():
            script = f"{daemon.folder}/post.lua"
            with open(script, "w") as file:
                file.write(f'wrk.method = "POST"\nwrk.body = {json.dumps(body(IRIS))}\n')
            ending = subprocess.run(["wrk", "-c", "16", "-t", "1", "-d", "2", "-s", script, url], capture_output=True, text=True, timeout=60)
            same(ending.returncode, 0, ending.stderr)
            assert "Non-2xx" not in ending.stdout and "Socket errors" not in ending.stdout, ending.stdout
            return next((line.strip() for line in ending.stdout.splitlines() if "Requests/sec" in line), "")

        report.check("wrk", "16 connections", wrk)
    else:
        report.skip("wrk", "not installed")
