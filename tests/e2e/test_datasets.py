"""Storages and base data sets: registered, seen by whom they should be, read and written by jobs, refused deletion."""
import os
import pathlib
import tempfile
import unittest

from harness import ApiError, Millrace, until

READ = "cat /work/mount/data/{0}/words.txt; ls /work/mount/data/{0}"


class Datasets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.disk = tempfile.TemporaryDirectory(prefix="millrace-disk-")
        cls.root = pathlib.Path(cls.disk.name).resolve()
        cls.root.chmod(0o755)
        for folder in ("train", "train/deep/er", "other"):
            (cls.root / folder).mkdir(parents=True, exist_ok=True)
        (cls.root / "train").chmod(0o777)  # runs of any user may write
        (cls.root / "train" / "words.txt").write_text("eins zwei drei\n")
        for i in range(7):
            (cls.root / "train" / "deep" / f"{i}.txt").write_text(str(i))
        cls.m = Millrace()
        cls.m.__enter__()
        cls.storage = cls.m.post("/storages", {"name": "disk", "type": "local", "path": str(cls.root)})

    @classmethod
    def tearDownClass(cls):
        cls.m.__exit__(None, None, None)
        cls.disk.cleanup()

    def refused(self, status, act, *args, **kwargs):
        with self.assertRaises(ApiError) as caught:
            act(*args, **kwargs)
        self.assertEqual(caught.exception.status, status, caught.exception.body)
        return caught.exception.body

    def at(self, path, workspace="default"):
        return f"/workspaces/{workspace}/{path}"

    def dataset(self, name, **fields):
        token = fields.pop("token", None)
        workspace = fields.pop("workspace", "default")
        body = {"name": name, "storage": "disk", "path": "train", **fields}
        return self.m.post(self.at("base-datasets", workspace), body, token=token)

    def job(self, name, command, **fields):
        token = fields.pop("token", None)
        workspace = fields.pop("workspace", "default")
        body = {"name": name, "command": command, "mode": "single", "flavor": "1C_2G", "start": True, **fields}
        return self.m.post(self.at("training-jobs", workspace), body, token=token)

    def ended(self, name, workspace="default", token=None):
        path = self.at(f"training-jobs/{name}", workspace)
        job = until(f"{name} has ended", lambda: (j := self.m.get(path, token=token))["state"] in ("succeeded", "failed", "stopped") and j)
        log = self.m.call("GET", f"{path}/runs/{job['current_run']}/instances/0/logs", raw=True, token=token)[2].decode()
        return job, log

    def member(self, account, workspace, roles):
        self.m.post("/users", {"account": account, "password": "ten-letters-long", "groups": ["ordinary"]})
        self.m.post(f"/workspaces/{workspace}/members", {"account": account, "roles": roles})
        return self.m.post("/auth/login", {"account": account, "password": "ten-letters-long"})["token"]

    def test_a_job_reads_and_writes_its_data(self):
        made = self.dataset("words")
        self.assertEqual(made["mount_path"], "/work/mount/data/words")
        self.assertEqual((made["state"], made["storage_type"], made["storage_name"]), ("ready", "local", "disk"))
        self.job("reader", READ.format("words") + " && echo ja > /work/mount/data/words/out.txt", datasets=["words"])
        job, log = self.ended("reader")
        self.assertEqual(job["state"], "succeeded", log)
        self.assertIn("eins zwei drei\n", log)
        self.assertEqual((self.root / "train" / "out.txt").read_text(), "ja\n")

    def test_read_only_is_read_only(self):
        self.dataset("fixed", read_only=True, mount_path="/work/mount/elsewhere/x")
        self.job("no_writer", "cat /work/mount/elsewhere/x/words.txt && ! touch /work/mount/elsewhere/x/new", datasets=["fixed"])
        job, log = self.ended("no_writer")
        self.assertEqual(job["state"], "succeeded", log)
        self.assertFalse((self.root / "train" / "new").exists())

    def test_what_cannot_be_is_said(self):
        body = self.refused(400, self.dataset, "absent", path="nowhere")
        self.assertEqual(body["violations"][0]["field"], "path")
        self.assertIn('has no folder "nowhere"', body["detail"])
        self.refused(400, self.dataset, "up", path="../x")
        self.refused(400, self.dataset, "x" * 26)
        self.dataset("字" * 25, description="d" * 250)
        self.refused(400, self.dataset, "long", description="d" * 251)
        self.refused(400, self.dataset, "dotted.name")
        self.refused(400, self.dataset, "outside", mount_path="/etc")
        self.refused(400, self.dataset, "code", mount_path="/work/mount/code")
        self.refused(400, self.dataset, "no_storage", storage="nothing")
        self.dataset("all_of_it", path="")  # an administrator may
        self.refused(409, self.dataset, "all_of_it")
        self.dataset("twin_a", mount_path="/work/mount/data/same")
        self.dataset("twin_b", mount_path="/work/mount/data/same")
        body = self.refused(400, self.job, "twins", "true", datasets=["twin_a", "twin_b"])
        self.assertEqual(body["violations"][0]["field"], "datasets[1]")
        self.refused(400, self.job, "nothing", "true", datasets=["never_made"])

    def test_its_files_are_listed_in_pages(self):
        self.dataset("listed")
        files = self.at("base-datasets/listed/files")
        items = self.m.get(files)["items"]
        self.assertIn({"path": "deep/", "type": "folder"}, items)
        self.assertEqual([i["size_bytes"] for i in items if i["path"] == "words.txt"], [15])
        seen, token = [], ""
        while True:
            page = self.m.get(f"{files}?path=deep&page_size=3&page_token={token}")
            self.assertLessEqual(len(page["items"]), 3)
            seen += [i["path"] for i in page["items"]]
            token = page["next_page_token"]
            if not token:
                break
        self.assertEqual(seen, [*(f"deep/{i}.txt" for i in range(7)), "deep/er/"])
        self.refused(400, self.m.get, f"{files}?path=../other")

    def test_the_place_follows_the_name_until_one_is_chosen(self):
        one = self.at("base-datasets/" + self.dataset("before")["id"])
        self.assertEqual(self.m.call("PATCH", one, {"name": "after"})["mount_path"], "/work/mount/data/after")
        self.m.call("PATCH", one, {"mount_path": "/work/mount/mine"})
        self.assertEqual(self.m.call("PATCH", one, {"name": "later"})["mount_path"], "/work/mount/mine")

    def test_who_sees_it(self):
        self.m.post("/workspaces", {"name": "here"})
        self.m.post("/workspaces", {"name": "there"})
        owner = self.member("owner", "here", ["developer"])
        beside = self.member("beside", "here", ["developer"])
        afar = self.member("afar", "there", ["developer"])
        watcher = self.member("watcher", "there", ["operator"])
        self.refused(400, self.dataset, "whole", path="", workspace="here", token=owner)
        made = self.dataset("shared", workspace="here", token=owner)
        here, there = self.at("base-datasets", "here"), self.at("base-datasets", "there")
        names = lambda path, token: [d["name"] for d in self.m.get(path, token=token)["items"]]
        self.assertEqual((names(here, owner), names(here, beside), names(there, afar)), (["shared"], [], []))
        self.refused(404, self.m.get, f"{there}/{made['id']}", token=afar)
        self.refused(400, self.job, "early", "true", workspace="there", datasets=[made["id"]], token=afar)
        self.refused(400, self.m.call, "PATCH", f"{here}/shared", {"visibility": "workspaces", "workspaces": ["there"]}, token=owner)
        there_id = self.m.get("/workspaces/there")["id"]
        self.m.call("PATCH", f"{here}/shared", {"visibility": "workspaces", "workspaces": ["there"]})
        self.m.call("PATCH", f"{here}/shared", {"description": "still there"}, token=owner)
        self.assertEqual(self.m.get(f"{here}/shared")["workspaces"], [there_id])
        self.assertEqual((names(here, beside), names(there, afar), names(there, watcher)), ([], ["shared"], []))
        self.assertEqual(self.m.get(f"{there}/shared", token=afar)["id"], made["id"])
        self.assertTrue(self.m.get(f"{there}/shared/files", token=afar)["items"])
        self.refused(403, self.m.call, "DELETE", f"{there}/shared", token=afar)
        self.refused(403, self.m.call, "PATCH", f"{there}/shared", {"name": "mine"}, token=afar)
        self.refused(404, self.m.get, f"{there}/shared", token=watcher)
        self.job("far_reader", READ.format("shared"), workspace="there", datasets=["shared"], token=afar)
        job, log = self.ended("far_reader", "there", afar)
        self.assertIn("eins zwei drei", log)
        self.m.call("PATCH", f"{here}/shared", {"workspaces": ["there", "here"]})
        self.assertEqual((names(here, owner), names(here, beside)), (["shared"], ["shared"]))
        self.refused(403, self.m.call, "DELETE", f"{here}/shared", token=beside)
        self.m.call("PATCH", f"{here}/shared", {"visibility": "owner"}, token=owner)
        self.assertEqual(names(there, afar), [])
        self.refused(400, self.m.post, self.at("training-jobs/far_reader:start", "there"), token=afar)

    def test_what_is_in_use_stays(self):
        made = self.dataset("busy")
        self.job("user", "sleep 600", datasets=["busy"])
        until("it runs", lambda: self.m.get(self.at("training-jobs/user"))["state"] == "running")
        body = self.refused(409, self.m.call, "DELETE", self.at("base-datasets/busy"))
        self.assertIn('"user"', body["detail"])
        self.assertIn("admin", body["detail"])
        body = self.refused(409, self.m.call, "DELETE", "/storages/disk")
        self.assertIn("admin", body["detail"])
        self.m.post(self.at("training-jobs/user:stop"))
        self.ended("user")
        self.m.call("DELETE", self.at("base-datasets/busy"))
        self.assertTrue((self.root / "train" / "words.txt").exists())
        self.assertIn("does not exist any more", self.refused(409, self.m.post, self.at("training-jobs/user:start"))["detail"])
        self.dataset("busy")
        self.assertNotEqual(made["id"], self.m.get(self.at("base-datasets/busy"))["id"])

    @unittest.skipUnless(os.path.ismount("/dev/shm"), "no file system is mounted at /dev/shm")
    def test_a_mounted_file_system(self):
        with tempfile.TemporaryDirectory(prefix="millrace-posix-", dir="/dev/shm") as folder:
            os.chmod(folder, 0o755)
            (pathlib.Path(folder) / "set").mkdir()
            (pathlib.Path(folder) / "set" / "words.txt").write_text("vier")
            made = self.m.post("/storages", {"name": "parallel", "type": "posix", "path": folder})
            self.assertEqual(made["mount_point"], "/dev/shm")
            self.dataset("mounted", storage="parallel", path="set")
            self.job("mount_reader", READ.format("mounted"), datasets=["mounted"])
            job, log = self.ended("mount_reader")
            self.assertEqual((job["state"], log), ("succeeded", "vierwords.txt\n"))

    def test_storages_say_what_is_wrong(self):
        act = lambda **fields: self.refused(400, self.m.post, "/storages", {"name": "bad", **fields})
        self.assertIn("absolute", act(type="local", path="relative")["detail"])
        self.assertIn("cannot be read", act(type="local", path=str(self.root / "none"))["detail"])
        self.assertIn("not a folder", act(type="local", path=str(self.root / "train" / "words.txt"))["detail"])
        self.assertIn("server's own data", act(type="local", path=str(self.m.data))["detail"])
        self.assertIn("s3 only", act(type="local", path=str(self.root), bucket="b")["detail"])
        self.assertIn("mount", act(type="posix", path=str(self.root))["detail"])
        self.assertEqual(act(type="s3", endpoint="http://127.0.0.1:1")["violations"][0]["field"], "bucket")
        self.assertEqual(sorted(p.name for p in self.root.iterdir()), ["other", "train"])


if __name__ == "__main__":
    unittest.main()
