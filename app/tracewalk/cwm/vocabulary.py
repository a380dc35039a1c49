"""Token ids -> text, for servers that answer with ids (fgserve, vLLM's `return_token_ids`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tracewalk.cwm.tokens import SPECIAL_IDS

__all__ = ["byte_level", "decode"]


def decode(ids: Iterable[int], vocabulary: Mapping[int, bytes | str]) -> str:
    """The text of token ids; CWM's special tokens are known, also where the vocabulary lacks them.

    A vocabulary gives bytes, as a character may be spread over several tokens, or plain text. Nothing is dropped: an id
    that it lacks becomes `<|token 123|>`, bytes that are no UTF-8 their escapes.
    """
    parts: list[bytes] = []
    for number in ids:
        found = vocabulary.get(number, SPECIAL_IDS.get(number, f"<|token {number}|>"))
        parts.append(found if isinstance(found, bytes) else found.encode("utf-8", "backslashreplace"))
    return b"".join(parts).decode("utf-8", "backslashreplace")


def byte_level(vocabulary: Mapping[str, int]) -> dict[int, bytes]:
    """A byte-level BPE vocabulary (`model.vocab` of a `tokenizer.json`, GPT-2's alphabet), as `decode` takes it.

    In that alphabet printable bytes stand for themselves, the others for the characters from U+0100 on, in order.
    """
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in set(printable)]
    alphabet = {chr(byte): byte for byte in printable} | {chr(0x100 + i): byte for i, byte in enumerate(others)}
    return {
        number: bytes(alphabet[c] for c in token) if all(c in alphabet for c in token) else token.encode()
        for token, number in vocabulary.items()
    }
