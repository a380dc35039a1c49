"""Bit tricks: `(part - 1) & mask` counts down through exactly those numbers that use no bit outside the mask."""


def subsets(mask):
    part, found = mask, []
    while part:
        found.append(f"{part:04b}")
        part = (part - 1) & mask
    return found
