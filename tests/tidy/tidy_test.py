"""The rules must be able to fail: each gets a small clean tree with one violation planted in it."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import sizes  # noqa: E402
import tidy  # noqa: E402

HEADER = "// What this file is for, and that it is thread-safe.\n#pragma once\n"
CLEAN = {
    "layers.txt": "base:\nio: base\nstore: base\ndomain: base store\ncontrol: base domain\napi: base domain\n"
                  "apps/millrace: *\n",
    "src/base/CMakeLists.txt": "millrace_module(base\n  SOURCES clock.cc)\n",
    "src/base/README.md": "# base\n",
    "src/base/clock.h": HEADER + "int now();\n",
    "src/base/clock.cc": '#include "base/clock.h"\n\nint now() { return 1; }\n',
    "src/io/CMakeLists.txt": "millrace_module(io\n  SOURCES file.cc\n  DEPS base)\n",
    "src/io/README.md": "# io\n",
    "src/io/file.cc": '#include "base/clock.h"\n\nnamespace millrace::io {\nint f() {\n  return now();\n}\n}\n',
    "apps/millrace/CMakeLists.txt": "add_executable(millrace main.cc)\n",
    "apps/millrace/main.cc": '#include "base/clock.h"\nint main() { return now(); }\n',
}
MARK = "TO" + "DO"


def run(**planted):
    """The findings in CLEAN with these files added or replaced; '__' stands for '/'."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in {**CLEAN, **planted.get("files", {})}.items():
            if text is not None:
                file = pathlib.Path(root, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
        return tidy.findings(root)


class Planted(unittest.TestCase):
    def plant(self, rule, path, text, line=None):
        found = run(files={path: text})
        hits = [f for f in found if f.rule == rule]
        self.assertTrue(hits, f"{rule} did not see {path}: {[str(f) for f in found]}")
        if line is not None:
            self.assertIn(line, [f.line for f in hits], [str(f) for f in found])

    def body(self, rule, statement):
        """A violation in one statement of a file of io/."""
        self.plant(rule, "src/io/file.cc", f"namespace x {{\nvoid f() {{\n  {statement}\n}}\n}}\n", 3)

    def passes(self, statement, path="src/io/file.cc"):
        found = run(files={path: f"namespace x {{\nvoid f() {{\n  {statement}\n}}\n}}\n"})
        self.assertEqual([str(f) for f in found], [])

    def test_clean_tree_passes(self):
        self.assertEqual([str(f) for f in run()], [])

    # seams
    def test_block_beside_the_seams(self):
        self.plant("seams", "src/model/arch/x.cc", '#include "tensor/cpu/cpu_backend.h"\n', 1)
        self.plant("seams", "src/model/arch/x.cc", '#include "model/ops.h"\nfloat f(T t) { return *t.data; }\n', 2)

    # layers
    def test_unlisted_edge(self):
        self.plant("layers", "src/io/file.cc", '#include "store/tx.h"\n', 1)

    def test_upward_edge(self):
        self.plant("layers", "src/base/clock.cc", '#include "io/file.h"\n', 1)

    def test_listed_upward_edge(self):
        self.plant("layers", "layers.txt", "base: io\nio: base\napps/millrace: *\n")

    def test_api_and_control(self):
        self.plant("layers", "layers.txt", CLEAN["layers.txt"].replace("api: base", "api: control base"))
        self.plant("layers", "src/control/x.cc", '#include "api/routes.h"\n', 1)

    def test_module_without_line(self):
        self.plant("layers", "src/extra/x.cc", "int x;\n")

    def test_module_without_readme_or_build(self):
        self.plant("layers", "src/io/README.md", None)
        self.plant("layers", "src/io/CMakeLists.txt", None)

    def test_file_out_of_the_build(self):
        self.plant("layers", "src/io/forgotten.cc", "int x;\n")

    def test_unlisted_dependency_in_cmake(self):
        self.plant("layers", "src/io/CMakeLists.txt",
                   "millrace_module(io\n  SOURCES file.cc\n  DEPS base store)\n")

    def test_relative_include(self):
        self.plant("layers", "src/io/file.cc", '#include "file.h"\n', 1)
        self.plant("layers", "src/io/file.cc", '#include "../base/clock.h"\n', 1)

    # sizes
    def test_long_files(self):
        self.plant("sizes", "src/io/file.cc", "int x;\n" * 501)
        self.plant("sizes", "src/io/file.h", HEADER + "int x;\n" * 249)
        self.plant("sizes", "apps/millrace/main.cc", "int x;\n" * 201)

    def test_long_function(self):
        self.plant("sizes", "src/io/file.cc", "void f(int a,\n       int b) {\n" + "  x();\n" * 68 + "}\n", 1)

    def test_functions_are_found(self):
        code = ("namespace a {\nclass C : public B {\n public:\n  int m() const { return 1; }\n"
                "  C(int x)\n      : x_(x), y_{x} {\n    go();\n  }\n};\n"
                "const auto t = {f(1), 2};\nTEST(A, B) {\n  auto l = [&](int x) {\n    if (x) {\n    }\n  };\n}\n}\n")
        self.assertEqual([(line, lines) for line, lines, _ in sizes.functions(code)],
                         [(4, 1), (5, 4), (11, 6)])

    def test_long_line(self):
        self.body("columns", "x = " + "y + " * 50 + "z;")
        self.passes('auto s = R"(' + "y" * 190 + ')";')
        self.passes("// see https://example.org/" + "y" * 190)

    # names
    def test_names(self):
        for name in ("RunManager", "PathHelper", "StringUtils", "CommonThing", "StoreImpl", "LogProcessor"):
            self.body("names", f"{name} x;")
        self.plant("names", "src/io/run_manager.cc", "int x;\n")
        self.plant("names", "web/src/utils/x.ts", "\n")
        self.plant("names", "src/io/FileSystem.cc", "int x;\n")
        self.passes("std::common_type_t<int> implied = management;")

    # calls
    def test_time_and_sleep(self):
        for statement in ("auto t = std::chrono::steady_clock::now();", "auto t = time(nullptr);",
                          "clock_gettime(CLOCK_REALTIME, &ts);", "usleep(10);", "::sleep(1);",
                          "std::this_thread::sleep_for(x);"):
            self.body("calls", statement)
        self.passes("auto t = std::chrono::steady_clock::now();", "src/base/clock.cc")
        self.passes("auto t = clock.now(); clock.sleep_for(x); run_time(0); x.time(0);")

    def test_threads(self):
        for statement in ("std::thread t(f);", "std::jthread t(f);", "auto x = std::async(f);", "t.detach();"):
            self.body("calls", statement)
        self.passes("auto n = std::thread::hardware_concurrency();")

    def test_shell_coroutines_friends(self):
        for statement in ('system("ls");', 'FILE* f = popen("ls", "r");', "co_await x;", "co_return;",
                          "friend class StoreTest;", "int x = rand();", "std::cout << x;"):
            self.body("calls", statement)
        self.passes('file_system(); x.system(); auto s = "system(1)";')

    def test_headers_in_their_place(self):
        for header in ("sqlite3.h", "libpq-fe.h", "curl/curl.h", "boost/asio.hpp", "archive.h", "simdjson.h",
                       "openssl/ssl.h"):
            self.plant("calls", "src/domain/x.cc", f"#include <{header}>\n", 1)

    def test_sql(self):
        for sql in ("SELECT id FROM runs WHERE x", "INSERT INTO runs VALUES(1)",
                    "UPDATE runs SET x = 1", "DELETE FROM runs ", "CREATE TABLE x (y)", "PRAGMA x"):
            self.body("sql", f'query("{sql}");')
        self.body("sql", 'query(R"(SELECT id FROM runs )");')
        self.passes('say("SELECT a card, then update it"); say("delete from the list");')

    def test_heavy_headers(self):
        self.plant("heavy", "src/io/file.h", HEADER + "#include <iostream>\n", 3)
        self.plant("heavy", "src/json/value.h", HEADER + "#include <simdjson.h>\n", 3)

    # leftovers
    def test_leftovers(self):
        for statement in (f"// {MARK}: later", "// old_call(x, y);", "// x = 3;", "//return x;", "if (false) x();",
                          "if constexpr (0) x();", "// #include \"x.h\""):
            self.body("leftovers", statement)
        self.plant("leftovers", "script/build", f"# {MARK} later\n", 1)
        self.passes("//   old_call(x, y);\n  // Why it is so; and what follows (this) then.\n  do {} while (false);")

    # headers
    def test_headers(self):
        self.plant("headers", "src/io/x.h", "// What this is for, and by whom it is used.\nint x;\n", 1)
        self.plant("headers", "src/io/x.h", "#pragma once\nint x;\n", 1)

    # corpora
    def test_corpora(self):
        build = CLEAN["src/io/CMakeLists.txt"] + "millrace_fuzzer(file SOURCES file_fuzz.cc DEPS io)\n"
        self.plant("corpora", "src/io/CMakeLists.txt", build)
        self.plant("corpora", "tests/fuzz/gone/a", "x")
        self.plant("corpora", "src/io/fuzz_corpus/file/a", "x")
        fuzzer = {"src/io/CMakeLists.txt": build, "src/io/file_fuzz.cc": "int f();\n", "tests/fuzz/README.md": "x\n"}
        self.assertEqual([str(f) for f in run(files={**fuzzer, "tests/fuzz/file/a": "x"})], [])

    # outside
    def test_hosts_and_locks(self):
        self.plant("outside", "script/build", "curl https://registry.npm" + "js.org/x\n", 1)
        self.plant("outside", "web/package-lock.json",
                   '{"packages": {"a": {"resolved": "https://example.org/a.tgz"}}}\n')

    def test_comments_and_strings_are_not_code(self):
        self.passes('// it calls time(nullptr) and co_await\n  say("std::thread t;"); say(\'"\'); n = 1\'000;')


if __name__ == "__main__":
    unittest.main()
