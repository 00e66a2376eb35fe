"""The system's part: the libraries, tools and fonts that Python packages do not bring."""

import os
import sys

from messages import Failure, last_lines, run_quietly, say

# The shared libraries that Qt loads but does not bring, with the Debian packages that hold them.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
X11_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Any of these shows Korean; without one, Korean text is a row of boxes.
KOREAN_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/nanum",
    "/usr/share/fonts/truetype/unfonts-core",
    "/usr/share/fonts/truetype/baekmuk",
)


def missing_libraries(with_window: bool) -> dict[str, str]:
    """Gives the system libraries that Qt will not find, with their Debian packages; Linux only."""
    if not sys.platform.startswith("linux"):
        return {}
    folders = [folder for folder in os.environ.get("LD_LIBRARY_PATH", "").split(":") if folder]
    multiarch = getattr(sys.implementation, "_multiarch", "")
    folders += [f"/usr/lib/{multiarch}", f"/lib/{multiarch}", "/usr/lib64", "/usr/lib", "/lib"]
    libraries = QT_LIBRARIES | X11_LIBRARIES if with_window else QT_LIBRARIES
    return {
        library: package
        for library, package in libraries.items()
        if not any(os.path.exists(f"{folder}/{library}") for folder in folders)
        and not _loads(library)
    }


def _loads(library: str) -> bool:
    """Tells whether the system's loader finds a library that is in none of the usual folders."""
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def opens_window() -> bool:
    """Tells whether Qt would open real X11 windows here."""
    platform = os.environ.get("QT_QPA_PLATFORM") or "xcb"
    return bool(os.environ.get("DISPLAY")) and platform.startswith("xcb")


def missing_tools() -> dict[str, str]:
    """Gives what an environment needs and Debian leaves out, with the packages that hold it."""
    tools: dict[str, str] = {}
    if sys.base_prefix != "/usr" or not is_debian():
        return tools
    if lacks_venv_modules():
        tools["the module venv"] = f"python3.{sys.version_info[1]}-venv"
    # Debian's pip trusts the system's certificates and no others, unless told to.
    if not os.environ.get("PIP_CERT") and not os.path.exists("/etc/ssl/certs/ca-certificates.crt"):
        tools["certificates"] = "ca-certificates"
    return tools


def missing_fonts() -> list[str]:
    """Gives the package of a font for Korean text if there is none; a wish, not a need."""
    return [] if any(map(os.path.exists, KOREAN_FONTS)) else ["fonts-noto-cjk"]


def is_debian() -> bool:
    """Tells whether this is Debian, Ubuntu or one of their kin."""
    import shutil

    return sys.platform.startswith("linux") and shutil.which("apt-get") is not None


def add_packages(missing: dict[str, str], wished: list[str] | None = None) -> None:
    """Installs the Debian packages of what is missing; where it cannot, names them and stops."""
    wished = wished or []
    packages = sorted(missing.values())
    if not is_debian():
        if missing:
            raise Failure(
                f"Qt needs libraries that this system lacks: {', '.join(missing)}."
                " Install them with the system's package manager.",
                2,
            )
    elif sys.platform != "win32" and os.geteuid() == 0:
        if packages or wished:
            apt_install(packages, wished)
    elif packages:
        line = "sudo apt-get install " + " ".join(packages + wished)
        raise Failure(f"Offtake needs a few system packages. Install them with:\n{line}", 2)
    elif wished:
        say(f"To see Korean text, install a font for it: sudo apt-get install {' '.join(wished)}")


def apt_install(packages: list[str], wished: list[str]) -> None:
    """Installs the packages as root, and the wished ones if that works."""
    say("Installing system packages: " + " ".join(packages + wished) + " ...")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    # Old package lists are the common reason for an install that fails. Where they cannot be
    # fetched anew, what is already there may still do: only the install's own status counts.
    run_quietly([*apt, "update"], environment)
    install = [*apt, "install", "--no-install-recommends"]
    status, output = run_quietly([*install, *packages, *wished], environment)
    if status and packages and wished:
        status, output = run_quietly([*install, *packages], environment)
    if status and packages:
        names = " ".join(packages)
        raise Failure(f"apt-get could not install {names}. It said: {last_lines(output)}", 2)
    if status:
        say("No font for Korean text could be installed; Offtake works without it.")


def lacks_venv_modules() -> bool:
    """Tells whether this Python comes without what it takes to make an environment."""
    import importlib.util

    # They may have been installed since this process started.
    importlib.invalidate_caches()
    return any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip"))
