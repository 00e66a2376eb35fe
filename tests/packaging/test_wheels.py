"""Looking for ready-made builds: the older system first, and what is told of the newer one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import wheels

#: The oldest macOS that each package of a made-up index has a build for; nothing has none at all.
INDEX = {"old": "macosx_11_0_arm64", "new": "macosx_13_0_arm64", "none": ""}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Gives what the stand-in for pip was asked: the tags of each question."""
    questions: list[tuple[str, ...]] = []

    def ask_pip(
        requirements: dict[str, str], python: str, tags: Sequence[str]
    ) -> dict[str, str] | str:
        questions.append(tuple(tags))
        for name in requirements:
            if not INDEX[name] or INDEX[name] > tags[0]:
                return name
        return {name: f"{name}-1-{INDEX[name]}.whl" for name in requirements}

    monkeypatch.setattr(wheels, "ask_pip", ask_pip)
    return questions


def test_a_package_is_looked_for_on_the_oldest_system_first(
    asked: list[tuple[str, ...]],
) -> None:
    target = wheels.Target("macOS arm64", "3.12")
    found = wheels.find_wheels({"old": "old==1"}, target)
    assert found == {"old": wheels.Build("old-1-macosx_11_0_arm64.whl")}
    assert asked == [("macosx_11_0_arm64",)]


def test_what_needs_a_newer_system_says_which(asked: list[tuple[str, ...]]) -> None:
    target = wheels.Target("macOS arm64", "3.12")
    found = wheels.find_wheels({name: f"{name}==1" for name in INDEX}, target)
    assert {name: build.newer for name, build in found.items()} == {
        "old": "",
        "new": "macosx_13_0_arm64",
    }


def test_a_package_for_another_system_is_not_asked_for() -> None:
    hashed = " \\\n    --hash=sha256:0\n"
    lock = f"plain==1{hashed}only==2 ; sys_platform == 'win32'{hashed}"
    requirements = wheels.read_lock(lock)
    assert set(wheels.wanted_on(requirements, "macOS arm64")) == {"plain==1"}
    wanted = wheels.wanted_on(requirements, "Windows x64")
    assert "sys_platform" not in wanted["only==2"]


def test_the_newest_macos_that_is_asked_for_is_the_oldest_that_the_bundle_starts_on() -> None:
    import bundle

    oldest = bundle.info_plist()["LSMinimumSystemVersion"].replace(".", "_")
    for machine in ("arm64", "x86_64"):
        assert wheels.PLATFORMS[f"macOS {machine}"][-1] == (f"macosx_{oldest}_{machine}",)
