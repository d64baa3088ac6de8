#!/usr/bin/env python3
"""Loads model folders, and an adapter below them, in Hugging Face transformers and PEFT and compares logits with
expected.safetensors. Where they cannot be had it is skipped, with words.

usage: check_hugging_face.py FOLDER…        each with config.json, model.safetensors, batch.json, expected.safetensors"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import hugging_face as both

both.need()
import peft
import safetensors_file
import torch
import transformers


def logits(model, folder):
    batch = json.loads((folder / "batch.json").read_text())
    with torch.no_grad():
        return torch.cat([model(torch.tensor([s["ids"]])).logits[0] for s in batch["sequences"]])


def wanted(folder):
    return safetensors_file.load(folder / "expected.safetensors")["logits"].double()


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
        compare(folder.name, logits(model, folder), wanted(folder))
        if (folder / "adapter").exists():
            adapted = peft.PeftModel.from_pretrained(model, folder / "adapter").double().eval()
            compare(folder.name + " adapter", logits(adapted, folder), wanted(folder / "adapter"))


if __name__ == "__main__":
    main()
