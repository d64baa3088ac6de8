"""What was meant to be gone: reminders, switched-off code, code in comments."""
import re

from source import Finding

_REMINDER = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"]) + r")\b")
_OFF = re.compile(r"\bif\s*(?:constexpr\s*)?\(\s*(?:false|0)\s*\)|^\s*#\s*if\s+0\b")
# A comment that is a statement. Examples in headers are indented by two blanks or more: not meant.
_STATEMENT = re.compile(
    r"^//\s?(?:(?:return|const|auto|if|for|while|delete|throw|break|continue)\b.*[;{]"
    r"|[\w:\->.\[\]*&<>]+\s*\(.*\)\s*;|[\w:<>*&]+(?:\s+[\w:<>*&]+)*\s*[-+|&]?=\s*.*;|\}|\{|#\s*include\b.*)\s*$")


def check(tree):
    for source in tree.text_files():
        if source.path.startswith("tests/tidy/") or source.path.endswith("package-lock.json"):
            continue
        if source.is_cpp:
            yield from _cpp(source)
        elif source.path.endswith((".py", ".ts", ".tsx", ".sh", ".cmake", "CMakeLists.txt", ".sql")) \
                or source.path.startswith("script/"):
            for number, line in enumerate(source.lines, 1):
                if _REMINDER.search(line):
                    yield Finding("leftovers", source.path, number, "a reminder: do it or drop it")


def _cpp(source):
    for number, text in source.comments:
        if _REMINDER.search(text):
            yield Finding("leftovers", source.path, number, "a reminder: do it or drop it")
        if _STATEMENT.match(text):
            yield Finding("leftovers", source.path, number, "code in a comment: git remembers it")
    for number, line in enumerate(source.code_lines, 1):
        if _OFF.search(line):
            yield Finding("leftovers", source.path, number, "code that is switched off")
