#!/usr/bin/python3
"""millrace clean as a process: MB/s of the seven operators of the platform's form and of deduplication, on one
thread and on two, beside each other in turns. Rows are pieces of the texts in MILLRACE_TEST_DATA, put together
anew so that they differ, one of seven a near copy. usage: clean_engine_bench.py [MEGABYTES] [--large GIGABYTES]

--large runs deduplication over so many gigabytes within 2 GiB of memory and prints the peak."""
import argparse
import json
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = pathlib.Path(os.environ.get("MILLRACE_TEST_DATA", ROOT / "../shared/data"))
SEVEN = ["clean_email_mapper", "clean_links_mapper", "clean_ip_mapper", "clean_html_mapper", "clean_copyright_mapper",
         "remove_comments_mapper", "text_length_filter"]
RECIPES = {
    "seven operators": SEVEN,
    "exact duplicates": ["document_deduplicator"],
    "minhash, 128 permutations": ['document_minhash_deduplicator={"tokenization":"character"}'],
}
ROUNDS = 3


def pieces():
    found = []
    for path in [*DATA.glob("sft_alpaca_zh/*.json*"), *DATA.glob("raw_datajuicer/*.jsonl"), *DATA.glob("sft_llamafactory/*.json*")]:
        text = path.read_text(encoding="utf-8", errors="replace")
        try:
            rows = json.loads(text)
        except ValueError:
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict):
                whole = "\n".join(str(row[key]) for key in ("text", "instruction", "input", "output") if row.get(key))
                found += [piece for piece in re.split(r"(?<=[。！？\n.!?])", whole) if len(piece) > 8]
    if not found:
        sys.exit(f"no texts in {DATA}: set MILLRACE_TEST_DATA")
    return found


def write_rows(path, size):
    rng, known, earlier, written = random.Random(1), pieces(), [], 0
    with open(path, "w", encoding="utf-8", buffering=1 << 20) as file:
        while written < size:
            if earlier and rng.random() < 1 / 7:
                text = rng.choice(earlier)
                at = rng.randrange(len(text))
                text = text[:at] + "变" + text[at + 1:]
            else:
                text = "".join(rng.choice(known) for _ in range(rng.randint(2, 25)))
                if len(earlier) < 20_000:
                    earlier.append(text)
            line = json.dumps({"text": text}, ensure_ascii=False) + "\n"
            written += len(line.encode())
            file.write(line)


def run(source, target, operators, workers):
    """Seconds and bytes at most in memory."""
    words = [word for name in operators for word in ("--op", name)]
    begun = time.monotonic()
    process = subprocess.Popen([ROOT / "build/bin/millrace", "clean", *words, "--in", source, "--out", target,
                                "--workers", str(workers), "--memory", "2GiB"], stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"millrace clean ended with {process.returncode}")
    return time.monotonic() - begun, usage.ru_maxrss * 1024


def main():
    options = argparse.ArgumentParser()
    options.add_argument("megabytes", nargs="?", type=int, default=200)
    options.add_argument("--large", type=int, default=0)
    options = options.parse_args()
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        source, target = pathlib.Path(folder) / "rows.jsonl", pathlib.Path(folder) / "out.jsonl"
        if options.large:
            write_rows(source, options.large << 30)
            seconds, peak = run(source, target, RECIPES["minhash, 128 permutations"], 2)
            print(json.dumps({"gigabytes": options.large, "seconds": round(seconds), "peak_mib": peak >> 20}))
            return
        write_rows(source, options.megabytes * 1_000_000)
        for name, operators in RECIPES.items():
            times = {1: [], 2: []}
            for _ in range(ROUNDS):
                for workers, taken in times.items():
                    taken.append(run(source, target, operators, workers)[0])
            one, two = (statistics.median(times[workers]) for workers in (1, 2))
            print(json.dumps({"what": name, "mb_per_s_one": round(options.megabytes / one, 1),
                              "mb_per_s_two": round(options.megabytes / two, 1), "two_to_one": round(one / two, 2)}))


if __name__ == "__main__":
    main()
