"""The forms of the interface that scripts rely on, verbatim, through REST."""
import hashlib
import io
import os
import unittest
import zipfile

from harness import ApiError, Millrace, SOURCE


class Journeys(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.m = Millrace()
        cls.m.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.m.__exit__(None, None, None)

    def refused(self, status, act, *args, **kwargs):
        with self.assertRaises(ApiError) as caught:
            act(*args, **kwargs)
        self.assertEqual(caught.exception.status, status, caught.exception.body)
        return caught.exception.body

    def test_hello(self):
        made = self.m.post("/workspaces/default/training-jobs", {"name": "hello", "command": "echo hello", "mode": "single", "flavor": "1C_2G", "start": True})
        self.assertEqual(made["kind"], "training_job")
        job = self.m.wait("hello")
        self.assertEqual((job["state"], job["state_reason"]), ("succeeded", ""))
        run = job["current_run"]
        self.assertEqual(self.m.logs("hello", run=run), "hello\n")
        runs = self.m.get(self.m.jobs("hello") + "/runs")["items"]
        self.assertEqual([r["id"] for r in runs], [run])
        reasons = [e["reason"] for e in self.m.get(self.m.jobs("hello") + "/events")["items"]]
        self.assertTrue(reasons)
        # An ended one: stop has no effect, start makes another run.
        self.m.post(self.m.jobs("hello") + ":stop")
        self.m.post(self.m.jobs("hello") + ":start")
        again = self.m.wait("hello")
        self.assertNotEqual(again["current_run"], run)
        self.assertEqual(again["run_count"], 2)

    def test_names_of_the_platform_are_not_for_users(self):
        for env in ([{"name": "RANK", "value": "7"}], [{"name": "A", "value": "1"}, {"name": "MILLRACE_RUN_ID", "value": "x"}]):
            with self.assertRaises(ApiError) as caught:
                self.m.submit("reserved", "true", env=env)
            self.assertEqual(caught.exception.status, 400)
            self.assertIn(f"env[{len(env) - 1}].name", str(caught.exception))

    def test_exit_codes_have_their_reason(self):
        self.m.submit("three", "echo before; exit 3")
        job = self.m.wait("three")
        self.assertEqual((job["state"], job["state_reason"]), ("failed", "CommandExited(3)"))
        self.assertEqual(self.m.logs("three"), "before\n")

    def test_stop_reaches_the_whole_tree(self):
        self.m.submit("long", "sleep 1000 & sleep 1000", stop_grace_s=1)
        self.m.wait("long", ("running",))
        self.refused(409, self.m.post, self.m.jobs("long") + ":start")
        self.m.post(self.m.jobs("long") + ":stop")
        job = self.m.wait("long")
        self.assertEqual((job["state"], job["state_reason"]), ("stopped", "StoppedByUser"))

    def test_memory_limit_is_named(self):
        self.m.submit("greedy", "/usr/bin/python3 -c 'x = bytearray(3 << 30); print(len(x))'")
        job = self.m.wait("greedy")
        self.assertEqual((job["state"], job["state_reason"]), ("failed", "OutOfMemory"))

    def test_ddp_trains_on_two_instances(self):
        self.m.post("/workspaces/default/code-packages", {"name": "ddp"})
        for name in ("train.sh", "train.py"):
            self.m.call("PUT", f"/workspaces/default/code-packages/ddp/files/{name}", (SOURCE / "examples" / "ddp" / name).read_bytes())
        package = self.m.get("/workspaces/default/code-packages/ddp")
        self.assertEqual((package["state"], package["file_count"]), ("ready", 2))
        self.m.post("/workspaces/default/training-jobs", {
            "name": "ddp", "command": "bash train.sh --steps 60", "image": "host", "mode": "ddp", "master_count": 1, "worker_count": 1,
            "flavor": "1C_2G", "code_package": package["id"], "env": [{"name": "A", "value": "b"}],
            "fault_tolerance": {"enabled": True, "max_restarts": 3}, "priority": 5, "start": True})
        job = self.m.wait("ddp", timeout=180)
        self.assertEqual((job["state"], job["state_reason"]), ("succeeded", ""), self.m.logs("ddp"))
        self.assertIn("rank 0 of 2", self.m.logs("ddp", 0))
        self.assertIn("rank 1 done", self.m.logs("ddp", 1))
        self.assertIn("loss", self.m.logs("ddp", 0))
        self.assertEqual(job["progress"]["step"], 60)
        with self.assertRaises(ApiError):
            self.m.logs("ddp", 2)

    def test_code_packages_by_file_and_archive(self):
        path = "/workspaces/default/code-packages/demo"
        self.m.post("/workspaces/default/code-packages", {"name": "demo"})
        self.m.call("PUT", path + "/files/src/train.sh", b"echo one")
        status, _, data = self.m.call("GET", path + "/files/src/train.sh", raw=True)
        self.assertEqual((status, data), (200, b"echo one"))
        first = self.m.get(path)["sha256"]
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("train.sh", "cat message\n")
            archive.writestr("message", "from the archive\n")
        self.m.call("POST", path + ":upload_archive", packed.getvalue(), headers={"Content-Type": "application/octet-stream"})
        self.assertNotEqual(self.m.get(path)["sha256"], first)
        self.m.submit("packed", "bash train.sh", code_package=self.m.get(path)["id"])
        self.assertEqual(self.m.wait("packed")["state"], "succeeded")
        self.assertEqual(self.m.logs("packed"), "from the archive\n")
        evil = io.BytesIO()
        with zipfile.ZipFile(evil, "w") as archive:
            archive.writestr("../outside", "x")
        self.refused(400, self.m.call, "POST", path + ":upload_archive", evil.getvalue(), headers={"Content-Type": "application/octet-stream"})
        self.refused(400, self.m.call, "PUT", path + "/files/../../x", b"x")

    def test_uploads_resume_and_are_checked(self):
        data = os.urandom(300_000)
        made = self.m.post("/workspaces/default/uploads", {"name": "big.bin", "size": len(data), "sha256": hashlib.sha256(data).hexdigest()})
        path = f"/workspaces/default/uploads/{made['id']}"
        self.assertEqual(made["offset"], 0)

        def append(offset, piece):
            return self.m.call("PATCH", path, piece, headers={"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}, raw=True)

        self.assertEqual(append(0, data[:100_000])[0], 204)
        self.assertEqual(append(0, data[:100_000])[0], 409)
        status, headers, _ = self.m.call("HEAD", path, raw=True)
        self.assertEqual((status, headers["Upload-Offset"]), (200, "100000"))
        self.assertEqual(append(100_000, data[100_000:])[0], 204)
        self.assertEqual(self.m.get(path)["state"], "complete")
        wrong = self.m.post("/workspaces/default/uploads", {"name": "bad.bin", "size": 3, "sha256": "0" * 64})
        status, _, _ = self.m.call("PATCH", f"/workspaces/default/uploads/{wrong['id']}", b"abc", headers={"Upload-Offset": "0"}, raw=True)
        self.assertEqual(status, 400)

    def test_people_and_what_they_may(self):
        self.m.post("/users", {"account": "dev1", "password": "a-long-password", "groups": ["ordinary"]})
        self.m.post("/workspaces", {"name": "team_a"})
        dev = self.m.login("dev1", "a-long-password")
        self.refused(404, self.m.get, "/workspaces/team_a/training-jobs", token=dev)
        self.m.post("/workspaces/team_a/members", {"account": "dev1", "roles": ["developer"]})
        made = self.m.post("/workspaces/team_a/training-jobs", {"name": "mine", "command": "echo mine", "mode": "single", "flavor": "1C_2G", "start": True}, token=dev)
        self.assertEqual(made["owner_name"], "dev1")
        self.refused(403, self.m.post, "/users", {"account": "dev2", "password": "a-long-password"}, token=dev)
        self.refused(401, self.m.get, "/workspaces/team_a/training-jobs", token="nonsense")
        self.refused(400, self.m.post, "/users", {"account": "dev2", "password": "short"})
        body = self.refused(400, self.m.post, "/workspaces/team_a/training-jobs", {"name": "x", "comand": "echo"}, token=dev)
        self.assertIn("comand", [v["field"] for v in body["violations"]])


if __name__ == "__main__":
    unittest.main()
