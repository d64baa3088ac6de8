#include "cli/command.h"
#include "cli/fake_context.h"

namespace millrace::cli {
namespace {

using CleanCommand = CommandTest;

TEST_F(CleanCommand, CleansFilesWithoutAServer) {
  ASSERT_TRUE(io::replace_file(files, "/a.jsonl", "{\"text\":\"mail a@b.com now\"}\n"));
  ASSERT_TRUE(io::replace_file(files, "/b.jsonl", "{\"text\":\"x\"}\nnothing\n"));
  EXPECT_EQ(
      millrace({"clean", "--op", "clean_email_mapper", "--op", "text_length_filter={\"min_len\":5}",
                "--in", "/a.jsonl", "/b.jsonl", "--out", "/o.jsonl", "--provenance", "/p.jsonl",
                "--workers", "2", "--memory", "1GiB"}),
      0)
      << console.err;
  EXPECT_EQ(io::read_file(files, "/o.jsonl").value(), "{\"text\":\"mail  now\"}\n");
  EXPECT_TRUE(io::exists(files, "/p.jsonl.summary.json"));
  EXPECT_NE(console.err.find("3 rows in, 1 out, 1 rejected (see /o.jsonl.rejected.jsonl)"),
            std::string::npos)
      << console.err;
  EXPECT_EQ(console.out, "");

  EXPECT_EQ(millrace({"clean", "--undo", "text_length_filter", "--replay", "/p.jsonl", "--out",
                      "/u.jsonl"}),
            0)
      << console.err;
  EXPECT_EQ(io::read_file(files, "/u.jsonl").value(),
            "{\"text\":\"mail  now\"}\n{\"text\":\"x\"}\n");
}

TEST_F(CleanCommand, ReadsRecipesAndTextKeys) {
  ASSERT_TRUE(
      io::replace_file(files, "/a.jsonl", "{\"q\":\"mail a@b.com\",\"text\":\"a@b.com\"}\n"));
  ASSERT_TRUE(io::replace_file(files, "/r.yaml", "process:\n  - clean_email_mapper:\n"));
  EXPECT_EQ(millrace({"clean", "--recipe", "/r.yaml", "--text-key", "q", "--in", "/a.jsonl",
                      "--out", "/o.jsonl"}),
            0)
      << console.err;
  EXPECT_EQ(io::read_file(files, "/o.jsonl").value(), "{\"q\":\"mail \",\"text\":\"a@b.com\"}\n");
}

TEST_F(CleanCommand, SaysWhatIsMissingOrWrong) {
  ASSERT_TRUE(io::replace_file(files, "/a.jsonl", "{\"text\":\"a\"}\n"));
  const auto refused = [&](std::vector<std::string> words, std::string_view why) {
    words.insert(words.begin(), "clean");
    EXPECT_EQ(millrace(words), 2) << console.err;
    EXPECT_NE(console.err.find(why), std::string::npos) << console.err;
  };
  const std::string op = "--op=clean_email_mapper", in = "--in=/a.jsonl", out = "--out=/o.jsonl";
  refused({in, out}, "nothing to do: give --recipe FILE or --op NAME");
  refused({op, out}, "no input");
  refused({op, in}, "no output");
  refused({op, in, "--out=/a.jsonl"}, "/a.jsonl is an input");
  refused({"--op=clean_emial_mapper", in, out}, "did you mean clean_email_mapper?");
  refused({"--op=text_length_filter={\"min\":1}", in, out}, "min");
  refused({"--op=document_minhash_deduplicator={\"ignore_pattern\":\"(\"}", in, out},
          "ignore_pattern");
  refused(
      {"--op=document_minhash_deduplicator={\"num_bands\":40,\"num_rows_per_band\":5}", in, out},
      "num_bands");
  refused({"--op=document_simhash_deduplicator={\"num_blocks\":4}", in, out}, "num_blocks");
  refused({op, in, out, "--memory=2XB"}, "a size as 2GiB");
  refused({op, in, out, "--memory=1MiB"}, "at least 192 MiB");
  refused({op, in, out, "--instance=3", "--instances=2"}, "instance");
  refused({op, in, out, "--text-key=a..b"}, "is no field");
  refused({"--undo=clean_email_mapper", in, out}, "--undo needs --replay");
}

TEST_F(CleanCommand, ListsOperatorsWithTheirOptions) {
  EXPECT_EQ(millrace({"clean", "--list"}), 0);
  EXPECT_NE(console.out.find("document_minhash_deduplicator (deduplicator)"), std::string::npos);
  EXPECT_NE(console.out.find("jaccard_threshold=0.7  "), std::string::npos) << console.out;
}

// What a run tells its instances is enough.
TEST_F(CleanCommand, InstancesKnowTheirNumberFromTheRun) {
  ASSERT_TRUE(io::replace_file(files, "/a.jsonl", "{\"text\":\"mail a@b.com\"}\n"));
  const std::vector<std::string> words{"clean", "--op",    "clean_email_mapper", "--in", "/a.jsonl",
                                       "--out", "/o.jsonl"};
  context.environment = {"PET_NNODES=2", "PET_NODE_RANK=1"};
  EXPECT_EQ(millrace(words), 0) << console.err;
  EXPECT_FALSE(io::exists(files, "/o.jsonl"));
  context.environment = {"PET_NNODES=2", "PET_NODE_RANK=0"};
  EXPECT_EQ(millrace(words), 0) << console.err;
  EXPECT_EQ(io::read_file(files, "/o.jsonl").value(), "{\"text\":\"mail \"}\n");
}

}  // namespace
}  // namespace millrace::cli
