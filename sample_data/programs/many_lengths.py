"""Unicode: one word and its length in letters as seen, in code points, in bytes, and after an unkind cut."""

import unicodedata


def lengths(word):
    joined = unicodedata.normalize("NFC", word)
    apart = unicodedata.normalize("NFD", word)
    raw = joined.encode()
    torn = raw[:-1].decode(errors="replace")
    escaped = ascii(torn)
    return len(joined), len(apart), len(raw), escaped
