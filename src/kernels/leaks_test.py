"""Proves that files compiled for AVX2 and AVX-512 hand no code to the rest of the program.

A weak symbol in such an object (an inline function, a template) may be the copy that the linker keeps for everybody,
and a processor without the instructions dies on it. So: no weak symbols, and no includes that could bring them.

usage: leaks_test.py COMPILER FOLDER OBJECT…"""
import pathlib
import re
import subprocess
import sys
import tempfile

SYSTEM = {"immintrin.h", "cstdint", "cstddef"}


def weak_symbols(obj):
    lines = subprocess.run(["nm", "-C", obj], check=True, capture_output=True, text=True).stdout.splitlines()
    return [line for line in lines if re.match(r"[0-9a-f]{16} [VvWwu] ", line)]


def includes(path, folder, seen):
    """All system headers that a file includes, also through our own headers."""
    if path in seen:
        return set()
    seen.add(path)
    found = set()
    for kind, name in re.findall(r'^#include ([<"])([^>"]+)[>"]', path.read_text(), re.M):
        found |= {name} if kind == "<" else includes(folder.parent / name, folder, seen)
    return found


def planted_fault_is_seen(compiler):
    with tempfile.TemporaryDirectory() as scratch:
        source = pathlib.Path(scratch) / "leak.cc"
        source.write_text("inline int leak(int x) { return x + 1; }\nint (*used())(int) { return leak; }\n")
        subprocess.run([compiler, "-O2", "-c", source, "-o", f"{scratch}/leak.o"], check=True)
        return any("leak(int)" in line for line in weak_symbols(f"{scratch}/leak.o"))


def main():
    compiler, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    objects = [obj for obj in sys.argv[3:] if "avx" in pathlib.Path(obj).name]
    sources = sorted(folder.glob("*/avx*.cc"))
    findings = [f"{obj}: {line}" for obj in objects for line in weak_symbols(obj)]
    for source in sources:
        findings += [f"{source}: includes <{name}>" for name in includes(source, folder, set()) - SYSTEM]
    if len(objects) != len(sources):
        findings.append(f"{len(sources)} vector sources, but {len(objects)} objects of them")
    if not planted_fault_is_seen(compiler):
        findings.append("a weak symbol made on purpose was not seen")
    print("\n".join(findings) or f"{len(objects)} objects without weak symbols")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
