"""Nothing in the tree says where packages are downloaded from: that is the machine's setting."""
import json
import re

from source import Finding

_HOSTS = re.compile(r"\b(registry\.(npmjs\.org|yarnpkg\.com|npmmirror\.com)|(files\.)?pythonhosted\.org|(test\.)?pypi\.org|"
                    r"(deb|security|ftp|snapshot)\.debian\.org|mirrors?\.[\w.-]+\.(com|cn|org)|proxy\.golang\.org|"
                    r"(static\.)?crates\.io|ghcr\.io|quay\.io|gcr\.io)\b", re.I)
_LOCKS = ("package-lock.json", "yarn.lock", "pnpm-lock.yaml", ".npmrc", ".package-lock.json")


def _resolved(value):
    if isinstance(value, dict):
        return any(k == "resolved" and str(v).startswith("http") or _resolved(v) for k, v in value.items())
    return isinstance(value, list) and any(_resolved(v) for v in value)


def check(tree):
    for source in tree.text_files():
        if source.path.startswith("tests/tidy/"):
            continue
        for number, line in enumerate(source.lines, 1):
            host = _HOSTS.search(line)
            if host:
                yield Finding("outside", source.path, number, f"names the host {host.group()}")
        if source.path.rsplit("/", 1)[-1] in _LOCKS and source.path.endswith(".json"):
            if _resolved(json.loads(source.text)):
                yield Finding("outside", source.path, 0,
                              "carries download addresses: npm config set omit-lockfile-registry-resolved true")
