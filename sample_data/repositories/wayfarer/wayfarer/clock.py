"""Times of day as minutes since midnight; what comes after midnight has more than 1,440."""

DAY = 24 * 60


def minutes(text):
    """`07:45` -> 465. Raises ValueError for what is no time of day."""
    hours, sign, rest = text.strip().partition(":")
    if not (sign and hours.isdigit() and rest.isdigit() and int(hours) < 24 and int(rest) < 60):
        raise ValueError(f"{text!r} is no time of day; write it as 07:45")
    return int(hours) * 60 + int(rest)


def clock(when):
    """465 -> `07:45`; of the next day `00:20+1`."""
    days, rest = divmod(when, DAY)
    hours, mins = divmod(rest, 60)
    return f"{hours:02}:{mins:02}" + (f"+{days}" if days else "")


def span(length):
    """95 -> `1 h 35 min`."""
    hours, mins = divmod(length, 60)
    if hours and mins:
        return f"{hours} h {mins} min"
    return f"{hours} h" if hours else f"{mins} min"
