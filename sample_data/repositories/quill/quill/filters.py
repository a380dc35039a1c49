"""The filters of `{{ value|filter:argument }}`; each takes a value and texts."""


def default(value, instead=""):
    """The value, or something else where there is none."""
    return instead if value is None or value == "" else value


def join(value, between=", "):
    """Items as one text."""
    return between.join(str(item) for item in value)


def short(value, most="20"):
    """A text of at most so many characters, the last three dots where it was longer."""
    text, room = str(value), int(most)
    if len(text) <= room:
        return text
    return text[: room - 3] + "..."


def title(value):
    """Each word with a capital."""
    return " ".join(word[:1].upper() + word[1:] for word in str(value).split())


FILTERS = {
    "default": default,
    "join": join,
    "lower": lambda value: str(value).lower(),
    "short": short,
    "title": title,
    "upper": lambda value: str(value).upper(),
}
