"""Models: uploaded, read, downloaded, shared between workspaces, revoked; killed while they are imported."""
import hashlib
import io
import json
import os
import pathlib
import struct
import subprocess
import tarfile
import tempfile
import time
import unittest

from harness import ApiError, BIN, Millrace, PASSWORD, until

CONFIG = {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 1,
          "num_attention_heads": 2, "num_key_value_heads": 1, "vocab_size": 32, "max_position_embeddings": 64, "rms_norm_eps": 1e-6,
          "rope_theta": 10000.0, "tie_word_embeddings": True}
LAYER = "model.layers.0."
SHAPES = {"model.embed_tokens.weight": [32, 8], LAYER + "input_layernorm.weight": [8],
          LAYER + "self_attn.q_proj.weight": [8, 8], LAYER + "self_attn.q_proj.bias": [8],
          LAYER + "self_attn.k_proj.weight": [4, 8], LAYER + "self_attn.k_proj.bias": [4],
          LAYER + "self_attn.v_proj.weight": [4, 8], LAYER + "self_attn.v_proj.bias": [4],
          LAYER + "self_attn.o_proj.weight": [8, 8], LAYER + "post_attention_layernorm.weight": [8],
          LAYER + "mlp.gate_proj.weight": [16, 8], LAYER + "mlp.up_proj.weight": [16, 8], LAYER + "mlp.down_proj.weight": [8, 16],
          "model.norm.weight": [8]}


def weights():
    header, data = {}, b""
    for name, shape in SHAPES.items():
        size = 4
        for side in shape:
            size *= side
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + size]}
        data += os.urandom(size)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def tiny_model():
    return {"config.json": json.dumps(CONFIG).encode(), "model.safetensors": weights(), "tokenizer.json": b'{"version":"1.0"}',
            "README.md": "# Tiny\n\n小模型".encode(),
            "millrace.json": json.dumps({"tune_defaults": {"epochs": 2, "learning_rate": 0.001}}).encode()}


