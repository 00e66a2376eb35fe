"""The program needs no network, and the tests' own guard against it works."""

from __future__ import annotations

import socket
import threading

import pytest

# From a block that is set aside for documentation: nobody answers there.
ELSEWHERE = ("192.0.2.1", 80)


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_a_connection_to_another_machine_fails_at_once(method: str) -> None:
    with (
        socket.socket() as client,
        pytest.raises(RuntimeError, match=r"tried to reach 192\.0\.2\.1"),
    ):
        getattr(client, method)(ELSEWHERE)


def test_a_packet_to_another_machine_fails_at_once() -> None:
    with (
        socket.socket(type=socket.SOCK_DGRAM) as client,
        pytest.raises(RuntimeError, match="tried to reach"),
    ):
        client.sendto(b"hello", ELSEWHERE)


def test_looking_up_another_machine_fails_at_once() -> None:
    with pytest.raises(RuntimeError, match="tried to look up"):
        socket.create_connection(("offtake.example", 80))


def test_this_machine_can_still_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answering = threading.Thread(target=lambda: server.accept()[0].close())
        answering.start()
        socket.create_connection(server.getsockname()).close()
        answering.join()
