"""Calls, headers and words that have one place, or none."""
import re

from source import Finding

# (what is looked for in code, where it is allowed, what to do instead)
CALLS = [
    (r"_clock::now\b|\bclock_gettime\b|\bgettimeofday\b|(?<![\w.>:])(?:std::|::)?time\s*\(\s*(?:0|NULL|nullptr|&\w+)\s*\)",
     r"^src/base/clock\.cc$", "time is passed in: take a base::Clock&"),
    (r"this_thread::sleep|(?<![\w.>:])(?:::)?(?:usleep|nanosleep|sleep)\s*\(",
     r"^src/base/clock\.cc$", "no sleeping: wait for the thing itself, or take a base::Clock&"),
    (r"std::j?thread\b(?!::hardware_concurrency)|std::async\b|\bpthread_create\b",
     r"^src/base/thread\.(h|cc)$", "use base::Thread: named, and joined by its owner"),
    (r"\.detach\s*\(\s*\)|\bpthread_detach\b", None, "every thread has an owner that joins it"),
    (r"(?<![\w.>:])(?:std::|::)?(?:system|popen)\s*\(", None, "no shell: use io::Subprocess or io::capture"),
    (r"\bco_(?:await|return|yield)\b", None, "no coroutines: g++ 12 destroys temporaries twice"),
    (r"\bfriend\s+class\s+\w*Test\w*|\bFRIEND_TEST\b", None, "test through the public interface"),
    (r"(?<![\w.>:])(?:std::|::)?(?:rand|srand|drand48)\s*\(|\bstd::random_device\b|\bstd::mt19937",
     r"^src/base/rng\.cc$", "randomness is passed in: take a base::Rng&"),
    (r"\bstd::(?:cout|cerr|clog)\b", None, "log with base/log.h, print with fmt"),
]

# (headers, where they may be included)
HEADERS = [
    (r"sqlite3\.h|libpq-fe\.h|postgresql/", r"^src/store/", "SQL lives in store/"),
    (r"curl/", r"^src/net/", "HTTP lives in net/"),
    (r"boost/(asio|beast)|asio\.hpp", r"^src/net/", "the reactor lives in net/"),
    (r"archive(_entry)?\.h", r"^src/archive/", "archives are read and written in archive/"),
    (r"simdjson", r"^src/json/", "JSON is read and written in json/"),
    (r"openssl/", r"^src/(crypto|net)/", "cryptography lives in crypto/, TLS in net/"),
]

# Too slow to compile, or too wide, to be in a header of ours.
HEAVY = re.compile(r"boost/(asio|beast|json)|asio\.hpp|simdjson|toml\+\+|^archive(_entry)?\.h|^curl/|^unicode/|"
                   r"^sqlite3\.h|libpq-fe\.h|^openssl/|dnnl|^regex$|^iostream$|^filesystem$|^future$")

_SQL = re.compile(r"^(?:R?\"\w*\(?)?\s*(?:SELECT\s.+\sFROM\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+[\w\"]+\s+SET\s|"
                  r"DELETE\s+FROM\s|CREATE\s+(?:UNIQUE\s+)?(?:TABLE|INDEX)\s|ALTER\s+TABLE\s|DROP\s+TABLE\s|PRAGMA\s)",
                  re.S)
SQL_PLACES = re.compile(r"^src/store/|^tests/|^bench/")


def check(tree):
    for source in tree.cpp():
        yield from _calls(source)
        yield from _headers(source)
        if not SQL_PLACES.match(source.path):
            for line, text in source.strings:
                if _SQL.match(text):
                    yield Finding("sql", source.path, line, "SQL lives in store/")


def _calls(source):
    for pattern, place, words in CALLS:
        if place and re.match(place, source.path):
            continue
        for number, line in enumerate(source.code_lines, 1):
            if re.search(pattern, line):
                yield Finding("calls", source.path, number, words)


def _headers(source):
    for number, header in source.system_includes():
        for pattern, place, words in HEADERS:
            if re.match(pattern, header) and not re.match(place, source.path) \
                    and not source.path.startswith(("tests/", "bench/")):
                yield Finding("calls", source.path, number, f"<{header}>: {words}")
        if source.is_header and HEAVY.search(header):
            yield Finding("heavy", source.path, number, f"<{header}> only in .cc files")
