# What the scripts share; sourced, never run. Leaves the caller in the root of the checkout.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

# One cache for all checkouts: what ccache compares says nothing of where this one lies.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

# Compilers at once: as many as there are cores, less where memory is short (1.5 GiB each).
jobs_here() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable/ {print int($2 / 1572864)}' /proc/meminfo)
  [ "$memory" -ge 1 ] || memory=1
  echo $((cores < memory ? cores : memory))
}

folder_of() { [ "$1" = release ] && echo build || echo "build-$1"; }

configure() { # preset
  # Again only when it never was: later changes of CMake files are ninja's to notice.
  [ -f "$(folder_of "$1")/build.ninja" ] || cmake --preset "$1"
}

# The targets of a configured folder among those named, one a line.
targets_among() { # folder name…
  local folder=$1; shift
  ninja -C "$folder" -t targets all | sed 's/: .*//' | grep -Fx "$(printf '%s\n' "$@")" || true
}
