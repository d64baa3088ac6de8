"""A model that is small enough to be trained within a test: a folder in Hugging Face's layout, made by the engine."""
import io
import json
import pathlib
import subprocess
import tarfile
import tempfile

from harness import BIN

CONFIG = {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_size": 32, "intermediate_size": 64,
          "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 130,
          "max_position_embeddings": 256, "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu",
          "tie_word_embeddings": True, "torch_dtype": "float32"}


def tokenizer():
    """Printable ASCII and line ends, a token each."""
    vocabulary = {chr(byte): byte for byte in range(0x21, 0x7F)} | {"Ġ": 0x20, "Ċ": 0x0A}
    added = [{"id": 128 + i, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
             for i, token in enumerate(("<|im_start|>", "<|im_end|>"))]
    return {"version": "1.0", "added_tokens": added, "normalizer": None, "post_processor": None, "decoder": {"type": "ByteLevel"},
            "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False},
            "model": {"type": "BPE", "vocab": vocabulary, "merges": []}}


def rows(count):
    """Questions with their answers, as JSON lines."""
    return "".join(json.dumps({"instruction": f"What is {i} and {i + 1}?", "output": f"It is {2 * i + 1}."}) + "\n" for i in range(count)).encode()


def archive():
    """The model's folder as a tar archive."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "model").mkdir()
        (folder / "model" / "config.json").write_text(json.dumps(CONFIG))
        (folder / "model" / "tokenizer.json").write_text(json.dumps(tokenizer()))
        (folder / "rows.jsonl").write_bytes(rows(8))
        subprocess.run([BIN / "millrace-engine", "tune", "--model", folder / "model", "--data", folder / "rows.jsonl", "--output", folder / "out",
                        "--from-scratch", "--max-steps", "1", "--seq-len", "64"], check=True, capture_output=True)
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as tar:
            for path in sorted((folder / "out" / "model").iterdir()):
                tar.add(path, arcname=path.name)
        return out.getvalue()
