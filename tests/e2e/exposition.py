"""The Prometheus text format, version 0.0.4, read strictly: what a scraper would refuse or misread raises."""
import re

NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*\Z")
LINE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)(?: (-?\d+))?\Z")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|\Z)')
TYPES = ("counter", "gauge", "histogram", "summary", "untyped")


class Malformed(Exception):
    pass


def number(text):
    if text in ("+Inf", "-Inf", "NaN"):
        return float(text.replace("Inf", "inf"))
    if not re.match(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\Z", text):
        raise Malformed(f"no number: {text!r}")
    return float(text)


def labels(text):
    found, at = {}, 0
    while at < len(text or ""):
        match = LABEL.match(text, at)
        if not match:
            raise Malformed(f"labels: {text!r}")
        if match.group(1) in found:
            raise Malformed(f"a label twice: {text!r}")
        found[match.group(1)] = match.group(2)
        at = match.end()
    return found


def family_of(name, types):
    for suffix in ("_bucket", "_sum", "_count"):
        if name.endswith(suffix) and types.get(name[:-len(suffix)]) == "histogram":
            return name[:-len(suffix)]
    return name


def check_histogram(name, values):
    """Buckets grow with le, the last is +Inf and equals the count, and there is a sum."""
    rows = {}
    for (sample, pairs), value in values.items():
        others = frozenset(p for p in pairs if p[0] != "le")
        row = rows.setdefault(others, {"buckets": []})
        if sample == name + "_bucket":
            row["buckets"].append((number(dict(pairs)["le"]), value))
        else:
            row[sample[len(name):]] = value
    for others, row in rows.items():
        bounds = [b for b, _ in row["buckets"]]
        counts = [c for _, c in row["buckets"]]
        if bounds != sorted(set(bounds)) or counts != sorted(counts) or not bounds or bounds[-1] != float("inf"):
            raise Malformed(f"buckets of {name} {set(others)}: {row['buckets']}")
        if row.get("_count") != counts[-1] or "_sum" not in row:
            raise Malformed(f"sum and count of {name} {set(others)}: {row}")


def comment(line, types, helps):
    word, _, rest = line[2:].partition(" ")
    name, _, text = rest.partition(" ")
    if line[1:2] != " " or word not in ("HELP", "TYPE") or not NAME.match(name):
        raise Malformed(f"comment: {line!r}")
    seen = helps if word == "HELP" else types
    if name in seen or (word == "TYPE" and text not in TYPES):
        raise Malformed(f"a second or unknown {word}: {line!r}")
    if word == "HELP" and re.search(r"(?<!\\)(\\\\)*\\(?![\\n])", text):
        raise Malformed(f"escapes: {line!r}")
    seen[name] = text


def parse(text):
    """{(sample name, frozenset of its labels): value}; every family has one HELP and TYPE before its
    samples, and its samples lie together."""
    if not text.endswith("\n"):
        raise Malformed("the last line does not end")
    types, helps, values, families = {}, {}, {}, {}
    last = None
    for line in text[:-1].split("\n"):
        if line.startswith("#"):
            comment(line, types, helps)
            continue
        match = LINE.match(line)
        if not match:
            raise Malformed(f"line: {line!r}")
        name = match.group(1)
        family = family_of(name, types)
        if family not in types or family not in helps:
            raise Malformed(f"no HELP or TYPE before {name}")
        if family != last and family in families:
            raise Malformed(f"{family} in two places")
        last = family
        key = (name, frozenset(labels(match.group(2)).items()))
        if key in values:
            raise Malformed(f"twice: {line!r}")
        value = number(match.group(3))
        if types[family] == "counter" and not value >= 0:
            raise Malformed(f"a counter below 0: {line!r}")
        values[key] = families.setdefault(family, {})[key] = value
    for name, kind in types.items():
        if kind == "histogram":
            check_histogram(name, families.get(name, {}))
    return values
