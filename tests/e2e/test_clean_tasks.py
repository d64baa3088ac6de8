"""Clean tasks: a labelled data set through operators, and the data set that comes out."""
import json
import unittest

from harness import ENDED, ApiError, Millrace, until

WORKSPACE = "/workspaces/default"
TASKS = f"{WORKSPACE}/clean-tasks"
SETS = f"{WORKSPACE}/labeled-datasets"
ROWS = [{"instruction": "Write to ann@example.org today", "input": "", "output": "It is sent, and 10.1.2.3 got it"},
        {"instruction": "Say yes or no", "input": "to bob@example.org", "output": "y"},
        {"instruction": "Count the letters of a word", "output": "There are three of them"}]
OPS = [{"name": "clean_email_mapper"}, {"name": "clean_ip_mapper"}, {"name": "text_length_filter", "min_len": 5}]


class CleanTasks(unittest.TestCase):
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

    def dataset(self, name, rows=ROWS, template="instruction"):
        self.m.post(SETS, {"name": name, "template": template})
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        status, _, body = self.m.call("POST", f"{SETS}/{name}:import?format=jsonl", lines,
                                      headers={"Content-Type": "application/octet-stream"}, raw=True)
        self.assertEqual(status, 200, body)

    def task(self, name, of, **fields):
        return self.m.post(TASKS, {"name": name, "dataset": of, "ops": OPS, "flavor": "1C_2G", "worker_count": 0, "start": True} | fields)

    def wait(self, name, states=ENDED):
        return until(f"{name} is {' or '.join(states)}",
                     lambda: next((t for t in [self.m.get(f"{TASKS}/{name}")] if t["state"] in states), None), 60)

    def rows(self, dataset):
        return [row["data"] for row in self.m.get(f"{SETS}/{dataset}:rows?page_size=500")["items"]]

    def output(self, task, name):
        path = f"{TASKS}/{task['name']}/runs/{task['current_run']}/files/{name}"
        return self.m.call("GET", path, raw=True)[2].decode()

    def test_what_comes_out_is_a_data_set(self):
        self.dataset("letters")
        self.task("first", "letters", output_name="clean-letters")
        task = self.wait("first")
        self.assertEqual(task["state"], "succeeded", task)
        made = self.m.get(f"{SETS}/{task['output_dataset']}")
        self.assertEqual((made["name"], made["template"], made["state"], made["row_count"]), ("clean-letters", "instruction", "ready", 2))
        self.assertEqual(made["produced_by"], task["id"])
        rows = self.rows("clean-letters")
        self.assertEqual(rows[0]["instruction"], "Write to  today")
        self.assertEqual(rows[0]["output"], "It is sent, and  got it")
        self.assertEqual(rows[1], ROWS[2])
        fact = task["fact"]
        self.assertEqual((fact["rows_in"], fact["rows_out"]), (3, 2))
        self.assertEqual([(s["name"], s["changed"], s["dropped"]) for s in fact["steps"]],
                         [("clean_email_mapper", 2, 0), ("clean_ip_mapper", 1, 0), ("text_length_filter", 0, 1)])
        provenance = self.output(task, "provenance.jsonl")
        self.assertIn("ann@example.org", provenance)
        self.assertIn("clean_ip_mapper", provenance)
        # What it was made of stays as it was; it is trained on like any other.
        self.assertEqual(self.rows("letters")[0]["instruction"], ROWS[0]["instruction"])
        self.assertEqual(self.m.post(f"{SETS}/clean-letters:publish")["version"], "V1")
        # It has made what it was to make; a copy makes another.
        self.refused(409, self.m.post, f"{TASKS}/first:start")
        copy = self.m.post(f"{TASKS}/first:copy", {"start": True})
        self.assertEqual(copy["name"], "first-copy")
        again = self.wait("first-copy")
        self.assertEqual(again["state"], "succeeded", again)
        self.assertTrue(again["output_name"].startswith("letters_"), again["output_name"])
        self.assertEqual(self.rows(again["output_name"]), rows)

    def test_instances_share_the_work(self):
        self.dataset("many", [{"instruction": f"Row {i} of mail{i}@example.org", "output": f"answer {i}"} for i in range(2000)])
        self.task("alone", "many", output_name="alone")
        self.assertEqual(self.wait("alone")["state"], "succeeded")
        self.task("together", "many", output_name="together", worker_count=1, flavor="")
        task = self.wait("together")
        self.assertEqual(task["state"], "succeeded", task)
        self.assertEqual(len(self.m.get(f"{TASKS}/together/runs/{task['current_run']}")["instances"]), 2)
        self.assertEqual(self.rows("together"), self.rows("alone"))

    def test_only_the_chosen_fields(self):
        self.dataset("chosen")
        self.task("chosen", "chosen", fields=["output"], ops=[{"name": "clean_email_mapper"}, {"name": "clean_ip_mapper"}])
        task = self.wait("chosen")
        rows = self.rows(task["output_name"])
        self.assertEqual(len(rows), 3)
        self.assertEqual(rows[0]["instruction"], ROWS[0]["instruction"])
        self.assertNotIn("10.1.2.3", rows[0]["output"])

    def test_changes_before_the_start_count(self):
        self.dataset("edited")
        row = self.m.get(f"{SETS}/edited:rows")["items"][2]
        self.m.call("PATCH", f"{SETS}/edited/rows/{row['row']}", {"version": row["version"], "data": dict(ROWS[2], output="Mail eve@example.org")})
        self.task("edited", "edited", ops=OPS[:1])
        self.assertEqual(self.rows(self.wait("edited")["output_name"])[2]["output"], "Mail ")

    def test_mistakes_are_told_at_once(self):
        self.dataset("plain")
        self.m.post(SETS, {"name": "talks", "template": "multi_turn"})
        self.m.post(SETS, {"name": "empty", "template": "instruction"})
        for field, change in (("dataset", {"dataset": "nothing"}), ("dataset", {"dataset": "talks"}), ("version", {"version": "V7"}), ("dataset_version", {"dataset_version": "V7"}),
                              ("fields[0]", {"fields": ["text"]}), ("ops", {"ops": []}), ("ops[0]", {"ops": [{"name": "nothing"}]}),
                              ("ops[1]", {"ops": [OPS[0], {"name": "text_length_filter", "min_len": "five"}]}),
                              ("output_name", {"output_name": "plain"}), ("output_name", {"output_name": "_x"}), ("worker_count", {"worker_count": 64})):
            body = self.refused(400, self.task, "wrong", "plain", **change)
            self.assertEqual(body["violations"][0]["field"], field, body)
        self.assertIn("no rows", self.refused(409, self.task, "wrong", "empty")["detail"])
        self.refused(400, self.task, "x" * 51, "plain")
        self.refused(400, self.task, "-x", "plain")

    def test_operators_are_listed_and_tried(self):
        listed = {op["name"]: op for op in self.m.get("/clean-operators")["items"]}
        self.assertEqual(listed["clean_email_mapper"]["group"], "sensitive")
        self.assertIn("min_len", listed["text_length_filter"]["options"]["properties"])
        seen = self.m.post(f"{TASKS}:preview", {"ops": OPS, "text": "Ask ann@example.org"})
        self.assertEqual(seen["row"], {"text": "Ask "})
        self.assertEqual(seen["steps"][0]["fields"][0]["edits"][0]["before"], "ann@example.org")
        self.assertEqual((seen["kept"], len(seen["steps"])), (False, 3))
        self.assertEqual(self.refused(400, self.m.post, f"{TASKS}:preview", {"ops": [{"name": "nothing"}], "text": "x"})["code"], "invalid")
        self.refused(400, self.m.post, f"{TASKS}:preview", {"ops": OPS})
        # A number of a person is not taken for a telephone.
        ops = [{"name": name} for name in ("clean_id_card_mapper", "clean_phone_mapper")]
        text = "身份证号码123456199001011234的用户"
        self.assertIn(self.m.post(f"{TASKS}:preview", {"ops": ops, "text": text})["row"]["text"], (text, "身份证号码的用户"))

    def test_a_data_set_is_not_deleted_under_a_task(self):
        self.dataset("needed", [{"instruction": f"Row {i}", "output": f"answer {i}"} for i in range(300)])
        self.task("slow", "needed", ops=OPS[:1])
        try:
            self.m.call("DELETE", f"{SETS}/needed")
        except ApiError as error:
            self.assertEqual(error.status, 409)
        self.assertIn(self.wait("slow")["state"], ("succeeded", "failed"))


if __name__ == "__main__":
    unittest.main()
