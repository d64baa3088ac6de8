"""Every fuzzer begins with kept inputs, and no kept inputs lie where no fuzzer looks."""
import re

from source import Finding

_FUZZER = re.compile(r"^\s*millrace_fuzzer\(\s*(\w+)", re.M)
_ROOT = "tests/fuzz/"


def check(tree):
    kept = {path.split("/")[2]: path for path in tree.paths if path.startswith(_ROOT) and path.count("/") > 2}
    fuzzers = set()
    for path in tree.paths:
        if not path.endswith("CMakeLists.txt"):
            continue
        for name in _FUZZER.findall(tree.source(path).text):
            fuzzers.add(name)
            if name not in kept:
                yield Finding("corpora", path, 0, f"the fuzzer {name} has no inputs: keep a few in {_ROOT}{name}/")
    for name in sorted(kept.keys() - fuzzers):
        yield Finding("corpora", kept[name], 0, f"no fuzzer is named {name}")
    for path in tree.paths:
        if "fuzz_corpus" in path or ("/corpus/" in path and not path.startswith(_ROOT)):
            yield Finding("corpora", path, 0, f"inputs of fuzzers lie in {_ROOT}<name>/")
