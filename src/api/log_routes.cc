// Logs of instances: as text, followed as chunked text or server-sent events, or downloaded.
#include <fmt/core.h>

#include <algorithm>

#include "api/collection.h"
#include "api/log_followers.h"
#include "api/route_groups.h"
#include "api/standing.h"
#include "api/workload_run.h"
#include "base/strings.h"
#include "net/sse.h"

namespace millrace::api {
namespace {

using Next = LogReader::Piece::Next;

enum class Form { kText, kEvents };
enum class Until { kNow, kEndOfRun };

struct LogQuery {
  std::string start;
  std::int64_t attempt = 1;
  Form form = Form::kText;
  Until until = Until::kNow;
};

class LogSource final : public net::StreamSource {
 public:
  LogSource(Services& services, LogFollowers::Target target, const LogQuery& query,
            Standing standing)
      : standing_(std::move(standing)),
        followers_(services.log_followers),
        target_(std::move(target)),
        query_(query),
        reader_(services.runtime, services.store, target_.run_id, target_.instance, query.attempt,
                query.start) {}

  ~LogSource() override {
    if (token_ != 0) followers_.remove(target_, token_);
  }

  void start(Waker waker) override {
    if (query_.until == Until::kEndOfRun) token_ = followers_.add(target_, std::move(waker));
  }
  void end_soon() override { ending_ = true; }

  net::Pulled pull(std::size_t max_bytes) override {
    if (ending_) return {net::Pulled::Kind::kEnd};
    if (const auto still = standing_.check(); !still) {
      ending_ = true;
      return {net::Pulled::Kind::kData, refusal(still.error())};
    }
    for (;;) {
      auto piece = reader_.read(std::max<std::size_t>(max_bytes, 1024));
      if (!piece) return {net::Pulled::Kind::kEnd};
      if (piece->next == Next::kEnd || (piece->next == Next::kLater && query_.until == Until::kNow))
        ending_ = true;
      if (!piece->bytes.empty()) return {net::Pulled::Kind::kData, framed(std::move(piece->bytes))};
      if (ending_) return {net::Pulled::Kind::kEnd};
      if (piece->next == Next::kLater) return {net::Pulled::Kind::kWait};
    }
  }

 private:
  std::string framed(std::string bytes) const {
    if (query_.form == Form::kText) return bytes;
    return net::sse_text({.event = "log", .data = base::to_valid_utf8(bytes)});
  }

  std::string refusal(const Error& error) const {
    if (query_.form == Form::kEvents) return refused_event(error);
    return fmt::format("\n[this is not the end of the log: {}]\n", error.message);
  }

  Standing standing_;
  LogFollowers& followers_;
  LogFollowers::Target target_;
  LogQuery query_;
  LogReader reader_;
  std::uint64_t token_ = 0;
  bool ending_ = false;
};

Result<LogQuery> log_query(const net::Request& request, const resource::Run& run) {
  LogQuery query;
  const std::string* tail = request.query_value("tail");
  const std::string* since = request.query_value("since");
  const std::string* attempt = request.query_value("attempt");
  if (tail != nullptr) {
    const auto lines = base::parse_int(*tail);
    if (!lines || *lines < 0 || *lines > 1'000'000)
      return base::invalid_field("tail", "must be a number of lines up to 1,000,000");
    query.start = fmt::format("tail:{}", *lines);
    query.attempt = std::max<std::int64_t>(run.attempt, 1);
  } else if (since != nullptr) {
    const auto time = base::parse_rfc3339(*since);
    if (!time) return base::invalid_field("since", time.error().message);
    query.start = fmt::format("since:{}", base::unix_ms(*time));
  }
  if (attempt != nullptr) {
    const auto number = base::parse_int(*attempt);
    if (!number || *number < 1 || *number > run.attempt)
      return base::invalid_field("attempt", fmt::format("must be between 1 and {}", run.attempt));
    query.attempt = *number;
  }
  const std::string* follow = request.query_value("follow");
  if (follow != nullptr && *follow == "true") query.until = Until::kEndOfRun;
  const std::string* accept = request.headers.find("accept");
  if (accept != nullptr && accept->find("text/event-stream") != std::string::npos)
    query.form = Form::kEvents;
  return query;
}

Result<net::Response> read_log(const Call& call, const resource::Kind& kind) {
  TRY_ASSIGN(const WorkloadRun found, workload_run(call, kind, "logs"));
  TRY_ASSIGN(const std::int64_t instance, instance_of(call, found.run));
  TRY_ASSIGN(const LogQuery query, log_query(call.request, found.run));
  auto source = std::make_shared<LogSource>(
      call.services, LogFollowers::Target{found.run.id, instance, query.attempt}, query,
      Standing(call, kind, "logs", *found.workload));
  if (query.form == Form::kEvents) return net::sse_response(std::move(source));
  net::Response response{
      .status = 200, .headers = {}, .body = std::shared_ptr<net::StreamSource>(std::move(source))};
  response.headers.set("Content-Type", "text/plain; charset=utf-8");
  response.headers.set("X-Content-Type-Options", "nosniff");
  const std::string* download = call.request.query_value("download");
  if (download != nullptr && *download == "true")
    response.headers.set("Content-Disposition",
                         fmt::format("attachment; filename=\"{}-{}.log\"", found.run.id, instance));
  return response;
}

}  // namespace

void add_log_routes(Routes& routes) {
  for (const resource::Kind* kind : workload_kinds())
    routes.add(
        {.method = "GET",
         .path = collection_path(*kind) + "/{id}/runs/{run}/instances/{instance}/logs",
         .summary =
             "The instance's log over all attempts; follow=true goes on to the end of the run.",
         .tag = std::string(kind->plural),
         .permission = "workload.logs",
         .response_schema = json::Object{{"type", "string"}},
         .response_type = "text/plain",
         .query = {"follow", "tail", "since", "attempt", "download"}},
        [kind](const Call& call) { return read_log(call, *kind); });
}

}  // namespace millrace::api
