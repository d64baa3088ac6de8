"""The tree as the rules see it: files, and C++ text with comments and strings told apart."""
import pathlib
import re
import subprocess

CPP = (".cc", ".h")

# One token at a time: comments, raw strings, strings, characters; all else is code.
_TOKEN = re.compile(
    r'//(?:[^\n\\]|\\.|\\\n)*'
    r'|/\*.*?\*/'
    r'|R"([^()\\\s]{0,16})\(.*?\)\1"'
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)+'",
    re.S)


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


class Source:
    """One file. `code` has comments and strings blanked, lines kept; `strings` and `comments` are
    (line, text) pairs; `raw_lines` are the lines inside raw strings."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        if self.lines and self.lines[-1] == "":
            self.lines.pop()
        self.is_cpp = path.endswith(CPP)
        self.is_header = path.endswith(".h")
        self.is_test = bool(re.search(r"(_test|_bench|_fuzz)\.cc$|(^|/)(fake_|test_)[^/]*$", path))
        self.strings, self.comments, self.raw_lines = [], [], set()
        self.code = self._split() if self.is_cpp else text
        self.code_lines = self.code.split("\n")

    def _split(self):
        out, last, line = [], 0, 1
        for token in _TOKEN.finditer(self.text):
            out.append(self.text[last:token.start()])
            line += self.text.count("\n", last, token.start())
            text = token.group()
            if text.startswith(("//", "/*")):
                self.comments += [(line + i, part) for i, part in enumerate(text.split("\n"))]
            else:
                self.strings.append((line, text))
                if text.startswith('R"'):
                    self.raw_lines.update(range(line, line + text.count("\n") + 1))
            out.append(_blank(text) if text.startswith(("/", "'")) else '"' + _blank(text[1:-1]) + '"')
            line += text.count("\n")
            last = token.end()
        out.append(self.text[last:])
        return "".join(out)

    def includes(self):
        """(line, path) of every #include "…" of ours."""
        for number, line in enumerate(self.lines, 1):
            match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if match:
                yield number, match.group(1)

    def system_includes(self):
        for number, line in enumerate(self.lines, 1):
            match = re.match(r"\s*#\s*include\s+<([^>]+)>", line)
            if match:
                yield number, match.group(1)


class Tree:
    """The files of a checkout: what git tracks or would track, or all of a plain folder."""

    TEXT = (".cc", ".h", ".py", ".sh", ".txt", ".md", ".cmake", ".json", ".ts", ".tsx", ".toml",
            ".yml", ".yaml", ".sql", ".css", ".html", ".csv", ".service", "")

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.paths = sorted(self._list())
        self._sources = {}

    def _list(self):
        if (self.root / ".git").exists():
            out = subprocess.run(
                ["git", "-C", str(self.root), "ls-files", "-z", "--cached", "--others",
                 "--exclude-standard"], check=True, capture_output=True).stdout
            return [p for p in out.decode().split("\0") if p and (self.root / p).is_file()]
        return [str(p.relative_to(self.root)) for p in self.root.rglob("*") if p.is_file()]

    def source(self, path):
        if path not in self._sources:
            text = (self.root / path).read_text(encoding="utf-8", errors="replace")
            self._sources[path] = Source(path, text)
        return self._sources[path]

    def cpp(self, *folders):
        for path in self.paths:
            if path.endswith(CPP) and path.split("/")[0] in (folders or ("src", "apps", "bench", "tests")):
                yield self.source(path)

    def text_files(self):
        for path in self.paths:
            name = path.rsplit("/", 1)[-1]
            if ("." + name.rsplit(".", 1)[1] if "." in name.lstrip(".") else "") in self.TEXT:
                yield self.source(path)


class Finding:
    def __init__(self, rule, path, line, words):
        self.rule, self.path, self.line, self.words = rule, path, line, words

    def __str__(self):
        place = self.path + (f":{self.line}" if self.line else "")
        return f"{place}: {self.words} [{self.rule}]"
