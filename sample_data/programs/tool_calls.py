"""Pattern matching: an agent's messages fall through the cases until one fits, and bind names on the way."""


def act(message):
    match message:
        case {"tool": "bash", "args": [command, *rest]}:
            return f"run {command}/{len(rest)}"
        case {"tool": str(name)}:
            return f"no tool {name}"
        case {"text": text} if text.strip():
            return text.strip()
    return "ignored"


def main():
    return [
        act({"tool": "bash", "args": ["ls", "-l"]}),
        act({"tool": "fly"}),
        act({"text": " "}),
    ]
