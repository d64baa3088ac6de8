"""The path of script/quickstart by the command line, and what scripts may rely on of it."""
import json
import os
import pathlib
import pty
import select
import subprocess
import tarfile
import time
import unittest

from harness import BIN, Millrace, PASSWORD, SOURCE, until


class CommandLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.m = Millrace()
        cls.m.__enter__()
        cls.m.cli("login", "--account", "admin", password=PASSWORD)

    @classmethod
    def tearDownClass(cls):
        cls.m.__exit__(None, None, None)

    def test_credentials_are_ours_alone(self):
        file = self.m.folder / "config" / "millrace" / "credentials"
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        self.assertIn("admin", self.m.cli("whoami")[0])

    def test_from_a_folder_to_scalars(self):
        m = self.m
        m.cli("upload", SOURCE / "examples" / "ddp", "--to", "code-packages/ddp")
        package = json.loads(m.cli("get", "code-packages", "ddp", "-o", "json")[0])
        body = f"name: train\ncommand: bash train.sh --steps 60\nmode: ddp\nmaster_count: 1\nworker_count: 1\nflavor: 1C_2G\ncode_package: \"{package['id']}\"\nstart: true\n"
        m.cli("create", "training-jobs", "-f", "-", stdin=body)
        followed = m.cli("logs", "-f", "training-jobs", "train")[0]
        self.assertIn("rank 0 done", followed)
        out, _ = m.cli("wait", "training-jobs", "train", "--timeout", "120")
        self.assertIn("succeeded", out)
        self.assertEqual(m.cli("logs", "training-jobs", "train")[0], followed)
        self.assertEqual(m.cli("logs", "--tail", "1", "training-jobs/train")[0], followed.splitlines(keepends=True)[-1])
        self.assertIn("rank 1 done", m.cli("logs", "training-jobs", "train", "--instance", "1")[0])
        self.assertIn("TIME", m.cli("events", "training-jobs", "train")[0])
        scalars = until("the loss is among the scalars", lambda: [s for s in json.loads(m.cli("scalars", "training-jobs", "train", "-o", "json")[0])["series"] if s["name"] == "loss"], 30)
        self.assertGreater(len(scalars[0]["points"]), 1)

    def test_tables_yaml_and_json_agree(self):
        m = self.m
        m.cli("create", "training-jobs", "name=表格", "command=true", "mode=single", "flavor=1C_2G")
        listed = json.loads(m.cli("list", "training-jobs", "-o", "json", "--filter", "name=表格")[0])["items"]
        self.assertEqual([j["name"] for j in listed], ["表格"])
        self.assertIn("表格", m.cli("list", "training-jobs")[0])
        self.assertIn("name: 表格\n", m.cli("get", "training-jobs", "表格", "-o", "yaml")[0])
        again = m.cli("get", "training-jobs", listed[0]["id"], "-o", "json")[0]
        self.assertEqual(json.loads(again), listed[0])
        m.cli("update", "training-jobs", "表格", "priority=7", "--if-version", listed[0]["version"])
        m.cli("update", "training-jobs", "表格", "priority=8", "--if-version", listed[0]["version"], status=5)
        m.cli("copy", "training-jobs", "表格", "name=copied")
        self.assertEqual(json.loads(m.cli("get", "training-jobs", "copied", "-o", "json")[0])["priority"], 7)
        m.cli("delete", "training-jobs", "表格", "copied")
        m.cli("get", "training-jobs", "表格", status=3)

    def test_exit_statuses(self):
        m = self.m
        m.cli("get", "training-jobs", "absent", status=3)
        _, err = m.cli("create", "training-jobs", "name=9", "start=perhaps", status=2)
        self.assertIn("start", err)
        m.cli("create", "training-jobs", "name=x", "nonsense=1", status=2)
        m.cli("create", "flavors", "name=1C_2G", status=2)
        m.cli("nonsense", status=2)
        m.cli("wait", "training-jobs", "absent", status=3)
        m.cli("login", "--account", "admin", password="wrong-password", status=4)
        m.cli("login", "--account", "admin", password=PASSWORD)
        m.cli("list", "users", "--server", "http://127.0.0.1:1", status=6)
        m.submit("fails", "exit 1")
        m.cli("wait", "training-jobs", "fails", status=1)

    def test_files_go_there_and_back(self):
        m = self.m
        here = m.folder / "here"
        here.mkdir()
        (here / "a b.txt").write_text("one\n")
        m.cli("upload", here / "a b.txt", "--to", "code-packages/copies")
        m.cli("cp", "code-packages/copies:a b.txt", here / "back.txt")
        self.assertEqual((here / "back.txt").read_text(), "one\n")
        m.cli("cp", here / "back.txt", "code-packages/copies:sub/c.txt")
        m.cli("cp", "code-packages/copies:absent", here / "x", status=3)
        self.assertFalse((here / "x").exists())

    def test_watch_shows_changes(self):
        m = self.m
        environment = {**m.environment, "MILLRACE_SERVER": m.url()}
        watching = subprocess.Popen([BIN / "millrace", "watch", "training-jobs", "-o", "json"], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            until("the watch is there", lambda: self.connections() > 0, 10)
            m.cli("create", "training-jobs", "name=watched", "command=true", "mode=single", "flavor=1C_2G")
            m.cli("delete", "training-jobs", "watched")
            seen = []
            for line in watching.stdout:
                change = json.loads(line)
                if change["object"]["name"] == "watched":
                    seen.append(change["event"])
                if "deleted" in seen:
                    break
            self.assertEqual((seen[0], seen[-1]), ("created", "deleted"))
        finally:
            watching.kill()
            watching.wait()
            watching.stdout.close()

    def connections(self):
        port = int(self.m.address().rsplit(":", 1)[1])
        rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return sum(1 for row in rows if row[3] == "01" and int(row[1].split(":")[1], 16) == port)

    def test_outputs_of_runs_are_copied(self):
        m = self.m
        (m.folder / "secret").write_text("s3cret")
        m.submit("writer", f"mkdir -p /work/output/checkpoints/one; seq 100000 > /work/output/checkpoints/one/w; echo hi > /work/output/a; ln -s {m.folder}/secret /work/output/link; ln -s .. /work/output/up; mkfifo /work/output/pipe")
        self.assertEqual(m.wait("writer")["state"], "succeeded")
        run = m.jobs("writer") + "/runs/current"
        listed = {f["path"]: f["size_bytes"] for f in m.get(run + "/files")["items"]}
        self.assertEqual(listed, {"a": 3, "checkpoints/one/w": 588895})
        self.assertEqual([f["path"] for f in m.get(run + "/files?path=checkpoints/one")["items"]], ["checkpoints/one/w"])
        target = m.folder / "w"
        m.cli("cp", "training-jobs/writer:checkpoints/one/w", str(target))
        self.assertEqual(target.read_text().splitlines()[-1], "100000")
        status, headers, body = m.call("GET", run + "/files/checkpoints/one/w", headers={"Range": "bytes=0-3"}, raw=True)
        self.assertEqual((status, body), (206, b"1\n2\n"))
        m.cli("cp", "training-jobs/writer:checkpoints/", str(m.folder / "c.tar.gz"))
        with tarfile.open(m.folder / "c.tar.gz") as archive:
            self.assertEqual(archive.getmember("one/w").size, 588895)
        for trap in ("link", "up/exit", "..%2f1%2f0%2fspec.json", "pipe", "none", "a%00b", "up"):
            self.assertEqual(m.call("GET", f"{run}/files/{trap}", raw=True)[0] // 100, 4, trap)
        self.assertEqual(m.call("GET", run + ":download?path=up", raw=True)[0], 404)

    def test_exec_is_a_terminal(self):
        m = self.m
        m.submit("shell", "sleep 1000", stop_grace_s=1)
        m.wait("shell", ("running",))
        leader, follower = pty.openpty()
        environment = {**m.environment, "MILLRACE_SERVER": m.url()}
        talking = subprocess.Popen([BIN / "millrace", "exec", "training-jobs", "shell", "--", "bash", "--norc"], env=environment, stdin=follower, stdout=follower, stderr=follower, start_new_session=True)
        os.close(follower)
        try:
            seen = self.read_until(leader, talking, b"$ ")
            os.write(leader, b"echo $((6 * 7)) in $PWD; exit\r")
            seen += self.read_until(leader, talking, b"42 in /work/")
            self.assertIn(b"42 in /work/", seen, self.m.server_log())
            self.assertEqual(talking.wait(timeout=20), 0)
        finally:
            talking.kill()
            talking.wait()
            os.close(leader)
        counted = subprocess.run([BIN / "millrace", "exec", "training-jobs", "shell", "--", "sh", "-c", "echo said; exit 7"], env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=30)
        self.assertEqual((counted.returncode, counted.stdout), (7, b"said\r\n"), counted.stderr)
        m.cli("stop", "training-jobs", "shell")
        m.wait("shell")

    def read_until(self, terminal, process, wanted):
        seen = b""
        deadline = time.monotonic() + 20
        while wanted not in seen and time.monotonic() < deadline:
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    seen += os.read(terminal, 4096)
                except OSError:  # the other side is closed
                    break
            elif process.poll() is not None:
                break
        return seen

    def test_help_and_configuration_need_no_server(self):
        self.assertIn("usage: millrace logs", self.m.cli("logs", "--help")[0])
        shown = json.loads(self.m.cli("config", "show", "--io-threads", "2", "-o", "json")[0])
        self.assertEqual([s["source"] for s in shown if s["name"] == "server.io_threads"], ["--io-threads"])
        script = self.m.cli("completion", "bash")[0]
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


if __name__ == "__main__":
    unittest.main()
