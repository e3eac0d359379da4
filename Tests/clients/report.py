"""What was asked and what came of it, a line each."""

import os
import sys
import traceback


class Report:
    def __init__(self, wanted):
        self.wanted = wanted
        self.counts = {"ok": 0, "FAIL": 0, "skip": 0}

    def line(self, word, client, what, why=""):
        self.counts[word] += 1
        print(f"{word:<4}  {client:<12}  {what}" + (f": {why}" if why else ""), flush=True)

    def check(self, client, what, ask):
        """`ask` raises, or returns a remark or nothing."""
        if self.wanted and self.wanted not in f"{client} {what}":
            return
        try:
            remark = ask()
        except Exception as error:  # A client's own exceptions are of any kind.
            self.line("FAIL", client, what, f"{type(error).__name__}: {error}"[:600])
            if os.environ.get("TRACE"):
                traceback.print_exc(file=sys.stdout)
        else:
            self.line("ok", client, what, remark if isinstance(remark, str) else "")

    def skip(self, client, why):
        if not self.wanted or self.wanted in client:
            self.line("skip", client, "all", why)

    def end(self):
        print(f"{self.counts['ok']} ok, {self.counts['FAIL']} failed, {self.counts['skip']} skipped")
        return 1 if self.counts["FAIL"] else 0


def same(found, expected, what=""):
    assert found == expected, f"{what}{found!r} instead of {expected!r}"


def close(found, expected):
    found, expected = [float(number) for number in found], [float(number) for number in expected]
    assert len(found) == len(expected) and all(abs(a - b) < 1e-6 for a, b in zip(found, expected)), f"{found} instead of {expected}"


def holds(text, *pieces):
    for piece in pieces:
        assert piece in text, f"'{piece}' is not in: {text[:400]}"
