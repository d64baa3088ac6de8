"""Questions with answers from packages and manual pages, by rule: they teach the form of a chat, to copy, to choose and
to name."""
import random
import re

from selection import number_of

ASKED = 3  # one package in so many is asked about

ABOUT = ["What is the package {}?", "Describe the Debian package {}.", "What does {} contain?",
         "软件包 {} 是什么?", "请介绍软件包 {}。"]
WHICH = ["Name a package: {}", "Which Debian package is this: {}?", "哪个软件包的描述是:{}?"]
CHOICE = ["Which of these packages is \"{}\"?\n{}", "下面哪个软件包是“{}”?\n{}"]
REPEAT = ["Repeat: {}", "Say again: {}", "重复:{}"]
COMPLETE = ["Complete: {}", "Continue the sentence: {}", "补全:{}"]
PAGE = ["What is {}?", "What does the manual say {} is?", "{} 是什么?", "请介绍 {}。"]
BACKWARDS = ["倒过来写:{}", "Backwards: {}"]
FIRST = ["第一个字是什么?{}", "Which character is the first? {}"]
LAST = ["最后一个字是什么?{}", "Which character is the last? {}"]
SOURCE = ["Which manual page is this from?\n{}", "这段话出自哪个手册页?\n{}"]


def _chat(question, answer):
    return {"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]}


def _halves(text, pick):
    words = text.split(" ")
    at = 1 + pick % (len(words) - 1)
    return " ".join(words[:at]), " ".join(words[at:])


def about_package(name, about, others):
    """One row: which question follows from the name. `others` are names that may be chosen wrongly."""
    rng = random.Random(number_of("question " + name))
    kind = rng.choices(["about", "which", "choice", "repeat", "complete"], [5, 2, 3, 1, 1])[0]
    if kind == "complete" and " " not in about:
        kind = "repeat"
    if kind == "about":
        return _chat(rng.choice(ABOUT).format(name), about)
    if kind == "which":
        return _chat(rng.choice(WHICH).format(about), name)
    if kind == "choice":
        names = sorted({name, *rng.sample(others, 3)}, key=lambda n: rng.random())
        return _chat(rng.choice(CHOICE).format(about, "\n".join(names)), name)
    if kind == "repeat":
        return _chat(rng.choice(REPEAT).format(about), about)
    begin, end = _halves(about, rng.randrange(1 << 16))
    return _chat(rng.choice(COMPLETE).format(begin), end)


def about_packages(known):
    names = [name for name, _ in known]
    for name, about in known:
        if number_of("asked " + name) % ASKED == 0:
            yield about_package(name, about, names)


def about_characters(characters, times, together=16):
    """Every character so many times among others, as input and as answer: a token that no text has would lose what
    tells it from the next one."""
    rng = random.Random(1)
    for _ in range(times):
        order = rng.sample(characters, len(characters))
        for begin in range(0, len(order), together):
            text = "".join(order[begin:begin + together])
            asked, answer = rng.choices([(REPEAT, text), (BACKWARDS, text[::-1]), (FIRST, text[0]), (LAST, text[-1])], [6, 2, 1, 1])[0]
            yield _chat(rng.choice(asked).format(text), answer)


def about_page(title, text, language):
    """What the page is, as its first section says, in the page's language; and where a paragraph is from."""
    rng = random.Random(number_of(f"question {language} {title}"))
    paragraphs = text.split("\n")
    mine = [question for question in PAGE if (max(question) > "\u3000") == (language == "zh")]
    summary = re.match(r".*?\s[-\u2013\u2014]+\s+(.+)", paragraphs[1]) if len(paragraphs) > 1 else None
    if paragraphs[0].startswith("# ") and summary:
        for question in mine:
            yield _chat(question.format(title), summary.group(1))
    long = [p for p in paragraphs if 80 <= len(p.encode()) <= 600]
    for paragraph in rng.sample(long, min(3, len(long))):
        yield _chat(SOURCE[language == "zh"].format(paragraph), title)
