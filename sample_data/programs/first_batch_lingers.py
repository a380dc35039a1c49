"""A default argument is made once: Tuesday's batch starts with what Monday left in it."""


def add(sample, batch=[]):
    batch.append(sample)
    return batch


def main():
    monday = add("cat")
    tuesday = add("dog")
    wednesday = add("owl", [])
    return monday, tuesday, wednesday
