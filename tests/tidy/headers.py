"""Each header opens with its purpose, and guards itself."""
from source import Finding


def check(tree):
    for source in tree.cpp():
        if not source.is_header:
            continue
        first = source.lines[0] if source.lines else ""
        if not first.startswith("// ") or len(first) < 20:
            yield Finding("headers", source.path, 1,
                          "opens with its purpose and what threads may do with it")
        if not any(line.strip() == "#pragma once" for line in source.lines):
            yield Finding("headers", source.path, 1, "has no #pragma once")
