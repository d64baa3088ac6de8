"""Names that say nothing, and the spelling of file names."""
import re

from source import Finding

BANNED = ("Manager", "Helper", "Utils", "Common", "Impl", "Processor")

_PASCAL = re.compile(r"(?<![\w:])(?:[A-Z]\w*?)?(" + "|".join(BANNED) + r"|Util)s?(?=[A-Z0-9_]|\b)")
_FILE_WORD = re.compile(r"(^|[_\-/.])(" + "|".join(b.lower() for b in BANNED) + r"|util|helpers|managers)(?=[_\-/.]|$)")


def check(tree):
    for path in tree.paths:
        top = path.split("/")[0]
        if top in ("src", "apps", "bench", "tests", "web", "python", "script"):
            word = _FILE_WORD.search(re.sub(r"([a-z])([A-Z])", r"\1_\2", path).lower())
            if word:
                yield Finding("names", path, 0, f"'{word.group(2)}' says nothing: name the idea")
    for source in tree.cpp():
        stem = source.path.rsplit("/", 1)[1].rsplit(".", 1)[0]
        if not re.fullmatch(r"[a-z0-9_]+", stem):
            yield Finding("names", source.path, 0, "file names are snake_case")
        for number, line in enumerate(source.code_lines, 1):
            if line.lstrip().startswith("#"):
                continue
            word = _PASCAL.search(line)
            if word:
                yield Finding("names", source.path, number,
                              f"'{word.group(1)}' in a name says nothing: name the role")
            if re.search(r"\bnamespace\s+[\w:]*\b(utils?|helpers?|common|impl)\b", line):
                yield Finding("names", source.path, number, "a namespace is named after a module")
