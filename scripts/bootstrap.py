"""Prepares `.venv` with the pinned requirements of one kind, `run` or `dev`.

Nothing but a Python is needed: pip lies in `requirements/`, because Debian's Python comes without
one; where `uv` is on the PATH it is used, because it is faster. What is installed is remembered by
the digest of the requirement files, so that a second call has nothing to do. An environment whose
making was interrupted is made anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / "unfinished"
REQUIREMENTS = ROOT / "requirements"
PIP = next(REQUIREMENTS.glob("pip-*.whl"))
PACKAGES = (ROOT / "clients" / "python", ROOT)


def main(kind: str) -> None:
    """Bring `.venv` up to date for one kind; the kind `dev` contains `run`."""
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second `make` waits for the first one's installation
        if any(is_current(wanted) for wanted in {kind, "dev"}):
            return
        say("必要な部品を用意しています(数分かかることがあります)。")
        say("Preparing the environment (this may take a few minutes).")
        install(kind)
        stamp(kind).write_text(digest(kind))


def stamp(kind: str) -> Path:
    """The file that says what was installed."""
    return VENV / f"installed-{kind}"


def is_current(kind: str) -> bool:
    """Whether what is installed is what the files ask for."""
    written = stamp(kind)
    return not UNFINISHED.exists() and written.exists() and written.read_text() == digest(kind)


def digest(kind: str) -> str:
    """Everything that an installation depends on, in one word."""
    files = [REQUIREMENTS / f"{kind}.txt", Path(__file__)]
    files += [package / "pyproject.toml" for package in PACKAGES]
    whole = hashlib.sha256(f"{ROOT} {version()}".encode())
    for file in files:
        whole.update(file.read_bytes())
    return whole.hexdigest()


def version() -> str:
    """The version of the environment's Python, "" when there is none that works."""
    if not PYTHON.exists():
        return ""
    command = [str(PYTHON), "-c", "import sys; print(sys.version_info >= (3, 11) and sys.version)"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.stdout.strip()


def install(kind: str) -> None:
    """Install the requirements by their hashes and then the two packages of this repository."""
    if UNFINISHED.exists() or version() in {"", "False"}:
        if VENV.exists():
            shutil.rmtree(VENV)
        run(sys.executable, "-m", "venv", "--without-pip", VENV)
    UNFINISHED.touch()
    quiet = ("install", "-qq", "--disable-pip-version-check")
    run(PYTHON, PIP / "pip", *quiet, "--no-index", PIP)
    pinned = ("--require-hashes", "-r", REQUIREMENTS / f"{kind}.txt")
    if not uv_installs(*pinned):
        run(PYTHON, "-m", "pip", *quiet, *pinned)
    local = [part for package in PACKAGES for part in ("--editable", package)]
    run(PYTHON, "-m", "pip", *quiet, "--no-index", "--no-deps", "--no-build-isolation", *local)
    UNFINISHED.unlink()


def uv_installs(*pinned: object) -> bool:
    """Whether `uv` is there and could do it; it ignores pip's own settings."""
    uv = shutil.which("uv")
    words = ("pip", "install", "--quiet", "--python", PYTHON, *pinned)
    return (
        uv is not None
        and not subprocess.run([uv, *map(str, words)], capture_output=True, check=False).returncode
    )


def run(*command: object) -> None:
    """Run a command that must succeed.

    Raises:
        SystemExit: it failed; what it printed is there to read.
    """
    words = [str(part) for part in command]
    if subprocess.run(words, check=False).returncode:
        say(f"\n用意できませんでした。次の命令が失敗しました: {' '.join(words)}")
        say("This command of the preparation failed. Running it all again starts anew.")
        raise SystemExit(1)


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
