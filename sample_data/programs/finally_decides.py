"""`finally` runs on every way out, and a `return` inside it makes the exception vanish without a word."""


def save(path, log):
    try:
        log.append("open")
        if not path:
            raise OSError("no path")
        return "saved"
    finally:
        log.append("close")


def save_quietly(path, log):
    try:
        return save(path, log)
    finally:
        return "fine"


def main():
    log = []
    good = save("a.pt", log)
    bad = save_quietly("", log)
    return good, bad, log
