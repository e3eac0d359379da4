"""Starts the daemon, has every client ask it, and says what came."""

import argparse
import pathlib
import sys

import with_httpx
import with_kserve
import with_programs
import with_prometheus
import with_triton
from daemon import Daemon
from report import Report

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--bin", required=True, help="the folder of learnd and learnctl")
parser.add_argument("--mlserver", default="", help="the folder in which the package mlserver lies")
parser.add_argument("--only", default="", help="only what has this in its line")
options = parser.parse_args()

report = Report(options.only)
with Daemon(options.bin, pathlib.Path(__file__).resolve().parents[2]) as daemon:
    with_httpx.run(report, daemon)
    with_triton.run(report, daemon)
    with_kserve.run(report, daemon, options.mlserver)
    with_programs.run(report, daemon)
    with_prometheus.run(report, daemon)
sys.exit(report.end())
