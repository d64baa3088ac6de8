// What is said about a run: the JSON that a webhook gets, the words of a mail. Values; pure
// functions.
#pragma once
#include <optional>
#include <string>

#include "resource/assets.h"
#include "resource/run.h"
#include "store/event_log.h"

namespace millrace::alert {

// The alert's event that this event of a run is (domain/advance.h); nullopt: none.
std::optional<resource::AlertEvent> alert_event_of(const store::Event& event);

struct Notice {
  resource::AlertEvent event = resource::AlertEvent::kFailed;
  std::int64_t rev = 0;  // of the event log
  base::Time at{};
  std::string workspace{}, workspace_name{};
  std::string workload_kind{}, workload{}, workload_name{};
  std::string run{}, run_name{};
  std::int64_t attempt = 0;
  std::string reason{}, message{};
  std::string link{};  // to the workload in the console; empty where nobody knows its address
};
Notice notice_of(resource::AlertEvent what, const store::Event& event, const resource::Run& run,
                 const std::string& workspace_name, std::string_view public_url = {});

// Both languages: a receiver has no language of its own.
struct NoticeText {
  std::string subject;  // one line
  std::string body;
};
NoticeText text_of(const Notice& notice);

std::string payload_of(const Notice& notice);  // JSON
// The text in a payload that payload_of() made.
NoticeText text_in(const std::string& payload);

}  // namespace millrace::alert
