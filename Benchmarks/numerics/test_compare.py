"""python3 Benchmarks/numerics/test_compare.py: the statistics, the verdicts, and the whole of it on programs that do nothing."""

import contextlib
import io
import os
import sys
import tempfile
import unittest
import unittest.mock
from itertools import accumulate
from math import comb
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "peers")]

import compare
import peer
from comparisons import OURS, WORKS, Comparison, Side, comparisons, units
from finetune import SCALED, TUNE_WORKS
from medians import interval, median
from report import Failure, Result, number, rows, table
from texts import TEXT_WORKS
from workers import Failed, Worker, busy_core

#: Answers as numeric-bench does; its works take the CPU time that the environment says, by name.
FAKE = """#!{python}
import os, sys
cost = int(os.environ.get("COST_" + sys.argv[2], "0")) if len(sys.argv) == 5 else 1000
if cost == 0: sys.exit("no such library")
print("ready", flush=True)
for line in sys.stdin:
    words = line.split()
    if words[0] == "go": print(cost * int(words[1]), 2 * cost * int(words[1]), flush=True)
    elif words[0] == "allocations": print(os.environ.get("ALLOCATIONS", "0"), flush=True)
    elif words[0] == "answer": print("0.5", os.environ.get("ANSWER_" + sys.argv[2 if len(sys.argv) == 5 else 1], "0.25"), flush=True)
    elif words[0] == "memory": print(1_000_000 * cost, flush=True)
    elif words[0] == "quit": break
"""


def program(folder, name, text):
    path = Path(folder) / name
    path.write_text(text.replace("{python}", sys.executable))
    path.chmod(0o755)
    return path


def result(ours, others, asked=1.0, other="pytorch"):
    side = Side(OURS, "mlp-step-10")
    return Result(Comparison("one-thread", side, (), asked), Side(other, "mlp-step-10"), ours, others)


class Medians(unittest.TestCase):
    def test_the_middle_or_the_mean_of_the_two_there(self):
        self.assertEqual(median([3, 1, 2]), 2)
        self.assertEqual(median([4, 1, 3, 2]), 2.5)
        self.assertEqual(median([7]), 7)

    def test_places_of_the_interval_are_those_of_the_sign_test(self):
        # Conover, Practical Nonparametric Statistics: 6 of 1 and 6, 10 of 2 and 9, 20 of 6 and 15, 30 of 10 and 21.
        for count, low, high in ((6, 1, 6), (10, 2, 9), (20, 6, 15), (30, 10, 21)):
            self.assertEqual(interval(range(count, 0, -1)), (low, high))

    def test_few_values_give_all_they_span(self):
        self.assertEqual(interval([5]), (5, 5))
        self.assertEqual(interval([3, 9, 1, 2, 4]), (1, 9))

    def test_covers_the_median_as_often_as_promised_and_no_narrower_one_does(self):
        for count in range(6, 80):
            low, high = interval(range(1, count + 1))
            self.assertEqual(low + high, count + 1)
            tail = list(accumulate(comb(count, k) / 2**count for k in range(count)))
            self.assertLessEqual(2 * tail[low - 1], 0.05)
            self.assertGreater(2 * tail[low], 0.05)


