"""Texts as clients send them to a server, few long and most of them short: 200 bodies `{"text": "…"}`, a line each.

    python served_texts.py TOKENIZER TEXTS OUT

TOKENIZER is a tokenizer.json and TEXTS a CSV file (.gz or not) whose first column is a text. What is longer than a row of it is several rows, joined
and then cut to no more words than make the length wanted. The lengths are written to standard output, for the table.
"""

import json
import random
import sys

from tokenizers import Tokenizer

from export_encoder import rows

BODIES = 200
#: Of 128 tokens and more: 2 in 100, so that the 99th percentile is one of theirs.
LONG = 4


def lengths(numbers):
    """Tokens of each body, [CLS] and [SEP] among them."""
    most = [min(64, 8 + int(numbers.expovariate(1 / 14.5))) for _ in range(BODIES - LONG)]
    found = most + [numbers.randint(128, 192) for _ in range(LONG)]
    numbers.shuffle(found)
    return found


def main(tokenizer, texts, out):
    tokenizer = Tokenizer.from_file(tokenizer)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    count = lambda words: len(tokenizer.encode(" ".join(words)).ids)
    numbers = random.Random(7)
    left = rows(texts)
    numbers.shuffle(left)
    bodies, tokens = [], []
    for length in lengths(numbers):
        words = []
        while count(words) < length:
            words += left.pop().split()
        while count(words[:-1]) >= length:
            words.pop()
        bodies.append(json.dumps({"text": " ".join(words)}))
        tokens.append(count(words))
    with open(out, "w") as file:
        file.writelines(body + "\n" for body in bodies)
    print(f"{min(tokens)} to {max(tokens)} tokens, {sum(tokens) / len(tokens):.0f} on average")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("served_texts.py: TOKENIZER TEXTS OUT")
    main(*sys.argv[1:])
