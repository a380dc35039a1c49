"""Escaping: watch a dangerous string lose its teeth, and why `&` must be the first to go."""

ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def escape(text):
    for char, entity in ENTITIES.items():
        text = text.replace(char, entity)
    return text


def cell(name, text):
    return f'<td title="{escape(name)}">{escape(text)}</td>'