class Verdicts(unittest.TestCase):
    def test_ratios_are_taken_pair_by_pair(self):
        found = result([1, 2, 4], [2, 4, 8])
        self.assertEqual(found.ratios, [2, 2, 2])
        self.assertEqual(found.ratio, 2)

    def test_a_row_holds_when_the_lower_end_is_within_five_percent(self):
        for ratio, holds in ((1.0, True), (0.96, True), (0.94, False)):
            self.assertEqual(result([1] * 30, [ratio] * 30).holds(), holds, ratio)
        # A median above what is asked does not save a row whose lower end is far below.
        self.assertFalse(result([1] * 30, [0.5] * 12 + [2] * 18).holds())

    def test_the_fastest_rival_counts(self):
        lines = rows([result([1] * 9, [1.5] * 9), result([1] * 9, [0.5] * 9, other="numpy")])
        self.assertEqual([(line[1], line[4], line[-1]) for line in lines], [("pytorch", "-", ""), ("numpy", "≥ 1", "MISSED")])

    def test_no_verdict_where_a_rival_failed(self):
        good = result([1] * 9, [1.5] * 9)
        lines = rows([good, Failure(good.comparison, Side("numpy", "mlp-step-10"), "no wheel")])
        self.assertEqual([line[-1] for line in lines], ["", "FAILED: no wheel"])

    def test_rates_are_of_what_a_work_does(self):
        self.assertEqual(units("mlp-predict-256"), (256, "rows/s"))
        self.assertEqual(units("plain-conv-step-64"), (64, "images/s"))
        self.assertEqual(units("encoder-32x32"), (32, "texts/s"))
        self.assertEqual(units("encoder-mixed"), (32, "texts/s"))
        self.assertEqual(units("tune-bf16-16x32"), (16, "texts/s"))
        self.assertEqual(units("tune-mixed"), (256, "texts/s"))
        self.assertEqual(units("tune-top2-later"), (32, "texts/s"))
        self.assertAlmostEqual(units("sgemm-512")[0], 0.268435456)

    def test_columns_are_aligned(self):
        lines = table([["a", "b", "1", "x", ""], ["long", "b", "1,000", "x", "ok"]], ["work", "", "µs", "", ""]).split("\n")
        self.assertEqual([line.index("x") for line in lines[1:]], [16, 16])
        self.assertEqual([number(value) for value in (1234.5, 12.34, 1.234)], ["1,234", "12.3", "1.23"])


class Choice(unittest.TestCase):
    def test_every_work_has_a_bound_on_one_thread_and_none_on_all_cores(self):
        found = comparisons(4)
        for work, _, asked, _ in WORKS:
            self.assertEqual([c.asked for c in found if c.group == "one-thread" and c.ours.work == work][0], asked)
        self.assertEqual({c.asked for c in found if c.group == "all-cores"}, {None})
        self.assertEqual({c.clock for c in found if c.group != "one-thread"}, {"wall"})

    def test_one_core_has_nothing_to_share(self):
        self.assertEqual({c.group for c in comparisons(1)}, {"one-thread"})

    def test_texts_are_compared_where_there_is_a_base_and_many_of_them_where_there_are_texts(self):
        def works(folder):
            compared, _, agreeing = compare.chosen(["texts", "starts", "agreement"], 2, folder)
            return {c.ours.work for c in compared}, {side.work for side, *_ in agreeing}

        self.assertEqual(works(None), (set(), set()))
        with tempfile.TemporaryDirectory() as folder:
            compared, agreeing = works(Path(folder))
            self.assertIn("text-1x16", compared)
            self.assertNotIn("texts-mixed", compared | agreeing)
            (Path(folder) / "texts.txt").touch()
            compared, agreeing = works(Path(folder))
            self.assertEqual(compared, {work.name for work in TEXT_WORKS})
            self.assertIn("text-tokens-10000", agreeing)

    def test_fine_tuning_is_compared_where_there_is_a_base_and_on_mixed_lengths_where_there_are_texts(self):
        def works(folder, cores=2):
            compared, counts, agreeing = compare.chosen(["finetune", "finetune-threads", "finetune-memory"], cores, folder)
            self.assertEqual((counts, agreeing), ([], []))
            return [(c.group, c.ours.work, c.asked) for c in compared]

        self.assertEqual(works(None), [])
        with tempfile.TemporaryDirectory() as folder:
            every = [("finetune", work.name, work.asked) for work in TUNE_WORKS]
            threads, memory = ("finetune-threads", SCALED, 1.7), ("finetune-memory", "tune-all-32x64", None)
            self.assertEqual(works(Path(folder)), [each for each in every if each[1] != "tune-mixed"] + [threads, memory])
            (Path(folder) / "texts.txt").touch()
            self.assertEqual(works(Path(folder)), [*every, threads, memory])
            self.assertEqual(works(Path(folder), cores=1), [*every, memory])

    def test_words_name_works_and_groups(self):
        found, sides, _ = compare.chosen(["sgemm-512", "mlp-step-10", "one-thread"], 2)
        self.assertEqual({c.ours.work for c in found}, {"sgemm-512", "mlp-step-10"})
        self.assertEqual({c.group for c in found}, {"one-thread"})
        self.assertEqual(sides, [])
        self.assertEqual(compare.chosen(["allocations"], 2)[0], [])
        with self.assertRaisesRegex(ValueError, "no work or group 'mpl'"):
            compare.chosen(["mpl"], 2)


