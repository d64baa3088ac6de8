"""Data-parallel training on CPUs: tells two spirals apart with a small network.

Shows what a job of the platform does: gradients averaged over all instances (gloo), progress and loss as
JSON lines for the platform, TensorBoard scalars where tensorboard is installed, checkpoints that appear
whole or not at all, and going on from the newest one after a fault.
"""
import argparse
import json
import math
import os
import pathlib
import sys
import time

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel


def spirals(count, generator):
    """count points of two interleaved spirals: (count, 2) coordinates and (count, 1) labels 0 or 1."""
    label = torch.randint(0, 2, (count, 1), generator=generator).float()
    angle = torch.rand((count, 1), generator=generator) * 3 * math.pi + 0.3
    turn = angle + math.pi * label
    noise = torch.randn((count, 2), generator=generator) * 0.05
    return torch.cat((angle * torch.cos(turn), angle * torch.sin(turn)), 1) / 3 + noise, label


def network():
    layers = [torch.nn.Linear(2, 64), torch.nn.Tanh(), torch.nn.Linear(64, 64), torch.nn.Tanh(), torch.nn.Linear(64, 1)]
    return torch.nn.Sequential(*layers)


class Report:
    """Progress of rank 0: JSON lines for the platform and, where there is one, a TensorBoard writer."""

    def __init__(self, output):
        path = os.environ.get("MILLRACE_PROGRESS")
        self.lines = open(path, "a", buffering=1) if path else None
        try:
            from torch.utils.tensorboard import SummaryWriter
            self.board = SummaryWriter(str(output / "tensorboard"))
        except ImportError:
            self.board = None

    def step(self, step, total, loss, accuracy, eta_s):
        if self.lines:
            self.lines.write(json.dumps({"step": step, "total_steps": total, "loss": loss, "accuracy": accuracy, "eta_s": eta_s}) + "\n")
        if self.board:
            self.board.add_scalar("loss", loss, step)
            self.board.add_scalar("accuracy", accuracy, step)
        print(f"step {step}/{total}  loss {loss:.4f}  accuracy {accuracy:.3f}  eta {eta_s:.0f}s", flush=True)


def save(folder, step, model, optimizer):
    folder.mkdir(parents=True, exist_ok=True)
    final = folder / f"step-{step:06d}.pt"
    part = folder / f".step-{step:06d}.part"
    with open(part, "wb") as file:
        torch.save({"step": step, "model": model.module.state_dict(), "optimizer": optimizer.state_dict()}, file)
        file.flush()
        os.fsync(file.fileno())
    part.rename(final)
    for old in sorted(folder.glob("step-*.pt"))[:-3]:
        old.unlink()
    print(f"checkpoint {final.name}", flush=True)


def newest(path):
    """The checkpoint that a file or folder name stands for, or None."""
    path = pathlib.Path(path)
    if path.is_dir():
        return next(iter(sorted(path.glob("step-*.pt"), reverse=True)), None)
    return path if path.is_file() else None


def resume(model, optimizer, checkpoints):
    where = os.environ.get("MILLRACE_RESUME_FROM")
    if not where and int(os.environ.get("MILLRACE_RESTART_COUNT", "0")) > 0:
        where = checkpoints
    found = newest(where) if where else None
    if not found:
        return 0
    state = torch.load(found, map_location="cpu")
    model.module.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return state["step"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--learning-rate", type=float, default=1e-2)
    parser.add_argument("--checkpoint-every", type=int, default=100)
    options = parser.parse_args()

    torch.set_num_threads(1)
    torch.manual_seed(7)
    dist.init_process_group("gloo")
    rank, world = dist.get_rank(), dist.get_world_size()
    output = pathlib.Path(os.environ.get("MILLRACE_OUTPUT_DIR", "output"))
    checkpoints = output / "checkpoints"
    print(f"rank {rank} of {world} on {os.environ.get('NODE_NAME', 'this machine')}", flush=True)

    model = DistributedDataParallel(network())
    optimizer = torch.optim.Adam(model.parameters(), lr=options.learning_rate)
    loss_of = torch.nn.BCEWithLogitsLoss()
    first = resume(model, optimizer, checkpoints)
    if first:
        print(f"rank {rank} goes on from step {first}", flush=True)
    report = Report(output) if rank == 0 else None
    begun = time.monotonic()
    for step in range(first + 1, options.steps + 1):
        # Every rank has its own part of the data, the same one again after a restart.
        data, label = spirals(options.batch, torch.Generator().manual_seed(step * world + rank))
        logits = model(data)
        loss = loss_of(logits, label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 20 == 0 or step == options.steps:
            sums = torch.tensor([loss.item(), ((logits > 0) == (label > 0.5)).float().mean().item()])
            dist.all_reduce(sums)
            if report:
                eta_s = (time.monotonic() - begun) / (step - first) * (options.steps - step)
                report.step(step, options.steps, sums[0].item() / world, sums[1].item() / world, eta_s)
        if step % options.checkpoint_every == 0:
            if rank == 0:
                save(checkpoints, step, model, optimizer)
            dist.barrier()
    print(f"rank {rank} done", flush=True)
    dist.destroy_process_group()


if __name__ == "__main__":
    sys.exit(main())
