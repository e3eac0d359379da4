"""Prometheus itself, and its promtool."""

import json
import shutil
import socket
import subprocess
import time
import urllib.parse
import urllib.request

from report import same


def run(report, daemon):
    def metrics():
        return urllib.request.urlopen(f"http://{daemon.tcp.address}/metrics", timeout=30).read()

    if shutil.which("promtool"):
        for words in (["check", "metrics"], ["check", "metrics", "--extended"]):
            def lint():
                ending = subprocess.run(["promtool", *words], input=metrics(), capture_output=True)
                same((ending.returncode, ending.stderr.decode()), (0, ""))

            report.check("promtool", " ".join(words), lint)
    else:
        report.skip("promtool", "not installed (Debian: prometheus)")
    if shutil.which("prometheus"):
        report.check("prometheus", "scrapes, and answers queries", lambda: scrape(daemon))
    else:
        report.skip("prometheus", "not installed (Debian: prometheus)")


QUERIES = {
    'up{job="learnd"}': lambda value: value == 1,
    'learnd_files{model="iris",state="waiting"}': lambda value: value == 0,
    'learnd_gate_score{model="iris",metric="accuracy"}': lambda value: 0.5 < value <= 1,
    'learnd_build_info': lambda value: value == 1,
    'time() - process_start_time_seconds{job="learnd"}': lambda value: 0 < value < 3600,
    'sum(rate(learnd_http_requests_total{kind="metrics"}[10s]))': lambda value: value > 0,
    'histogram_quantile(0.9, sum by (le) (rate(learnd_http_request_duration_seconds_bucket{kind="metrics"}[10s])))': lambda value: 0 < value < 1,
    'scrape_samples_scraped{job="learnd"}': lambda value: 30 < value < 500,
}


def scrape(daemon):
    folder = f"{daemon.folder}/prometheus"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with open(f"{daemon.folder}/prometheus.yml", "w") as file:
        file.write(f"global: {{scrape_interval: 1s}}\nscrape_configs: [{{job_name: learnd, static_configs: [{{targets: ['{daemon.tcp.address}']}}]}}]\n")
    with open(f"{daemon.folder}/prometheus.log", "wb") as log:
        process = subprocess.Popen(
            ["prometheus", f"--config.file={daemon.folder}/prometheus.yml", f"--storage.tsdb.path={folder}", f"--web.listen-address=127.0.0.1:{port}"],
            stdout=log, stderr=log)
    try:
        values = {}
        end = time.monotonic() + 60
        while time.monotonic() < end:
            values = {query: ask(port, query) for query in QUERIES}
            if all(value is not None and fits(value) for value, fits in zip(values.values(), QUERIES.values())):
                return samples(values)
            if process.poll() is not None:
                raise RuntimeError(open(f"{daemon.folder}/prometheus.log").read()[-400:])
            time.sleep(0.5)
        raise AssertionError(f"after a minute: {values}")
    finally:
        process.terminate()
        process.wait(30)


def samples(values):
    return "%d samples a scrape" % values['scrape_samples_scraped{job="learnd"}']


def ask(port, query):
    """The one value, or nothing yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/query?" + urllib.parse.urlencode({"query": query}), timeout=10) as answer:
            result = json.load(answer)["data"]["result"]
    except OSError:
        return None
    return float(result[0]["value"][1]) if len(result) == 1 else None
