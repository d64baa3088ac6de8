"""millrace-engine tune on tiny random models and rows that can be learnt."""
import json
import os
import pathlib
import random
import subprocess
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import safetensors_file

BIN = pathlib.Path(os.environ.get("MILLRACE_BIN_DIR", "build/bin"))
PARAMS = {"global_batch_size": 4, "learning_rate": 3e-3, "max_steps": 50, "warmup_ratio": 0.1, "weight_decay": 0.1,
          "max_grad_norm": 1.0, "adam_beta1": 0.9, "adam_beta2": 0.95, "adam_epsilon": 1e-8, "seq_len": 64, "seed": 5,
          "compute_type": "fp32"}
LLAMA = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 32, "intermediate_size": 48,
         "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 61,
         "max_position_embeddings": 256, "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "hidden_act": "silu",
         "tie_word_embeddings": False, "torch_dtype": "float32"}
QWEN2 = {**LLAMA, "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "tie_word_embeddings": True,
         "rope_theta": 1000000.0}


def make_model(folder, config, seed=1):
    torch.manual_seed(seed)
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(config))
    h, f = config["hidden_size"], config["intermediate_size"]
    kv = h // config["num_attention_heads"] * config["num_key_value_heads"]
    shapes = {"model.embed_tokens": (config["vocab_size"], h)}
    biases = {}
    for layer in range(config["num_hidden_layers"]):
        p = f"model.layers.{layer}."
        shapes |= {p + "self_attn.q_proj": (h, h), p + "self_attn.k_proj": (kv, h), p + "self_attn.v_proj": (kv, h),
                   p + "self_attn.o_proj": (h, h), p + "mlp.gate_proj": (f, h), p + "mlp.up_proj": (f, h),
                   p + "mlp.down_proj": (h, f)}
        if config["model_type"] == "qwen2":
            biases |= {p + f"self_attn.{n}_proj.bias": (s,) for n, s in (("q", h), ("k", kv), ("v", kv))}
        for norm in ("input_layernorm", "post_attention_layernorm"):
            biases[p + norm + ".weight"] = (h,)
    biases["model.norm.weight"] = (h,)
    if not config["tie_word_embeddings"]:
        shapes["lm_head"] = (config["vocab_size"], h)
    tensors = {name + ".weight": torch.randn(shape) * 0.2 for name, shape in shapes.items()}
    tensors |= {name: torch.randn(shape) * 0.1 + (0 if name.endswith("bias") else 1) for name, shape in biases.items()}
    safetensors_file.save(folder / "model.safetensors", tensors)
    return folder


def make_rows(path, count=40, vocabulary=61):
    chance = random.Random(3)
    rows = []
    for _ in range(count):
        length = chance.randint(5, 40)
        token, ids = chance.randrange(vocabulary), []
        for _ in range(length):
            ids.append(token)
            token = (token * 7 + 3) % vocabulary if chance.random() < 0.9 else chance.randrange(vocabulary)
        question = chance.randint(1, 4)
        rows.append({"ids": ids, "loss_mask": [0] * question + [1] * (length - question)})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return rows


def command(model, data, output, method="full", **params):
    words = [str(BIN / "millrace-engine"), "tune", "--model", str(model), "--data", str(data), "--output", str(output),
             "--method", method, "--threads", "1"]
    for name, value in {**PARAMS, **params}.items():
        words += ["--" + name.replace("_", "-"), str(value)]
    return words


def environment(**more):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PET_", "MILLRACE_"))}
    return {**kept, **more}


def tune(*args, **params):
    done = subprocess.run(command(*args, **params), env=environment(), capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done
