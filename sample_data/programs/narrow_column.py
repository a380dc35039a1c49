"""Text wrapping: a word that would not fit on `line` sends the line to `lines` and starts the next one."""


def wrap(text, width):
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if len(longer) > width:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]
