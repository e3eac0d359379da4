"""Medians and what is known of them."""

from math import comb


def median(values):
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def interval(values, confidence=0.95):
    """Two of the values between which the median of what they were drawn from lies, so often at least; whatever the distribution.

    Below the k-th smallest of n it lies as often as a fair coin falls on one side fewer than k times of n. With fewer than six
    values not even the least and the greatest are as sure as 95 %: they are the answer then.
    """
    ordered, count = sorted(values), len(values)
    outside, place = 0, 0
    while 2 * (place + 1) <= count and 2 * (outside + comb(count, place)) <= (1 - confidence) * 2**count:
        outside += comb(count, place)
        place += 1
    return ordered[max(place, 1) - 1], ordered[count - max(place, 1)]
