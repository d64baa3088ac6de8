#!/usr/bin/env python3
"""Encoding, MB/s on one thread, beside Hugging Face's tokenizers (and tiktoken): medians of paired runs.

usage: bench/tokenizer_bench.py [--peers PYTHON] [--pairs N] [--seconds S]
PYTHON is an interpreter that has `tokenizers` (and perhaps `tiktoken`); without it a virtual environment is
made in a temporary folder. Texts and vocabularies come from MILLRACE_TEST_DATA (default ../shared/data)."""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = pathlib.Path(os.environ.get("MILLRACE_TEST_DATA", ROOT / "../shared/data"))
LEAST_BYTES = 4096
EXPRESSION = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
              r"|\s+(?!\S)|\s+")


def texts_of(value):
    """All texts in a document of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item)


def documents(folder, target):
    """Rows of at least 4 KiB, put together from the texts of a folder."""
    written, current = 0, []
    with open(target, "w", encoding="utf-8") as out:
        for path in sorted((DATA / folder).rglob("*.json*")):
            text = path.read_text(encoding="utf-8")
            rows = [json.loads(line) for line in text.splitlines() if line] if path.suffix == ".jsonl" else [json.loads(text)]
            for piece in texts_of(rows):
                current.append(piece)
                if sum(len(item.encode()) for item in current) >= LEAST_BYTES:
                    out.write(json.dumps({"text": "\n".join(current)}, ensure_ascii=False) + "\n")
                    written, current = written + 1, []
                if written == 400:
                    return


def interpreter_with_peers(folder):
    python = folder / "peers/bin/python"
    subprocess.run([sys.executable, "-m", "venv", folder / "peers"], check=True)
    done = subprocess.run([python, "-m", "pip", "install", "--quiet", "tokenizers", "tiktoken"], capture_output=True, text=True)
    return str(python) if done.returncode == 0 else None


def measure(command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    arguments = parser.parse_args()
    vocabulary = DATA / "tok_qwen/tokenizer.json"
    if not vocabulary.exists():
        print(f"no test data at {DATA}: nothing measured")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        python = arguments.peers or interpreter_with_peers(folder)
        if python is None:
            print("the PyPI package tokenizers cannot be had here: our own numbers only")
        cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
        print(f"{cpu}, {os.cpu_count()} cores, {platform.release()}; one thread; Qwen2 vocabulary; "
              f"medians of {arguments.pairs} pairs")
        for language, source in (("Chinese", "sft_alpaca_zh"), ("English", "sft_gsm8k")):
            rows = folder / f"{source}.jsonl"
            documents(source, rows)
            ours, theirs, others = [], [], []
            for _ in range(arguments.pairs):
                ours.append(measure([ROOT / "build/bin/tokenizer_bench", vocabulary, rows, arguments.seconds]))
                if python:
                    theirs.append(measure([python, ROOT / "bench/peers/hf_tokenizers.py", vocabulary, rows, arguments.seconds]))
                    others.append(measure([python, ROOT / "bench/peers/tiktoken_encode.py", DATA / "tok_qwen/qwen.tiktoken",
                                           EXPRESSION, rows, arguments.seconds]))
            speed = statistics.median(run["mb_per_s"] for run in ours)
            line = f"{language}: {ours[0]['documents']} documents, {ours[0]['bytes']} bytes: ours {speed:.1f} MB/s"
            if theirs and theirs[0]:
                ratios = [mine["mb_per_s"] / other["mb_per_s"] for mine, other in zip(ours, theirs)]
                same = ours[0]["tokens"] == theirs[0]["tokens"]
                line += (f", tokenizers {statistics.median(run['mb_per_s'] for run in theirs):.1f} MB/s, ratio "
                         f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}); "
                         f"{'equal' if same else 'DIFFERENT'} number of tokens")
            if others and others[0]:
                line += f"; tiktoken {statistics.median(run['mb_per_s'] for run in others):.1f} MB/s"
            print(line)


main()
