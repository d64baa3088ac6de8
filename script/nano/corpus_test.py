#!/usr/bin/python3
"""What the model never sees, and the form of what it does see."""
import contextlib
import gzip
import io
import json
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import corpus  # noqa: E402
import questions  # noqa: E402
from manual_text import manual_text, pieces  # noqa: E402
from selection import kept_for_measuring, kept_for_tests  # noqa: E402

NAMES = [f"package{i}" for i in range(200)]
LISTED = "\n\n".join(f"Package: {name}\nSection: secretsection\nDescription: what {name} is good for\nDescription-md5: 0\nTag: a,\n b"
                     for name in NAMES)
PAGE = ".TH X 1\n.SH NAME\n{} \\- does {} things\n.SH DESCRIPTION\n" + "A long sentence about it. " * 20 + "\n"
LICENCE = "This page may be copied by everybody under the terms of a licence that is long."


def texts_of(row):
    return [row["text"]] if "text" in row else [message["content"] for message in row["messages"]]


class Selection(unittest.TestCase):
    def test_the_rule_is_the_hash_of_the_name(self):
        # printf %s NAME | sha256sum: the last decimal digit of that number is 0.
        self.assertEqual([name for name in ("bash", "vim", "apt", "git", "zsh") if kept_for_tests(name)], ["git"])
        share = sum(map(kept_for_tests, (f"p{i}" for i in range(5000)))) / 5000
        self.assertAlmostEqual(share, 0.1, delta=0.02)

    def test_translations_are_kept_apart_together(self):
        self.assertAlmostEqual(sum(kept_for_measuring(f"page{i}(1)") for i in range(5000)) / 5000, 0.05, delta=0.02)


class Corpus(unittest.TestCase):
    def made(self):
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary)
            for language in ("zh_CN", "zh_TW", ""):
                pages = folder / "manual" / language / "man1"
                pages.mkdir(parents=True)
                for i in range(60):
                    source = PAGE.format(f"tool{i}", language or "English") + ".PP\n" + LICENCE
                    (pages / f"tool{i}.1.gz").write_bytes(gzip.compress(source.encode()))
            listed = mock.Mock(stdout=LISTED.encode())
            with mock.patch.object(corpus.subprocess, "run", return_value=listed), contextlib.redirect_stderr(io.StringIO()), \
                    mock.patch.object(sys, "argv", ["corpus.py", str(folder / "out"), str(folder / "manual")]):
                corpus.main()
            return {path.stem: path.read_text(encoding="utf-8") for path in (folder / "out").iterdir()}

    def test_what_is_kept_apart_is_in_no_row_to_train_on(self):
        made = self.made()
        seen = made["text"] + made["questions"]
        for name in NAMES:
            self.assertEqual(f"what {name} is good for" in seen, not kept_for_tests(name), name)
            self.assertEqual(f"{name}: " in made["held_packages"], kept_for_tests(name), name)
        for i in range(60):
            self.assertEqual(f"tool{i}(1)" in seen, not kept_for_measuring(f"tool{i}(1)"))
            self.assertEqual(f"tool{i}(1)" in made["held_zh"], kept_for_measuring(f"tool{i}(1)"))
        for text in made.values():
            self.assertNotIn("secretsection", text)
            self.assertNotIn("zh_TW", text)

    def test_the_same_machine_gives_the_same_bytes(self):
        self.assertEqual(self.made(), self.made())

    def test_a_long_paragraph_is_there_once(self):
        self.assertEqual(self.made()["text"].count(LICENCE), 1)

    def test_questions_are_chats_whose_answer_follows_from_the_text(self):
        about = "tool to draw pictures of things"
        kinds = set()
        for name in NAMES:
            row = questions.about_package(name, about, NAMES)
            self.assertEqual([message["role"] for message in row["messages"]], ["user", "assistant"])
            question, answer = texts_of(row)
            kinds.add(answer if answer in (name, about) else "rest")
            self.assertTrue(answer == name or about.endswith(answer))
            self.assertTrue(name in question or about in question or answer in about)
            self.assertEqual(row, questions.about_package(name, about, NAMES))
        self.assertGreater(len(kinds), 2)
        asked = list(questions.about_page("ls(1)", "# 名称\nls - 列出目录内容", "zh"))
        self.assertEqual({texts_of(row)[1] for row in asked}, {"列出目录内容"})

    def test_pieces_are_short_and_lose_nothing(self):
        page = "\n".join(["一段没有空格的中文" * 90, "words and more " * 200, "short"])
        parts = pieces("x(1)", page, most=600)
        self.assertTrue(all(len(part.encode()) <= 600 + len("x(1)\n") + 1 for part in parts))
        joined = "".join(part.removeprefix("x(1)\n") for part in parts)
        self.assertEqual("".join(joined.split()), "".join(page.split()))

    def test_everyday_characters(self):
        characters = list(corpus.common_characters())
        self.assertEqual((len(characters), characters[0], characters[-1]), (3755, "啊", "座"))
        rows = [texts_of(row) for row in questions.about_characters(characters, times=2)]
        asked = "".join(question for question, _ in rows)
        self.assertTrue(all(asked.count(character) >= 2 for character in characters))
        self.assertTrue(all(set(answer) <= set(question) for question, answer in rows))


class ManualText(unittest.TestCase):
    def test_macros_become_plain_paragraphs(self):
        source = '.TH LS 1\n.SH NAME\nls \\- list \\fIfiles\\fP\n.PP\nSee\n.BR sed (1)\nfor\n.B "more words"\n中文\n没有空格。'
        self.assertEqual(manual_text(source), "# NAME\nls - list files\nSee sed(1) for more words 中文没有空格。")

    def test_pages_that_only_point_elsewhere_are_empty(self):
        self.assertEqual(manual_text(".so man1/other.1"), "")


class Rows(unittest.TestCase):
    def test_every_base_file_is_json(self):
        for path in (pathlib.Path(__file__).resolve().parent / "base").glob("*.json"):
            json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
