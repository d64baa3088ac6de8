#include "clean/pipeline/clean.h"

#include <gtest/gtest.h>

#include "base/thread.h"
#include "clean/pipeline/testing.h"

namespace millrace::clean {
namespace {

const std::vector<std::string> kOps{"clean_email_mapper", R"(text_length_filter={"min_len":5})",
                                    "document_deduplicator"};

constexpr std::string_view kRecords =
    R"({"row":1,"step":0,"operator":"clean_email_mapper","action":"changed","field":"text","span":[5,12],"before":"a@b.com","after":"","reason":"e-mail address"}
{"row":2,"step":1,"operator":"text_length_filter","action":"dropped","field":"text","span":[0,2],"before":"hi","after":null,"stat":"text_len","value":2,"reason":"text_len 2 is outside of 5 to ∞"}
{"row":5,"step":2,"operator":"document_deduplicator","action":"dropped","field":"text","span":[0,14],"before":"stays as it is","after":null,"duplicate_of":4,"similarity":1.0000,"reason":"the same as row 4"}
)";
constexpr std::string_view kRejected =
    R"~({"row":6,"reason":"text: is no string","bytes":10,"raw":"{\"text\":7}"}
{"row":7,"reason":"the row has no text at text (--text-key names the fields)","bytes":13,"raw":"{\"other\":\"x\"}"}
{"row":8,"reason":"not valid JSON: a string does not end","bytes":15,"raw":"{\"text\":\"no end"}
)~";

// Rows with everything: changed, too short, repeated near and far, broken, blank.
std::string mixed_rows(int count) {
  std::string rows;
  for (int i = 0; i < count; ++i) {
    const std::string n = std::to_string(i);
    switch (i % 7) {
      case 0:
        rows += R"({"id":)" + n + R"(,"text":"write to a@b.com now )" + n + R"("})";
        break;
      case 1:
        rows += R"({"text":"no"})";
        break;
      case 2:
        rows += R"({"text":"the same text everywhere"})";
        break;
      case 3:
        rows += R"({"text":)" + n + "}";
        break;
      case 4:
        break;
      case 5:
        rows += R"({"text":"第)" + n + R"(行 x@y.cn 和 z@y.cn","n":1.50})";
        break;
      default:
        rows += R"({"text":"cut off )" + n;
        break;
    }
    rows += '\n';
  }
  return rows;
}

TEST(Clean, ChangesDropsAndKeepsInOrder) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl",
             "{\"text\": \"mail a@b.com \", \"n\": 1.50}\n"
             "{\"text\":\"hi\"}\n"
             "\n"
             "{\"text\":\"stays as it is\",\"u\":\"\\u4e2d\"}\r\n"
             "{\"text\":\"stays as it is\"}\n"
             "{\"text\":7}\n"
             "{\"other\":\"x\"}\n"
             "{\"text\":\"no end");
  const auto sum = run(files, job_of(kOps)).value();
  EXPECT_EQ(
      read_or(files, "/out.jsonl"),
      "{\"text\": \"mail  \", \"n\": 1.50}\n{\"text\":\"stays as it is\",\"u\":\"\\u4e2d\"}\n");
  EXPECT_EQ(read_or(files, "/p.jsonl"), kRecords);

  EXPECT_EQ(read_or(files, "/out.jsonl.rejected.jsonl"), kRejected);

  EXPECT_EQ(sum.rows_in, 7);
  EXPECT_EQ(sum.rows_out, 2);
  EXPECT_EQ(sum.rejected, 3);
  EXPECT_EQ(sum.steps[0].changed, 1);
  EXPECT_EQ(sum.steps[1].dropped, 1);
  EXPECT_EQ(sum.steps[2].in, 3);
  EXPECT_EQ(sum.steps[2].dropped, 1);
  EXPECT_FALSE(io::exists(files, "/out.jsonl.work"));
}