class Processes(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def state(self, process):
        return Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0]

    def test_stands_still_while_it_is_not_its_turn(self):
        with Worker([str(program(self.folder, "fake", FAKE)), "work", "1"]) as worker:
            for _ in range(3):
                self.assertEqual(worker.turn().cpu, 1e-6)
                os.waitid(os.P_PID, worker.process.pid, os.WSTOPPED | os.WNOWAIT)
                self.assertEqual(self.state(worker.process), "T")
        self.assertLess(worker.process.returncode, 0)

    def test_a_turn_is_as_long_as_asked(self):
        with Worker([str(program(self.folder, "fake", FAKE)), "work", "1"]) as worker:
            worker.calibrate(0.1)
            self.assertEqual(worker.times, 50_000)

    def test_what_a_process_said_last_is_told(self):
        text = "#!{python}\nimport sys\nsys.exit('first\\nno AVX-512 here')\n"
        with self.assertRaisesRegex(Failed, "fake: ended with 1: no AVX-512 here"):
            with Worker([str(program(self.folder, "fake", text))]):
                self.fail("it began")

    def test_what_is_no_time_is_refused(self):
        text = "#!{python}\nprint('ready', flush=True)\ninput()\nprint('soon', flush=True)\ninput()\n"
        with Worker([str(program(self.folder, "fake", text))]) as worker:
            with self.assertRaisesRegex(Failed, "answered 'soon'"):
                worker.turn()

    def test_a_missing_program_is_named(self):
        with self.assertRaisesRegex(Failed, "/no/such: No such file"):
            Worker(["/no/such"])

    def test_the_busy_program_ends(self):
        with busy_core() as process:
            self.assertEqual(len(os.sched_getaffinity(process.pid)), 1)
        self.assertLess(process.returncode, 0)

    def test_a_peer_times_what_it_is_asked_for(self):
        done, out = [], io.StringIO()
        peer.serve(lambda: done.append(1), io.StringIO("go 3\ngo 2\nquit\ngo 9\n"), out)
        lines = out.getvalue().split("\n")
        self.assertEqual((len(done), lines[0], len(lines)), (6, "ready", 4))
        self.assertTrue(all(int(part) >= 0 for line in lines[1:3] for part in line.split()))

    def test_a_peer_tells_its_most_memory_in_bytes(self):
        out = io.StringIO()
        peer.serve(lambda: None, io.StringIO("memory\nquit\n"), out)
        # More than an interpreter needs, and less than there is.
        self.assertTrue(5e6 < int(out.getvalue().split("\n")[1]) < 1e12, out.getvalue())


