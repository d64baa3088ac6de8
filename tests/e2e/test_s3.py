"""S3 storages against a true server: registered or refused in words, keys kept secret, data brought to jobs."""
import hashlib
import os
import pathlib
import sys
import unittest

from harness import ApiError, Millrace, until

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import rados_gateway  # noqa: E402


class S3(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.s3 = rados_gateway.RadosGateway()
        cls.s3.__enter__()
        cls.addClassCleanup(cls.s3.__exit__, None, None, None)
        cls.m = Millrace()
        cls.m.__enter__()
        cls.addClassCleanup(cls.m.__exit__, None, None, None)

    def refused(self, status, act, *args, **kwargs):
        with self.assertRaises(ApiError) as caught:
            act(*args, **kwargs)
        self.assertEqual(caught.exception.status, status, caught.exception.body)
        return caught.exception.body

    def storage(self, name, **fields):
        body = {"name": name, "type": "s3", "endpoint": self.s3.endpoint, "bucket": self.s3.bucket,
                "access_key": self.s3.access_key, "secret_key": self.s3.secret_key, **fields}
        return self.m.post("/storages", body)

    def at(self, path):
        return f"/workspaces/default/{path}"

    def ended(self, name):
        path = self.at(f"training-jobs/{name}")
        job = until(f"{name} has ended", lambda: (j := self.m.get(path))["state"] in ("succeeded", "failed", "stopped") and j)
        return job, self.m.call("GET", f"{path}/runs/{job['current_run']}/instances/0/logs", raw=True)[2].decode()

    def test_what_is_wrong_is_said(self):
        wrong = lambda **fields: self.refused(400, self.storage, "wrong", **fields)
        self.assertIn("access key is not known", wrong(access_key="NOBODY")["detail"])
        self.assertIn("secret key does not belong", wrong(secret_key="guessed")["detail"])
        self.assertIn('there is no bucket "none"', wrong(bucket="none")["detail"])
        self.assertIn("cannot be reached", wrong(endpoint="http://127.0.0.1:1")["detail"])
        self.assertEqual(wrong(secret_key="")["violations"][0]["field"], "secret_key")
        self.assertEqual(wrong(endpoint="127.0.0.1")["violations"][0]["field"], "endpoint")

    def test_no_right_to_the_bucket(self):
        self.s3.add_user("stranger", "STRANGERKEY", "strangersecret")
        body = self.refused(400, self.storage, "strange", access_key="STRANGERKEY", secret_key="strangersecret")
        self.assertIn("no right to list", body["detail"])

    def test_keys_are_secret_and_can_be_changed(self):
        made = self.storage("secretive")
        one = f"/storages/{made['id']}"
        for shown in (made, self.m.get(one), self.m.get("/storages"), self.m.get("/audit-records?page_size=100")):
            self.assertNotIn(self.s3.secret_key, str(shown))
            self.assertNotIn(self.s3.access_key, str(shown))
        self.assertIn("secret key does not belong", self.refused(400, self.m.call, "PATCH", one, {"secret_key": "other"})["detail"])
        self.m.call("PATCH", one, {"secret_key": self.s3.secret_key, "description": "again"})
        self.m.call("PATCH", one, {"description": "without keys"})
        for path in self.m.data.rglob("*"):
            if path.is_file() and path.stat().st_size < 64 << 20:
                self.assertNotIn(self.s3.secret_key.encode(), path.read_bytes(), path)
        self.assertNotIn(self.s3.secret_key, (self.m.folder / "server.log").read_text(errors="replace"))

    def test_files_of_a_dataset_are_listed(self):
        for i in range(5):
            self.s3.put(f"part/listed/{i}.txt", b"x" * i)
        self.s3.put("part/listed/deep/a b+数.txt", b"y")
        self.storage("listing", path="part")
        self.refused(400, self.m.post, self.at("base-datasets"), {"name": "nothing", "storage": "listing", "path": "absent"})
        self.m.post(self.at("base-datasets"), {"name": "listed", "storage": "listing", "path": "listed"})
        files, seen, token = self.at("base-datasets/listed/files"), [], ""
        while True:
            page = self.m.get(f"{files}?page_size=2&page_token={token}")
            seen += [i["path"] for i in page["items"]]
            token = page["next_page_token"]
            if not token:
                break
        self.assertEqual(seen, [*(f"{i}.txt" for i in range(5)), "deep/"])
        self.assertEqual([i["path"] for i in self.m.get(f"{files}?recursive=true&path=deep")["items"]], ["deep/a b+数.txt"])


    def test_a_job_reads_what_was_brought(self):
        data = os.urandom(6 << 20)
        self.s3.put("train/big.bin", data)
        self.s3.put("train/deep/words.txt", b"eins zwei\n")
        self.s3.put("train/deep/empty", b"")
        self.storage("cloud")
        made = self.m.post(self.at("base-datasets"), {"name": "brought", "storage": "cloud", "path": "train"})
        self.assertEqual(made["storage_type"], "s3")
        body = {"name": "reader", "mode": "single", "flavor": "1C_2G", "datasets": ["brought"], "start": True,
                "object_storages": [{"storage": "cloud", "path": "train/deep", "mount_path": "/work/mount/also"}],
                "command": "cd /work/mount/data/brought && sha256sum big.bin && cat deep/words.txt && wc -c deep/empty /work/mount/also/words.txt && ! touch new"}
        self.m.post(self.at("training-jobs"), body)
        job, log = self.ended("reader")
        self.assertEqual(job["state"], "succeeded", log)
        self.assertIn(hashlib.sha256(data).hexdigest(), log)
        self.assertIn("eins zwei", log)
        reasons = until("it is told", lambda: (r := [e["reason"] for e in self.m.get(self.at("training-jobs/reader/events"))["items"]]).count("DataStaged") and r)
        self.assertIn("StagingData", reasons)
        cache = self.m.data / "cache" / "data"
        kept = {p.name: p.stat().st_nlink for p in (cache / "content").iterdir()}
        self.assertIn(hashlib.sha256(data).hexdigest(), kept)
        until("the run has let go of its data", lambda: all(p.stat().st_nlink == 1 for p in (cache / "content").iterdir()))
        times = {p: p.stat().st_mtime_ns for p in (cache / "content").iterdir()}
        self.m.post(self.at("training-jobs/reader:start"))
        job, log = self.ended("reader")
        self.assertEqual(job["state"], "succeeded", log)
        self.assertEqual(times, {p: p.stat().st_mtime_ns for p in (cache / "content").iterdir()})
        self.refused(409, self.m.call, "DELETE", "/storages/cloud")
        wrong = {**body, "name": "writer", "object_storages": [{**body["object_storages"][0], "read_only": False}]}
        self.assertIn("not written back", self.refused(400, self.m.post, self.at("training-jobs"), wrong)["detail"])

    def test_killed_while_data_are_brought(self):
        data = [os.urandom(8 << 20) for _ in range(6)]
        for i, part in enumerate(data):
            self.s3.put(f"cut/{i}.bin", part)
        self.storage("cuttable")
        self.m.post(self.at("base-datasets"), {"name": "cut", "storage": "cuttable", "path": "cut"})
        self.m.post(self.at("training-jobs"), {"name": "survivor", "mode": "single", "flavor": "1C_2G", "datasets": ["cut"], "start": True,
                                               "command": "cd /work/mount/data/cut && cat *.bin | sha256sum"})
        partial = self.m.data / "cache" / "data" / "partial"
        until("something comes", lambda: any(partial.iterdir()), pause=0.001)
        self.m.kill()
        self.m.start()
        job, log = self.ended("survivor")
        self.assertEqual(job["state"], "succeeded", log)
        self.assertIn(hashlib.sha256(b"".join(data)).hexdigest(), log)
        self.assertEqual(list(partial.iterdir()), [])

    def test_data_that_cannot_be_brought_fail_the_run(self):
        self.s3.put("gone/x", b"x")
        self.storage("vanishing")
        self.m.post(self.at("base-datasets"), {"name": "vanishing", "storage": "vanishing", "path": "gone"})
        self.m.post(self.at("training-jobs"), {"name": "loser", "mode": "single", "flavor": "1C_2G", "datasets": ["vanishing"], "command": "true"})
        self.s3.run("radosgw-admin", "user", "suspend", f"--uid={self.s3.user}")
        try:
            self.m.post(self.at("training-jobs/loser:start"))
            job = until("it has failed", lambda: (j := self.m.get(self.at("training-jobs/loser")))["state"] == "failed" and j)
            self.assertIn('from storage "vanishing"', job["state_message"])
        finally:
            self.s3.run("radosgw-admin", "user", "enable", f"--uid={self.s3.user}")


if __name__ == "__main__":
    absent = rados_gateway.missing()
    if absent:
        print(f"skipped: {', '.join(absent)} cannot be found")
        sys.exit(rados_gateway.SKIP)
    unittest.main()
