#!/usr/bin/env python3
"""Writes tickets-*.csv beside itself: made-up tickets of a help desk, the same at each run.

What a ticket wants (`intent`) follows from its words. How urgent it is follows from its words, a threshold of `amount` and `plan` together, so
that neither the words nor the columns beside them tell it alone.
"""

import csv
import random
from pathlib import Path

HERE = Path(__file__).resolve().parent

WORDS = {
    "refund": [
        "I want my money back for {thing}",
        "please refund {thing}",
        "{thing} was charged twice, return the amount",
        "you billed me wrongly for {thing}",
        "give back what I paid for {thing}",
        "the price on the bill for {thing} is too high",
    ],
    "repair": [
        "{thing} does not work any more",
        "{thing} stopped working after the update",
        "there is a crash whenever I open {thing}",
        "{thing} shows an error",
        "something is wrong with {thing}, it freezes",
        "{thing} is broken, can somebody fix it",
    ],
    "delivery": [
        "where is {thing}",
        "{thing} has not arrived yet",
        "my parcel with {thing} is late",
        "the courier lost {thing}",
        "still waiting for {thing} to be delivered",
        "tracking says {thing} was left at another address",
    ],
    "access": [
        "I cannot log in to {thing}",
        "my password for {thing} is refused",
        "locked out of {thing}",
        "reset my access to {thing}",
        "the sign-in page of {thing} rejects me",
        "no code comes when I sign in to {thing}",
    ],
    "cancel": [
        "I no longer want {thing}, cancel it",
        "please end my contract for {thing}",
        "how do I unsubscribe from {thing}",
        "close the order of {thing} before it ships",
        "stop the renewal of {thing}",
        "I changed my mind about {thing}",
    ],
    "change": [
        "can I switch {thing} to another size",
        "please update the name on {thing}",
        "move {thing} to my new office",
        "add a second user to {thing}",
        "I would like to upgrade {thing}",
        "change the color of {thing}",
    ],
}
THINGS = [
    "the printer", "my tablet", "the billing portal", "the new phone", "our router", "the premium plan", "the headset", "the mobile app",
    "my order", "the camera", "the standing desk", "our meeting room screen", "the backup drive", "the coffee machine",
]
OPENINGS = ["Hello,", "Hi team,", "", "", "Good morning,", "Dear support,", "", "Hey,", "To whom it may concern:"]
CLOSINGS = ["", "thanks", "please help", "this is the third time I write", "regards", "", "I need this today", "who can look at it", ""]
PLANS = ["free", "pro", "business"]
THRESHOLD = 55


def urgency(intent, amount, plan):
    large = amount > THRESHOLD
    if intent == "refund":
        return "low" if not large else "high" if plan == "business" else "normal"
    if intent == "repair":
        return "high" if plan == "business" and large else "low" if plan == "free" else "normal"
    if intent == "delivery":
        return "high" if large else "low"
    if intent == "access":
        return "high" if plan == "business" else "normal" if large else "low"
    if intent == "cancel":
        return "normal" if plan == "free" else "low"
    return "normal" if large and plan != "free" else "low"


def tickets(count, intents, seed):
    source = random.Random(seed)

    def one_of(values):
        # Of `random()` alone, which is the same in every release of Python.
        return values[int(source.random() * len(values))]

    for _ in range(count):
        intent = one_of(intents)
        words = [one_of(OPENINGS), one_of(WORDS[intent]).format(thing=one_of(THINGS)), one_of(CLOSINGS)]
        body = " ".join(word for word in words if word)
        # A third has a number of its own, as real ones do.
        if source.random() < 0.33:
            body += f" (order {10_000 + int(source.random() * 90_000)})"
        # Halves below and above the threshold, most near it, some far out.
        amount = round(THRESHOLD * 10 ** (1.4 * (source.random() - 0.5)), 2)
        plan = one_of(PLANS)
        yield {"body": body, "amount": amount, "plan": plan, "intent": intent, "urgency": urgency(intent, amount, plan)}


def write(name, count, intents, seed):
    rows = list(tickets(count, intents, seed))
    with open(HERE / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(name, len(rows), "rows")


if __name__ == "__main__":
    write("tickets-1.csv", 400, ["refund", "repair", "delivery"], 1)
    write("tickets-2.csv", 400, ["access", "refund", "delivery"], 2)
    write("tickets-3.csv", 400, ["cancel", "change", "repair"], 3)
    write("tickets-new.csv", 200, list(WORDS), 9)
