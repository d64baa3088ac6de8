"""The training written down plainly in PyTorch: Llama and Qwen2, one example at a time, no packing, no padding.
What millrace-engine tune must agree with."""
import json
import math
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import safetensors_file

MASK = (1 << 64) - 1


def mix(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def random_bits(seed, what, at):
    state = mix(seed) ^ what
    for word in at:
        state = mix(state) ^ word
    return mix(state)


def shuffled(count, seed, epoch):
    order = list(range(count))
    for i in range(count, 1, -1):
        j = random_bits(seed, 1, [epoch, i]) % i
        order[i - 1], order[j] = order[j], order[i - 1]
    return order


def rope(x, theta):
    """x: [heads, length, dim], rotated by halves as Hugging Face does."""
    length, dim = x.shape[-2:]
    frequencies = theta ** (-torch.arange(0, dim, 2, dtype=torch.float64) / dim)
    angles = torch.arange(length, dtype=torch.float64)[:, None] * frequencies[None]
    cos = torch.cat([angles.cos()] * 2, -1).float()
    sin = torch.cat([angles.sin()] * 2, -1).float()
    half = dim // 2
    return x * cos + torch.cat([-x[..., half:], x[..., :half]], -1) * sin


class Model:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.config = json.loads((folder / "config.json").read_text())
        self.weights = {k: v.float() for k, v in safetensors_file.load(folder / "model.safetensors").items()}
        self.lora = {}  # module → (A, B, scale)

    def train_all(self):
        for weight in self.weights.values():
            weight.requires_grad_(True)
        return dict(self.weights)

    def add_lora(self, folder):
        """A from an adapter's folder, B zero."""
        folder = pathlib.Path(folder)
        config = json.loads((folder / "adapter_config.json").read_text())
        tensors = safetensors_file.load(folder / "adapter_model.safetensors")
        out = {}
        for name, a in tensors.items():
            if ".lora_A." not in name:
                continue
            module = name[len("base_model.model."):name.index(".lora_A.")]
            b = torch.zeros_like(tensors[name.replace("lora_A", "lora_B")])
            a, b = a.clone().requires_grad_(True), b.requires_grad_(True)
            self.lora[module] = (a, b, config["lora_alpha"] / config["r"])
            out[module + ".A"], out[module + ".B"] = a, b
        return out

    def linear(self, x, module):
        y = x @ self.weights[module + ".weight"].T
        if module + ".bias" in self.weights:
            y = y + self.weights[module + ".bias"]
        if module in self.lora:
            a, b, scale = self.lora[module]
            y = y + (x @ a.T) @ b.T * scale
        return y

    def norm(self, x, name):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.config["rms_norm_eps"]) * self.weights[name]

    def attention(self, x, prefix):
        c = self.config
        heads, kv_heads = c["num_attention_heads"], c["num_key_value_heads"]
        dim = c.get("head_dim") or c["hidden_size"] // heads
        length = x.shape[0]

        def split(name, n):
            return self.linear(x, prefix + name).reshape(length, n, dim).transpose(0, 1)

        q = rope(split("q_proj", heads), c["rope_theta"])
        k = rope(split("k_proj", kv_heads), c["rope_theta"]).repeat_interleave(heads // kv_heads, 0)
        v = split("v_proj", kv_heads).repeat_interleave(heads // kv_heads, 0)
        scores = q @ k.transpose(1, 2) / math.sqrt(dim)
        scores = scores.masked_fill(torch.ones(length, length).triu(1).bool(), float("-inf"))
        out = (scores.softmax(-1) @ v).transpose(0, 1).reshape(length, heads * dim)
        return self.linear(out, prefix + "o_proj")

    def logits(self, ids):
        x = self.weights["model.embed_tokens.weight"][torch.tensor(ids)]
        for layer in range(self.config["num_hidden_layers"]):
            p = f"model.layers.{layer}."
            x = x + self.attention(self.norm(x, p + "input_layernorm.weight"), p + "self_attn.")
            h = self.norm(x, p + "post_attention_layernorm.weight")
            gate = torch.nn.functional.silu(self.linear(h, p + "mlp.gate_proj"))
            x = x + self.linear(gate * self.linear(h, p + "mlp.up_proj"), p + "mlp.down_proj")
        x = self.norm(x, "model.norm.weight")
        head = self.weights.get("lm_head.weight", self.weights["model.embed_tokens.weight"])
        return x @ head.T

    def loss_sum(self, row):
        logits = self.logits(row["ids"])[:-1]
        labels = torch.tensor(row["ids"][1:])
        losses = torch.nn.functional.cross_entropy(logits, labels, reduction="none")
        return (losses * torch.tensor(row["loss_mask"][1:], dtype=torch.float32)).sum()


def learning_rate(step, total, peak, warmup_ratio):
    warmup = math.ceil(warmup_ratio * total - 1e-9)
    if step < warmup:
        return peak * (step + 1) / warmup
    return peak * 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, total - warmup)))


def train(model, parameters, rows, p):
    """The loss of each step. p: the parameters of the training under their names."""
    decayed = [v for v in parameters.values() if v.dim() > 1]
    others = [v for v in parameters.values() if v.dim() <= 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": p["weight_decay"]},
                                   {"params": others, "weight_decay": 0.0}],
                                  lr=p["learning_rate"], betas=(p["adam_beta1"], p["adam_beta2"]),
                                  eps=p["adam_epsilon"])
    size, losses = p["global_batch_size"], []
    per_epoch = math.ceil(len(rows) / size)
    for step in range(p["max_steps"]):
        order = shuffled(len(rows), p["seed"], step // per_epoch)
        begin = step % per_epoch * size
        batch = [rows[i] for i in order[begin:begin + size]]
        learnt = sum(sum(row["loss_mask"][1:]) for row in batch)
        optimizer.zero_grad()
        total = 0.0
        for row in batch:
            loss = model.loss_sum(row) / learnt
            loss.backward()
            total += loss.item()
        torch.nn.utils.clip_grad_norm_(list(parameters.values()), p["max_grad_norm"])
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, p["max_steps"], p["learning_rate"], p["warmup_ratio"])
        optimizer.step()
        losses.append(total)
    return losses
