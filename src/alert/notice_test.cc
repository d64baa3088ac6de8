#include "alert/notice.h"

#include <gtest/gtest.h>

#include "json/value.h"

namespace millrace::alert {
namespace {
using resource::AlertEvent;

store::Event run_event(const char* state) {
  return {.rev = 7,
          .at = base::from_unix_ms(1'700'000'000'000),
          .workspace = "0ws",
          .kind = "training_job",
          .object_id = "0job",
          .run = "0run",
          .attempt = 2,
          .instance = 0,
          .reason = "Failed",
          .message = "the command exited with status 1",
          .details = {{"from", "running"}, {"to", state}, {"state_reason", "CommandExited(1)"}}};
}

TEST(Notice, OnlyTheThreeStatesOfWholeRunsAreAlarms) {
  EXPECT_EQ(alert_event_of(run_event("failed")), AlertEvent::kFailed);
  EXPECT_EQ(alert_event_of(run_event("recovering")), AlertEvent::kRecovering);
  EXPECT_EQ(alert_event_of(run_event("succeeded")), AlertEvent::kSucceeded);
  for (const auto* state : {"running", "queued", "stopped", "stopping", "starting", "nonsense"})
    EXPECT_FALSE(alert_event_of(run_event(state))) << state;
  auto same = run_event("recovering");
  same.details["from"] = "recovering";
  EXPECT_FALSE(alert_event_of(same));
  auto object = run_event("failed");
  object.run = "";
  EXPECT_FALSE(alert_event_of(object));
  auto other = run_event("failed");
  other.details = {{"to", 3}};
  EXPECT_FALSE(alert_event_of(other));
}

TEST(Notice, SaysWhatHappenedInBothLanguagesAndAsJson) {
  resource::Run run;
  run.id = "0run";
  run.name = "hello-1";
  run.workspace = "0ws";
  run.workload_kind = "training_job";
  run.workload = "0job";
  run.workload_name = "hello";
  EXPECT_EQ(notice_of(AlertEvent::kFailed, run_event("failed"), run, "default").link, "");
  const Notice notice =
      notice_of(AlertEvent::kFailed, run_event("failed"), run, "default", "https://mill.example/");
  const NoticeText text = text_of(notice);
  for (const auto* part : {"训练任务 hello 异常", "Training job hello failed"})
    EXPECT_NE(text.subject.find(part), std::string::npos) << text.subject;
  for (const auto* part : {"工作空间：default", "Workspace: default", "hello-1", "CommandExited(1)",
                           "2023-11-14T22:13:20.000Z",
                           "https://mill.example/console/workspaces/0ws/training-jobs/0job\n"})
    EXPECT_NE(text.body.find(part), std::string::npos) << text.body;
  const std::string payload = payload_of(notice);
  const auto document = json::parse(payload);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->string_or("event", ""), "failed");
  EXPECT_EQ(document->find("workload")->string_or("name", ""), "hello");
  EXPECT_EQ(document->find("run")->int_or("attempt", 0), 2);
  EXPECT_EQ(text_in(payload).subject, text.subject);
  EXPECT_EQ(text_in("not json").subject, "");
}

}  // namespace
}  // namespace millrace::alert
