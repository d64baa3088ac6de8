"""millrace clean as processes: killed and started again, several instances at once, within its limit of memory."""
import hashlib
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from harness import BIN

MINHASH = 'document_minhash_deduplicator={"tokenization":"character"}'
OPS = ["--op", "clean_email_mapper", "--op", 'text_length_filter={"min_len":20}', "--op", "document_deduplicator"]


def command(source, target, *more, ops=OPS):
    return [BIN / "millrace", "clean", *ops, "--in", source, "--out", target, *more]


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_rows(path, size, words=40):
    """Rows that differ, every tenth a copy of an earlier one; fast, since test time is short."""
    pieces = [" ".join(hashlib.sha256(b"%d %d" % (i, j)).hexdigest()[: 3 + j % 9] for j in range(words)) for i in range(4096)]
    written = row = 0
    with open(path, "w", buffering=1 << 20) as file:
        while written < size:
            number = row // 2 if row % 10 == 9 else row
            text = f"{number} a{number}@b.com {pieces[number % 4096]} 第{number}行 {pieces[number * 7 % 4093]}"
            written += file.write(json.dumps({"id": row, "text": text}, ensure_ascii=False) + "\n")
            row += 1


class Clean(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)
        self.rows = self.path / "rows.jsonl"

    def clean(self, target, *more, **options):
        return subprocess.run(command(self.rows, target, *more, **options), capture_output=True, text=True, check=True).stderr

    def test_killed_and_started_again_it_goes_on(self):
        write_rows(self.rows, 60_000_000)
        whole, killed = self.path / "whole.jsonl", self.path / "killed.jsonl"
        self.clean(whole, "--provenance", self.path / "whole.p")
        more = ["--provenance", self.path / "killed.p", "--workers", "1"]
        work = pathlib.Path(f"{killed}.work")
        for wanted in (3, 8):
            process = subprocess.Popen(command(self.rows, killed, *more), stderr=subprocess.DEVNULL)
            while process.poll() is None and len(list(work.glob("*.done"))) < wanted:
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.assertEqual(process.returncode, -signal.SIGKILL, "it was over before it could be killed")
            self.assertFalse(killed.exists())
        done = len(list(work.glob("*.done")))
        said = self.clean(killed, *more)
        self.assertIn(f"{done} parts were finished before", said)
        self.assertEqual(digest(killed), digest(whole))
        self.assertEqual(digest(self.path / "killed.p"), digest(self.path / "whole.p"))
        self.assertFalse(work.exists())

    def test_one_two_and_four_instances_make_the_same_bytes(self):
        write_rows(self.rows, 30_000_000)
        digests = set()
        for count in (1, 2, 4):
            target = self.path / f"out{count}.jsonl"
            processes = [
                subprocess.Popen(
                    command(self.rows, target, "--workers", "1", ops=[*OPS, "--op", MINHASH]),
                    env={**os.environ, "PET_NNODES": str(count), "PET_NODE_RANK": str(rank)},
                    stderr=subprocess.PIPE, text=True)
                for rank in range(count)]
            for process in processes:
                _, said = process.communicate()
                self.assertEqual(process.returncode, 0, said)
            digests.add(digest(target))
        self.assertEqual(len(digests), 1)

    def peak(self, target, *more, ops):
        """Bytes that the process had in memory at most."""
        process = subprocess.Popen(command(self.rows, target, *more, ops=ops), stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        return usage.ru_maxrss * 1024

    def test_memory_stays_within_its_limit(self):
        write_rows(self.rows, 500_000_000, words=120)
        self.assertLess(self.peak(self.path / "o.jsonl", "--memory", "192MiB", ops=OPS), 192 << 20)

    def test_memory_stays_within_its_limit_where_all_rows_are_compared(self):
        """Many short rows: their keys are several times the limit."""
        write_rows(self.rows, 60_000_000, words=8)
        self.assertLess(self.peak(self.path / "o.jsonl", "--memory", "192MiB", ops=["--op", MINHASH]), 192 << 20)


if __name__ == "__main__":
    unittest.main()
