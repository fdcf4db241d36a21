"""Blocks of work timed until enough time has passed, as `tanglewalk bench` does it; their median."""

import argparse
import json
import statistics
import time

WARM_UP = 0.2


def durations(seconds, block):
    """What each block took, s, after a warm-up; at least one."""
    begun = time.perf_counter()
    warm, whole = WARM_UP * seconds, (1 + WARM_UP) * seconds
    block()
    taken = []
    while True:
        start = time.perf_counter()
        if start - begun >= whole and taken:
            return taken
        block()
        if start - begun >= warm:
            taken.append(time.perf_counter() - start)


def rate(seconds, items, block):
    """Items a second of a block that does `items` of them; the median."""
    return items / statistics.median(durations(seconds, block))


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each measurement")
    return parser


def tell(figures):
    print(json.dumps(figures, indent=2))
