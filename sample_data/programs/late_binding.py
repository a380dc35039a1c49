"""Closures look their names up late: three lambdas, one `weight`, and only its last value counts."""


def main():
    late, early = [], []
    for weight in (1, 2, 3):
        late.append(lambda x: weight * x)
        early.append(lambda x, weight=weight: weight * x)
    return [f(10) for f in late], [f(10) for f in early]