TEST(Clean, SpansAreInCharacters) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl", "{\"text\":\"你好 a@b.cn 😀 c@d.cn\"}\n");
  ASSERT_TRUE(run(files, job_of({"clean_email_mapper"})));
  const std::string records = read_or(files, "/p.jsonl");
  EXPECT_NE(records.find("\"span\":[3,9]"), std::string::npos) << records;
  EXPECT_NE(records.find("\"span\":[12,18]"), std::string::npos) << records;
}

TEST(Clean, SeveralFieldsAndEmptyOnes) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl",
             "{\"instruction\":\"mail a@b.com please\",\"input\":\"\",\"m\":[{\"c\":\"x c@d.org "
             "yyyy\"}]}\n"
             "{\"instruction\":\"long enough\",\"input\":\"abc\"}\n"
             "{\"instruction\":\"\",\"input\":\"\"}\n");
  ASSERT_TRUE(run(files, job_of({"clean_email_mapper", R"(text_length_filter={"min_len":5})"},
                                {"instruction", "input", "m[].c"})));
  EXPECT_EQ(read_or(files, "/out.jsonl"),
            "{\"instruction\":\"mail  please\",\"input\":\"\",\"m\":[{\"c\":\"x  yyyy\"}]}\n");
  const std::string records = read_or(files, "/p.jsonl");
  EXPECT_NE(records.find("\"field\":\"m[0].c\""), std::string::npos) << records;
}

TEST(Clean, SameBytesWhateverTheWorkersAndShards) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl", mixed_rows(200));
  std::string out, records, rejected;
  for (const auto& [workers, shard_bytes] :
       {std::pair{1, 1'000'000}, {1, 37}, {2, 300}, {4, 300}, {4, 1000}}) {
    CleanJob job = job_of(kOps);
    job.workers = workers;
    job.shard_bytes = static_cast<std::uint64_t>(shard_bytes);
    const auto sum = run(files, job);
    ASSERT_TRUE(sum) << sum.error().message;
    if (out.empty()) {
      out = read_or(files, "/out.jsonl");
      records = read_or(files, "/p.jsonl");
      rejected = read_or(files, "/out.jsonl.rejected.jsonl");
      EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 29 + 1 + 28);
    }
    EXPECT_EQ(read_or(files, "/out.jsonl"), out) << workers << " workers, " << shard_bytes;
    EXPECT_EQ(read_or(files, "/p.jsonl"), records);
    EXPECT_EQ(read_or(files, "/out.jsonl.rejected.jsonl"), rejected);
  }
}

// Instances share the work folder and nothing else; each runs in its own time.
TEST(Clean, SameBytesOnSeveralInstances) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl", mixed_rows(200));
  ASSERT_TRUE(run(files, job_of(kOps)));
  const std::string out = read_or(files, "/out.jsonl"), records = read_or(files, "/p.jsonl");
  for (const int size : {2, 4}) {
    ASSERT_TRUE(files.remove("/out.jsonl"));
    std::vector<base::Thread> threads;
    std::vector<std::string> errors(static_cast<std::size_t>(size));
    for (int index = 0; index < size; ++index)
      threads.emplace_back("instance", [&, index] {
        CleanJob job = job_of(kOps);
        job.team = {.index = index, .size = size};
        const auto sum = run(files, job);
        if (!sum) errors[static_cast<std::size_t>(index)] = sum.error().message;
      });
    for (base::Thread& thread : threads) thread.join();
    EXPECT_EQ(errors, std::vector<std::string>(static_cast<std::size_t>(size)));
    EXPECT_EQ(read_or(files, "/out.jsonl"), out) << size << " instances";
    EXPECT_EQ(read_or(files, "/p.jsonl"), records);
  }
}

// An instance that never comes is not waited for.
TEST(Clean, TheFirstInstanceFinishesAlone) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl", mixed_rows(50));
  CleanJob job = job_of(kOps);
  job.team = {.index = 0, .size = 3};
  ASSERT_TRUE(run(files, job));
  EXPECT_TRUE(io::exists(files, "/out.jsonl"));
}

