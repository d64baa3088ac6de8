#include "alert/notice.h"

#include <fmt/core.h>

#include "json/value.h"

namespace millrace::alert {
namespace {
using resource::AlertEvent;
using resource::RunState;

struct KindWords {
  std::string_view kind, zh, en;
};
constexpr KindWords kKinds[] = {
    {"training_job", "训练任务", "Training job"}, {"fine_tune", "模型精调", "Fine-tune"},
    {"devbox", "开发机", "Dev machine"},          {"service", "在线服务", "Service"},
    {"eval_task", "模型评估", "Evaluation"},      {"compress_task", "模型压缩", "Compression"},
    {"clean_task", "数据清洗", "Cleaning"},       {"", "任务", "Job"},  // any other
};
const KindWords& words_of_kind(std::string_view kind) {
  for (const auto& words : kKinds)
    if (words.kind == kind) return words;
  return kKinds[std::size(kKinds) - 1];
}

struct EventWords {
  std::string_view zh, en;
};
EventWords words_of_event(AlertEvent event) {
  switch (event) {
    case AlertEvent::kFailed:
      return {"异常", "failed"};
    case AlertEvent::kRecovering:
      return {"断点续训（容错恢复中）", "is restarting after a fault"};
    case AlertEvent::kSucceeded:
      return {"运行完成", "succeeded"};
  }
  return {};
}

std::string body_of(const Notice& n) {
  const auto& kind = words_of_kind(n.workload_kind);
  const auto event = words_of_event(n.event);
  const std::string at = base::format_rfc3339(n.at);
  std::string body =
      fmt::format("{} {} {}\n工作空间：{}\n运行记录：{}（第 {} 次尝试）\n时间：{}\n", kind.zh,
                  n.workload_name, event.zh, n.workspace_name, n.run_name, n.attempt, at);
  if (!n.reason.empty()) body += fmt::format("原因：{}\n", n.reason);
  body += fmt::format("\n{} {} {}\nWorkspace: {}\nRun: {} (attempt {})\nTime: {}\n", kind.en,
                      n.workload_name, event.en, n.workspace_name, n.run_name, n.attempt, at);
  if (!n.reason.empty()) body += fmt::format("Reason: {}\n", n.reason);
  if (!n.message.empty()) body += n.message + "\n";
  if (!n.link.empty()) body += "\n" + n.link + "\n";
  return body;
}

std::string link_of(std::string_view public_url, const resource::Run& run) {
  const resource::Kind* kind = resource::find_kind(run.workload_kind);
  if (public_url.empty() || kind == nullptr) return {};
  while (public_url.ends_with('/')) public_url.remove_suffix(1);
  return fmt::format("{}/console/workspaces/{}/{}/{}", public_url, run.workspace, kind->plural,
                     run.workload);
}
}  // namespace

std::optional<AlertEvent> alert_event_of(const store::Event& event) {
  const json::Value details(event.details);
  const std::string to = details.string_or("to", "");
  if (event.run.empty() || to == details.string_or("from", ""))
    return std::nullopt;  // news in the same state
  const auto state = describe::from_word<RunState>(to);
  if (state == RunState::kFailed) return AlertEvent::kFailed;
  if (state == RunState::kRecovering) return AlertEvent::kRecovering;
  if (state == RunState::kSucceeded) return AlertEvent::kSucceeded;
  return std::nullopt;
}

Notice notice_of(AlertEvent what, const store::Event& event, const resource::Run& run,
                 const std::string& workspace_name, std::string_view public_url) {
  return {.event = what,
          .rev = event.rev,
          .at = event.at,
          .workspace = run.workspace,
          .workspace_name = workspace_name,
          .workload_kind = run.workload_kind,
          .workload = run.workload,
          .workload_name = run.workload_name,
          .run = run.id,
          .run_name = run.name,
          .attempt = event.attempt,
          .reason = json::Value(event.details).string_or("state_reason", ""),
          .message = event.message,
          .link = link_of(public_url, run)};
}

NoticeText text_of(const Notice& n) {
  const auto& kind = words_of_kind(n.workload_kind);
  const auto event = words_of_event(n.event);
  return {fmt::format("[Millrace] {0} {1} {2} / {3} {1} {4}", kind.zh, n.workload_name, event.zh,
                      kind.en, event.en),
          body_of(n)};
}

std::string payload_of(const Notice& n) {
  const NoticeText text = text_of(n);
  return json::dump(json::Object{
      {"event", describe::word(n.event)},
      {"rev", n.rev},
      {"at", base::format_rfc3339(n.at)},
      {"workspace", json::Object{{"id", n.workspace}, {"name", n.workspace_name}}},
      {"workload",
       json::Object{{"kind", n.workload_kind}, {"id", n.workload}, {"name", n.workload_name}}},
      {"run", json::Object{{"id", n.run}, {"name", n.run_name}, {"attempt", n.attempt}}},
      {"reason", n.reason},
      {"message", n.message},
      {"link", n.link},
      {"text", json::Object{{"subject", text.subject}, {"body", text.body}}},
  });
}

NoticeText text_in(const std::string& payload) {
  const auto document = json::parse(payload);
  const json::Value* text = document ? document->find("text") : nullptr;
  if (text == nullptr) return {};
  return {text->string_or("subject", ""), text->string_or("body", "")};
}

}  // namespace millrace::alert