class Whole(unittest.TestCase):
    def run_with(self, words, **environment):
        with tempfile.TemporaryDirectory() as folder:
            program(folder, "numeric-bench", FAKE)
            python = program(folder, "python", FAKE)
            settings = {"BIN": folder, "PEERS_PYTHON": str(python), "PAIRS": "4", "TURN": "0.001"} | environment
            out, error = io.StringIO(), io.StringIO()
            with unittest.mock.patch.dict(os.environ, settings), contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
                code = compare.main(words, settings)
            return code, out.getvalue(), error.getvalue()

    def test_a_bound_that_holds(self):
        costs = {"COST_pytorch": "4000", "COST_scikit-learn": "9000"}
        code, out, _ = self.run_with(["mlp-step-10", "one-thread"], **costs)
        self.assertEqual(code, 0, out)
        self.assertRegex(out, r"mlp-step-10 +pytorch +4\.00 +4\.00 to 4\.00 +≥ 3 +1\.00 µs +4\.00 µs .* ok")
        self.assertRegex(out, r"mlp-step-10 +scikit-learn +9\.00 +9\.00 to 9\.00 +- ")

    def test_a_bound_that_is_missed(self):
        code, out, _ = self.run_with(["sgemm-512", "one-thread"], COST_pytorch="2000", COST_numpy="800")
        self.assertEqual(code, 1, out)
        self.assertRegex(out, r"numpy +0\.80 .*MISSED")

    def test_a_peer_that_does_not_run(self):
        code, out, _ = self.run_with(["sgemm-512", "one-thread"], COST_pytorch="2000")
        self.assertEqual(code, 1, out)
        self.assertIn("FAILED: python peer.py numpy sgemm-512 1: ended with 1: no such library", out)

    def test_allocations_are_counted(self):
        self.assertEqual(self.run_with(["mlp-step-10", "allocations"])[0], 0)
        code, out, _ = self.run_with(["mlp-step-10", "allocations"], ALLOCATIONS="2")
        self.assertEqual(code, 1)
        self.assertRegex(out, r"mlp-step-10 +1 thread +2 +0 +MISSED")

    def test_a_start_is_held_to_its_ratio_and_its_seconds(self):
        # Programs that do nothing start as fast as each other, within any bound of time and short of any ratio of 4.
        with tempfile.TemporaryDirectory() as folder:
            code, out, _ = self.run_with(["text-start"], BENCH_TEXTS=folder, COST_onnxruntime="1000")
        self.assertEqual(code, 1, out)
        self.assertRegex(out, r"text-start +onnxruntime .* ≥ 4, ours ≤ 0.2 s .*MISSED")

    def test_two_threads_are_held_against_one_of_ours(self):
        with tempfile.TemporaryDirectory() as folder:
            code, out, _ = self.run_with([SCALED, "finetune-threads"], BENCH_TEXTS=folder)
        if len(os.sched_getaffinity(0)) > 1:
            self.assertEqual(code, 1, out)
            self.assertRegex(out, r"tune-all-32x32 +2 against 1 +1\.00 .* ≥ 1\.7 .*MISSED")

    def test_memory_is_told_of_fresh_processes_and_without_rates(self):
        with tempfile.TemporaryDirectory() as folder:
            code, out, _ = self.run_with(["tune-all-32x64", "finetune-memory"], BENCH_TEXTS=folder, COST_pytorch="2500")
        self.assertEqual(code, 0, out)
        self.assertRegex(out, r"tune-all-32x64 +pytorch +2\.50 +2\.50 to 2\.50 +- +1,000 MB +2,500 MB +- +-\n")

    def test_answers_are_compared(self):
        for answer, code, verdict in (("0.250001", 0, "ok"), ("0.26", 1, "MISSED"), ("0.25 1", 1, "FAILED: 2 numbers and 3")):
            with tempfile.TemporaryDirectory() as folder:
                settings = {"BENCH_TEXTS": folder, "COST_onnxruntime": "1000", "ANSWER_onnxruntime": answer}
                found, out, _ = self.run_with(["text-1x16", "agreement"], **settings)
            self.assertEqual(found, code, out)
            self.assertRegex(out, f"text-1x16 .*{verdict}")

    def test_what_is_missing_is_told_before_anything_runs(self):
        for key, value, words in (("BIN", "/no/such", "build it"), ("PEERS_PYTHON", "/no/such", "peers/setup"), ("PAIRS", "0", "PAIRS is 1")):
            code, out, error = self.run_with([], **{key: value})
            self.assertEqual((code, out), (2, ""))
            self.assertIn(words, error)


if __name__ == "__main__":
    unittest.main()
