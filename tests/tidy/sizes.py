"""Files, functions and lines that are short enough to read."""
import re

from source import Finding

CC_LINES, HEADER_LINES, MAIN_LINES, FUNCTION_LINES, COLUMNS = 500, 250, 200, 70, 100

_CONTROL = re.compile(r"\b(if|for|while|switch|catch|do|else|try)\b[^;{}]*$")
_SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b[^;()]*$|\bextern\s*\"[^\"]*\"\s*$")


def functions(code):
    """(first line, lines, opening text) of each outermost function body, by counting braces: what
    opens after a parameter list, and is neither a scope nor an initialiser."""
    position, head, line = 0, 0, 1
    stack = []  # of (kind, line of the head, text of the head, where the head began)
    found = []
    for match in re.finditer(r"[{};]", code):
        line += code.count("\n", position, match.start())
        position = match.start()
        if match.group() == "{":
            before = re.sub(r"^\s*#.*$|\b(?:public|private|protected)\s*:", "", code[head:position], flags=re.M)
            kind = _opens(before) if all(k == "scope" for k, *_ in stack) else "inner"
            text = before.strip()
            stack.append((kind, line - text.count("\n"), " ".join(text.split()), head))
        elif match.group() == "}" and stack:
            kind, start, text, began = stack.pop()
            if kind == "body":
                found.append((start, line - start + 1, text))
            elif kind == "value":
                head = began  # the head goes on behind an initialiser in it
                continue
        head = match.end()
    return found


def _opens(before):
    if before.count("(") > before.count(")") or re.search(r"=\s*$", before):
        return "value"
    if re.search(r"\)\s*:(?!:).*[\w>]$", before, re.S):  # y_{…} of a constructor
        return "value"
    if ")" in before and not _CONTROL.search(before) and not _SCOPE.search(before):
        return "body"
    return "scope" if _SCOPE.search(before) else "value"


def _limit(path):
    if path.endswith("main.cc"):
        return MAIN_LINES
    return HEADER_LINES if path.endswith(".h") else CC_LINES


def check(tree):
    for source in tree.cpp():
        if len(source.lines) > _limit(source.path):
            yield Finding("sizes", source.path, 0,
                          f"{len(source.lines)} lines, at most {_limit(source.path)}: split it by idea")
        for line, lines, text in functions(source.code):
            if lines > FUNCTION_LINES:
                yield Finding("sizes", source.path, line,
                              f"function of {lines} lines, at most {FUNCTION_LINES}: {text[-60:]}")
        for number, line in enumerate(source.lines, 1):
            if len(line) > COLUMNS and number not in source.raw_lines and "://" not in line \
                    and not re.match(r'\s*#\s*include', line):
                yield Finding("columns", source.path, number,
                              f"{len(line)} columns, at most {COLUMNS}: script/format {source.path}")
