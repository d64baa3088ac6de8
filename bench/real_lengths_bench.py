#!/usr/bin/env python3
"""Fine-tuning on rows as long as real instructions are, where padding counts for nobody: tokens per second of
millrace-engine tune beside a plain PyTorch loop that pads each batch (peers/torch_sft.py), 31.9M parameters, eight
examples a step, bf16, the same lengths in both, in turns. Wanted: 2.5 times.

usage: bench/real_lengths_bench.py [--bin DIR] [--steps N] [--rounds N] [--lora RANK]
Lengths are those of sft_llamafactory's Chinese Alpaca rows in tokens of Qwen's tokenizer, from MILLRACE_TEST_DATA
(default ../shared/data); longer ones are cut at 1,024."""
import argparse
import json
import os
import pathlib
import random
import re
import statistics
import subprocess
import tempfile

import tuning

SHAPE = dict(hidden_size=384, intermediate_size=1024, num_hidden_layers=8, num_attention_heads=6, num_key_value_heads=2,
             vocab_size=50257)
LONGEST, ROWS, THREADS = 1024, 8, 2


def real_lengths(engine, data, count):
    rows = json.loads((data / "sft_llamafactory" / "alpaca_zh_demo.json").read_text(encoding="utf-8"))
    random.Random(7).shuffle(rows)
    lines = [json.dumps({"messages": [{"role": "user", "content": r["instruction"] + r["input"]},
                                      {"role": "assistant", "content": r["output"]}]}) for r in rows[:count]]
    done = subprocess.run([engine, "render", "--model", str(data / "tok_qwen")], input="\n".join(lines) + "\n",
                          capture_output=True, text=True, check=True)
    return [min(LONGEST, len(json.loads(line)["ids"])) for line in done.stdout.splitlines()]


def theirs(folder, steps, lora):
    peer = pathlib.Path(__file__).resolve().parent / "peers" / "torch_sft.py"
    done = subprocess.run(["/usr/bin/python3", str(peer), "--bf16", "--lengths", str(folder / "lengths.json"), "--rows",
                           str(ROWS), "--steps", str(steps), "--threads", str(THREADS), "--lora", str(lora)],
                          capture_output=True, text=True, check=True)
    return float(re.search(r"all (\d+) tok/s", done.stdout).group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/bin")
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--lora", type=int, default=0)
    options = parser.parse_args()
    engine = str(pathlib.Path(options.bin) / "millrace-engine")
    data = pathlib.Path(os.environ.get("MILLRACE_TEST_DATA", "../shared/data"))
    if not data.exists():
        print(f"skipped: {data} is not there; name the test data in MILLRACE_TEST_DATA")
        return
    lengths = real_lengths(engine, data, options.steps * ROWS)
    print(f"{len(lengths)} rows of {min(lengths)} to {max(lengths)} tokens, {statistics.mean(lengths):.0f} on average")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "lengths.json").write_text(json.dumps(lengths))
        tuning.write_base(folder, tuning.qwen2(**SHAPE), lengths)
        flags = ["--global-batch-size", ROWS, "--seq-len", LONGEST, "--compute-type", "bf16", "--threads", THREADS]
        if options.lora:
            tuning.give_weights(engine, folder, flags)
        flags += ["--max-steps", options.steps]
        ratios = []
        for _ in range(options.rounds):
            mine = tuning.tune(engine, folder, flags, options.lora)["tokens_per_second"]
            peer = theirs(folder, options.steps, options.lora)
            ratios.append(mine / peer)
            print(f"ours {mine:.0f} tok/s, PyTorch with padding {peer:.0f} tok/s: {ratios[-1]:.2f} times")
    print(json.dumps({"ratio": round(statistics.median(ratios), 2), "wanted": 2.5}))


if __name__ == "__main__":
    main()
