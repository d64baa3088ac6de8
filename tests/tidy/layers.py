"""layers.txt against every #include and every CMakeLists.txt: edges go down, and only if listed."""
import re

from source import Finding


def read(text):
    """[(name, allowed or None for everything)] from bottom to top."""
    layers = []
    for line in text.split("\n"):
        line = line.split("#", 1)[0].strip()
        if line:
            name, allowed = line.split(":", 1)
            layers.append((name.strip(), None if allowed.strip() == "*" else allowed.split()))
    return layers


def module_of(path):
    parts = path.split("/")
    if parts[0] == "src" and len(parts) > 2:
        return parts[1]
    if parts[0] == "apps" and len(parts) > 2:
        return "apps/" + parts[1]
    return None


def _file(layers):
    """layers.txt itself: unique names, and allowed modules stand above (so there is no cycle)."""
    seen = []
    for name, allowed in layers:
        if name in seen:
            yield Finding("layers", "layers.txt", 0, f"{name} is listed twice")
        for other in allowed or []:
            if other not in seen:
                yield Finding("layers", "layers.txt", 0,
                              f"{name} may not use {other}: it is not listed below (edges go down only)")
        if {name, *(allowed or [])} >= {"api", "control"}:
            yield Finding("layers", "layers.txt", 0, "api and control never include each other")
        seen.append(name)


def _includes(tree, allowed):
    for source in tree.cpp("src", "apps"):
        module = module_of(source.path)
        if module is None:
            continue
        if module not in allowed:
            yield Finding("layers", source.path, 0, f"{module} has no line in layers.txt")
            continue
        for line, included in source.includes():
            target = included.split("/")[0]
            if "/" not in included or ".." in included.split("/"):
                yield Finding("layers", source.path, line,
                              f'"{included}": write the path from src/, as in "base/result.h"')
            elif target == module or target == "generated" or allowed[module] is None:
                continue
            elif target not in allowed[module]:
                yield Finding("layers", source.path, line,
                              f"{module} may not include {included}: no such edge in layers.txt")


def _cmake(tree, allowed):
    for path in tree.paths:
        module = module_of(path)
        if not path.endswith("/CMakeLists.txt") or not module or allowed.get(module) is None:
            continue
        text = re.sub(r"#[^\n]*", "", tree.source(path).text)
        keywords = r"SOURCES|DEPS|LIBS|TESTS|TEST_DEPS"
        for deps in re.findall(rf"\bmillrace_module\([^)]*?\bDEPS\b([^)]*?)(?=\b(?:{keywords})\b|\))", text):
            for dep in deps.split():
                if dep != module and dep not in allowed[module]:
                    yield Finding("layers", path, 0, f"{module} may not depend on {dep}: see layers.txt")


def _folders(tree, allowed):
    """A module with code has a README.md, a CMakeLists.txt and a line in layers.txt; no file is left
    out of the build."""
    have = set(tree.paths)
    modules = sorted({module_of(p) for p in tree.paths if p.endswith(".cc")} - {None})
    for module in modules:
        folder = module if module.startswith("apps/") else f"src/{module}"
        wanted = ["CMakeLists.txt"] + ([] if module.startswith("apps/") else ["README.md"])
        for name in wanted:
            if f"{folder}/{name}" not in have:
                yield Finding("layers", folder, 0, f"the module has no {name}")
        lists = "".join(tree.source(p).text for p in tree.paths
                        if p.startswith(folder + "/") and p.endswith("CMakeLists.txt"))
        for path in tree.paths:
            if path.startswith(folder + "/") and path.endswith(".cc"):
                if not re.search(r"(?<![\w-])" + re.escape(path.rsplit("/", 1)[1]) + r"(?![\w-])", lists):
                    yield Finding("layers", path, 0, "is named by no CMakeLists.txt of its module")


def check(tree):
    if "layers.txt" not in tree.paths:
        yield Finding("layers", "layers.txt", 0, "is missing")
        return
    layers = read(tree.source("layers.txt").text)
    allowed = dict(layers)
    yield from _file(layers)
    yield from _includes(tree, allowed)
    yield from _cmake(tree, allowed)
    yield from _folders(tree, allowed)
