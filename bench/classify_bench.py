#!/usr/bin/env python3
"""How well a tiny model, trained by millrace-engine tune from random weights or from a model's folder, tells the ten kinds
of Chinese headlines of cls_thucnews apart, and how long that takes. Wanted: accuracy 0.85 (what naive Bayes reaches)
within ten minutes on two cores.

usage: bench/classify_bench.py [--bin DIR] [--keep DIR] [--model DIR] [FLAG VALUE…]      further flags go to tune
The data is below MILLRACE_TEST_DATA (default ../shared/data): trained on dev.txt and all but 2,000 rows of test.txt,
measured on those. The model answers with a word; right is its first token as the likeliest next one."""
import argparse
import collections
import json
import os
import pathlib
import random
import subprocess
import tempfile
import time

WORDS = ["财经", "房产", "股票", "教育", "科技", "社会", "时政", "体育", "游戏", "娱乐"]
TUNE = {"epochs": 4, "learning-rate": 3e-3, "global-batch-size": 64, "seq-len": 64, "weight-decay": 0.1,
        "warmup-ratio": 0.05, "eval-split": 0.04, "compute-type": "fp32"}
# From a model that reads already: its own template and tokenizer.
TUNE_FROM = {"epochs": 3, "learning-rate": 1e-3, "global-batch-size": 64, "seq-len": 64, "weight-decay": 0.1,
             "warmup-ratio": 0.05}
CONFIG = {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_size": 128, "intermediate_size": 256,
          "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 4, "max_position_embeddings": 256,
          "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu", "tie_word_embeddings": True,
          "torch_dtype": "float32"}
TEMPLATE = ("{% for m in messages %}{% if m['role'] == 'assistant' %}{{ '<|assistant|>' + m['content'] + '<|end|>' }}"
            "{% else %}{{ '<|user|>' + m['content'] }}{% endif %}{% endfor %}"
            "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}")


def read(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(text, WORDS[int(label)]) for text, label in (line.rsplit("\t", 1) for line in lines if "\t" in line)]


def make_model(folder, texts):
    """A token for every character seen twice, bytes for the rest."""
    folder.mkdir(parents=True)
    special = ["<|user|>", "<|assistant|>", "<|end|>"]
    vocabulary = {token: i for i, token in enumerate(special + [f"<0x{byte:02X}>" for byte in range(256)])}
    counts = collections.Counter(character for text in texts for character in text)
    for character, n in counts.most_common():
        if n > 1:
            vocabulary.setdefault(character, len(vocabulary))
    added = [{"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
              "special": True} for i, token in enumerate(special)]
    tokenizer = {"version": "1.0", "added_tokens": added, "normalizer": None, "pre_tokenizer": None,
                 "post_processor": None,
                 "decoder": {"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Fuse"}]},
                 "model": {"type": "BPE", "unk_token": None, "byte_fallback": True, "vocab": vocabulary, "merges": []}}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    (folder / "tokenizer_config.json").write_text(json.dumps({"eos_token": "<|end|>", "chat_template": TEMPLATE}))
    (folder / "config.json").write_text(json.dumps({**CONFIG, "vocab_size": len(vocabulary)}))
    return folder


def engine(binary, words, lines):
    text = "".join(json.dumps(line) + "\n" for line in lines)
    done = subprocess.run([binary, *words], input=text, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def first_tokens(binary, model):
    """{word: the token that an answer of it begins with}; no two words may begin alike."""
    encoded = engine(binary, ["tokenize", "--model", str(model), "--plain"], [{"text": word} for word in WORDS])
    first = {word: answer["ids"][0] for word, answer in zip(WORDS, encoded)}
    assert len(set(first.values())) == len(WORDS), f"the tokenizer does not tell the answers apart: {first}"
    return first


def accuracy(binary, model, rows, answers):
    asked = [{"messages": [{"role": "user", "content": text}], "add_generation_prompt": True} for text, _ in rows]
    prompts = engine(binary, ["render", "--model", str(model)], asked)
    right = 0
    for begin in range(0, len(rows), 500):  # a line of logits is long
        part = [{"ids": prompt["ids"]} for prompt in prompts[begin:begin + 500]]
        for answer, (_, word) in zip(engine(binary, ["logits", "--model", str(model)], part), rows[begin:begin + 500]):
            logits = answer["logits"]
            right += max(range(len(logits)), key=logits.__getitem__) == answers[word]
    return right / len(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/bin")
    parser.add_argument("--keep", help="folder that stays")
    parser.add_argument("--model", help="begin from this model's weights")
    options, further = parser.parse_known_args()
    binary = str(pathlib.Path(options.bin) / "millrace-engine")
    data = pathlib.Path(os.environ.get("MILLRACE_TEST_DATA", "../shared/data")) / "cls_thucnews"
    if not data.exists():
        print(f"skipped: {data} is not there; name the test data in MILLRACE_TEST_DATA")
        return
    dev, test = read(data / "dev.txt"), read(data / "test.txt")
    random.Random(1).shuffle(test)
    held_out, train = test[:2000], dev + test[2000:]
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(options.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        base = options.model or make_model(folder / "base", [text for text, _ in train] + WORDS * 2)
        answers = first_tokens(binary, base)
        rows = [json.dumps({"instruction": text, "output": word}, ensure_ascii=False) for text, word in train]
        (folder / "train.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
        settings = TUNE_FROM if options.model else TUNE
        flags = [word for name, value in settings.items() for word in (f"--{name}", str(value))]
        flags += [] if options.model else ["--from-scratch"]
        begin = time.monotonic()
        subprocess.run([binary, "tune", "--model", str(base), "--data", str(folder / "train.jsonl"),
                        "--output", str(folder / "out"), *flags, *further], check=True)
        took = time.monotonic() - begin
        reached = accuracy(binary, folder / "out" / "model", held_out, answers)
        print(json.dumps({"train_rows": len(train), "test_rows": len(held_out), "seconds": round(took, 1),
                          "accuracy": reached, "wanted": 0.85}))


if __name__ == "__main__":
    main()
