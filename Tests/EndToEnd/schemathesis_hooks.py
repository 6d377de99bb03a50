"""What the contract fuzzer leaves out: texts that may be too long only by what the server takes out of them."""

import unicodedata

import schemathesis

# Controls and marks that nobody sees are taken out wherever they stand, white space at the ends.
UNSEEN = {"Cc", "Cf", "Cs"}
SPACE = {"Zl", "Zp", "Zs"}


def is_shortened(value):
    """Whether the server measures a long text, somewhere in the value, as shorter than it is."""
    if isinstance(value, dict):
        return any(is_shortened(one) for one in value.values())
    if isinstance(value, list):
        return any(is_shortened(one) for one in value)
    if not isinstance(value, str) or len(value) < 20:
        return False
    kinds = [unicodedata.category(mark) for mark in value]
    return not UNSEEN.isdisjoint(kinds) or not SPACE.isdisjoint((kinds[0], kinds[-1]))


@schemathesis.hook
def filter_body(context, body):
    """JSON Schema counts every character; the server does not."""
    return not is_shortened(body)
