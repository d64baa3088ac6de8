"""Labelled data sets: rows come in, are looked at, published and trained on."""
import hashlib
import json
import unittest

import tiny_model
from harness import ENDED, PASSWORD, ApiError, Millrace, until

SETS = "/workspaces/default/labeled-datasets"


def lines(*rows):
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def instruction(i):
    return {"instruction": f"say {i}", "input": "", "output": f"it is {i}"}


class Datasets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.m = Millrace()
        cls.m.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.m.__exit__(None, None, None)

    def make(self, name, template="instruction", **fields):
        return self.m.post(SETS, {"name": name, "template": template} | fields)

    def bring(self, name, data, query="format=jsonl"):
        status, _, body = self.m.call("POST", f"{SETS}/{name}:import?{query}", data, raw=True)
        return status, json.loads(body)

    def upload(self, name, data):
        made = self.m.post("/workspaces/default/uploads", {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()})
        status, _, body = self.m.call("PATCH", f"/workspaces/default/uploads/{made['id']}", data, headers={"Upload-Offset": "0"}, raw=True)
        self.assertEqual(status, 204, body)
        return made["id"]

    def test_bad_rows_are_named_and_good_ones_are_kept(self):
        self.assertEqual(self.make("d1")["state"], "creating")
        status, got = self.bring("d1", lines(instruction(1), {"input": "x"}, instruction(2)) + b'{"instruction":"a","ou\n' + lines(instruction(3)))
        self.assertEqual(status, 200, got)
        self.assertEqual((got["state"], got["accepted"], got["rejected_total"]), ("succeeded", 3, 2))
        self.assertEqual((got["rejected"][0]["row"], got["rejected"][0]["field"]), (2, "instruction"))
        self.assertEqual(got["rejected"][1]["row"], 4)
        left_out = self.m.call("GET", f"{SETS}/d1/imports/{got['import']}/rejected", raw=True)[2]
        self.assertEqual([json.loads(line)["row"] for line in left_out.splitlines()], [2, 4])
        page = self.m.get(f"{SETS}/d1:rows?page_size=2")
        self.assertEqual([item["data"]["instruction"] for item in page["items"]], ["say 1", "say 2"])
        self.assertEqual(page["total"], 3)
        page = self.m.get(f"{SETS}/d1:rows?page_size=2&page_token={page['next_page_token']}")
        self.assertEqual([(item["row"], item["data"]["output"]) for item in page["items"]], [(3, "it is 3")])
        self.assertEqual(self.m.get(f"{SETS}/d1")["state"], "ready")

    def test_a_published_version_is_trained_on(self):
        made = self.m.post("/workspaces/default/models", {"name": "tiny"})
        archive = self.upload("tiny.tar", tiny_model.archive())
        self.m.post(f"/workspaces/default/models/{made['id']}/versions", {"source": {"upload": archive}})
        until("the model is ready", lambda: self.m.get("/workspaces/default/models/tiny")["latest_version"])
        self.make("d2")
        self.bring("d2", lines(*(instruction(i) for i in range(40))))
        tune = {"name": "t1", "base_model": "tiny", "method": "lora", "train_data": [{"dataset": "d2", "version": "V1"}],
                "params": {"epochs": 1, "learning_rate": 1e-3, "global_batch_size": 8, "seq_len": 64, "lora_rank": 4}, "flavor": "1C_2G", "start": True}
        with self.assertRaises(ApiError) as refused:
            self.m.post("/workspaces/default/fine-tunes", tune)
        self.assertEqual(refused.exception.body["violations"][0]["field"], "train_data[0].version")
        published = self.m.post(f"{SETS}/d2:publish")
        self.assertEqual(published["version"], "V1")
        self.assertEqual(len(published["sha256"]), 64)
        self.assertEqual(self.m.post(f"{SETS}/d2:publish")["sha256"], published["sha256"])
        self.m.post("/workspaces/default/fine-tunes", tune)
        ended = until("t1 has ended", lambda: (now := self.m.get("/workspaces/default/fine-tunes/t1"))["state"] in ENDED and now, 120)
        log = self.m.call("GET", "/workspaces/default/fine-tunes/t1/runs/current/instances/0/logs", raw=True)[2].decode()
        self.assertEqual(ended["state"], "succeeded", log)
        run = self.m.get("/workspaces/default/fine-tunes/t1/runs/current")
        self.assertEqual(run["frozen"]["data"][0]["sha256"], published["sha256"])

    def test_what_was_published_stays_when_rows_come(self):
        self.make("d3", "qa")
        self.bring("d3", lines({"Q": "a", "A": "b"}))
        first = self.m.post(f"{SETS}/d3:publish")
        self.bring("d3", lines({"Q": "c", "A": "d"}))
        second = self.m.post(f"{SETS}/d3:publish")
        self.assertEqual(second["version"], "V2")
        self.assertNotEqual(first["sha256"], second["sha256"])
        self.assertEqual(len(self.m.get(f"{SETS}/d3:rows?version=V1")["items"]), 1)
        self.assertEqual(len(self.m.get(f"{SETS}/d3:rows")["items"]), 2)
        self.assertEqual([v["name"] for v in self.m.get(f"{SETS}/d3/versions")["items"]], ["V2", "V1"])

    def test_a_file_that_was_uploaded_before(self):
        self.make("d4")
        upload = self.upload("rows.jsonl", lines(instruction(1)))
        status, got = self.bring("d4", json.dumps({"upload": upload}).encode())
        self.assertEqual((status, got["accepted"]), (200, 1), got)
        status, got = self.bring("d4", b'{"upload": "nothing"}')
        self.assertEqual((status, got["violations"][0]["field"]), (400, "upload"))
        self.assertEqual(self.bring("d4", b"x", "format=docx")[1]["violations"][0]["field"], "format")

    def test_rows_survive_a_crash(self):
        self.make("d5")
        self.bring("d5", lines(*(instruction(i) for i in range(1000))))
        before = self.m.get(f"{SETS}/d5:rows?page_size=500")
        self.m.kill()
        self.m.start()
        self.m.login()
        self.assertEqual(self.m.get(f"{SETS}/d5:rows?page_size=500"), before)

    def test_a_set_goes_with_its_files(self):
        made = self.make("d6")
        self.bring("d6", lines(instruction(1)))
        self.assertTrue((self.m.data / "datasets" / made["id"]).exists())
        self.m.call("DELETE", f"{SETS}/d6")
        self.assertFalse((self.m.data / "datasets" / made["id"]).exists())

    def refused(self, status, call):
        with self.assertRaises(ApiError) as caught:
            call()
        self.assertEqual(caught.exception.status, status, caught.exception.body)
        return caught.exception.body

    def patch(self, path, body, token=None):
        return self.m.call("PATCH", path, body, token=token)

    def test_rows_are_labelled_and_nobody_overwrites_what_they_have_not_seen(self):
        self.make("d7", label_names=["good", "made up"])
        self.bring("d7", lines(*(instruction(i) for i in range(5))))
        row = f"{SETS}/d7/rows/2"
        self.assertEqual(self.patch(row, {"version": 1, "labels": ["good"], "tags": ["x"]})["version"], 2)
        self.assertIn("version 2 now", self.refused(409, lambda: self.patch(row, {"version": 1, "data": {"output": "no"}}))["detail"])
        self.assertEqual(self.refused(400, lambda: self.patch(row, {"version": 2, "labels": ["bad"]}))["violations"][0]["field"], "labels[0]")
        self.assertEqual(self.refused(400, lambda: self.patch(row, {"data": {"output": "x"}}))["violations"][0]["field"], "version")
        got = self.patch(row, {"version": 2, "data": {"output": "better"}})
        self.assertEqual((got["data"]["output"], got["labels"], got["edited_by"]), ("better", ["good"], "admin"))
        self.m.post(f"{SETS}/d7:annotate", {"rows": [{"row": 4, "version": 1, "labels": ["made up"]}, {"row": 5, "version": 1, "tags": ["x"]}]})
        self.assertEqual([item["row"] for item in self.m.get(f"{SETS}/d7:rows?category=labelled")["items"]], [2, 4])
        self.assertEqual([item["row"] for item in self.m.get(f"{SETS}/d7:rows?tag=x")["items"]], [2, 5])
        self.assertEqual([item["version"] for item in self.m.get(f"{row}/history")["items"]], [3, 2, 1])
        self.m.call("DELETE", f"{SETS}/d7/rows/1", headers={"If-Match": "1"})
        page = self.m.get(f"{SETS}/d7:rows")
        self.assertEqual((page["total"], page["counts"]), (4, {"labelled": 2, "unlabelled": 2}))
        self.assertEqual(self.m.get(f"{SETS}/d7")["row_count"], 4)
        first = self.m.post(f"{SETS}/d7:publish")
        self.patch(row, {"version": 3, "data": {"output": "later"}})
        self.assertEqual(self.m.get(f"{SETS}/d7:rows?version=V1")["items"][0]["data"]["output"], "better")
        self.assertNotEqual(self.m.post(f"{SETS}/d7:publish")["sha256"], first["sha256"])

    def test_a_second_annotator_does_not_see_the_first(self):
        self.m.post("/users", {"account": "second", "password": "second-password-1", "groups": ["ordinary"]})
        self.m.post("/workspaces/default/members", {"account": "second", "roles": ["developer"]})
        token = self.m.login("second", "second-password-1")
        self.make("d8", "ranking")
        self.bring("d8", lines(*({"prompt": str(i), "response_0": "a", "response_1": "b", "response_2": "c"} for i in range(3))))
        self.assertEqual(self.refused(404, lambda: self.m.get(f"{SETS}/d8", token=token))["status"], 404)
        self.patch(f"{SETS}/d8", {"second_annotator": "second"})
        self.assertEqual(self.m.get(f"{SETS}/d8:rows?category=unlabelled")["total"], 3)
        for row, order in ((1, [0, 1, 2]), (2, [2, 1, 0])):
            self.patch(f"{SETS}/d8/rows/{row}", {"version": 1, "relevance": order})
            seen = self.m.get(f"{SETS}/d8/rows/{row}", token=token)
            self.assertNotIn("relevance_order", seen["data"])
            self.patch(f"{SETS}/d8/rows/{row}", {"version": 1, "relevance": [0, 2, 1]}, token=token)
        self.assertEqual(self.m.get(f"{SETS}/d8:rows")["counts"], {"no_safety": 2, "unlabelled": 1})
        found = self.m.get(f"{SETS}/d8:agreement")
        self.assertEqual(found["rows"], 2)
        self.assertAlmostEqual(found["kendalls_tau_relevance"], (1 / 3 - 1 / 3) / 2)
        self.refused(403, lambda: self.m.get(f"{SETS}/d8:agreement", token=token))
        self.refused(403, lambda: self.m.post(f"{SETS}/d8:publish", token=token))

    def test_pictures_come_in_an_archive(self):
        import io as bytes_io
        import zipfile
        packed = bytes_io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a/1.jpg", b"\xff\xd8\xff one")
            archive.writestr("a/2.png", b"\x89PNG\r\n\x1a\n two")
            archive.writestr("a/3.jpg", b"no picture")
        self.make("d9", "image_labels")
        status, got = self.bring("d9", packed.getvalue(), "format=zip")
        self.assertEqual((status, got["accepted"], got["rejected_total"]), (200, 2, 1), got)
        row = self.m.get(f"{SETS}/d9:rows")["items"][0]
        self.assertEqual(row["data"], {"image": "a/1.jpg"})
        status, headers, body = self.m.call("GET", f"{SETS}/d9/images/{row['images']['a/1.jpg']}", raw=True)
        self.assertEqual((status, dict(headers)["Content-Type"], body), (200, "image/jpeg", b"\xff\xd8\xff one"))
        self.patch(f"{SETS}/d9/rows/1", {"version": 1, "labels": ["cat", "tree"]})
        self.assertEqual(self.m.get(f"{SETS}/d9:rows?category=labelled")["total"], 1)

    def export(self, name, query=""):
        return self.m.call("GET", f"{SETS}/{name}:export?{query}", raw=True)

    def test_rows_go_out_as_they_came_in_and_as_other_forms(self):
        rows = [instruction(1), {"instruction": "a", "output": "b"}]
        self.make("d10")
        self.bring("d10", lines(*rows))
        self.patch(f"{SETS}/d10/rows/2", {"version": 1, "labels": ["good"]})
        got = [json.loads(line) for line in self.export("d10")[2].splitlines()]
        self.assertEqual(got, [rows[0], rows[1] | {"labels": ["good"]}])
        shared = self.export("d10", "schema=sharegpt&format=json")[2]
        self.assertEqual(json.loads(shared)[1]["conversations"], [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}])
        self.assertEqual(self.export("d10", "format=csv")[2].decode().splitlines()[0], "instruction,input,output,system,labels,tags")
        self.assertEqual(self.export("d10", "schema=ranking")[0], 400)
        self.make("d11", "multi_turn")
        status, back = self.bring("d11", shared, "format=json&schema=sharegpt")
        self.assertEqual((status, back["accepted"]), (200, 2), back)
        self.assertEqual(self.m.get(f"{SETS}/d11:rows")["items"][1]["data"]["messages"][0], {"role": "user", "content": "a"})

    def test_pictures_go_out_and_come_in_again(self):
        import io as bytes_io
        import zipfile
        packed = bytes_io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a/1.jpg", b"\xff\xd8\xff one")
        self.make("d12", "image_text")
        self.bring("d12", packed.getvalue(), "format=zip")
        self.patch(f"{SETS}/d12/rows/1", {"version": 1, "data": {"text": "a cat"}})
        status, _, out = self.export("d12", "format=zip")
        self.assertEqual(status, 200)
        self.make("d13", "image_text")
        status, got = self.bring("d13", out, "format=zip")
        self.assertEqual((status, got["accepted"], got["rejected_total"]), (200, 1, 0), got)
        self.assertEqual(self.m.get(f"{SETS}/d13:rows?category=labelled")["items"][0]["data"], {"image": "a/1.jpg", "text": "a cat"})

    def test_copies_are_their_own_and_readers_only_read(self):
        self.make("d14")
        self.bring("d14", lines(instruction(1), instruction(2)))
        copy = self.m.post(f"{SETS}/d14:copy", {"name": "d14copy"})
        self.assertEqual((copy["name"], copy["row_count"], copy["state"]), ("d14copy", 2, "ready"))
        self.patch(f"{SETS}/d14copy/rows/1", {"version": 1, "data": {"output": "mine"}})
        self.assertEqual(self.m.get(f"{SETS}/d14/rows/1")["data"]["output"], "it is 1")
        self.m.call("DELETE", f"{SETS}/d14copy")
        self.assertEqual(len(self.m.get(f"{SETS}/d14:rows")["items"]), 2)
        self.m.post("/users", {"account": "reader", "password": "reader-password-1", "groups": ["ordinary"]})
        self.m.post("/workspaces/default/members", {"account": "reader", "roles": ["developer"]})
        token = self.m.login("reader", "reader-password-1")
        self.m.post(f"{SETS}/d14:share", {"users": ["reader"]})
        self.assertEqual(len(self.m.get(f"{SETS}/d14:rows", token=token)["items"]), 2)
        self.assertEqual([s["name"] for s in self.m.get(SETS, token=token)["items"]], ["d14"])
        self.assertEqual([v["name"] for v in self.m.get(f"{SETS}/d14/versions", token=token)["items"]], ["V1"])
        self.assertEqual(self.m.get(f"{SETS}/d14/versions/V1", token=token)["row_count"], 2)
        self.refused(403, lambda: self.m.call("PATCH", f"{SETS}/d14/rows/1", {"version": 1, "data": {"output": "x"}}, token=token))
        self.refused(403, lambda: self.m.post(f"{SETS}/d14:publish", token=token))
        self.m.post(f"{SETS}/d14:unshare", {"users": ["reader"]})
        self.refused(404, lambda: self.m.get(f"{SETS}/d14:rows", token=token))

    def test_a_row_as_the_tokens_of_a_model(self):
        made = self.m.post("/workspaces/default/models", {"name": "looker"})
        self.m.post(f"/workspaces/default/models/{made['id']}/versions", {"source": {"upload": self.upload("tiny.tar", tiny_model.archive())}})
        until("the model is ready", lambda: self.m.get("/workspaces/default/models/looker")["latest_version"])
        self.make("d15")
        self.bring("d15", lines(*(instruction(i) for i in range(30))))
        seen = self.m.get(f"{SETS}/d15:preview?row=3&model=looker")
        self.assertEqual(len(seen["ids"]), len(seen["loss_mask"]))
        self.assertIn("it is 2", seen["text"])
        self.assertTrue(0 < sum(seen["loss_mask"]) < len(seen["ids"]))
        found = self.m.get(f"{SETS}/d15:statistics?model=looker")
        self.assertEqual((found["rows"], found["tokens"]["count"], found["languages"]), (30, 30, {"latin": 30}))
        self.assertEqual(sum(found["tokens"]["histogram"]["bins"]), 30)
        self.assertEqual(self.refused(400, lambda: self.m.get(f"{SETS}/d15:preview?row=3&model=nobody"))["violations"][0]["field"], "model")

    def test_the_command_line_imports_files(self):
        self.m.cli("login", "--account", "admin", password=PASSWORD)
        self.make("d16")
        files = []
        for i in range(2):
            files.append(self.m.folder / f"rows{i}.jsonl")
            files[i].write_bytes(lines(instruction(i)))
        self.assertIn('"accepted": 1', self.m.cli("import", "labeled-datasets/d16", str(files[0]), "-o", "json")[0])
        self.assertIn('"accepted": 2', self.m.cli("import", "labeled-datasets/d16", *map(str, files), "-o", "json")[0])
        self.assertEqual(self.m.get(f"{SETS}/d16")["row_count"], 3)


if __name__ == "__main__":
    unittest.main()
