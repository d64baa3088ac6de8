"""What millrace-engine tune writes is loaded by Hugging Face transformers and PEFT, and gives the same logits there.

usage: test_hugging_face.py [-v]      MILLRACE_BIN_DIR: the folder of the programs"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import hugging_face

hugging_face.need()
import peft
import torch
import transformers

from engine import BIN, LLAMA, QWEN2, make_model, make_rows, tune

IDS = [[1, 2, 3, 4, 5], [60, 7, 20], [9] * 12]


def ours(model, *words):
    lines = "".join(json.dumps({"ids": ids}) + "\n" for ids in IDS)
    done = subprocess.run([BIN / "millrace-engine", "logits", "--model", model, "--dtype", "float32", *words], input=lines,
                          capture_output=True, text=True, check=True)
    return torch.tensor([json.loads(line)["logits"] for line in done.stdout.splitlines()])


def theirs(model):
    with torch.no_grad():
        return torch.stack([model(torch.tensor([ids])).logits[0, -1].float() for ids in IDS])


def load(folder):
    return transformers.AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager").float().eval()


class Exported(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.place.name)
        self.rows = self.folder / "rows.jsonl"
        make_rows(self.rows)

    def tearDown(self):
        self.place.cleanup()

    def same(self, got, expected):
        self.assertLess((got - expected).abs().max().item(), 1e-4)

    def test_full(self):
        for name, config in (("llama", LLAMA), ("qwen2", QWEN2)):
            base = make_model(self.folder / name, config)
            tune(base, self.rows, self.folder / f"{name}-out", max_steps=5)
            trained = self.folder / f"{name}-out" / "model"
            self.same(ours(trained), theirs(load(trained)))
            self.assertGreater((ours(trained) - ours(base)).abs().max().item(), 1e-2, "nothing was learnt")

    def test_adapter_and_merged(self):
        base = make_model(self.folder / "base", QWEN2)
        tune(base, self.rows, self.folder / "out", method="lora", max_steps=5)
        adapter = self.folder / "out" / "adapter"
        applied = ours(base, "--adapter", adapter)
        self.assertGreater((applied - ours(base)).abs().max().item(), 1e-3, "nothing was learnt")
        self.same(applied, theirs(peft.PeftModel.from_pretrained(load(base), adapter).eval()))
        merged = self.folder / "merged"
        subprocess.run([BIN / "millrace-engine", "convert", "--model", base, "--adapter", adapter, "--output", merged],
                       capture_output=True, check=True)
        self.same(applied, ours(merged))
        self.same(applied, theirs(load(merged)))


if __name__ == "__main__":
    transformers.logging.set_verbosity_error()
    unittest.main()