def packed(files, folder=""):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(folder + name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def unpacked(data):
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return {m.name.removeprefix("./"): tar.extractfile(m).read() for m in tar.getmembers() if m.isfile()}


class Models(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.presets = tempfile.TemporaryDirectory(prefix="millrace-presets-")
        preset = pathlib.Path(cls.presets.name) / "tiny-preset"
        preset.mkdir()
        for name, data in tiny_model().items():
            (preset / name).write_bytes(data)
        cls.m = Millrace("--models-presets", cls.presets.name, "--models-allow-private-addresses", "true")
        cls.m.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.m.__exit__(None, None, None)
        cls.presets.cleanup()

    def refused(self, status, act, *args, **kwargs):
        with self.assertRaises(ApiError) as caught:
            act(*args, **kwargs)
        self.assertEqual(caught.exception.status, status, caught.exception.body)
        return caught.exception.body

    def at(self, path, workspace="default"):
        return f"/workspaces/{workspace}/{path}"

    def upload(self, data, name="model.tar.gz", **more):
        return self.m.upload(data, name, **more)

    def settled(self, model, version, workspace="default", token=None):
        def look():
            found = self.m.get(self.at(f"models/{model}/versions/{version}", workspace), token=token)
            return found if found["state"] in ("ready", "import_failed") else None
        return until(f"{model} {version} is imported", look)

    def made(self, name, files=None, folder=""):
        self.m.post(self.at("models"), {"name": name})
        upload = self.upload(packed(files or tiny_model(), folder))
        version = self.m.post(self.at(f"models/{name}/versions"), {"source": {"upload": upload}})
        self.assertEqual((version["name"], version["kind"]), ("V1", "model_version"))
        return self.settled(name, "V1")

    def test_upload_read_download(self):
        files = tiny_model()
        version = self.made("tiny", files, "wrapped/")
        self.assertEqual(version["state"], "ready", version["state_message"])
        self.assertEqual((version["architecture"], version["weights"], version["dtype"], version["not_usable"]), ("Qwen2ForCausalLM", "full", "f32", ""))
        self.assertEqual(version["actions"], ["tune", "evaluate", "compress", "deploy"])
        self.assertEqual(version["tune_defaults"]["epochs"], 2)
        self.assertEqual(version["file_count"], len(files))
        self.assertEqual(len(version["fingerprint"]), 64)
        model = self.m.get(self.at("models/tiny"))
        self.assertEqual((model["latest_version"], model["version_count"], model["parameters"]), ("V1", 1, version["parameters"]))
        self.assertIn("小模型", model["card"])
        listed = self.m.get(self.at("models/tiny/versions/V1/files?page_size=2"))
        rest = self.m.get(self.at(f"models/tiny/versions/V1/files?page_size=50&page_token={listed['next_page_token']}"))
        self.assertEqual([f["path"] for f in listed["items"] + rest["items"]], sorted(files))
        status, headers, part = self.m.call("GET", self.at("models/tiny/versions/V1/files/README.md"), headers={"Range": "bytes=2-5"}, raw=True)
        self.assertEqual((status, part), (206, b"Tiny"))
        self.assertEqual(unpacked(self.m.call("GET", self.at("models/tiny/versions/V1:download"), raw=True)[2]), files)
        # Names of versions do not come back; one file less is another content, read again.
        self.m.call("DELETE", self.at("models/tiny/versions/V1/files/tokenizer.json"))
        less = self.settled("tiny", "V1")
        self.assertNotEqual(less["sha256"], version["sha256"])
        self.assertIn("tokenizer.json", less["not_usable"])
        self.m.call("DELETE", self.at("models/tiny/versions/V1"))
        upload = self.upload(b"only one file", "notes.txt")
        second = self.m.post(self.at("models/tiny/versions"), {"source": {"upload": upload}, "description": "one file"})
        self.assertEqual(second["name"], "V2")
        second = self.settled("tiny", "V2")
        self.assertEqual((second["state"], second["weights"], second["actions"]), ("ready", "unknown", []))
        self.assertIn("config.json", second["not_usable"])
        renamed = self.m.call("PATCH", self.at("models/tiny"), {"name": "tiny-2"})
        self.assertEqual(renamed["name"], "tiny-2")
        self.assertEqual(self.m.get(self.at("models/tiny-2/versions/V2"))["model_name"], "tiny-2")
        self.assertFalse(self.m.post(self.at("models:check_name"), {"name": "tiny-2"})["available"])
        self.assertTrue(self.m.post(self.at("models:check_name"), {"name": "tiny"})["available"])

    def test_shared_imported_revoked(self):
        version = self.made("shared")
        self.m.post("/workspaces", {"name": "team_models"})
        self.m.post("/users", {"account": "reader", "password": PASSWORD, "groups": ["ordinary"]})
        self.m.post(self.at("members", "team_models"), {"account": "reader", "roles": ["developer"]})
        token = self.m.login("reader")
        self.refused(404, self.m.get, self.at("models/shared"), token=token)
        shared = self.m.post(self.at("models/shared/versions/V1:share"), {"days": 7})
        code = shared["code"]
        whole = self.m.post(self.at("models/shared:share"), {"days": None})["code"]
        self.refused(400, self.m.post, self.at("models/shared:share"), {"days": 2})
        self.assertNotIn(code, json.dumps(self.m.get(self.at("share-codes"))))
        resolved = self.m.post(self.at("share-codes:resolve", "team_models"), {"code": code}, token=token)
        self.assertEqual((resolved["model_name"], resolved["model_version_name"]), ("shared", "V1"))
        self.m.post(self.at("models", "team_models"), {"name": "mine"}, token=token)
        for number, source in enumerate((code, whole), 1):
            self.m.post(self.at("models/mine/versions", "team_models"), {"source": {"share_code": source}}, token=token)
            copy = self.settled("mine", f"V{number}", "team_models", token)
            self.assertEqual((copy["state"], copy["sha256"], copy["lineage"]["copied_from"]), ("ready", version["sha256"], version["id"]))
            self.assertNotIn(source, json.dumps(copy))
        self.assertEqual(self.m.get(self.at(f"share-codes/{shared['id']}"))["uses"], 1)
        self.m.call("DELETE", self.at(f"share-codes/{shared['id']}"))
        body = self.refused(400, self.m.post, self.at("models/mine/versions", "team_models"), {"source": {"share_code": code}}, token=token)
        self.assertEqual(body["violations"][0]["field"], "source.share_code")
        self.refused(404, self.m.post, self.at("share-codes:resolve", "team_models"), {"code": code}, token=token)
        # The copy stays when the original goes, and the other code with it.
        self.m.call("DELETE", self.at("models/shared"))
        self.refused(404, self.m.post, self.at("share-codes:resolve", "team_models"), {"code": whole}, token=token)
        data = self.m.call("GET", self.at("models/mine/versions/V1:download", "team_models"), token=token, raw=True)[2]
        self.assertEqual(set(unpacked(data)), set(tiny_model()))

    def test_mounted_and_exported(self):
        storage = self.m.folder / "storage"
        (storage / "m").mkdir(parents=True)
        for name, data in tiny_model().items():
            (storage / "m" / name).write_bytes(data)
        (storage / "m" / "leak").symlink_to("/etc/passwd")
        self.m.post("/storages", {"name": "disk", "type": "local", "path": str(storage)})
        self.m.post(self.at("models"), {"name": "mounted", "source": "mounted"})
        versions = self.at("models/mounted/versions")
        self.assertEqual(self.refused(400, self.m.post, versions, {"source": {"storage": "disk", "path": "none"}})["violations"][0]["field"], "source.path")
        self.refused(400, self.m.post, versions, {"source": {"storage": "disk", "path": "../x"}})
        self.refused(400, self.m.post, versions, {"source": {"url": "https://example.org/m.tar"}})
        self.m.post(versions, {"source": {"storage": "disk", "path": "m/"}})
        version = self.settled("mounted", "V1")
        self.assertEqual((version["state"], version["sha256"], version["weights"]), ("ready", "", "full"))
        self.refused(404, self.m.get, versions + "/V1/files/leak")
        self.refused(409, self.m.post, versions + "/V1:share", {"days": 1})
        self.refused(409, self.m.call, "DELETE", versions + "/V1/files/config.json")
        self.refused(409, self.m.call, "DELETE", "/storages/disk")
        self.made("exported")
        self.m.post(self.at("models/exported/versions/V1:export"), {"storage": "disk", "path": "out/there"})
        done = until("the export ends", lambda: next((v for v in [self.m.get(self.at("models/exported/versions/V1"))] if v["export_state"] != "exporting"), None))
        self.assertEqual((done["export_state"], done["export_message"]), ("exported", ""))
        self.assertEqual(sorted(p.name for p in (storage / "out/there").iterdir()), sorted(tiny_model()))
        self.m.post(self.at("models/exported/versions/V1:export"), {"storage": "disk", "path": "out/there"})
        done = until("the export ends", lambda: next((v for v in [self.m.get(self.at("models/exported/versions/V1"))] if v["export_state"] != "exporting"), None))
        self.assertEqual(done["export_state"], "export_failed")
        self.assertIn("exists", done["export_message"])

    def test_output_of_a_job(self):
        self.m.submit("maker", "mkdir -p /work/output/final && echo hi > /work/output/final/a.txt")
        self.m.wait("maker")
        self.m.post(self.at("models"), {"name": "saved"})
        self.m.post(self.at("models/saved/versions"), {"source": {"training_job": "maker", "path": "final"}})
        version = self.settled("saved", "V1")
        self.assertEqual((version["state"], version["file_count"], version["lineage"]["workload_name"]), ("ready", 1, "maker"))
        again = self.m.post(self.at("training-jobs/maker:save_to_models"), {"new_version_of": "saved", "path": "final", "description": "again"})
        self.assertEqual((again["name"], again["origin"], again["description"]), ("V2", "training_job", "again"))
        again = self.settled("saved", "V2")
        self.assertEqual((again["state"], again["sha256"]), ("ready", version["sha256"]))
        for body, field in (({"new_model": "x", "path": "../x"}, "source.path"), ({"new_model": "x", "description": "字" * 101}, "description")):
            self.assertEqual(self.refused(400, self.m.post, self.at("training-jobs/maker:save_to_models"), body)["violations"][0]["field"], field)
        # All versions of all models, for those who choose one to deploy.
        self.assertLess({("saved", "V1"), ("saved", "V2"), ("tiny-preset", "V1")},
                        {(v["model_name"], v["name"]) for v in self.m.get(self.at("models/-/versions?page_size=500"))["items"]} | {("", "")})
        self.refused(404, self.m.get, self.at("models/-/versions/V1"))
        self.m.post(self.at("models/saved/versions"), {"source": {"training_job": "maker", "path": "nothing"}})
        failed = self.settled("saved", "V3")
        self.assertEqual((failed["state"], failed["state_reason"]), ("import_failed", "SourceMissing"))

    def test_bad_archives_fail_in_words(self):
        self.m.post(self.at("models"), {"name": "bad"})
        self.m.post(self.at("models/bad/versions"), {"source": {"upload": self.upload(packed({"../x": b"y"}))}})
        version = self.settled("bad", "V1")
        self.assertEqual((version["state"], version["state_reason"]), ("import_failed", "BadContent"))
        self.assertNotIn(str(self.m.folder), json.dumps(version))
        for source in ({}, {"upload": "a", "url": "https://b"}, {"upload": "nothing"}, {"url": "ftp://x/y"}):
            self.refused(400, self.m.post, self.at("models/bad/versions"), {"source": source})

    def test_preset_is_everywhere_and_read_only(self):
        presets = [m for m in self.m.get(self.at("models"))["items"] if m["preset"]]
        self.assertEqual([p["name"] for p in presets], ["tiny-preset"])
        self.assertEqual(self.m.get(self.at("models/tiny-preset/versions/V1"))["state"], "ready")
        # A developer, who sees nobody else's models, sees it too, alone and among all versions.
        self.m.post("/workspaces", {"name": "team_presets"})
        self.m.post("/users", {"account": "viewer", "password": PASSWORD, "groups": ["ordinary"]})
        self.m.post(self.at("members", "team_presets"), {"account": "viewer", "roles": ["developer"]})
        token = self.m.login("viewer")
        for path in ("models", "models/-/versions", "models/tiny-preset/versions"):
            self.assertEqual(len(self.m.get(self.at(path, "team_presets"), token=token)["items"]), 1, path)
        for act in (("PATCH", "models/tiny-preset", {"description": "x"}), ("DELETE", "models/tiny-preset", None),
                    ("DELETE", "models/tiny-preset/versions/V1", None), ("DELETE", "models/tiny-preset/versions/V1/files/README.md", None),
                    ("POST", "models/tiny-preset/versions", {"source": {"url": "https://example.org/x"}}), ("POST", "models/tiny-preset:share", {"days": 1})):
            self.refused(409, self.m.call, act[0], self.at(act[1]), act[2])

    def test_command_line(self):
        folder = self.m.folder / "cli-model"
        folder.mkdir()
        files = tiny_model()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        environment = dict(self.m.environment, MILLRACE_PASSWORD=PASSWORD)
        run = lambda *words: subprocess.run([BIN / "millrace", *words], env=environment, check=True, capture_output=True, text=True, cwd=self.m.folder)
        run("login", "--server", self.m.url(), "--account", "admin")
        run("upload", str(folder), "--to", "models/by-hand")
        self.assertEqual(self.settled("by-hand", "V1")["state"], "ready")
        self.assertIn("by-hand", run("list", "models").stdout)
        self.assertIn("V1", run("list", "models/by-hand/versions").stdout)
        code = json.loads(run("share", "models/by-hand/versions", "V1", "days=1", "-o", "json").stdout)["code"]
        self.assertTrue(code.startswith("ms-"))
        run("cp", "models/by-hand/versions/V1:README.md", "card.md")
        self.assertEqual((self.m.folder / "card.md").read_bytes(), files["README.md"])
        big = self.m.folder / "big.safetensors"
        with big.open("wb") as file:
            file.truncate((2 << 30) + 1)  # refused before a byte of it is read
        refused = subprocess.run([BIN / "millrace", "upload", str(big), "--to", "models/by-hand"], env=environment, capture_output=True, text=True)
        self.assertEqual((refused.returncode, "2 GiB" in refused.stderr), (2, True), refused.stderr)
        run("delete", "models", "by-hand")
        self.refused(404, self.m.get, self.at("models/by-hand"))


class Killed(unittest.TestCase):
    def test_an_import_goes_on_after_kill_9(self):
        with Millrace() as m:
            data = packed({"weights.bin": os.urandom(24 << 20), "a.txt": b"a"})
            made = m.post("/workspaces/default/uploads", {"name": "m.tar.gz", "size": len(data), "sha256": hashlib.sha256(data).hexdigest()})
            m.call("PATCH", f"/workspaces/default/uploads/{made['id']}", data, {"Upload-Offset": "0"})
            m.post("/workspaces/default/models", {"name": "k"})
            for number, delay in enumerate((0.0, 0.05, 0.2, 0.4), 1):
                m.post("/workspaces/default/models/k/versions", {"source": {"upload": made["id"]}})
                time.sleep(delay)
                m.kill()
                m.start()
                path = f"/workspaces/default/models/k/versions/V{number}"
                version = until("it is imported", lambda: next((v for v in [m.get(path)] if v["state"] in ("ready", "import_failed")), None))
                self.assertEqual((version["state"], version["file_count"]), ("ready", 2), version["state_message"])
            hashes = {v["sha256"] for v in m.get("/workspaces/default/models/k/versions")["items"]}
            self.assertEqual(len(hashes), 1)
            staging = m.data / "models" / "staging"
            self.assertEqual(list(staging.iterdir()) if staging.exists() else [], [])


if __name__ == "__main__":
    unittest.main()
