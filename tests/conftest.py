"""What holds for every test: no screen, no network, and nothing of the user's is touched."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import platformdirs
import pytest
from hypothesis import HealthCheck, settings

from desktop.core.changes import Change
from desktop.core.dataset import Dataset
from desktop.core.partial_date import PartialDate
from desktop.model import TYPES

# Set before anything loads Qt. A real window system can still be asked for from outside.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# How long one example takes says more about the machine than about the program, and the same
# examples in every run make a failure one that everybody sees.
settings.register_profile(
    "offtake",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("offtake")


def is_local(host: object) -> bool:
    """Tells whether an address stays on this machine."""
    if host in (None, "", b"", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def user_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Puts the folders for settings and backups into a temporary one."""
    folder = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("config", "data"):
            # The variable is for the processes that tests start, and works on Linux only.
            patch.setenv(f"XDG_{kind.upper()}_HOME", str(folder / kind))
            patch.setattr(
                platformdirs, f"user_{kind}_dir", lambda *_, path=folder / kind, **__: str(path)
            )
        yield


@pytest.fixture(scope="session", autouse=True)
def offline() -> Iterator[None]:
    """Makes every step out of this machine fail loudly: Offtake works without a network."""

    def guard(name: str) -> Callable[..., Any]:
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, *arguments: Any) -> Any:
            address = arguments[-1]
            if isinstance(address, tuple) and not is_local(address[0]):
                raise RuntimeError(f"A test tried to reach {address[0]} on the network.")
            return original(self, *arguments)

        return guarded

    def guarded_lookup(host: object, *arguments: Any, **options: Any) -> Any:
        if not is_local(host):
            raise RuntimeError(f"A test tried to look up {host} on the network.")
        return look_up(host, *arguments, **options)

    look_up: Callable[..., Any] = socket.getaddrinfo
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guard(name))
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        yield


@pytest.fixture
def small() -> Dataset:
    """Gives a small dataset: two metals, one Korean site, one Canadian plant."""
    line: dict[str, Any] = {"unit": "t", "basis": "contained"}
    rows: dict[str, list[dict[str, Any]]] = {
        "material": [{"code": "GE", "name": "germanium"}, {"code": "GA", "name": "gallium"}],
        "form": [
            {"code": "GEO2", "material": 1, "name": "dioxide", "metal_content": 0.69417},
            {"code": "GA-METAL", "material": 2, "name": "metal", "metal_content": 1.0},
        ],
        "organization": [
            {"code": "KZ", "name": "Korea Zinc", "roles": ("supplier",), "country": "KR"},
            {"code": "TECK", "name": "Teck", "roles": ("supplier",), "country": "CA"},
            {"code": "OPT", "name": "Optics", "roles": ("consumer",), "country": "KR"},
        ],
        "plant": [
            {"code": "ONSAN", "name": "Onsan", "owner": 1, "country": "KR"},
            {"code": "TRAIL", "name": "Trail", "owner": 2, "country": "CA"},
        ],
        "capacity": [
            {"code": "CAP-1", "plant": 1, "material": 1, "form": 1, "stage": "committed",
             "nameplate": 12.0, "start": PartialDate.parse("2028-H1"), **line},
            {"code": "CAP-2", "plant": 1, "material": 2, "stage": "announced",
             "nameplate": 15.5, "start": PartialDate.parse("2028"), **line},
            {"code": "CAP-3", "plant": 2, "material": 1, "stage": "operating", **line},
        ],
    }  # fmt: skip
    changes = [
        Change(type, id, None, values)
        for type, records in rows.items()
        for id, values in enumerate(records, start=1)
    ]
    return Dataset(TYPES).with_changes(changes)


@pytest.fixture(scope="session")
def qapp() -> Any:
    """Gives the one application of the process, as the program makes it.

    It stands here because a process can have no second one, whichever test asks first.
    """
    from desktop.ui.app import make_application

    return make_application(["offtake"])
