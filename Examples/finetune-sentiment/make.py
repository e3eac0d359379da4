#!/usr/bin/env python3
"""Writes reviews.csv and reviews-new.csv beside itself: made-up reviews, the same at each run.

Whether a review is positive follows from what it says, not from single words: good words are denied, bad things did not happen, and a long review
praises and complains in equal parts, and says what it comes to at its beginning and its end. Four in five have one to three sentences, the others
up to a page. No review comes twice.
"""

import csv
import random
from pathlib import Path

HERE = Path(__file__).resolve().parent

THINGS = {
    "film": ["the acting", "the story", "the music", "the ending", "the dialog", "the first half"],
    "hotel": ["the room", "the breakfast", "the staff", "the view", "the bed", "the location"],
    "restaurant": ["the soup", "the service", "the wine", "the dessert", "the table by the window", "the menu"],
    "novel": ["the plot", "the main character", "the language", "the last chapter", "the pace", "the cover text"],
    "headset": ["the sound", "the battery", "the microphone", "the ear pads", "the cable", "the app"],
    "kettle": ["the handle", "the lid", "the switch", "the spout", "the cord", "the finish"],
}
# What a sentence says of one part of the thing.
SAYS = {
    "positive": [
        "{part} is wonderful",
        "{part} is better than I expected",
        "I have nothing to complain about with {part}",
        "{part} is not bad at all",
        "{part} alone is worth the money",
        "I was afraid that {part} would disappoint, and it did not",
        "I could not stop telling my friends about {part}",
        "for once {part} is as good as promised",
        "nobody could do {part} any better",
        "it was {part} that won me over",
    ],
    "negative": [
        "{part} is terrible",
        "{part} is worse than I feared",
        "I have nothing good to say about {part}",
        "{part} is not good at all",
        "{part} alone is a reason to stay away",
        "I had hoped that {part} would be better, and it was not",
        "I could not wait to be done with {part}",
        "{part} is nowhere near as good as promised",
        "anybody could do {part} better",
        "it was {part} that put me off",
    ],
}
# What a whole review comes to.
VERDICTS = {
    "positive": [
        "I would choose this {thing} again",
        "all in all a {thing} to recommend",
        "this {thing} deserves more praise than it gets",
        "you will not regret this {thing}",
        "do not believe the bad reviews of this {thing}",
        "my {thing} of the year",
    ],
    "negative": [
        "I would not choose this {thing} again",
        "all in all a {thing} to avoid",
        "this {thing} gets more praise than it deserves",
        "you will regret this {thing}",
        "do not believe the good reviews of this {thing}",
        "never again this {thing}",
    ],
}
# What says nothing either way.
ASIDES = [
    "we had read about it in the paper on the weekend",
    "my sister had told me about this {thing} a year ago",
    "it was raining on the day when all this began",
    "I paid for it myself, as I always do",
    "there were four of us, and we talked about it all the way home",
    "I write this after three weeks, so that I can be sure of what I say",
    "others may see this in another way",
    "before that I had tried two others of the same kind",
    "it took me a while to find the time for it",
    "I do not often write about a {thing}",
]
LINKS = ["", "", "", "And ", "Also, ", "Then again, ", "As for the rest, ", "What is more, "]
TURNS = ["Even so, ", "In the end, ", "Still, ", "For all that, "]


def sentence(words):
    return words[0].upper() + words[1:] + "."


def reviews(count, seed, seen):
    source = random.Random(seed)

    def one_of(values):
        # Of `random()` alone, which is the same in every release of Python.
        return values[int(source.random() * len(values))]

    def says(side, thing):
        return one_of(SAYS[side]).format(part=one_of(THINGS[thing]))

    number = 0
    while number < count:
        side = one_of(["positive", "negative"])
        other = "negative" if side == "positive" else "positive"
        thing = one_of(list(THINGS))
        said = []
        if number % 5 < 4:
            said += [sentence(says(side, thing))]
            if source.random() < 0.4:
                said.insert(0, sentence(one_of(ASIDES).format(thing=thing)))
            if source.random() < 0.3:
                said[-1] = sentence(f"{says(other, thing)}, but {says(side, thing)}")
            if source.random() < 0.4:
                said.append(sentence(one_of(VERDICTS[side]).format(thing=thing)))
        else:
            # Of what is said, as much on the one side as on the other; the end decides.
            for _ in range(6 + int(source.random() * 34)):
                kind = source.random()
                words = one_of(ASIDES).format(thing=thing) if kind < 0.4 else says(side if kind < 0.7 else other, thing)
                said.append(sentence(one_of(LINKS) + words))
            said.insert(0, sentence(one_of(VERDICTS[side]).format(thing=thing)))
            said.append(sentence(one_of(TURNS) + one_of(VERDICTS[side]).format(thing=thing)))
        review = " ".join(said)
        if review not in seen:
            seen.add(review)
            number += 1
            yield {"review": review, "sentiment": side}


def write(name, count, seed, seen):
    rows = list(reviews(count, seed, seen))
    with open(HERE / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(name, len(rows), "rows")


if __name__ == "__main__":
    seen = set()
    write("reviews.csv", 600, 1, seen)
    write("reviews-new.csv", 200, 9, seen)
