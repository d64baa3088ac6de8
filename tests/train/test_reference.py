"""millrace-engine tune against reference.py: the same weights, data and parameters give the same loss curve; deaths,
processes, packing and recomputation change nothing that they must not.

usage: test_reference.py [-v]      MILLRACE_BIN_DIR: the folder of the programs"""
import hashlib
import json
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

try:
    import torch
except ImportError:
    print("skipped: this Python has no torch to compare with (Debian: python3-torch)")
    sys.exit(0)

import reference
import safetensors_file
from engine import BIN, LLAMA, PARAMS, QWEN2, command, environment, make_model, make_rows, tune


def curve(output, tag="loss"):
    lines = subprocess.run([str(BIN / "millrace"), "scalars", str(output / "tensorboard")], capture_output=True,
                           text=True, check=True).stdout.splitlines()
    points = {}
    for line in map(json.loads, lines):
        if line["tag"] == tag:
            points[line["step"]] = line["value"]
    return [points[step] for step in sorted(points)]


def newest_step(output):
    names = [p.name for p in (output / "checkpoints").glob("step-*") if not p.name.endswith(".tmp")]
    return max((int(name[5:]) for name in names), default=0)


def digest(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


class Training(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.data = self.folder / "rows.jsonl"
        self.rows = make_rows(self.data)

    def assert_close(self, ours, theirs, most):
        self.assertEqual(len(ours), len(theirs))
        worst = max(abs(a - b) for a, b in zip(ours, theirs))
        print(f"{self._testMethodName}: {len(ours)} steps, {theirs[0]:.4f} to {theirs[-1]:.4f}, "
              f"largest difference {worst:.2e}")
        self.assertLess(worst, most)

    def test_full_is_as_in_pytorch(self):
        for config in (LLAMA, QWEN2):
            base = make_model(self.folder / config["model_type"], config)
            output = self.folder / ("out-" + config["model_type"])
            tune(base, self.data, output)
            model = reference.Model(base)
            theirs = reference.train(model, model.train_all(), self.rows, PARAMS)
            self.assertLess(theirs[-1], theirs[0] - 1)  # it learns: a curve that could not be matched by chance
            self.assert_close(curve(output), theirs, 1e-3)
            saved = safetensors_file.load(output / "model" / "model.safetensors")
            for name, weight in model.weights.items():
                self.assertLess((saved[name] - weight).abs().max().item(), 2e-2, name)

    def test_lora_is_as_in_pytorch(self):
        base = make_model(self.folder / "base", QWEN2)
        first = self.folder / "first"  # a step that moves nothing: A as it begins
        tune(base, self.data, first, "lora", lora_rank=4, max_steps=1, learning_rate=1e-7)
        output = self.folder / "out"
        tune(base, self.data, output, "lora", lora_rank=4, learning_rate=1e-2)
        model = reference.Model(base)
        theirs = reference.train(model, model.add_lora(first / "adapter"), self.rows,
                                 {**PARAMS, "learning_rate": 1e-2})
        self.assertLess(theirs[-1], theirs[0] - 0.5)
        self.assert_close(curve(output), theirs, 1e-3)

    def test_packing_and_recomputation_change_no_loss(self):
        base = make_model(self.folder / "base", QWEN2)
        plain = self.folder / "plain"
        tune(base, self.data, plain, packing="false")
        for name, params in (("packed", {}), ("again", {"recompute": "true"})):
            tune(base, self.data, self.folder / name, **params)
            self.assert_close(curve(self.folder / name), curve(plain), 1e-4)
        # Dropout too is of the example, not of its place in a row.
        lora = {"method": "lora", "lora_dropout": 0.3, "learning_rate": 1e-2}
        tune(base, self.data, self.folder / "dropped", **lora)
        tune(base, self.data, self.folder / "dropped-plain", packing="false", **lora)
        self.assert_close(curve(self.folder / "dropped"), curve(self.folder / "dropped-plain"), 1e-4)

    def test_the_same_seed_is_the_same_bits(self):
        base = make_model(self.folder / "base", QWEN2)
        for compute in ("fp32", "bf16"):
            sums = set()
            for n in range(2):
                output = self.folder / f"{compute}{n}"
                tune(base, self.data, output, compute_type=compute, max_steps=10)
                sums.add(digest(output / "model" / "model.safetensors"))
            self.assertEqual(len(sums), 1, compute)

    def test_killed_and_resumed_is_the_same_bits(self):
        base = make_model(self.folder / "base", QWEN2)
        for name, more, result in (("fp32", {}, "model/model.safetensors"),
                                   ("bf16", {"compute_type": "bf16"}, "model/model.safetensors"),
                                   ("lora", {"method": "lora", "lora_dropout": 0.2, "eval_split": 0.1,
                                             "eval_steps": 7}, "adapter/adapter_model.safetensors")):
            settings = {"max_steps": 100, "save_steps": 1, **more}
            whole, killed = self.folder / ("whole-" + name), self.folder / ("killed-" + name)
            tune(base, self.data, whole, **settings)
            kills = self.run_and_kill(base, killed, settings)
            print(f"{name}: killed {kills} times")
            self.assertGreater(kills, 2)
            self.assertEqual(digest(killed / result), digest(whole / result))

    def run_and_kill(self, base, output, settings):
        """Ends it each time its checkpoints have come so many steps further, without warning or with."""
        chance, kills, target = random.Random(11), 0, 0
        while True:
            target += chance.randint(5, 25)
            process = subprocess.Popen(command(base, self.data, output, **settings), env=environment(),
                                       stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
            while process.poll() is None and newest_step(output) < target:
                time.sleep(0.002)
            if process.poll() is None and target < settings["max_steps"]:
                process.send_signal(signal.SIGTERM if kills % 3 == 2 else signal.SIGKILL)
                kills += 1
            words = process.communicate(timeout=120)[1]
            if process.returncode == 0:
                return kills
            self.assertLess(target, settings["max_steps"], words)

    def test_two_processes_are_as_one(self):
        base = make_model(self.folder / "base", QWEN2)
        tune(base, self.data, self.folder / "one")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        output = self.folder / "two"
        ranks = [subprocess.Popen(command(base, self.data, output),
                                  env=environment(PET_NNODES="2", PET_NODE_RANK=str(rank), PET_MASTER_PORT=port,
                                                  PET_MASTER_ADDR="127.0.0.1"),
                                  stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) for rank in range(2)]
        for rank in ranks:
            words = rank.communicate(timeout=120)[1]
            self.assertEqual(rank.returncode, 0, words)
        self.assert_close(curve(output), curve(self.folder / "one"), 1e-3)

    def test_a_lost_process_ends_the_others_with_words(self):
        base = make_model(self.folder / "base", QWEN2)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        output = self.folder / "two"
        ranks = [subprocess.Popen(command(base, self.data, output, max_steps=100000),
                                  env=environment(WORLD_SIZE="2", RANK=str(rank), MASTER_PORT=port,
                                                  MASTER_ADDR="127.0.0.1"),
                                  stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) for rank in range(2)]
        for line in ranks[0].stderr:
            if line.startswith("step "):
                break
        ranks[1].kill()
        words = ranks[0].communicate(timeout=60)[1]
        ranks[1].communicate()
        self.assertNotEqual(ranks[0].returncode, 0)
        self.assertIn("rank 0 lost rank 1", words)

    def test_from_scratch_learns(self):
        base = self.folder / "base"
        base.mkdir()
        (base / "config.json").write_text(json.dumps(QWEN2))
        output = self.folder / "out"
        done = subprocess.run(command(base, self.data, output, learning_rate=1e-2) + ["--from-scratch"],
                              env=environment(), capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        losses = curve(output)
        self.assertGreater(losses[0], 3.5)
        self.assertLess(losses[-1], losses[0] - 1)
        record = json.loads((output / "training.json").read_text())
        self.assertEqual(record["plan"]["steps"], record["fact"]["steps"])
        self.assertEqual(len(record["fingerprint"]), 64)

    def test_what_is_learnt_is_what_is_served(self):
        base = self.folder / "base"
        base.mkdir()
        make_tokenizer(base)
        (base / "config.json").write_text(json.dumps({**QWEN2, "vocab_size": 128}))
        answers = {"sky": "blue", "grass": "green", "coal": "black", "snow": "white"}
        rows = [{"instruction": thing, "input": "", "output": colour} for thing, colour in answers.items()]
        data = self.folder / "colours.jsonl"
        data.write_text("".join(json.dumps(row) + "\n" for row in rows))
        output = self.folder / "out"
        done = subprocess.run(command(base, data, output, max_steps=150, learning_rate=1e-2) + ["--from-scratch"],
                              env=environment(), capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        served = output / "model"
        for thing, colour in answers.items():
            chat = {"messages": [{"role": "user", "content": thing}], "add_generation_prompt": True}
            ids = engine(served, "render", chat)["ids"]
            said = []
            while len(said) < 10 and 2 not in said:
                logits = engine(served, "logits", {"ids": ids + said})["logits"]
                said.append(max(range(len(logits)), key=logits.__getitem__))
            self.assertEqual("".join(map(chr, said)), colour + chr(2))
        record = json.loads((served / "training.json").read_text())
        self.assertEqual(len(record["renderer_fingerprint"]), 64)
        self.assertEqual(record["data"][0]["rows"], 4)

    def test_progress_for_the_server(self):
        base = make_model(self.folder / "base", QWEN2)
        progress = self.folder / "progress"
        subprocess.run(command(base, self.data, self.folder / "out"), env=environment(MILLRACE_PROGRESS=str(progress)),
                       check=True, capture_output=True, timeout=120)
        last = json.loads(progress.read_text().splitlines()[-1])
        self.assertEqual((last["step"], last["total_steps"]), (50, 50))
        self.assertEqual(last["eta_s"], 0)

    def test_plan_allocates_nothing_and_says_all(self):
        base = make_model(self.folder / "base", QWEN2)
        done = tune_plan(base, self.data, self.folder / "out")
        plan = json.loads(done.stdout)
        self.assertEqual(plan["steps"], 50)
        for name in ("memory_bytes", "seconds", "core_hours", "card_hours", "tokens"):
            self.assertIn(name, plan)
        self.assertFalse((self.folder / "out").exists())

    def test_errors_say_what_to_do(self):
        base = make_model(self.folder / "base", QWEN2)
        bad = self.folder / "bad.jsonl"

        def words(data=self.data, model=base, **params):
            done = subprocess.run(command(model, data, self.folder / "out", **params), env=environment(),
                                  capture_output=True, text=True, timeout=120)
            self.assertNotEqual(done.returncode, 0)
            return done.stderr

        bad.write_text('{"ids":[1,2,3],"loss_mask":[1,0,0]}\n')
        self.assertIn("nothing to learn", words(bad))
        bad.write_text('{"ids":[1,2,99]}\n')
        self.assertIn("bad.jsonl row 1: token 99 is outside", words(bad))
        self.assertIn("no-such-file", words(self.folder / "no-such-file"))
        self.assertIn("learning_rate", words(learning_rate=1))
        self.assertIn("positions", words(seq_len=512))
        other = self.folder / "other"
        other.mkdir()
        (other / "config.json").write_text(json.dumps({**QWEN2, "architectures": ["MambaForCausalLM"],
                                                       "model_type": "mamba"}))
        self.assertIn("Mamba", words(model=other))


def make_tokenizer(folder):
    """A token for each letter, with its ASCII number, and three that begin and end turns."""
    special = ["<u>", "<a>", "<e>"]
    vocabulary = {token: i for i, token in enumerate(special)} | {chr(i): i for i in range(97, 123)}
    added = [{"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
              "special": True} for i, token in enumerate(special)]
    (folder / "tokenizer.json").write_text(json.dumps(
        {"version": "1.0", "added_tokens": added, "normalizer": None, "pre_tokenizer": None, "post_processor": None,
         "decoder": None, "model": {"type": "BPE", "vocab": vocabulary, "merges": []}}))
    (folder / "tokenizer_config.json").write_text(json.dumps({"eos_token": "<e>"}))
    (folder / "chat_template.jinja").write_text(
        "{% for m in messages %}{% if m['role'] == 'assistant' %}{{ '<a>' + m['content'] + '<e>' }}"
        "{% else %}{{ '<u>' + m['content'] }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<a>' }}{% endif %}")


def engine(model, name, line):
    done = subprocess.run([str(BIN / "millrace-engine"), name, "--model", str(model)], input=json.dumps(line) + "\n",
                          env=environment(), capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def tune_plan(model, data, output):
    return subprocess.run(command(model, data, output) + ["--plan"], env=environment(), capture_output=True, text=True,
                          check=True, timeout=120)


if __name__ == "__main__":
    unittest.main()
