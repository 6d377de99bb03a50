"""What the contract fuzzer writes differently: a text that is too long only by what the server takes out of it.

JSON Schema counts every character; the server counts a long text without controls and marks that nobody sees, wherever
they stand, and without white space at the ends. Letters stand in for these, so that both count alike. They are put
in, instead of the body being thrown away: a form with many long texts would hardly ever be tried."""

import unicodedata

import schemathesis

UNSEEN = {"Cc", "Cf", "Cs"}
SPACE = {"Zl", "Zp", "Zs"}
LONG = 20


def counted(value):
    """The value with each long text in it as long for the server as it is for JSON Schema."""
    if isinstance(value, dict):
        return {key: counted(one) for key, one in value.items()}
    if isinstance(value, list):
        return [counted(one) for one in value]
    if not isinstance(value, str) or len(value) < LONG:
        return value
    ends = (0, len(value) - 1)
    return "".join(
        "x" if unicodedata.category(mark) in (UNSEEN | SPACE if at in ends else UNSEEN) else mark
        for at, mark in enumerate(value)
    )


@schemathesis.hook
def map_body(context, body):
    """Every body is tried, with its long texts counted alike."""
    return counted(body)
