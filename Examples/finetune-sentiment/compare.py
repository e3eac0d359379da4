#!/usr/bin/env python3
"""The case of README.md in transformers' Trainer and in learnd, one after the other: seconds a step and peak memory of both.

    compare.py DIR [--model sentiment] [--steps 20] [--threads 1] [--grouped]

Needs torch, transformers and accelerate; DIR is the folder of the encoder that learnd reads the reviews with. The daemon must run, and the model must
have learned reviews.csv: `learnctl verify` has its version made again, and the process that trains it is watched. Seconds are those that went by
and those of a processor; learnd's are of the whole job, looks at validation rows and all, the Trainer's of its steps alone.
"""

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")


def rows(name):
    with open(HERE / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def peak_bytes(pid):
    """The most memory of a process that was resident."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[1]) * 1024


def trainers(daemon):
    """The processes of a daemon that train, with the seconds of a processor that each has had."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            # Behind the name, which may hold blanks: state, parent, … user and system time at 11 and 12.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == daemon and words[1:2] == [b"train"]:
            yield folder.name, (int(fields[11]) + int(fields[12])) / TICKS


def ask(*words):
    return json.loads(subprocess.run(["learnctl", *words, "--json"], check=True, capture_output=True).stdout)


def run_learnd(model):
    """Has the model's version that serves made again, and watches who does it."""
    status = ask("status")
    daemon = status["pid"]
    version = str(next(it["serving"] for it in status["models"] if it["name"] == model))
    steps = ask("show", model, version)["training"]["steps"]
    verifying = subprocess.Popen(["learnctl", "verify", model, version, "--json"], stdout=subprocess.PIPE)
    peak, processor = 0, 0.0
    while verifying.poll() is None:
        for pid, seconds in trainers(daemon):
            try:
                peak = max(peak, peak_bytes(pid))
            except (OSError, TypeError):
                continue  # It has just ended.
            processor = max(processor, seconds)
        time.sleep(0.1)
    outcome = json.loads(verifying.stdout.read())["verifications"][0]
    print(f"learnd made the version again: {outcome['outcome']}", file=sys.stderr)
    return {"steps": steps, "seconds": outcome["seconds"] / steps, "processor": processor / steps, "peak": peak}


def run_trainer(folder, most_steps, threads, frozen, grouped):
    """AutoModelForSequenceClassification under Trainer's defaults, on four fifths of the rows; `frozen` layers and the embeddings do not learn."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    import torch
    import transformers

    transformers.logging.set_verbosity_error()
    torch.set_num_threads(threads)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(folder, num_labels=2)
    if frozen:
        for part in (model.base_model.embeddings, *model.base_model.encoder.layer[:frozen]):
            part.requires_grad_(False)

    def encoded(name):
        return [
            {**tokenizer(row["review"], truncation=True, max_length=512), "labels": int(row["sentiment"] == "positive")} for row in rows(name)
        ]

    reviews, new = encoded("reviews.csv"), encoded("reviews-new.csv")

    class Clock(transformers.TrainerCallback):
        # The first step takes all memory; it is no measure.
        began = None

        def on_step_end(self, arguments, state, control, **others):
            now = (time.perf_counter(), time.process_time())
            if self.began is None:
                self.began = now
            self.ended, self.steps = now, state.global_step - 1

    clock = Clock()
    with tempfile.TemporaryDirectory() as output:
        arguments = transformers.TrainingArguments(
            output,
            num_train_epochs=3,
            per_device_train_batch_size=8,
            max_steps=most_steps + 1 if most_steps else -1,
            train_sampling_strategy="group_by_length" if grouped else "random",
            use_cpu=True,
            # Neither counts as training here.
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
        )
        # As many as learnd trains on, or nearly.
        known = reviews[: len(reviews) * 4 // 5]
        trainer = transformers.Trainer(model, arguments, train_dataset=known, processing_class=tokenizer, callbacks=[clock])
        trainer.train()
    peak = peak_bytes("self")
    seconds, processor = (last - first for first, last in zip(clock.began, clock.ended))
    print(f"transformers {transformers.__version__}, torch {torch.__version__}", file=sys.stderr)
    if not most_steps:
        # Grouped, they come in another order.
        answered = trainer.predict(new)
        right = (answered.predictions.argmax(1) == answered.label_ids).sum()
        print(f"the Trainer's model answers {right} of {len(new)} new reviews rightly", file=sys.stderr)
    return {"steps": clock.steps, "seconds": seconds / clock.steps, "processor": processor / clock.steps, "peak": peak}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="DIR")
    parser.add_argument("--model", default="sentiment", help="learnd's model; sentiment-top freezes four layers in both")
    parser.add_argument("--steps", type=int, default=20, help="steps of the Trainer that are measured; 0: three epochs")
    parser.add_argument("--threads", type=int, default=1, help="the Trainer's; learnd's are trainer.threads")
    parser.add_argument("--grouped", action="store_true", help="the Trainer takes texts of like length together, which is not its default")
    options = parser.parse_args()
    frozen = 4 if options.model == "sentiment-top" else 0
    found = {"learnd": run_learnd(options.model)}
    found["Trainer"] = run_trainer(options.folder, options.steps, options.threads, frozen, options.grouped)
    print(f"{'':10}{'STEPS':>7}{'SECONDS A STEP':>16}{'OF A PROCESSOR':>16}{'PEAK MEMORY':>13}")
    for name, it in found.items():
        print(f"{name:10}{it['steps']:>7}{it['seconds']:>16.2f}{it['processor']:>16.2f}{it['peak'] / 1e6:>10.0f} MB")


if __name__ == "__main__":
    main()
