"""Connections that a listening socket accepts send at once, as Streamlit's own would not."""

from __future__ import annotations

import socket

from tracewalk.web.nodelay import send_at_once


def test_what_is_accepted_does_not_wait() -> None:
    with socket.socket() as listening, socket.socket() as other:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        send_at_once()
        other.connect(listening.getsockname())
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert not other.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
