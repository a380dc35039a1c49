"""Exceptions: a ValueError falls through a frame that does not expect it and is answered one floor above."""


def parse(line):
    name, text = line.split("=")
    return name, int(text)


def setting(line):
    name, value = parse(line)
    return {name: value}


def load(lines):
    settings = {}
    for line in lines:
        try:
            settings |= setting(line)
        except ValueError as error:
            settings[line] = str(error)[:12]
    return settings