TEST(Clean, ALongRowIsRejectedAndTheRestGoesOn) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl",
             "{\"text\":\"" + std::string(5000, 'x') + "\"}\n{\"text\":\"short row\"}\n");
  CleanJob job = job_of({"clean_email_mapper"});
  job.max_row_bytes = 1000;
  const auto sum = run(files, job).value();
  EXPECT_EQ(sum.rejected, 1);
  EXPECT_EQ(read_or(files, "/out.jsonl"), "{\"text\":\"short row\"}\n");
  EXPECT_NE(
      read_or(files, "/out.jsonl.rejected.jsonl").find("the row has 5011 bytes, at most 1000"),
      std::string::npos);
}

// Patterns and replacements are whatever a user writes.
TEST(Clean, AChangeThatFillsTheMemoryRejectsTheRow) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl",
             "{\"text\":\"" + std::string(500, 'x') + "\"}\n{\"text\":\"yyyy\"}\n");
  std::string all;
  for (int i = 0; i < 1000; ++i) all += R"(\\1)";
  const std::string op = R"~(replace_content_mapper={"pattern":"(x+)","repl":")~" + all + "\"}";
  CleanJob job = job_of({op});
  job.max_row_bytes = 1000;
  const auto sum = run(files, job);
  ASSERT_TRUE(sum) << sum.error().message;
  EXPECT_EQ(sum->rejected, 1);
  EXPECT_EQ(read_or(files, "/out.jsonl"), "{\"text\":\"yyyy\"}\n");
  EXPECT_NE(read_or(files, "/out.jsonl.rejected.jsonl").find("more of \\\"text\\\" than there is"),
            std::string::npos)
      << read_or(files, "/out.jsonl.rejected.jsonl");
  EXPECT_NE(read_or(files, "/p.jsonl").find("\"action\":\"rejected\""), std::string::npos);
}

TEST(Clean, NothingInNothingOut) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl", "");
  EXPECT_EQ(run(files, job_of(kOps)).value().rows_in, 0);
  EXPECT_EQ(read_or(files, "/out.jsonl"), "");
}

TEST(Clean, SaysWhatIsWrongWithTheJob) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl", "{\"text\":\"a\"}\n");
  const auto why = [&](auto change) {
    CleanJob job = job_of(kOps);
    change(job);
    const auto sum = run(files, job);
    return sum ? std::string("fine") : sum.error().message;
  };
  EXPECT_EQ(why([](CleanJob& j) { j.inputs.clear(); }), "there is no input");
  EXPECT_EQ(why([](CleanJob& j) { j.output = "/in.jsonl"; }),
            "/in.jsonl is an input: write to another file");
  EXPECT_EQ(why([](CleanJob& j) { j.memory_bytes = 1 << 20; }), "memory: at least 192 MiB");
  EXPECT_NE(why([](CleanJob& j) { j.inputs = {"/absent"}; }), "fine");
  write_file(files, "/array.json", " [{\"text\":\"a\"}]");
  EXPECT_EQ(why([](CleanJob& j) { j.inputs = {"/array.json"}; }).substr(0, 32),
            "/array.json holds no JSON lines:");
  EXPECT_NE(why([](CleanJob& j) { j.team.index = 1; }), "fine");
}

TEST(Clean, AWorkFolderOfAnotherRunIsNotGoneOnWith) {
  io::FakeFileSystem files;
  write_file(files, "/in.jsonl", mixed_rows(20));
  base::FakeClock clock;
  QuietWatcher stopping;
  stopping.answer = CleanWatcher::Answer::kStop;
  WorkFolder(files, "/out.jsonl.work", "x").open(json::Object{{"other", 1}}).value();
  const auto sum = run(files, job_of(kOps));
  ASSERT_FALSE(sum);
  EXPECT_EQ(sum.error().code, ErrorCode::kConflict);
  EXPECT_FALSE(io::exists(files, "/out.jsonl"));
}

}  // namespace
}  // namespace millrace::clean
