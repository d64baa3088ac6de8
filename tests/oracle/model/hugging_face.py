#!/usr/bin/env python3
"""Loads model folders, and an adapter below them, in Hugging Face transformers and PEFT and compares logits with
expected.safetensors. Needs both installed, else skipped with words; run it from a virtual environment outside the tree.

usage: hugging_face.py FOLDER…        each with config.json, model.safetensors, batch.json, expected.safetensors"""
import json
import pathlib
import sys

SKIP = 77
try:
    import torch
    import transformers
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(SKIP)

import safetensors_file


def logits(model, folder):
    batch = json.loads((folder / "batch.json").read_text())
    with torch.no_grad():
        return torch.cat([model(torch.tensor([s["ids"]])).logits[0] for s in batch["sequences"]])


def compare(what, got, expected):
    worst = (got - expected).abs().max().item()
    print(f"{what}: logits differ by at most {worst:.2e}")
    assert worst < 1e-4, what


def main():
    transformers.logging.set_verbosity_error()
    for folder in map(pathlib.Path, sys.argv[1:]):
        name = json.loads((folder / "config.json").read_text())["architectures"][0]
        if not hasattr(transformers, name):
            print(f"{folder.name}: transformers {transformers.__version__} has no {name}")
            continue
        model = transformers.AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager")
        model = model.double().eval()
        compare(folder.name, logits(model, folder), safetensors_file.read(folder / "expected.safetensors")["logits"])
        if (folder / "adapter").exists():
            try:
                import peft
            except ImportError as missing:
                print(f"{folder.name} adapter: skipped: {missing}")
                continue
            adapted = peft.PeftModel.from_pretrained(model, folder / "adapter").double().eval()
            expected = safetensors_file.read(folder / "adapter" / "expected.safetensors")["logits"]
            compare(folder.name + " adapter", logits(adapted, folder), expected)


if __name__ == "__main__":
    main()
