"""One training by millrace-engine tune on rows of chance, for benchmarks: what it was and what it took."""
import json
import pathlib
import random
import shutil
import subprocess


def qwen2(**shape):
    """config.json of a Qwen2 of that shape."""
    return {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "max_position_embeddings": 4096, "rms_norm_eps": 1e-6,
            "rope_theta": 1e6, "tie_word_embeddings": True, "torch_dtype": "bfloat16", **shape}


def write_base(folder, config, lengths):
    """base/config.json and rows.jsonl with examples of those lengths in tokens."""
    (folder / "base").mkdir()
    (folder / "base" / "config.json").write_text(json.dumps(config))
    chance = random.Random(1)
    rows = [{"ids": [chance.randrange(config["vocab_size"]) for _ in range(n)]} for n in lengths]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


def tune(engine, folder, flags, lora=0):
    """training.json's "fact"; with `lora` on the weights that give_weights() left."""
    output = folder / "out"
    shutil.rmtree(output, ignore_errors=True)
    method = ["--method", "lora", "--lora-rank", lora] if lora else ["--from-scratch"]
    words = [engine, "tune", "--model", folder / "base", "--data", folder / "rows.jsonl", "--output", output, *flags, *method]
    subprocess.run([str(word) for word in words], check=True, capture_output=True)
    return json.loads((output / "training.json").read_text())["fact"]


def give_weights(engine, folder, flags):
    """Weights for the base, to put LoRA matrices on: those of one step from random ones."""
    fact = tune(engine, folder, [*flags, "--max-steps", 1])
    for weights in pathlib.Path(folder / "out" / "model").glob("*.safetensors*"):
        shutil.move(weights, folder / "base")
    return fact
