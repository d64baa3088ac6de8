#include <gtest/gtest.h>

#include <set>

#include "base/ids.h"
#include "resource/fault.h"
#include "resource/run.h"
#include "resource/training_job.h"

namespace millrace::resource {
namespace {

TEST(Kinds, AreWellFormed) {
  std::set<std::string_view> names;
  for (const Kind* kind : all_kinds()) {
    EXPECT_TRUE(names.insert(kind->plural).second) << kind->name;
    std::set<std::string_view> fields;
    for (const auto& f : object_table().fields) fields.insert(f.name);
    for (const auto& f : kind->table->fields) {
      // A write-only one may say what bodies mean by a name that objects have.
      EXPECT_TRUE(fields.insert(f.name).second || f.access == Access::kWriteOnly)
          << kind->name << " has " << f.name << " twice";
      EXPECT_FALSE(f.doc.empty());
    }
    const auto object = kind->make();
    const json::Value shown = to_json(*kind, describe::View::kPublic, *object);
    EXPECT_EQ(shown.string_or("kind", ""), kind->name);
    const json::Value s = schema(*kind, describe::SchemaFor::kRead);
    for (const auto& [key, value] : *shown.as_object())
      EXPECT_NE(s.find("properties")->find(key), nullptr) << key;
    EXPECT_EQ(s.find("required")->as_array()->size(), shown.as_object()->size()) << kind->name;
  }
}

TEST(Kinds, HaveAnExampleThatCreatesOne) {
  for (const Kind* kind : all_kinds()) {
    EXPECT_EQ(kind->example.empty(), !kind->user_creates) << kind->name;
    if (kind->example.empty()) continue;
    const auto body = json::parse(kind->example);
    ASSERT_TRUE(body) << kind->name;
    const auto made = decode_body(*kind, *body, describe::Purpose::kCreate, *kind->make());
    EXPECT_TRUE(made) << kind->name << ": " << made.error().to_string();
  }
}

TEST(Body, TrainingJobAsInTheInterface) {
  TrainingJob job;
  const auto body = json::parse(
      R"({"name":"ddp","command":"bash train.sh","image":"host","mode":"ddp","master_count":1,"worker_count":1,"flavor":"1C_2G",
    "env":[{"name":"A","value":"b"}],"fault_tolerance":{"enabled":true,"max_restarts":3},"priority":5,"start":true})");
  const auto decoded = decode_body(TrainingJob::kind(), *body, describe::Purpose::kCreate, job);
  ASSERT_TRUE(decoded) << decoded.error().to_string();
  EXPECT_TRUE(job.start);
  EXPECT_TRUE(job.fault_tolerance.enabled);
  EXPECT_EQ(job.name, "ddp");
}

TEST(Body, RefusesIdsAsNamesAndServerFields) {
  for (const char* bad :
       {R"({"name":"01hzzzzzzzzzzzzzzzzzzzzzzz","command":"x","flavor":"f"})",
        R"({"name":"a","command":"x","flavor":"f","state":"running"})",
        R"({"name":"","command":"x","flavor":"f"})", R"({"command":"x","flavor":"f"})",
        R"({"name":"a","command":"x","flavor":"f","id":"x"})"}) {
    TrainingJob job;
    EXPECT_FALSE(
        decode_body(TrainingJob::kind(), *json::parse(bad), describe::Purpose::kCreate, job))
        << bad;
  }
}

TEST(RunStates, EndedStatesStayEnded) {
  for (const RunState from : {RunState::kSucceeded, RunState::kFailed, RunState::kStopped}) {
    EXPECT_TRUE(is_ended(from));
    for (int to = 0; to < 10; ++to) EXPECT_FALSE(may_advance(from, static_cast<RunState>(to)));
  }
  EXPECT_TRUE(may_advance(RunState::kQueued, RunState::kStarting));
  EXPECT_EQ((Reason{ReasonCode::kCommandExited, "1"}.text()), "CommandExited(1)");
}

TEST(Faults, FollowTheManualsTable) {
  EXPECT_EQ(response_to(FaultLevel::kL1, FaultStrategy::kReschedule).action, FaultAction::kNothing);
  EXPECT_EQ(response_to(FaultLevel::kL3, FaultStrategy::kGraceful).action,
            FaultAction::kRestartProcess);
  EXPECT_EQ(response_to(FaultLevel::kL4, FaultStrategy::kReschedule).after_job,
            FaultResponse::AfterJob::kResetCard);
  EXPECT_EQ(response_to(FaultLevel::kL5, FaultStrategy::kGraceful).action,
            FaultAction::kResetAndRestart);
  EXPECT_EQ(response_to(FaultLevel::kL6, FaultStrategy::kGraceful).action, FaultAction::kIsolate);
}

}  // namespace
}  // namespace millrace::resource
