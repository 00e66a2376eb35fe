"""Sets up Offtake's environment and runs things in it, from any folder, on any system.

    python3 packaging/dev.py run [ARGS]      start Offtake; ARGS as for `python -m desktop`
    python3 packaging/dev.py test [ARGS]     run the tests; ARGS go to pytest
    python3 packaging/dev.py bench [CASES]   measure against what else there is; --help lists all
    python3 packaging/dev.py check           run every other check: lint, format, types, layers
    python3 packaging/dev.py python ARGS     run the environment's Python
    python3 packaging/dev.py lock [ARGS]     make the lock files anew; ARGS go to `uv pip compile`
    python3 packaging/dev.py wheels          check that every locked package has its wheels
    python3 packaging/dev.py shots [ARGS]    make the pictures of README and of the guide anew
    python3 packaging/dev.py guide ARGS      write the guide as PDF; --help lists all ARGS
    python3 packaging/dev.py build [ARGS]    make the application in dist; --help lists all ARGS

The environment is .venv in the project's folder. It is made, updated or repaired when needed; to
start anew, delete it. On Debian and Ubuntu, missing system libraries are installed (as root) or
named with the command that installs them. pip's own settings (index, proxy, certificate) hold.

`run`, `bench`, `python`, `shots` and `guide` keep the current folder; the others work in the
project's folder. `test` without ARGS runs everything on all processor cores. `lock` keeps the
locked versions that still fit; give it --upgrade for the newest ones. Nothing but the program that
was asked for writes to standard output.
"""

# Every start imports this much; the rest waits until there is something to set up.
import os
import sys

OLDEST, NEWEST = (3, 11), (3, 13)


def _wrong_python():
    # type: () -> str
    """Gives the sentence for a Python that is too old or too new, naming a better one."""
    import shutil

    sentence = "Offtake needs Python 3.11, 3.12 or 3.13; this is Python {}.{} ({}).".format(
        sys.version_info[0], sys.version_info[1], sys.executable
    )
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        if shutil.which("python3.%d" % minor):
            return sentence + " Start it with python3.%d instead of python3." % minor
    return sentence + " Install one of these and start again with it."


# This comes before all else, because an older Python cannot even read the annotations below.
if not OLDEST <= sys.version_info[:2] <= NEWEST:
    sys.exit("dev.py: " + _wrong_python())

# Even where Python was told not to look beside a script for modules, these are found.
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from environment import ROOT, VENV_PYTHON, ensure, explain_pip
from messages import Failure, last_lines, run_quietly, say
from system import add_packages, missing_tools, opens_window

UV = "uv>=0.13,<0.14"


def become(arguments: list[str]) -> int:
    """Goes on as the environment's Python; where a process cannot do that, runs it to its end."""
    sys.stdout.flush()
    if sys.platform != "win32":
        os.execv(VENV_PYTHON, [VENV_PYTHON, *arguments])
    import subprocess

    with subprocess.Popen([VENV_PYTHON, *arguments]) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                # The program got it too, and decides what to do.
                continue


def run(arguments: list[str]) -> int:
    """Starts Offtake in the current folder, since file names among the arguments belong there."""
    ensure("run", opens_window())
    # -P: a folder named like one of our packages in the current folder must not be taken for it.
    return become(["-P", "-m", "desktop", *arguments])


def python(arguments: list[str]) -> int:
    """Runs the environment's Python in the current folder."""
    ensure("run", opens_window())
    return become(arguments)


def test(arguments: list[str]) -> int:
    """Runs the tests: those that the arguments name, or all of them on every core."""
    ensure("dev")
    os.chdir(ROOT)
    # The workers, and the processes that tests start, compile each file once for all of them.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = os.path.join(ROOT, ".venv", "compiled")
    return become(["-m", "pytest", *(arguments or ["-n", "auto"])])


def bench(arguments: list[str]) -> int:
    """Measures the program against other ways to do the same: the cases named, or all."""
    ensure("bench")
    return become(["-P", "-m", "tests.benchmarks.bench", *arguments])


