"""An error that nobody catches: follow `free` down to the layer for which there is no room, then the fall."""


def place(name, need, free):
    if need > free:
        raise MemoryError(f"{name} needs {need}, {free} free")
    return free - need


def fit(layers, free):
    for name, need in layers.items():
        free = place(name, need, free)
    return free
