"""What is measured of two real runs: progress, curves, resources, usage; and the server's own counters."""
import math
import unittest

import exposition
from harness import ApiError, Millrace, until

PASSWORD = "a-long-enough-password"
STEPS = 20
TRAIN = f"""cat > train.py <<'X'
import json, os, time
rate, begin = float(os.environ["LR"]), time.monotonic()
with open(os.environ["MILLRACE_PROGRESS"], "a", buffering=1) as progress:
    for step in range(1, {STEPS} + 1):
        until = time.monotonic() + 0.25
        while time.monotonic() < until: pass
        loss = float("nan") if step == 5 else rate / step
        progress.write(json.dumps(dict(step=step, total_steps={STEPS}, loss=loss if loss == loss else None,
                                       own_cpu=100 * time.process_time() / (time.monotonic() - begin))) + "\\n")
X
exec /usr/bin/python3 train.py"""


class Monitoring(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # The runs are over before a first sample at the usual interval would be taken of them.
        cls.m = Millrace(environment={"MILLRACE_METRICS_INTERVAL_S": "1"})
        cls.m.__enter__()
        for name, rate in (("slow", "0.5"), ("fast", "2")):
            cls.m.submit(name, TRAIN, env=[{"name": "LR", "value": rate}])
        cls.runs = [cls.m.wait(name, ("succeeded",))["current_run"] for name in ("slow", "fast")]
        cls.m.post("/users", {"account": "bob", "password": PASSWORD})
        cls.m.post("/workspaces/default/members", {"account": "bob", "roles": ["developer"]})
        cls.bob = cls.m.login("bob", PASSWORD)

    @classmethod
    def tearDownClass(cls):
        cls.m.__exit__(None, None, None)

    def refused(self, status, path, token=None):
        with self.assertRaises(ApiError) as caught:
            self.m.get(path, token=token)
        self.assertEqual(caught.exception.status, status, caught.exception.body)

    def loss(self, name):
        """All points, which may come a moment after the run's end."""
        def look():
            series = self.m.get(self.m.jobs(name) + "/scalars?tags=loss")["series"]
            return series if series and len(series[0]["points"]) == STEPS - 1 else None
        (series,) = until("all points are there", look, 15)
        return series

    def test_progress_and_curves(self):
        series = self.loss("fast")
        self.assertEqual(series["labels"], {"run": self.runs[1]})
        self.assertEqual([p[0] for p in series["points"]], [s for s in range(1, STEPS + 1) if s != 5])
        for step, value in series["points"]:
            self.assertTrue(math.isclose(value, 2 / step), (step, value))
        until("the last step is told", lambda: self.m.get(self.m.jobs("fast"))["progress"]["step"] == STEPS, 15)

    def test_runs_beside_each_other(self):
        self.loss("slow"), self.loss("fast")
        overlay = f"{self.m.jobs()}:scalars?runs="
        answer = self.m.get(overlay + ",".join(self.runs) + "&tags=loss&points=10")
        self.assertEqual([s["labels"]["run"] for s in answer["series"]], self.runs)
        self.assertTrue(all(3 <= len(s["points"]) <= 10 for s in answer["series"]))
        # Each run's own name differs by nature; of what was chosen only LR does.
        rate = [p["values"] for p in answer["parameters"] if p["name"].endswith(".env.LR")]
        self.assertEqual(rate, [{self.runs[0]: "0.5", self.runs[1]: "2"}])
        self.refused(400, overlay + self.runs[0])
        self.refused(404, overlay + self.runs[0] + ",absent")
        self.refused(404, overlay + ",".join(self.runs), token=self.bob)

    def test_resources(self):
        def cpu():
            (series,) = self.m.get(f"{self.m.jobs('slow')}/metrics?names=cpu_percent")["series"]
            return series if series["summary"]["max"] else None
        series = until("CPU time was measured", cpu, 15)
        # A loop that does nothing else: how much of a core it got depends on what else this machine does, so it
        # is held against what the process measured itself.
        own = self.m.get(self.m.jobs("slow"))["progress"]["own_cpu"]
        self.assertGreater(series["summary"]["max"], own / 2)
        self.assertLess(series["summary"]["max"], 130)
        (by_instance,) = self.m.get(f"{self.m.jobs('slow')}/runs/{self.runs[0]}/metrics?names=memory_bytes&by=instance")["series"]
        self.assertEqual(by_instance["labels"]["instance"], "0")
        self.assertGreater(by_instance["summary"]["max"], 1 << 20)
        self.refused(400, f"{self.m.jobs('slow')}/metrics?names=nonsense")
        self.refused(404, f"{self.m.jobs('slow')}/metrics", token=self.bob)

    def test_usage_adds_up(self):
        def cpu(path):
            return {row["key"]: row["amount_ms"] for row in self.m.get(path)["items"] if row["resource"] == "cpu"}
        by_run = cpu("/usage?by=run")
        for name, run in zip(("slow", "fast"), self.runs):
            row = self.m.get(f"{self.m.jobs(name)}/runs/{run}")
            self.assertEqual(cpu(f"{self.m.jobs(name)}/runs/{run}/usage"), {"cpu": by_run[run]})
            self.assertGreater(by_run[run], STEPS * 250 * 1000, row)  # thousandths of a core × milliseconds
        for by in ("workspace", "user", "resource", "node"):
            self.assertEqual(sum(cpu(f"/usage?by={by}").values()), sum(by_run.values()), by)
        for node in self.m.get("/usage/nodes")["items"]:
            self.assertEqual(node["capacity_ms"], node["allocated_ms"] + node["idle_ms"] + node["unavailable_ms"])
        self.assertEqual(self.m.get("/usage?by=run", token=self.bob)["items"], [])
        self.refused(403, "/usage?by=node", token=self.bob)
        self.refused(403, "/usage/nodes", token=self.bob)
        self.refused(400, "/usage?by=moon")
        self.refused(400, "/usage?from=2030-01-01T00:00:00Z&to=2029-01-01T00:00:00Z")

    def counters(self):
        _, headers, text = self.m.call("GET", "/metrics", raw=True)
        self.assertTrue(headers["Content-Type"].startswith("text/plain; version=0.0.4"))
        return exposition.parse(text.decode())

    def test_counters(self):
        def of(name, **labels):
            return self.counters().get((name, frozenset(labels.items())), 0)
        missed = {"method": "GET", "route": "/api/v1/workspaces/{ws}/training-jobs/{id}", "status": "404"}
        before = of("millrace_http_requests_total", **missed)
        self.refused(404, self.m.jobs("absent"))
        self.assertEqual(of("millrace_http_requests_total", **missed), before + 1)
        self.assertGreater(of("millrace_store_commits_total"), 5)
        self.assertLessEqual(of("millrace_store_commits_total"), of("millrace_store_writes_total"))
        self.assertEqual(of("millrace_runs", state="running"), 0)
        self.assertGreater(of("millrace_http_request_seconds_bucket", method="GET", le="+Inf",
                              route=missed["route"]), 0)


class StrictReader(unittest.TestCase):
    HEAD = "# HELP a A.\n# TYPE a counter\n"
    HISTOGRAM = '# HELP h H.\n# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 3\nh_sum 4\nh_count 3\n'

    def test_reads_what_is_well_formed(self):
        values = exposition.parse(self.HEAD + 'a{x="1,\\"}",y="\\\\"} 1\na 2.5e3\n' + self.HISTOGRAM)
        self.assertEqual(values[("a", frozenset())], 2500)
        self.assertEqual(values[("a", frozenset({("x", '1,\\"}'), ("y", "\\\\")}))], 1)

    def test_sees_planted_faults(self):
        for text in ("a 1\n", self.HEAD + "a 1", self.HEAD + "a 1\na 2\n", self.HEAD + "a x\n",
                     self.HEAD + "a -1\n", self.HEAD + 'a{x="1"y="2"} 1\n', self.HEAD + 'a{x="1",x="2"} 1\n',
                     self.HEAD + 'a{x="\\q"} 1\n', self.HEAD + "a  1\n", self.HEAD + "\n", self.HEAD + self.HEAD,
                     self.HEAD + "a 1\n" + self.HISTOGRAM + 'a{x="1"} 1\n', "#HELP a A.\n# TYPE a counter\na 1\n",
                     self.HISTOGRAM.replace('+Inf"} 3', '+Inf"} 1'), self.HISTOGRAM.replace("h_count 3", "h_count 4"),
                     self.HISTOGRAM.replace('h_bucket{le="+Inf"} 3\n', ""), self.HISTOGRAM.replace("h_sum 4\n", "")):
            with self.assertRaises(exposition.Malformed, msg=text):
                exposition.parse(text)


if __name__ == "__main__":
    unittest.main()
