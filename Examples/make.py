#!/usr/bin/env python3
"""Writes digits/*.csv and iris/iris.csv from scikit-learn's copies of the UCI data sets (needs scikit-learn; written with 1.9.1)."""

import csv
from pathlib import Path

from sklearn.datasets import load_digits, load_iris

HERE = Path(__file__).resolve().parent


def write(path, names, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
    print(path.relative_to(HERE), len(rows), "rows")


def digits():
    data = load_digits()
    names = [f"pixel_{place}" for place in range(data.data.shape[1])] + ["label"]
    pairs = [(first, first + 1) for first in range(0, 10, 2)]
    for number, pair in enumerate(pairs, start=1):
        rows = [
            [*(int(pixel) for pixel in pixels), int(label)]
            for pixels, label in zip(data.data, data.target)
            if label in pair
        ]
        write(HERE / "digits" / f"digits-{number}-classes-{pair[0]}-{pair[1]}.csv", names, rows)


def iris():
    data = load_iris()
    names = ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"]
    rows = [
        [*(float(size) for size in sizes), str(data.target_names[label])]
        for sizes, label in zip(data.data, data.target)
    ]
    write(HERE / "iris" / "iris.csv", names, rows)


digits()
iris()
