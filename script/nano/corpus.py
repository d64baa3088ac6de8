#!/usr/bin/python3
"""The text that millrace-nano is trained on: what every Debian machine can have.

Names and short descriptions of packages from apt's own lists, and the manual pages below the given folders. Packages
whose SHA-256(name) mod 10 is 0 are left out: they are test rows of the quickstart. Sections are never included. One
manual page in twenty is kept apart, with its translations, to measure on.

usage: corpus.py OUTPUT FOLDER...    writes below OUTPUT
    text.jsonl questions.jsonl       to train on
    characters.jsonl                 beside text.jsonl for the tokenizer: what shall be a token in any case
    held_packages.jsonl held_en.jsonl held_zh.jsonl     text that is kept apart
"""
import gzip
import json
import pathlib
import random
import subprocess
import sys

import questions
from manual_text import manual_text, pieces
from selection import kept_for_measuring, kept_for_tests

PACKAGES_A_ROW = 16
HELD_PACKAGES = 2000
WORDS = ["user", "assistant", "system"]  # of the chat template
LONG = 60  # bytes of a paragraph that is not repeated
CHARACTER_TIMES = 24
TIMES = 300  # more often than what is frequent enough by itself


def packages():
    """(name, short description) of every package of apt's lists, sorted; of several versions the first."""
    listed = subprocess.run(["apt-cache", "dumpavail"], check=True, capture_output=True).stdout
    known = {}
    for record in listed.decode("utf-8", "replace").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in record.splitlines() if ": " in line and line[0] != " ")
        about = fields.get("Description-en", fields.get("Description", "")).strip()
        if about and "Package" in fields:
            known.setdefault(fields["Package"], about)
    return sorted(known.items())


def pages(folders):
    """(path of the file, name with section, plain text) of every manual page; Chinese ones as written on the mainland."""
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("man[1-9]*/*.gz")):
            if path.is_symlink() or "zh_TW" in path.parts:
                continue
            text = manual_text(gzip.open(path).read().decode("utf-8", "replace"))
            if len(text) >= 200:
                name, section = path.stem.rsplit(".", 1)
                yield path, f"{name}({section})", text


def package_rows(known):
    lines = [f"{name}: {about}" for name, about in known]
    random.Random(1).shuffle(lines)
    for begin in range(0, len(lines), PACKAGES_A_ROW):
        yield {"text": "\n".join(lines[begin:begin + PACKAGES_A_ROW]) + "\n"}


def without_repeats(text, seen):
    """Licences, authors and notes of translators are on many pages: once is enough."""
    kept = [p for p in text.split("\n") if len(p.encode()) < LONG or p not in seen]
    seen.update(p for p in kept if len(p.encode()) >= LONG)
    return "\n".join(kept)


def common_characters():
    """The 3,755 characters of everyday Chinese: level 1 of GB 2312."""
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            if (high, low) < (0xD7, 0xFA):
                yield bytes((high, low)).decode("gb2312")


def write(path, rows):
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8")
    print(f"{path.name}: {len(lines)} rows, {path.stat().st_size} bytes", file=sys.stderr)


def main():
    output, folders = pathlib.Path(sys.argv[1]), sys.argv[2:]
    output.mkdir(parents=True, exist_ok=True)
    every = packages()
    known = [(name, about) for name, about in every if not kept_for_tests(name)]
    apart = [(name, about) for name, about in every if kept_for_tests(name)]
    texts, asked = list(package_rows(known)), list(questions.about_packages(known))
    asked += questions.about_characters(list(common_characters()), CHARACTER_TIMES)
    held, seen = {"en": [], "zh": []}, set()
    for path, title, text in pages(folders):
        language = "zh" if "zh_CN" in path.parts else "en"
        if kept_for_measuring(title):
            held[language] += [{"text": piece} for piece in pieces(title, text)]
            continue
        asked += questions.about_page(title, text, language)
        texts += [{"text": piece} for piece in pieces(title, without_repeats(text, seen))]
    for name, rows in (("text", texts), ("questions", asked)):
        random.Random(1).shuffle(rows)
        write(output / f"{name}.jsonl", rows)
    tokens = "\n".join(WORDS) + "\n" + "\n".join(common_characters())
    write(output / "characters.jsonl", [{"text": tokens}] * TIMES)
    write(output / "held_packages.jsonl",
          [{"text": f"{name}: {about}"} for name, about in random.Random(1).sample(apart, min(HELD_PACKAGES, len(apart)))])
    for language, rows in held.items():
        write(output / f"held_{language}.jsonl", rows)


if __name__ == "__main__":
    main()
