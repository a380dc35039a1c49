"""Names that go away: `except ... as` takes its name with it when it ends, even one that was there before."""


def main():
    error = "none so far"
    try:
        1 / 0
    except ZeroDivisionError as error:
        kind = type(error).__name__
    try:
        return error
    except UnboundLocalError:
        del kind
    return sorted(locals())
