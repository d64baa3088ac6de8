"""Plain text from manual pages: man(7) macros and the common escapes of roff, nothing more."""
import re

_SPECIAL = {"aq": "'", "dq": '"', "co": "(C)", "bu": "*", "em": "--", "en": "-", "hy": "-", "mi": "-",
            "lq": '"', "rq": '"', "oq": "'", "cq": "'", "ti": "~", "ha": "^", "rs": "\\", "->": "->",
            "ga": "`", "Fo": '"', "Fc": '"', "mu": "x", "ge": ">=", "le": "<=", "sl": "/", "at": "@"}
_FONT = re.compile(r"\\f(?:\[[^\]]*\]|\(..|.)|\\s[-+]?\d+|\\m\[[^\]]*\]|\\[&/,|^:%)]|\\v'[^']*'|\\h'[^']*'")
_NAMED = re.compile(r"\\\((..)|\\\[([^\]]+)\]")
_ARGUMENTS = re.compile(r'"((?:[^"]|"")*)"?|(\S+)')
_JOINED = {"BR", "IR", "RB", "RI", "BI", "IB"}
_BREAKS = {"PP", "P", "LP", "TP", "IP", "HP", "br", "sp", "TQ", "RS", "RE", "nf", "fi", "EX", "EE", "ti", "in"}


def _plain(text):
    text = _NAMED.sub(lambda m: _SPECIAL.get(m.group(1) or m.group(2), ""), _FONT.sub("", text))
    text = text.replace("\\-", "-").replace("\\e", "\\").replace("\\ ", " ").replace("\\~", " ")
    return re.sub(r"\\\*(?:\(..|\[[^\]]*\]|.)|\\[a-zA-Z0]", "", text)


def _arguments(line):
    return [quoted.replace('""', '"') or bare for quoted, bare in _ARGUMENTS.findall(line)]


class _Page:
    def __init__(self):
        self.paragraphs, self.words, self.literal = [], [], False

    def end_paragraph(self):
        text = "\n".join(self.words) if self.literal else " ".join(self.words)
        # Between two Chinese characters a line's end is no space.
        text = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])", "", text).strip()
        if text:
            self.paragraphs.append(text)
        self.words = []

    def macro(self, name, rest):
        if name in ("SH", "SS"):
            self.end_paragraph()
            self.paragraphs.append("# " + " ".join(_plain(a) for a in _arguments(rest)))
        elif name in _BREAKS:
            self.end_paragraph()
            if name in ("nf", "EX", "fi", "EE"):
                self.literal = name in ("nf", "EX")
            if name == "IP" and rest:
                self.words += [_plain(a) for a in _arguments(rest)[:1]]
        elif name in _JOINED:
            self.words.append("".join(_plain(a) for a in _arguments(rest)))
        elif name in ("B", "I", "SM", "SB", "CW", "R"):
            self.words.append(" ".join(_plain(a) for a in _arguments(rest)))


def manual_text(source):
    """The page as paragraphs, headings with '# '; '' for pages that only point to another, and for
    those written in mdoc(7), whose macros are not known here."""
    page = _Page()
    skipping = False  # inside .de or .ig, up to ".."
    for line in source.splitlines():
        if line.startswith((".so ", ".Dd")):
            return ""
        if skipping:
            skipping = not line.startswith("..")
            continue
        if line.startswith((".", "'")) and not line.startswith(("...", "''")):
            macro = re.match(r"[.']\s*([A-Za-z]*)\s*(.*)", line)
            name, rest = macro.group(1), macro.group(2)
            skipping = name in ("de", "ig", "am")
            page.macro(name, re.sub(r'\\".*', "", rest))
        elif not line.strip():
            page.end_paragraph()
        else:
            page.words.append(_plain(re.sub(r'\\".*', "", line)))
    page.end_paragraph()
    return "\n".join(page.paragraphs)


def pieces(title, text, most=1600):
    """The page in texts of at most so many bytes, cut between paragraphs, else between lines' words; each begins with
    the page's title."""
    out, size = [[]], 0
    for paragraph in text.split("\n"):
        for part in _cut(paragraph, most):
            length = len(part.encode()) + 1
            if size + length > most and out[-1]:
                out.append([])
                size = 0
            out[-1].append(part)
            size += length
    return [title + "\n" + "\n".join(part) + "\n" for part in out if part]


def _cut(paragraph, most):
    while len(paragraph.encode()) > most:
        at = len(paragraph.encode()[:most].decode("utf-8", "ignore"))
        at = max(paragraph.rfind(" ", 1, at), paragraph.rfind("。", 1, at) + 1) if " " in paragraph[1:at] else at
        yield paragraph[:at]
        paragraph = paragraph[at:].lstrip()
    yield paragraph