def check(arguments: list[str]) -> int:
    """Runs every check but the tests, to the last one, and says which of them found something."""
    if arguments:
        raise Failure("`check` takes no arguments.", 2)
    ensure("dev")
    import subprocess

    checks = {
        "lint": ["ruff", "check", "."],
        "format": ["ruff", "format", "--check", "."],
        "types": ["mypy"],
        "layers": ["pytest", "-q", "-p", "no:cacheprovider", "tests/architecture"],
    }
    failed = []
    for name, command in checks.items():
        say(f"--- {name}: {' '.join(command)}")
        if subprocess.run([VENV_PYTHON, "-m", *command], cwd=ROOT, check=False).returncode:
            failed.append(name)
    say("check: " + ("not right yet: " + ", ".join(failed) if failed else "all is well"))
    return 1 if failed else 0


def lock(arguments: list[str]) -> int:
    """Makes the lock files anew from pyproject.toml, for every system and Python at once."""
    import tempfile

    add_packages(missing_tools())
    with tempfile.TemporaryDirectory() as folder:
        say("Fetching uv, which makes the lock files ...")
        scripts = os.path.join(folder, "Scripts" if sys.platform == "win32" else "bin")
        for step in (
            [sys.executable, "-m", "venv", folder],
            [os.path.join(scripts, "python"), "-m", "pip", "install", "--no-user", "-q", UV],
        ):
            status, output = run_quietly(step)
            if status:
                raise Failure(explain_pip(output))
        # The run-time lock constrains the others, so that all of them meet what users get.
        os.chdir(ROOT)
        compile_lock = [
            os.path.join(scripts, "uv"),
            *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
            *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"),
            *("--custom-compile-command", "python3 packaging/dev.py lock"),
            *arguments,
            "pyproject.toml",
        ]
        for name, options in {
            "run": [],
            "dev": ["--group", "dev", "--constraints", "packaging/run.lock"],
            "bench": ["--group", "bench", "--constraints", "packaging/dev.lock"],
            "build": ["--group", "build", "--constraints", "packaging/dev.lock"],
        }.items():
            output_file = f"packaging/{name}.lock"
            status, output = run_quietly([*compile_lock, *options, "--output-file", output_file])
            if status:
                raise Failure(f"uv could not make {output_file}. It said: {last_lines(output, 8)}")
            say(f"Made {output_file}.")
    return 0


def wheels(arguments: list[str]) -> int:
    """Checks that every locked package can be installed everywhere without compiling."""
    ensure("dev")
    return become([os.path.join(ROOT, "packaging", "wheels.py"), *arguments])


def shots(arguments: list[str]) -> int:
    """Makes the pictures of README and of the guide anew, or others to be looked at."""
    ensure("run", opens_window())
    return become([os.path.join(ROOT, "packaging", "shots.py"), *arguments])


def guide(arguments: list[str]) -> int:
    """Writes the guide as PDF."""
    ensure("run", opens_window())
    return become([os.path.join(ROOT, "packaging", "guide.py"), *arguments])


def build(arguments: list[str]) -> int:
    """Makes the application for this system, with packages of build.lock and nothing else."""
    from build_environment import ensure_build

    python = ensure_build()
    import subprocess

    script = os.path.join(ROOT, "packaging", "release.py")
    return subprocess.run([python, script, *arguments], check=False).returncode


COMMANDS = {
    "run": run,
    "test": test,
    "bench": bench,
    "check": check,
    "python": python,
    "lock": lock,
    "wheels": wheels,
    "shots": shots,
    "guide": guide,
    "build": build,
}


def main(arguments: list[str]) -> int:
    """Runs one command line and gives its exit status; every failure is a sentence."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print((__doc__ or "").strip())
        return 0
    if arguments[0] not in COMMANDS:
        say(f"dev.py: there is no command {arguments[0]!r}; it is one of {', '.join(COMMANDS)}.")
        return 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Failure as failure:
        say(f"dev.py: {failure}")
        return failure.status
    except KeyboardInterrupt:
        say("dev.py: stopped. The next start takes up what is missing.")
        return 130
    except OSError as error:
        say(f"dev.py: {error.filename or ROOT} cannot be used: {error.strerror or error}.")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
