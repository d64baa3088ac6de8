"""Reads the whole tree and prints what is not as STYLE.md and layers.txt say. Exit status 1 if anything.

usage: tidy.py [root]"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import calls  # noqa: E402
import corpora  # noqa: E402
import headers  # noqa: E402
import layers  # noqa: E402
import leftovers  # noqa: E402
import names  # noqa: E402
import outside  # noqa: E402
import seams  # noqa: E402
import sizes  # noqa: E402
from source import Tree  # noqa: E402

RULES = [layers, sizes, names, calls, leftovers, headers, corpora, outside, seams]


def findings(root):
    tree = Tree(root)
    return [finding for rule in RULES for finding in rule.check(tree)]


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
    found = findings(root)
    for finding in found:
        print(finding)
    print(f"tidy: {len(found)} findings" if found else "tidy: clean")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
