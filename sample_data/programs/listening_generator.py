"""A generator that listens: each `send` wakes the sleeping frame, and all its locals are still there."""


def running_mean():
    total = count = mean = 0
    while True:
        value = yield mean
        total += value
        count += 1
        mean = total / count


def main():
    average = running_mean()
    next(average)
    seen = []
    for reward in (4, 8):
        seen.append(average.send(reward))
    average.close()
    return seen
