"""The first neural network: the two weights and the bias move only when the guess is wrong, until they know OR."""

SAMPLES = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 1)]


def train():
    a = b = bias = 0
    wrong = len(SAMPLES)
    while wrong:
        wrong = 0
        for (x, y), truth in SAMPLES:
            error = truth - (a * x + b * y + bias > 0)
            if error:
                a, b, bias = a + error * x, b + error * y, bias + error
                wrong += 1
    return a, b, bias
