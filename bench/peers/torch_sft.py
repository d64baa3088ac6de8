#!/usr/bin/python3
"""One step of fine-tuning in plain PyTorch: the peer of train_step_bench, of the same shape (31.9M parameters).

Tuned as far as it goes: OMP_NUM_THREADS as cores, huge pages for malloc, no giving memory back between steps:
  GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=8589934592 \\
    bench/peers/torch_sft.py --bf16

With --lengths FILE (a JSON list) it is the plain loop over examples of those lengths, --rows a step, each padded to the
longest of its step; padding counts as no token."""
import argparse
import json
import math
import time

import torch
import torch.nn.functional as F
from torch import nn

parser = argparse.ArgumentParser()
for name, default in dict(rows=8, length=256, steps=6, threads=2, lora=0).items():
    parser.add_argument("--" + name, type=int, default=default)
parser.add_argument("--bf16", action="store_true")
parser.add_argument("--lengths")
args = parser.parse_args()
lengths = json.load(open(args.lengths)) if args.lengths else [args.length] * args.rows * args.steps
args.length = max(lengths)

VOCAB, DIM, LAYERS, HEADS, KV, FF = 50257, 384, 8, 6, 2, 1024
HEAD = DIM // HEADS


class Linear(nn.Module):
    def __init__(self, size_in, size_out, bias=False):
        super().__init__()
        self.base = nn.Linear(size_in, size_out, bias=bias)
        nn.init.normal_(self.base.weight, 0, 0.02)
        if args.lora:
            self.base.requires_grad_(False)
            self.a = nn.Parameter(torch.randn(args.lora, size_in) / math.sqrt(size_in))
            self.b = nn.Parameter(torch.zeros(size_out, args.lora))

    def forward(self, x):
        y = self.base(x)
        return y + F.linear(F.linear(x, self.a), self.b) * 2 if args.lora else y


class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(DIM), requires_grad=not args.lora)

    def forward(self, x):
        x32 = x.float()
        return (x32 * torch.rsqrt(x32.pow(2).mean(-1, keepdim=True) + 1e-6)).to(x.dtype) * self.weight


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = Norm(), Norm()
        self.q, self.k, self.v = Linear(DIM, HEADS * HEAD, True), Linear(DIM, KV * HEAD, True), Linear(DIM, KV * HEAD, True)
        self.o = Linear(HEADS * HEAD, DIM)
        self.gate, self.up, self.down = Linear(DIM, FF), Linear(DIM, FF), Linear(FF, DIM)

    def forward(self, x, cosine, sine, mask):
        batch, length, _ = x.shape
        h = self.norm1(x)

        def heads(t, n):
            return t.view(batch, length, n, HEAD).transpose(1, 2)

        def turn(t):
            first, second = t.chunk(2, -1)
            return t * cosine + torch.cat((-second, first), -1) * sine

        q, k, v = turn(heads(self.q(h), HEADS)), turn(heads(self.k(h), KV)), heads(self.v(h), KV)
        k, v = k.repeat_interleave(HEADS // KV, 1), v.repeat_interleave(HEADS // KV, 1)
        scores = torch.matmul(q, k.transpose(2, 3)) / math.sqrt(HEAD) + mask
        out = torch.matmul(F.softmax(scores, -1, dtype=torch.float32).to(v.dtype), v)
        x = x + self.o(out.transpose(1, 2).reshape(batch, length, -1))
        h = self.norm2(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCAB, DIM)
        nn.init.normal_(self.embedding.weight, 0, 0.02)
        if args.lora:
            self.embedding.requires_grad_(False)
        self.blocks, self.norm = nn.ModuleList(Block() for _ in range(LAYERS)), Norm()
        inverse = 1e6 ** (-torch.arange(0, HEAD, 2).float() / HEAD)
        angles = torch.outer(torch.arange(args.length).float(), inverse)
        angles = torch.cat((angles, angles), -1)
        self.cosine, self.sine = angles.cos(), angles.sin()
        self.mask = torch.full((args.length, args.length), -1e9).triu(1)

    def forward(self, ids):
        x, n = self.embedding(ids), ids.shape[1]
        for block in self.blocks:
            x = block(x, self.cosine[:n], self.sine[:n], self.mask[:n, :n])
        return F.linear(self.norm(x), self.embedding.weight)


def main():
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    model = Decoder()
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=3e-4, weight_decay=0.01)
    rates, tokens, seconds = [], 0, 0.0
    for step in range(args.steps):
        batch = lengths[step * args.rows:(step + 1) * args.rows]
        data = torch.randint(0, VOCAB, (args.rows, max(batch) + 1))
        labels = data[:, 1:].clone()
        for row, length in enumerate(batch):
            labels[row, length:] = -100
        begin = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bf16):
            logits = model(data[:, :-1])
        loss = F.cross_entropy(logits.float().reshape(-1, VOCAB), labels.reshape(-1))
        loss.backward()
        optimizer.step()
        took = time.perf_counter() - begin
        rates.append(sum(batch) / took)
        if step > 0:  # the first one makes what is made once
            tokens, seconds = tokens + sum(batch), seconds + took
        print(f"step {step + 1} loss {loss.item():.4f} {rates[-1]:.0f} tok/s", flush=True)
    rates.sort()
    print(f"best {rates[-1]:.0f} tok/s median {rates[len(rates) // 2]:.0f} tok/s all {tokens / seconds:.0f} tok/s")


main()
