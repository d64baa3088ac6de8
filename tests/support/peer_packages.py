"""Packages that only a comparison with a peer needs: put by pip into an environment below the build folder, beside
what the distribution's Python has. A test that cannot have them says so and is skipped."""
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

SKIP = 77
FOLDER = pathlib.Path(os.environ.get("MILLRACE_BIN_DIR", "build/bin")).resolve().parent / "peers"


def pip(python, *words):
    done = subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *words],
                          capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
        print(f"skipped: {' '.join(words)} cannot be had here: {last}")
        sys.exit(SKIP)


def run_with(name, packages, alone=()):
    """Goes on in a Python that has these packages; `alone`: those whose requirements are not wanted."""
    words = sorted(packages) + sorted(alone)
    place = FOLDER / f"{name}-{hashlib.sha256(' '.join(words).encode()).hexdigest()[:12]}"
    python = place / "bin" / "python"
    if pathlib.Path(sys.prefix) == place:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / f"{place.name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "whole").exists():
            shutil.rmtree(place, ignore_errors=True)
            made = subprocess.run(["/usr/bin/python3", "-m", "venv", "--system-site-packages", place])
            if made.returncode != 0:
                print("skipped: no virtual environment can be made (Debian: python3-venv)")
                sys.exit(SKIP)
            if packages:
                pip(python, *packages)
            if alone:
                pip(python, "--no-deps", *alone)
            (place / "whole").touch()
    os.execv(python, [str(python), *sys.argv])
