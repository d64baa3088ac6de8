"""The decoders in plain PyTorch, in float64: the oracle of src/model. Follows Hugging Face's definitions."""
import math

import torch

torch.set_default_dtype(torch.float64)


def inverse_frequencies(config):
    dim = config["head_dim"]
    base = config.get("rope_theta", 10000.0)
    frequencies = 1.0 / base ** (torch.arange(0, dim, 2, dtype=torch.float64) / dim)
    scaling = config.get("rope_scaling")
    if not scaling:
        return frequencies
    factor = scaling["factor"]
    if scaling["rope_type"] == "linear":
        return frequencies / factor
    assert scaling["rope_type"] == "llama3"
    original = scaling["original_max_position_embeddings"]
    low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
    out = []
    for f in frequencies.tolist():
        wavelength = 2 * math.pi / f
        if wavelength < original / high:
            out.append(f)
        elif wavelength > original / low:
            out.append(f / factor)
        else:
            smooth = (original / wavelength - low) / (high - low)
            out.append((1 - smooth) * f / factor + smooth * f)
    return torch.tensor(out)


def rms_norm(x, weight, eps):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * weight


def turn(x, cosine, sine):
    first, second = x.chunk(2, -1)
    return x * cosine + torch.cat((-second, first), -1) * sine


class Model:
    """weights: name -> tensor. lora: {"scale": s, module: (A, B)} or None. Sequences one at a time, no packing."""

    def __init__(self, config, weights, lora=None):
        self.c, self.w, self.lora = config, weights, lora or {}

    def linear(self, module, x):
        y = x @ self.w[module + ".weight"].T
        if module + ".bias" in self.w:
            y = y + self.w[module + ".bias"]
        if module in self.lora:
            a, b = self.lora[module]
            y = y + self.lora["scale"] * (x @ a.T @ b.T)
        return y

    def attention(self, prefix, layer, h):
        c = self.c
        heads, kv, dim, length = c["num_attention_heads"], c["num_key_value_heads"], c["head_dim"], h.shape[0]
        eps = c["rms_norm_eps"]
        q = self.linear(prefix + "q_proj", h).view(length, heads, dim).transpose(0, 1)
        k = self.linear(prefix + "k_proj", h).view(length, kv, dim).transpose(0, 1)
        v = self.linear(prefix + "v_proj", h).view(length, kv, dim).transpose(0, 1)
        if prefix + "q_norm.weight" in self.w:
            q = rms_norm(q, self.w[prefix + "q_norm.weight"], eps)
            k = rms_norm(k, self.w[prefix + "k_norm.weight"], eps)
        angles = torch.outer(torch.arange(length, dtype=torch.float64), inverse_frequencies(c))
        cosine, sine = torch.cat((angles, angles), -1).cos(), torch.cat((angles, angles), -1).sin()
        q, k = turn(q, cosine, sine), turn(k, cosine, sine)
        k, v = k.repeat_interleave(heads // kv, 0), v.repeat_interleave(heads // kv, 0)
        scores = q @ k.transpose(1, 2) / math.sqrt(dim)
        i, j = torch.arange(length)[:, None], torch.arange(length)[None, :]
        seen = j <= i
        window = self.window(layer)
        if window:
            seen &= j > i - window
        scores = scores.masked_fill(~seen, float("-inf"))
        out = (scores.softmax(-1) @ v).transpose(0, 1).reshape(length, heads * dim)
        return self.linear(prefix + "o_proj", out)

    def window(self, layer):
        c = self.c
        if c["architectures"][0] == "MistralForCausalLM":
            return c.get("sliding_window")
        if c.get("use_sliding_window") and layer >= c["max_window_layers"]:
            return c["sliding_window"]
        return None

    def logits(self, ids):
        c, w = self.c, self.w
        x = w["model.embed_tokens.weight"][torch.tensor(ids)]
        for layer in range(c["num_hidden_layers"]):
            prefix = f"model.layers.{layer}."
            h = rms_norm(x, w[prefix + "input_layernorm.weight"], c["rms_norm_eps"])
            x = x + self.attention(prefix + "self_attn.", layer, h)
            h = rms_norm(x, w[prefix + "post_attention_layernorm.weight"], c["rms_norm_eps"])
            gate = self.linear(prefix + "mlp.gate_proj", h)
            up = self.linear(prefix + "mlp.up_proj", h)
            x = x + self.linear(prefix + "mlp.down_proj", torch.nn.functional.silu(gate) * up)
        x = rms_norm(x, w["model.norm.weight"], c["rms_norm_eps"])
        head = w["model.embed_tokens.weight"] if c["tie_word_embeddings"] else w["lm_head.weight"]
        return x @ head.T


def losses(model, sequences):
    """Sum of the losses, the losses of each sequence, and the logits. A sequence is (ids, labels); label -1: none."""
    total, each, all_logits = 0.0, [], []
    for ids, labels in sequences:
        logits = model.logits(ids)
        labels = torch.tensor(labels)
        loss = torch.nn.functional.cross_entropy(logits, labels.clamp(min=0), reduction="none")
        loss = (loss * (labels >= 0)).sum()
        total, each = total + loss, each + [loss.item()]
        all_logits.append(logits)
    return total, each, torch.cat(all_logits)
