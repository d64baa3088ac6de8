#!/usr/bin/python3
"""Tiny random models with the logits, losses and gradients that they must give.

usage: fixtures.py make|check FOLDER        check: computes everything again and compares with what is stored"""
import json
import pathlib
import sys

SKIP = 77
try:
    import torch
except ImportError:
    print("skipped: this Python has no torch (Debian: python3-torch)")
    sys.exit(SKIP)

import reference

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import safetensors_file

COMMON = {"hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4,
          "num_key_value_heads": 2, "vocab_size": 31, "max_position_embeddings": 64, "rms_norm_eps": 1e-6,
          "rope_theta": 10000.0, "tie_word_embeddings": False, "hidden_act": "silu", "torch_dtype": "float32"}
CASES = {
    "llama": {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "head_dim": 4, "rope_theta": 100.0,
              "rope_scaling": {"rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                               "original_max_position_embeddings": 16}},
    "llama_bias": {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "head_dim": 4, "attention_bias": True,
                   "mlp_bias": True, "num_key_value_heads": 4, "tie_word_embeddings": True,
                   "rope_scaling": {"rope_type": "linear", "factor": 2.0}},
    "mistral": {"architectures": ["MistralForCausalLM"], "model_type": "mistral", "head_dim": 4, "sliding_window": 3},
    "qwen2": {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "head_dim": 4, "tie_word_embeddings": True,
              "use_sliding_window": False},
    "qwen3": {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "head_dim": 6, "use_sliding_window": True,
              "sliding_window": 4, "max_window_layers": 1},
}
LORA_TARGETS = {"self_attn.q_proj", "mlp.down_proj"}
LORA_RANK, LORA_ALPHA = 2, 6


def doubles(path):
    return {name: tensor.double() for name, tensor in safetensors_file.load(path).items()}


def shapes(c):
    d, ff, heads, kv, dim = (c["hidden_size"], c["intermediate_size"], c["num_attention_heads"],
                             c["num_key_value_heads"], c["head_dim"])
    name = c["model_type"]
    qkv_bias = name == "qwen2" or c.get("attention_bias", False)
    o_bias, mlp_bias = name != "qwen2" and c.get("attention_bias", False), c.get("mlp_bias", False)
    out = {"model.embed_tokens.weight": [c["vocab_size"], d]}
    for layer in range(c["num_hidden_layers"]):
        p = f"model.layers.{layer}."
        out[p + "input_layernorm.weight"] = [d]
        for module, rows, cols, bias in [
                ("self_attn.q_proj", heads * dim, d, qkv_bias), ("self_attn.k_proj", kv * dim, d, qkv_bias),
                ("self_attn.v_proj", kv * dim, d, qkv_bias), ("self_attn.o_proj", d, heads * dim, o_bias),
                ("mlp.gate_proj", ff, d, mlp_bias), ("mlp.up_proj", ff, d, mlp_bias),
                ("mlp.down_proj", d, ff, mlp_bias)]:
            out[p + module + ".weight"] = [rows, cols]
            if bias:
                out[p + module + ".bias"] = [rows]
        if name == "qwen3":
            out[p + "self_attn.q_norm.weight"] = out[p + "self_attn.k_norm.weight"] = [dim]
        out[p + "post_attention_layernorm.weight"] = [d]
    out["model.norm.weight"] = [d]
    if not c["tie_word_embeddings"]:
        out["lm_head.weight"] = [c["vocab_size"], d]
    return out


def random_weights(c, generator):
    weights = {}
    for name, shape in shapes(c).items():
        values = torch.randn(shape, generator=generator)
        weights[name] = 1 + 0.2 * values if "norm" in name else values * (0.1 if name.endswith("bias") else 0.35)
    return {name: w.float().double() for name, w in weights.items()}


def sequences(c, generator):
    out = []
    for length in (5, 1, 9):
        ids = torch.randint(0, c["vocab_size"], (length + 1,), generator=generator).tolist()
        labels = [label if i % 3 != 1 else -1 for i, label in enumerate(ids[1:])]
        out.append((ids[:-1], labels))
    return out


def expected(c, weights, lora, seqs):
    trained = {f"base_model.model.{m}.lora_{x}.weight": t for m, pair in lora.items() if m != "scale"
               for x, t in zip("AB", pair)} if lora else weights
    for tensor in trained.values():
        tensor.requires_grad_(True)
        tensor.grad = None
    total, each, logits = reference.losses(reference.Model(c, weights, lora), seqs)
    total.backward()
    gradients = {"gradient." + name: tensor.grad for name, tensor in trained.items()}
    for tensor in trained.values():
        tensor.requires_grad_(False)
    return {"logits": logits, "losses": torch.tensor(each), **gradients}


def make(folder):
    for seed, (name, changes) in enumerate(CASES.items()):
        config = {**COMMON, **changes}
        generator = torch.Generator().manual_seed(seed)
        weights, seqs = random_weights(config, generator), sequences(config, generator)
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        (place / "config.json").write_text(json.dumps(config, indent=1) + "\n")
        (place / "batch.json").write_text(json.dumps({"sequences": [{"ids": i, "labels": l} for i, l in seqs]}) + "\n")
        safetensors_file.save(place / "model.safetensors", weights)
        safetensors_file.save(place / "expected.safetensors", expected(config, weights, None, seqs))
        if name == "qwen2":
            make_adapter(place / "adapter", config, weights, seqs, generator)


def make_adapter(place, config, weights, seqs, generator):
    place.mkdir(exist_ok=True)
    tensors = {}
    for name, shape in shapes(config).items():
        module = name.rsplit(".", 1)[0]
        if name.endswith(".weight") and module.split(".", 3)[-1] in LORA_TARGETS:
            tensors[f"base_model.model.{module}.lora_A.weight"] = torch.randn(LORA_RANK, shape[1], generator=generator)
            tensors[f"base_model.model.{module}.lora_B.weight"] = torch.randn(shape[0], LORA_RANK, generator=generator)
    tensors = {name: (t * 0.3).float().double() for name, t in tensors.items()}
    safetensors_file.save(place / "adapter_model.safetensors", tensors)
    (place / "adapter_config.json").write_text(json.dumps(
        {"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": LORA_RANK, "lora_alpha": LORA_ALPHA, "lora_dropout": 0.0,
         "bias": "none", "base_model_name_or_path": "", "target_modules": ["q_proj", "down_proj"]}, indent=1) + "\n")
    safetensors_file.save(place / "expected.safetensors", expected(config, weights, lora_of(tensors), seqs))


def lora_of(tensors):
    lora = {"scale": LORA_ALPHA / LORA_RANK}
    for name in tensors:
        if name.endswith("lora_A.weight"):
            module = name[len("base_model.model."):-len(".lora_A.weight")]
            lora[module] = (tensors[name], tensors[name.replace("lora_A", "lora_B")])
    return lora


def compare(what, got, stored):
    assert got.keys() == stored.keys(), what
    for name in got:
        worst = (got[name] - stored[name]).abs().max().item()
        assert worst < 1e-5, f"{what}: {name} differs by {worst}"


def check(folder):
    for name in CASES:
        place = folder / name
        config = json.loads((place / "config.json").read_text())
        batch = json.loads((place / "batch.json").read_text())
        seqs = [(s["ids"], s["labels"]) for s in batch["sequences"]]
        weights = doubles(place / "model.safetensors")
        compare(name, expected(config, weights, None, seqs), doubles(place / "expected.safetensors"))
        if (place / "adapter").exists():
            adapter = place / "adapter"
            lora = lora_of(doubles(adapter / "adapter_model.safetensors"))
            compare(name + " adapter", expected(config, weights, lora, seqs),
                    doubles(adapter / "expected.safetensors"))
    print(f"{len(CASES)} fixtures are what PyTorch computes")


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("make", "check"):
        sys.exit(__doc__)
    {"make": make, "check": check}[sys.argv[1]](pathlib.Path(sys.argv[2]))
