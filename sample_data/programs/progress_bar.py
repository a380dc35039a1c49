"""Printing: the output grows line by line as you step, on stdout and once on stderr."""

import sys


def train(epochs):
    loss = 60
    for epoch in range(1, epochs + 1):
        loss //= 2
        bar = "#" * epoch + "." * (epochs - epoch)
        print(f"[{bar}] loss {loss}")
        if loss % 2:
            print("loss is odd", file=sys.stderr)
    return loss
