"""The same with tiktoken, printed beside. usage: tiktoken_encode.py RANKS EXPRESSION ROWS SECONDS"""
import base64
import json
import sys
import time

import tiktoken


def main():
    with open(sys.argv[1], "rb") as lines:
        ranks = {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in lines if line.strip())}
    encoding = tiktoken.Encoding("peer", pat_str=sys.argv[2], mergeable_ranks=ranks, special_tokens={})
    with open(sys.argv[3], encoding="utf-8") as rows:
        documents = [json.loads(line)["text"] for line in rows]
    size = sum(len(document.encode()) for document in documents)
    tokens = sum(len(encoding.encode_ordinary(document)) for document in documents)
    passes, start = 0, time.perf_counter()
    while passes == 0 or time.perf_counter() - start < float(sys.argv[4]):
        for document in documents:
            encoding.encode_ordinary(document)
        passes += 1
    rate = size * passes / (time.perf_counter() - start) / 1e6
    print(json.dumps({"mb_per_s": round(rate, 2), "documents": len(documents), "bytes": size, "tokens": tokens}))


main()
