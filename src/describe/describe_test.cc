#include "describe/describe.h"

#include <gtest/gtest.h>

#include "describe/names.h"

namespace millrace::describe {
namespace {

enum class Mode { kSingle, kDdp };
struct Pair { std::string name, value; };
struct Job {
  std::string name, command, password;
  Mode mode = Mode::kSingle;
  int priority = 5;
  std::optional<std::string> quota;
  std::vector<Pair> env;
  std::map<std::string, std::string> labels;
  std::int64_t done = 0;
};

}  // namespace

template <>
struct EnumWords<Mode> { static constexpr std::string_view kWords[] = {"single", "ddp"}; };
template <>
struct Described<Pair> {
  static const Table& get() {
    static constexpr Field kFields[] = {
        field<&Pair::name>("name", Access::kMutable, "Name.",
                           {.limits = {.check_text = check_environment_name}, .required = true}),
        field<&Pair::value>("value", Access::kMutable, "Value.")};
    static constexpr Table kTable{kFields};
    return kTable;
  }
};

namespace {

const Field kJobFields[] = {
    field<&Job::name>("name", Access::kMutable, "Name.",
                      {.limits = {.min_length = 1, .max_length = 5}, .required = true}),
    field<&Job::command>("command", Access::kCreateOnly, "Command."),
    field<&Job::password>("password", Access::kSecret, "Password."),
    field<&Job::mode>("mode", Access::kMutable, "Mode."),
    field<&Job::priority>("priority", Access::kMutable, "Priority.",
                          {.limits = {.min = 1, .max = 9}}),
    field<&Job::quota>("quota", Access::kMutable, "Quota."),
    field<&Job::env>("env", Access::kMutable, "Environment.", {.limits = {.max_items = 2}}),
    field<&Job::labels>("labels", Access::kMutable, "Labels."),
    field<&Job::done>("done", Access::kServer, "Rows done."),
};
const Table kJob{kJobFields};

Result<Job> create(const char* text) {
  Job job;
  const Job defaults;
  TRY(decode_strict(kJob, *json::parse(text), Purpose::kCreate, &job, &defaults));
  return job;
}

std::vector<std::string> fields_at_fault(const char* text) {
  std::vector<std::string> fields;
  const auto job = create(text);
  for (const auto& v : job.error().violations) fields.push_back(v.field);
  return fields;
}

TEST(Describe, DecodesAndEncodesEveryKind) {
  const auto job = create(
      R"({"name":"磨坊a","mode":"ddp","quota":null,"env":[{"name":"A","value":"b"}],"labels":{"k":"v"},"password":"p"})");
  ASSERT_TRUE(job) << job.error().to_string();
  EXPECT_EQ(job->mode, Mode::kDdp);
  EXPECT_EQ(job->env.at(0).value, "b");
  const json::Value shown = encode(kJob, View::kPublic, &*job);
  EXPECT_EQ(shown.find("password"), nullptr);
  EXPECT_EQ(shown.int_or("priority", 0), 5);
  EXPECT_EQ(encode(kJob, View::kAudit, &*job).string_or("password", ""), "***");
  Job back;
  decode_stored(kJob, encode(kJob, View::kSpec, &*job), &back);
  EXPECT_EQ(back.password, "p");
  EXPECT_EQ(back.labels.at("k"), "v");
}

TEST(Describe, NamesEveryFieldAtFault) {
  using V = std::vector<std::string>;
  EXPECT_EQ(fields_at_fault(R"({"name":"toolong","mode":"x","priority":10,"done":1,"bogus":1})"),
            (V{"name", "mode", "priority", "done", "bogus"}));
  EXPECT_EQ(fields_at_fault(R"({})"), V{"name"});
  EXPECT_EQ(fields_at_fault(R"({"name":null})"), V{"name"});
  EXPECT_EQ(fields_at_fault(R"({"name":"a","env":[{"name":"1x"},{"value":"v"}]})"),
            V{"env[1].name"});
  EXPECT_EQ(fields_at_fault(R"({"name":"a","env":[{"name":"1x"}]})"), V{"env[0].name"});
  EXPECT_EQ(fields_at_fault(R"({"name":"a","env":[{"name":"A"},{"name":"B"},{"name":"C"}]})"),
            V{"env"});
  EXPECT_EQ(fields_at_fault(R"({"name":"a","priority":1.5})"), V{"priority"});
}

TEST(Describe, PatchChangesOnlyWhatIsThereAndNullResets) {
  Job job = *create(R"({"name":"a","priority":7,"command":"c","quota":"q"})");
  const Job defaults;
  ASSERT_TRUE(decode_strict(kJob, *json::parse(R"({"priority":null,"quota":null})"),
                            Purpose::kUpdate, &job, &defaults));
  EXPECT_EQ(job.priority, 5);
  EXPECT_EQ(job.quota, std::nullopt);
  EXPECT_EQ(job.command, "c");
  EXPECT_FALSE(
      decode_strict(kJob, *json::parse(R"({"command":"d"})"), Purpose::kUpdate, &job, &defaults));
}

TEST(Describe, SchemaSaysWhatTheDecoderDoes) {
  const Job defaults;
  const json::Value s = schema(kJob, SchemaFor::kCreate, &defaults);
  EXPECT_EQ(s.find("properties")->find("done"), nullptr);
  EXPECT_EQ(*s.find("required"), json::Value(json::Array{"name"}));
  const json::Value read = schema(kJob, SchemaFor::kRead, &defaults);
  EXPECT_EQ(read.find("properties")->find("password"), nullptr);
}

TEST(Names, FollowTheRules) {
  EXPECT_EQ(check_object_name("磨坊-1.a"), "");
  EXPECT_NE(check_object_name("1a"), "");
  EXPECT_EQ(check_workspace_name("team_磨"), "");
  EXPECT_NE(check_workspace_name("team-a"), "");
  EXPECT_NE(check_workspace_name("磨坊"), "");
  EXPECT_NE(check_account(""), "");
  for (const auto* mail : {"", "a@b", "dev.one+jobs@mail.example.org"})
    EXPECT_EQ(check_email(mail), "") << mail;
  for (const auto* mail :
       {"a", "a@", "@b", "a b@c", "a@b\r\nRCPT TO:<x@y>", "a@b,c@d", "<a@b>", "-o@b"})
    EXPECT_NE(check_email(mail), "") << mail;
}

}  // namespace
}  // namespace millrace::describe
