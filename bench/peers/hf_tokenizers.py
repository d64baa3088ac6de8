"""The same as bench/tokenizer_bench.cc with Hugging Face's `tokenizers`: encode_batch on one thread, warm.
usage: hf_tokenizers.py TOKENIZER_JSON ROWS SECONDS"""
import json
import os
import sys
import time

os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
from tokenizers import Tokenizer  # noqa: E402


def main():
    tokenizer = Tokenizer.from_file(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as rows:
        documents = [json.loads(line)["text"] for line in rows]
    size = sum(len(document.encode()) for document in documents)
    # The faster of the two calls is the peer: _fast leaves the offsets out, as we do.
    batch = getattr(tokenizer, "encode_batch_fast", tokenizer.encode_batch)
    tokens = sum(len(encoding.ids) for encoding in batch(documents))
    passes, start = 0, time.perf_counter()
    while passes == 0 or time.perf_counter() - start < float(sys.argv[3]):
        batch(documents)
        passes += 1
    rate = size * passes / (time.perf_counter() - start) / 1e6
    print(json.dumps({"mb_per_s": round(rate, 2), "documents": len(documents), "bytes": size, "tokens": tokens}))


main()
