#!/usr/bin/env python3
"""Peak memory of a LoRA fine-tune beside a full one, of the 494M shape (Qwen2.5-0.5B), bf16. Wanted: at most 0.45.

usage: bench/lora_memory_bench.py [--bin DIR] [--length N] [--rows N] [--rank N]        needs 12 GiB of memory"""
import argparse
import json
import pathlib
import tempfile

import tuning

SHAPE = dict(hidden_size=896, intermediate_size=4864, num_hidden_layers=24, num_attention_heads=14, num_key_value_heads=2,
             vocab_size=151936)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/bin")
    parser.add_argument("--length", type=int, default=256)
    parser.add_argument("--rows", type=int, default=2)
    parser.add_argument("--rank", type=int, default=8)
    options = parser.parse_args()
    engine = pathlib.Path(options.bin) / "millrace-engine"
    flags = ["--global-batch-size", options.rows, "--seq-len", options.length, "--compute-type", "bf16", "--save-steps", 0]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        tuning.write_base(folder, tuning.qwen2(**SHAPE), [options.length] * options.rows * 2)
        full = tuning.give_weights(engine, folder, flags)
        lora = tuning.tune(engine, folder, [*flags, "--max-steps", 2], options.rank)
    peaks = {kind: round(fact["peak_memory_bytes"] / 2**20) for kind, fact in (("full", full), ("lora", lora))}
    print(json.dumps({"MiB": peaks, "ratio": round(peaks["lora"] / peaks["full"], 3), "wanted": 0.45}))


if __name__ == "__main__":
    main()
