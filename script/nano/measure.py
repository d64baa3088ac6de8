#!/usr/bin/python3
"""What the model card says in numbers: bits per byte, perplexity per token and bytes per token on text that was kept
apart, and what the model writes.

usage: measure.py ENGINE MODEL WORK    MODEL is a model's folder, WORK what corpus.py wrote"""
import json
import math
import pathlib
import subprocess
import sys

PROMPTS = ["printf(3)\n# NAME\nprintf", "ls(1)\n# 名称\nls", "libpng-dev:"]
QUESTIONS = ["What is the package python3-numpy?", "软件包 vim 是什么?", "What is socket(7)?", "tar(1) 是什么?",
             "Which of these packages is \"development files for SQLite\"?\nlibsqlite3-dev\nvim\nruby-rack"]


def engine(words, lines):
    text = "".join(json.dumps(line) + "\n" for line in lines)
    done = subprocess.run(words, input=text, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode != 0:
        sys.exit(done.stderr.strip())
    return done.stdout


def perplexity(program, model, texts):
    """A line's end is put before each text, so that every byte of it is predicted from something."""
    lines = [{"text": "\n" + text} for text in texts]
    total = json.loads(engine([program, "perplexity", "--model", model], lines).splitlines()[-1])["total"]
    size = sum(len(text.encode()) for text in texts)
    return {"bits_per_byte": round(total["nll"] / math.log(2) / size, 3), "perplexity": round(total["perplexity"], 1),
            "bytes_per_token": round(size / total["tokens"], 2), "bytes": size}


def answer(program, model, question):
    asked = {"messages": [{"role": "user", "content": question}], "add_generation_prompt": True}
    ids = json.loads(engine([program, "render", "--model", model], [asked]))["ids"]
    words = [program, "generate", "--model", model, "--ids", ",".join(map(str, ids)), "--max-tokens", "60"]
    return engine(words, []).strip()


def main():
    program, model, work = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    for name in ("packages", "en", "zh"):
        rows = (work / f"held_{name}.jsonl").read_text(encoding="utf-8").splitlines()
        print(name, json.dumps(perplexity(program, model, [json.loads(row)["text"] for row in rows])))
    for prompt in PROMPTS:
        words = [program, "generate", "--model", model, "--prompt", prompt, "--max-tokens", "60"]
        print(json.dumps({"prompt": prompt, "goes on": engine(words, [])}, ensure_ascii=False))
    for question in QUESTIONS:
        print(json.dumps({"question": question, "answer": answer(program, model, question)}, ensure_ascii=False))


if __name__ == "__main__":
    main()
