"""TensorBoard reads what millrace-engine tune writes.

usage: test_tensorboard.py [-v]      MILLRACE_BIN_DIR: the folder of the programs"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import peer_packages

peer_packages.run_with("tensorboard", ["setuptools<81", "tensorboard==2.17.1"])
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

BIN = pathlib.Path(os.environ.get("MILLRACE_BIN_DIR", "build/bin"))
CONFIG = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 16, "intermediate_size": 24,
          "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1, "vocab_size": 20,
          "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "hidden_act": "silu",
          "tie_word_embeddings": True, "torch_dtype": "float32"}

with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    (folder / "model").mkdir()
    (folder / "model" / "config.json").write_text(json.dumps(CONFIG))
    rows = [{"ids": [(start + i) % 20 for i in range(10)]} for start in range(20)]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    subprocess.run([BIN / "millrace-engine", "tune", "--model", folder / "model", "--data", folder / "rows.jsonl",
                    "--output", folder / "out", "--from-scratch", "--max-steps", "7", "--seq-len", "32",
                    "--eval-split", "0.2", "--eval-steps", "3"], check=True, capture_output=True)
    events = EventAccumulator(str(folder / "out" / "tensorboard"))
    events.Reload()
    tags = set(events.Tags()["scalars"])
    wanted = {"loss", "eval/loss", "lr", "grad_norm", "tokens_per_second", "mfu"}
    assert tags == wanted, tags
    assert [e.step for e in events.Scalars("loss")] == list(range(1, 8))
    assert [e.step for e in events.Scalars("eval/loss")] == [3, 6, 7]
    assert 2 < events.Scalars("loss")[0].value < 4
    print(f"TensorBoard read {len(tags)} tags of 7 steps")
