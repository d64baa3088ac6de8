"""The model that comes with the program: it is there, it reads and writes, and it can be fine-tuned."""
import json
import os
import pathlib
import subprocess
import unittest

from harness import BIN, ENDED, Millrace, until

FOLDER = pathlib.Path(os.environ["MILLRACE_SOURCE_DIR"]) / "share/models/millrace-nano"
WORKSPACE = "/workspaces/default"
# Not from what it was trained on, but of that kind.
TEXTS = ["\nThis command prints the names of the files in the directory and exits with a non-zero status if an error occurs.",
         "\n该命令显示指定目录中的文件名,如果发生错误则返回非零值。"]


def engine(*words, lines=()):
    text = "".join(json.dumps(line) + "\n" for line in lines)
    return subprocess.run([BIN / "millrace-engine", *words], input=text, capture_output=True, text=True, check=True).stdout


class Nano(unittest.TestCase):
    def test_it_expects_what_people_write(self):
        """A model that learnt nothing needs 13 bits a token: its 8,192 are alike to it."""
        out = engine("perplexity", "--model", FOLDER, lines=[{"text": text} for text in TEXTS])
        self.assertLess(json.loads(out.splitlines()[-1])["total"]["perplexity"], 400)

    def test_a_chat_ends_where_the_reply_ends(self):
        asked = {"messages": [{"role": "user", "content": "What is the package libpng-dev?"}], "add_generation_prompt": True}
        ids = json.loads(engine("render", "--model", FOLDER, lines=[asked]))["ids"]
        reply = engine("generate", "--model", FOLDER, "--ids", ",".join(map(str, ids)), "--max-tokens", "200").strip()
        self.assertTrue(reply)
        self.assertLess(len(json.loads(engine("tokenize", "--model", FOLDER, lines=[{"text": reply}]))["ids"]), 200)

    def test_it_is_a_preset_and_a_base(self):
        rows = "".join(json.dumps({"instruction": f"Is {i} odd or even?", "output": ["even", "odd"][i % 2]}) + "\n" for i in range(64))
        with Millrace() as m:
            model = next(one for one in m.get(f"{WORKSPACE}/models")["items"] if one["name"] == "millrace-nano")
            self.assertTrue(model["preset"])
            version = m.get(f"{WORKSPACE}/models/millrace-nano/versions/V1")
            self.assertEqual(version["state"], "ready", version)
            self.assertIn("tune", version["actions"])
            upload = m.upload(rows.encode(), "rows.jsonl")
            m.post(f"{WORKSPACE}/fine-tunes", {"name": "first", "base_model": "millrace-nano", "method": "lora", "flavor": "1C_2G", "start": True,
                                               "train_data": [{"upload": upload}], "params": {"epochs": 1}})
            tune = until("the fine-tune ends", lambda: next(
                (t for t in [m.get(f"{WORKSPACE}/fine-tunes/first")] if t["state"] in ENDED), None), 120)
            self.assertEqual(tune["state"], "succeeded", tune)


if __name__ == "__main__":
    unittest.main()
