#include "runtime/local/run_copy.h"

#include "runtime/local/testing.h"

namespace millrace::runtime {
namespace {

std::string read(const std::string& path) {
  auto text = io::read_file(io::system_files(), path);
  return text ? *text : text.error().message;
}

TEST_F(LocalRuntimeTest, ARunWorksOnItsOwnCopy) {
  const std::string source = path("content");
  ASSERT_TRUE(io::system_files().make_directories(source + "/lib", 0755));
  ASSERT_TRUE(io::replace_file(io::system_files(), source + "/train.sh",
                               "echo one > lib/made; echo changed > train.sh\n", 0644));
  for (int instance = 0; instance < 2; ++instance) {
    auto what = spec("cat train.sh; bash train.sh; cat lib/made", instance);
    what.mounts.push_back({source, "/work/mount/code", protocol::MountAccess::kRunCopy});
    what.working_directory = "/work/mount/code";
    EXPECT_EQ(run(what).exit_code, 0) << log(instance);
  }
  EXPECT_EQ(log(1), "changed\ntrain.sh: line 1: changed: command not found\none\n")
      << "instances share the copy";
  EXPECT_EQ(read(source + "/train.sh"), "echo one > lib/made; echo changed > train.sh\n");
  EXPECT_FALSE(io::exists(io::system_files(), source + "/lib/made"));
}

}  // namespace
}  // namespace millrace::runtime
