"""Waiting for something to become true, never longer than a stated time."""

import time


def eventually(probe, what, seconds=30.0):
    """The first true value of `probe()`; fails naming `what` when there is none within `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = probe()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.02)
