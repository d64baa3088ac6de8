"""Runs outlive the server: killed at random points of many jobs' lives, no run is lost, doubled or orphaned."""
import contextlib
import json
import os
import random
import sqlite3
import subprocess
import threading
import time
import unittest

from harness import BIN, Millrace, until

KILLS = 20


class Survival(unittest.TestCase):
    def test_killed_at_random_points(self):
        seed = int(os.environ.get("MILLRACE_SEED") or random.SystemRandom().randrange(1 << 32))
        print(f"MILLRACE_SEED={seed}", flush=True)
        dice = random.Random(seed)
        with Millrace() as m:
            expected = {}
            for kill in range(KILLS):
                # Jobs in every phase of life: not yet placed, starting, running, ending, ended.
                for _ in range(dice.randrange(1, 3)):
                    name = f"j{len(expected)}"
                    code = dice.choice((0, 0, 3))
                    length = dice.choice((0, 0.05, 0.3, 1.5))
                    # Each start leaves a line: a doubled one would leave two.
                    command = f"echo start-{name}; i=0; while [ $i -lt 5 ]; do echo line-$i; sleep {length / 5}; i=$((i+1)); done; echo end-{name}; exit {code}"
                    m.submit(name, command)
                    expected[name] = code
                time.sleep(dice.random() * 0.8)
                m.kill()
                time.sleep(dice.choice((0, 0, 0.2, 1.0)))
                m.start()
            for name, code in expected.items():
                job = m.wait(name, timeout=120)
                wanted = ("succeeded", "") if code == 0 else ("failed", f"CommandExited({code})")
                self.assertEqual((job["state"], job["state_reason"]), wanted, f"{name}, seed {seed}\n{m.server_log()}")
                lines = "".join(f"line-{i}\n" for i in range(5))
                self.assertEqual(m.logs(name), f"start-{name}\n{lines}end-{name}\n", f"{name}, seed {seed}")
                self.assertEqual(len(m.get(m.jobs(name) + "/runs")["items"]), 1, f"{name}, seed {seed}")
            until("no process is left behind", lambda: not m.orphans(), 20)
            m.stop()
            # doctor proves ledger and audit chain of what all this left.
            self.assert_doctor_is_content(m)
            m.start()

    def doctor(self, m):
        """(exit status, the checks)"""
        done = subprocess.run([BIN / "millrace", "doctor", "--data", m.data, "--json"], env=m.environment, capture_output=True, text=True, timeout=60)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    def assert_doctor_is_content(self, m):
        _, checks = self.doctor(m)
        for word in ("ledger", "audit"):
            about = [c for c in checks if word in c["check"]]
            self.assertTrue(about, checks)
            self.assertEqual([c for c in about if c["state"] != "ok"], [])

    def test_the_doctor_finds_what_was_tampered_with(self):
        """One row of the database changed behind the server's back, each time another one."""
        first = "id = (SELECT id FROM allocation WHERE kind = 'starting' ORDER BY t0, id LIMIT 1)"
        last = "id = (SELECT id FROM allocation ORDER BY t1 DESC, id LIMIT 1)"
        plants = {
            "ledger": [f"UPDATE allocation SET t1 = t1 + 7 WHERE {first}",
                       f"UPDATE allocation SET t1 = t1 - 7 WHERE {last}",
                       f"DELETE FROM allocation WHERE {last}",
                       f"UPDATE allocation SET amount = amount * 100000 WHERE {first}",
                       f"UPDATE allocation SET node = 'another' WHERE {first}",
                       "UPDATE capacity SET t0 = t0 + 60000 WHERE id = (SELECT min(id) FROM capacity)"],
            "audit chain": ["UPDATE audit SET actor_name = 'nobody' WHERE rev = (SELECT max(rev) FROM audit)",
                            "UPDATE audit SET at = at + 1 WHERE rev = (SELECT min(rev) FROM audit)",
                            "DELETE FROM audit WHERE rev = (SELECT rev FROM audit ORDER BY rev LIMIT 1 OFFSET 1)",
                            "UPDATE audit SET hash = previous_hash WHERE rev = (SELECT max(rev) FROM audit)"],
        }
        with Millrace() as m:
            for name in ("one", "two"):
                m.submit(name, "sleep 0.3")
                m.wait(name, ("succeeded",))
            self.assertEqual(m.stop(), 0)
            self.assert_doctor_is_content(m)
            database = m.data / "millrace.db"
            for check, changes in plants.items():
                for change in changes:
                    with contextlib.closing(sqlite3.connect(database)) as sound, contextlib.closing(sqlite3.connect(":memory:")) as copy:
                        sound.backup(copy)
                        if sound.execute(change).rowcount != 1:
                            self.fail(f"changed nothing: {change}")
                        sound.commit()
                        status, checks = self.doctor(m)
                        found = {c["check"]: c for c in checks}[check]
                        self.assertEqual(found["state"], "failed", (change, found))
                        self.assertNotEqual(status, 0, change)
                        copy.backup(sound)
            self.assert_doctor_is_content(m)

    def test_a_run_goes_on_while_the_server_is_away(self):
        with Millrace() as m:
            m.submit("on", "for i in 1 2 3 4 5 6 7 8 9 10; do echo $i; sleep 0.2; done; exit 5")
            m.wait("on", ("running",))
            m.kill()
            self.assertTrue(m.orphans(), "the shim goes on")
            time.sleep(3)
            m.start()
            job = m.wait("on")
            self.assertEqual(job["state_reason"], "CommandExited(5)")
            self.assertEqual(m.logs("on"), "".join(f"{i}\n" for i in range(1, 11)))

    def test_a_stop_that_was_accepted_happens(self):
        with Millrace() as m:
            m.submit("victim", "sleep 1000", stop_grace_s=1)
            m.wait("victim", ("running",))
            m.post(m.jobs("victim") + ":stop")
            m.kill()
            m.start()
            self.assertEqual(m.wait("victim")["state"], "stopped")
            until("no process is left behind", lambda: not m.orphans(), 20)

    def test_a_restart_that_was_accepted_happens(self):
        with Millrace() as m:
            m.submit("again", "echo up; sleep 1000", stop_grace_s=1)
            first = m.wait("again", ("running",))["current_run"]
            self.assertTrue(m.post(m.jobs("again") + ":restart")["restart_pending"])
            m.kill()
            m.start()
            until("another run runs", lambda: m.get(m.jobs("again"))["run_count"] == 2 and m.wait("again", ("running",)), 20)
            job = m.get(m.jobs("again"))
            self.assertNotEqual(job["current_run"], first)
            self.assertFalse(job["restart_pending"])
            self.assertEqual(m.get(m.jobs("again") + f"/runs/{first}")["state"], "stopped")

    def test_drain_finishes_requests_and_stops_no_run(self):
        with Millrace() as m:
            m.submit("stays", "sleep 4; echo stayed")
            m.wait("stays", ("running",))
            answers = []

            def ask():
                while True:
                    try:
                        status, _, data = m.call("GET", m.jobs("stays"), raw=True)
                    except OSError:
                        return
                    answers.append((status, data.endswith(b"}") or data.endswith(b"}\n")))

            asking = [threading.Thread(target=ask) for _ in range(4)]
            for t in asking:
                t.start()
            until("requests flow", lambda: len(answers) > 20)
            self.assertEqual(m.stop(), 0)
            for t in asking:
                t.join()
            self.assertTrue(all(status in (200, 503) and whole for status, whole in answers), [a for a in answers if a[0] != 200])
            m.start()
            self.assertEqual(m.wait("stays")["state"], "succeeded")
            self.assertEqual(m.logs("stays"), "stayed\n")

    def test_a_backup_restores_into_an_empty_folder(self):
        with Millrace() as m, Millrace() as other:
            m.submit("kept", "echo kept")
            m.wait("kept")
            file = m.folder / "saved"
            m.cli("backup", "--data", m.data, "--to", file)  # while it runs
            m.cli("backup", "--data", m.data, "--to", file, status=5)
            m.submit("later", "true")
            m.cli("restore", "--data", m.data, "--from", file, status=5)  # a server is there
            other.stop()
            for old in other.data.glob("millrace.db*"):
                old.unlink()
            done = subprocess.run([BIN / "millrace", "restore", "--data", other.data, "--from", file], env=other.environment, capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)
            other.start()
            other.login()
            names = [j["name"] for j in other.get(other.jobs())["items"]]
            self.assertEqual(names, ["kept"])
            m.wait("later")

    def test_a_second_server_keeps_out(self):
        with Millrace() as m:
            second = subprocess.run([BIN / "millrace", "server", "--data", m.data, "--listen", "127.0.0.1:0"], env=m.environment, capture_output=True, text=True, timeout=30)
            self.assertEqual(second.returncode, 5)
            self.assertIn("another server", second.stderr)


if __name__ == "__main__":
    unittest.main()
