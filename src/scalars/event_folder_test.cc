#include "scalars/event_folder.h"

#include <gtest/gtest.h>

#include "io/fake_file_system.h"
#include "scalars/event_writer.h"

namespace millrace::scalars {
namespace {

class Folder : public testing::Test {
 protected:
  EventFileWriter writer(const std::string& folder, const std::string& suffix) {
    auto made = EventFileWriter::create(fs_, clock_, folder, suffix);
    CHECK(made.has_value());
    return std::move(*made);
  }
  std::vector<std::string> poll(FolderReader& reader, std::size_t max_bytes = 1 << 20) {
    const auto found = reader.poll(max_bytes);
    EXPECT_TRUE(found) << found.error().to_string();
    std::vector<std::string> out;
    for (const auto& file : *found)
      for (const auto& s : file.scalars)
        out.push_back(file.run + ":" + s.tag + "@" + std::to_string(s.step));
    return out;
  }
  using Strings = std::vector<std::string>;
  io::FakeFileSystem fs_;
  base::FakeClock clock_;
};

TEST_F(Folder, FollowsGrowingFilesInNestedFolders) {
  FolderReader reader(fs_, "/logs");
  EXPECT_TRUE(poll(reader).empty());  // not there yet
  auto root = writer("/logs", "a");
  auto nested = writer("/logs/eval/one", "b");
  EXPECT_EQ(root.path(), "/logs/events.out.tfevents.1700000000.a");
  ASSERT_TRUE(root.write("loss", 1, 0.5));
  EXPECT_EQ(poll(reader), Strings{".:loss@1"});
  EXPECT_TRUE(poll(reader).empty());
  ASSERT_TRUE(root.write("loss", 2, 0.25));
  ASSERT_TRUE(nested.write("accuracy", 2, 0.75));
  EXPECT_EQ(poll(reader), (Strings{"eval/one:accuracy@2", ".:loss@2"}));
  EXPECT_EQ(EventFileWriter::create(fs_, clock_, "/logs", "a").error().code,
            ErrorCode::kAlreadyExists);
}

TEST_F(Folder, GoesOnFromItsCursor) {
  auto file = writer("/logs", "a");
  ASSERT_TRUE(file.write("loss", 1, 1));
  FolderReader first(fs_, "/logs");
  EXPECT_EQ(poll(first), Strings{".:loss@1"});
  ASSERT_TRUE(file.write("loss", 2, 1));
  FolderReader second(fs_, "/logs");
  ASSERT_TRUE(second.restore(first.cursor()));
  EXPECT_EQ(poll(second), Strings{".:loss@2"});
  EXPECT_FALSE(second.restore(json::Value("x")));
  EXPECT_FALSE(second.restore(json::Object{{"f", -1}}));
}

TEST_F(Folder, WaitsForTornRecords) {
  ASSERT_TRUE(fs_.make_directories("/logs"));
  const std::string record = frame_record(encode_scalar_event({"loss", 1, 1, 1}));
  auto file = fs_.open("/logs/x.tfevents.1", io::FileSystem::Open::kCreateNew);
  FolderReader reader(fs_, "/logs");
  for (std::size_t i = 0; i + 1 < record.size(); ++i) {
    ASSERT_TRUE((*file)->append(record.substr(i, 1)));
    EXPECT_TRUE(poll(reader).empty());
  }
  ASSERT_TRUE((*file)->append(record.substr(record.size() - 1)));
  EXPECT_EQ(poll(reader), Strings{".:loss@1"});
}

TEST_F(Folder, TakesOnlyEventFilesAndReportsDamage) {
  auto file = writer("/logs", "a");
  ASSERT_TRUE(io::replace_file(fs_, "/logs/notes.txt", "hello"));
  ASSERT_TRUE(io::replace_file(fs_, "/logs/broken.tfevents", "this is no event file at all"));
  ASSERT_TRUE(file.write("loss", 1, 1));
  FolderReader reader(fs_, "/logs");
  EXPECT_EQ(poll(reader), Strings{".:loss@1"});
  EXPECT_EQ(reader.files().size(), 2U);
  EXPECT_EQ(reader.files().at("broken.tfevents").damage().stream,
            EventStream::Damage::Stream::kStopped);
}

TEST_F(Folder, IsBounded) {
  std::string deep = "/logs";
  for (int i = 0; i < 18; ++i) deep += "/d";
  ASSERT_TRUE(fs_.make_directories(deep));
  EXPECT_EQ(find_event_files(fs_, "/logs").error().code, ErrorCode::kExhausted);
}

}  // namespace
}  // namespace millrace::scalars
