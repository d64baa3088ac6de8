"""Fine-tunes on the server: from a model and a file of rows to a version of a model that is a base again."""
import json
import unittest

import tiny_model
from harness import ENDED, ApiError, Millrace, until

TUNES = "/workspaces/default/fine-tunes"
MODELS = "/workspaces/default/models"


class FineTunes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.m = Millrace()
        cls.m.__enter__()
        try:
            cls.rows = cls.m.upload(tiny_model.rows(400), "rows.jsonl")
            cls.m.post(MODELS, {"name": "tiny"})
            made = cls.m.post(f"{MODELS}/tiny/versions", {"source": {"upload": cls.m.upload(tiny_model.archive(), "tiny.tar")}})
            version = cls.ready("tiny", made["name"])
            assert "tune" in version["actions"], version
        except BaseException:
            cls.m.__exit__(RuntimeError, None, None)
            raise

    @classmethod
    def tearDownClass(cls):
        cls.m.__exit__(None, None, None)

    @classmethod
    def ready(cls, model, version):
        def look():
            now = cls.m.get(f"{MODELS}/{model}/versions/{version}")
            return now if now["state"] in ("ready", "import_failed") else None
        now = until(f"{model} {version} is imported", look)
        assert now["state"] == "ready", now
        return now

    def body(self, name, **fields):
        body = {"name": name, "base_model": "tiny", "method": "lora", "train_data": [{"upload": self.rows}],
                "params": {"epochs": 1, "learning_rate": 1e-3, "global_batch_size": 8, "seq_len": 64, "lora_rank": 4}, "flavor": "1C_2G", "start": True}
        return body | fields

    def wait(self, name, states=ENDED, timeout=120):
        def look():
            tune = self.m.get(f"{TUNES}/{name}")
            return tune if tune["state"] in states else None
        return until(f"{name} is {' or '.join(states)}", look, timeout)

    def log(self, name):
        return self.m.call("GET", f"{TUNES}/{name}/runs/current/instances/0/logs", raw=True)[2].decode()

    def refused(self, status, field, path, body):
        with self.assertRaises(ApiError) as caught:
            self.m.post(path, body)
        self.assertEqual(caught.exception.status, status, caught.exception.body)
        if field:
            self.assertEqual(caught.exception.body["violations"][0]["field"], field)
        return caught.exception.body

    def test_a_tuned_model_is_published_and_is_a_base_again(self):
        made = self.m.post(TUNES, self.body("first", method="full"))
        self.assertEqual((made["framework"], made["base_model_name"]), ("millrace", "tiny"))
        self.assertTrue(any("few" in hint for hint in made["hints"]), made["hints"])
        tune = self.wait("first")
        self.assertEqual(tune["state"], "succeeded", self.log("first"))
        tune = until("the plan and the fact are there", lambda: (now := self.m.get(f"{TUNES}/first"))["fact"] and now["progress"] and now)
        self.assertEqual(tune["progress"]["step"], tune["progress"]["total_steps"])
        self.assertEqual(tune["plan"]["steps"], tune["fact"]["steps"])
        scalars = self.m.get(f"{TUNES}/first/scalars?tags=loss")
        self.assertTrue(scalars["series"])
        version = self.m.post(f"{TUNES}/first:publish", {"new_model": "tuned"})
        self.assertEqual((version["kind"], version["origin"]), ("model_version", "fine_tune"))
        version = self.ready("tuned", version["name"])
        self.assertEqual(version["lineage"]["workload_name"], "first")
        self.assertEqual(version["lineage"]["base_model_name"], "tiny")
        # What is served is rendered as what was trained: engine and server write the same fingerprint.
        record = json.loads(self.m.call("GET", f"{MODELS}/tuned/versions/V1/files/training.json", raw=True)[2])
        self.assertEqual(record["renderer_fingerprint"], version["fingerprint"])
        for status, name in ((400, "9bad"), (409, "tuned")):
            self.refused(status, "new_model", f"{TUNES}/first:publish", {"new_model": name})
        again = self.m.post(f"{TUNES}/first:publish", {"new_version_of": "tuned"})
        self.assertEqual(self.ready("tuned", again["name"])["name"], "V2")
        # What nobody chose fits the model: rows are no longer than its positions.
        self.assertEqual(version["tune_defaults"]["seq_len"], 256)
        self.m.post(TUNES, self.body("second", base_model="tuned", base_model_version="V1", train_data=[{"upload": "rows.jsonl"}], params={"epochs": 1}))
        self.assertEqual(self.wait("second")["state"], "succeeded", self.log("second"))
        # A copy tells how it was made as well as its original does.
        code = self.m.post(f"{MODELS}/tuned/versions/V1:share", {"days": 1})["code"]
        self.m.post(MODELS, {"name": "copied"})
        self.m.post(f"{MODELS}/copied/versions", {"source": {"share_code": code}})
        copied = self.ready("copied", "V1")
        self.assertEqual(copied["lineage"], version["lineage"] | {"copied_from": version["id"]})
        # An adapter is not tuned further as it is, and keeps its base.
        self.m.post(f"{TUNES}/second:publish", {"new_model": "light"})
        self.assertEqual(self.ready("light", "V1")["weights"], "adapter")
        self.assertIn("adapter", self.refused(400, "base_model", TUNES, self.body("third", base_model="light"))["detail"])
        self.m.post(TUNES, self.body("whole", base_model="tuned", base_model_version="V1", params={"epochs": 1, "lora_merge": True}))
        self.assertEqual(self.wait("whole")["state"], "succeeded", self.log("whole"))
        self.m.post(f"{TUNES}/whole:publish", {"new_version_of": "light"})
        whole = self.ready("light", "V2")
        self.assertEqual((whole["weights"], "tune" in whole["actions"]), ("full", True))
        with self.assertRaises(ApiError) as caught:
            self.m.call("DELETE", f"{MODELS}/tuned/versions/V1")
        self.assertEqual(caught.exception.status, 409)

    def test_why_it_failed_is_in_its_state(self):
        self.m.post(TUNES, self.body("wide", params={"epochs": 1, "seq_len": 512}))
        tune = self.wait("wide")
        self.assertEqual((tune["state"], tune["state_reason"], tune["state_message"]),
                         ("failed", "CommandExited(2)", "seq_len 512 is beyond the model's 256 positions"))

    def test_stopped_it_goes_on_from_its_checkpoint(self):
        long = {"epochs": 100, "learning_rate": 1e-4, "global_batch_size": 1, "seq_len": 64, "lora_rank": 4, "save_steps": 5}
        self.m.post(TUNES, self.body("long", params=long))

        def far():
            tune = self.m.get(f"{TUNES}/long")
            self.assertNotIn(tune["state"], ENDED, self.log("long"))
            return (tune["progress"] or {}).get("step", 0) >= 10
        until("it has come some way", far, 120)
        self.m.post(f"{TUNES}/long:stop")
        self.assertEqual(self.wait("long")["state"], "stopped")
        first = self.m.get(f"{TUNES}/long/runs/current")
        self.m.post(f"{TUNES}/long:start")
        self.wait("long", ("running",))
        second = self.m.get(f"{TUNES}/long/runs/current")
        self.assertEqual(second["resume_run"], first["id"])
        self.assertTrue(second["resume_from"].startswith("/work/mount/resume/checkpoints/"), second["resume_from"])
        before = first["progress"]["step"]
        tune = until("it reports again", lambda: (now := self.m.get(f"{TUNES}/long"))["progress"] and now)
        self.assertGreaterEqual(tune["progress"]["step"], before, self.log("long"))
        self.m.post(f"{TUNES}/long:stop")
        self.wait("long")

    def test_what_cannot_be_is_refused_in_words(self):
        bad = self.m.upload(b'{"instruction":"a","output":"b"}\n{"instruction":"a"\n', "bad.jsonl")
        said = self.refused(400, "train_data[0].upload", TUNES, self.body("bad", train_data=[{"upload": bad}]))
        self.assertIn("row 2", said["violations"][0]["reason"])
        self.refused(400, "train_data[0].dataset", TUNES, self.body("bad", train_data=[{"dataset": "d1", "version": "V1"}]))
        self.refused(400, "base_model", TUNES, self.body("bad", base_model="nobody"))
        self.refused(400, "model_type", TUNES, self.body("bad", model_type="image_understanding"))
        self.refused(400, "params.lora_target_modules[0]", TUNES, self.body("bad", params={"lora_target_modules": ["c_attn"]}))
        self.m.post(TUNES, self.body("idle", start=False))
        self.refused(409, None, f"{TUNES}/idle:publish", {"new_model": "never"})
        self.refused(400, None, f"{TUNES}/idle:publish", {})
        with self.assertRaises(ApiError) as caught:
            self.m.call("DELETE", f"/workspaces/default/uploads/{self.rows}")
        self.assertEqual(caught.exception.status, 409)
        copy = self.m.post(f"{TUNES}/idle:copy", {"name": "idle-2"})
        self.assertEqual((copy["source"], copy["base_model_name"], copy["state"]), ("copy", "tiny", "idle"))


if __name__ == "__main__":
    unittest.main()
