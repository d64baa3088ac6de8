"""Blocks of models compute through model/ops.h alone: they include nothing else and follow no data pointer."""
import re

from source import Finding

ARCH = "src/model/arch/"
_DATA = re.compile(r"(?:\.|->)data\b")


def check(tree):
    for source in tree.cpp("src"):
        if not source.path.startswith(ARCH):
            continue
        for line, included in source.includes():
            if included != "model/ops.h" and not included.startswith("model/arch/"):
                yield Finding("seams", source.path, line, f"a block uses model/ops.h, not {included}")
        for number, line in enumerate(source.code_lines, 1):
            if _DATA.search(line):
                yield Finding("seams", source.path, number, "a block follows no data pointer: use an operation")
