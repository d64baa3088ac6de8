// logs: one instance's, at once or followed to the end of the run over any number of connections.
#include <fmt/core.h>

#include "base/encode.h"
#include "cli/address.h"
#include "cli/api_client.h"
#include "cli/backoff.h"
#include "cli/command.h"
#include "cli/log_stitch.h"
#include "cli/output.h"

namespace millrace::cli {
namespace {

constexpr int kMostAttempts = 60;
constexpr std::string_view kOverlapLines = "20000";

bool has_ended(std::string_view state) {
  return state == "succeeded" || state == "failed" || state == "stopped";
}

class LogFollower {
 public:
  LogFollower(Context& context, ApiClient& api, const Args& args, std::string run_path,
              std::int64_t instance)
      : context_(context),
        api_(api),
        run_path_(std::move(run_path)),
        log_path_(fmt::format("{}/instances/{}/logs", run_path_, instance)),
        stitch_(args.has("--tail") ? LogStitch::By::kOverlap : LogStitch::By::kCount) {
    if (args.has("--tail")) query_.emplace_back("tail", args.value("--tail"));
    if (args.has("--since")) query_.emplace_back("since", args.value("--since"));
  }

  Result<int> once() {
    TRY(stream(query_));
    return 0;
  }

  Result<int> follow() {
    query_.emplace_back("follow", "true");
    TRY(await_instance());
    Backoff backoff(context_.clock, context_.rng);
    for (;;) {
      Query query = query_;
      if (query[0].first == "tail" && stitch_.begun()) query[0].second = kOverlapLines;
      stitch_.reconnect();
      got_ = false;
      const auto ended = stream(query);
      if (closed_) return 0;
      if (got_) backoff.reset();
      if (ended) {
        TRY_ASSIGN(const json::Value run, api_.get(run_path_));
        if (has_ended(run.string_or("state", ""))) return 0;
      } else if (!base::info(ended.error().code).may_retry || backoff.waits() >= kMostAttempts) {
        return ended.error();
      } else if (backoff.waits() == 0) {
        say(context_, "the connection was lost; trying again");
      }
      backoff.wait();
    }
  }

 private:
  // A run that waits for its place has no instances yet.
  Result<void> await_instance() {
    constexpr base::Duration kLook{300};
    for (;; context_.clock.sleep_for(kLook)) {
      TRY_ASSIGN(const json::Value run, api_.get(run_path_));
      const json::Value* instances = run.find("instances");
      const std::size_t count =
          instances && instances->as_array() ? instances->as_array()->size() : 0;
      if (count > 0 || has_ended(run.string_or("state", ""))) return {};
    }
  }

  Result<void> stream(const Query& query) {
    net::ClientRequest request;
    request.on_body = [this](std::string_view bytes) {
      const std::string fresh = stitch_.take(bytes);
      got_ = got_ || !fresh.empty();
      if (!fresh.empty()) closed_ = context_.console.write_out(fresh) == Delivery::kClosed;
      return closed_ ? net::ClientRequest::Next::kStop : net::ClientRequest::Next::kContinue;
    };
    TRY(api_.send(std::move(request), log_path_, query));
    return {};
  }

  Context& context_;
  ApiClient& api_;
  std::string run_path_, log_path_;
  Query query_;
  LogStitch stitch_;
  bool got_ = false;     // something new on this connection
  bool closed_ = false;  // nobody reads our output any more
};

}  // namespace

Result<int> run_logs(Context& context, const Args& args) {
  TRY_ASSIGN(const Address address, object_address(context, args));
  TRY_ASSIGN(const auto instance, args.number("--instance", 0, 1'000'000));
  TRY(args.number("--tail", 0, 1'000'000));
  if (args.has("--since")) TRY(base::parse_rfc3339(args.value("--since")));
  TRY_ASSIGN(Credentials c, effective_credentials(context, args.value("--server")));
  ApiClient api(context, std::move(c));
  const std::string run = args.value("--run", "current");
  LogFollower follower(context, api, args,
                       fmt::format("{}/runs/{}", address.object(), base::percent_encode(run)),
                       instance.value_or(0));
  return args.has("--follow") ? follower.follow() : follower.once();
}

}  // namespace millrace::cli
