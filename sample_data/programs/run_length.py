"""String building: `run` counts up while a letter repeats, and falls to zero each time `out` grows."""


def squeeze(text):
    out, run = "", 0
    for here, after in zip(text, text[1:] + "."):
        run += 1
        if here != after:
            out += here + str(run) * (run > 1)
            run = 0
    return out
