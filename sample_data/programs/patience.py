"""A closure with a memory: `best` and `left` outlive the call that made them, and decide when training stops."""


def early_stopping(patience):
    best, left = None, patience

    def stop(loss):
        nonlocal best, left
        if best is None or loss < best:
            best, left = loss, patience
        else:
            left -= 1
        return left == 0

    return stop


def train(losses):
    stop = early_stopping(2)
    for epoch, loss in enumerate(losses):
        if stop(loss):
            return epoch
    return None
