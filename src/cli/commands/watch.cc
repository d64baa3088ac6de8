// watch: changes as they happen, over any number of connections; wait: until a run has ended.
#include <fmt/core.h>

#include "base/strings.h"
#include "cli/address.h"
#include "cli/api_client.h"
#include "cli/backoff.h"
#include "cli/columns.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/sse_reader.h"
#include "cli/text_width.h"

namespace millrace::cli {
namespace {

constexpr int kMostAttempts = 60;

class Watcher {
 public:
  Watcher(Context& context, ApiClient& api, const Address& address, Format format,
          std::string position)
      : context_(context),
        api_(api),
        address_(address),
        format_(format),
        position_(std::move(position)) {}

  Result<int> follow() {
    Backoff backoff(context_.clock, context_.rng);
    for (;;) {
      SseReader reader([&](const net::SseEvent& event) {
        backoff.reset();
        show(event);
      });
      net::ClientRequest request;
      request.headers.set("Accept", "text/event-stream");
      if (!position_.empty()) request.headers.set("Last-Event-ID", position_);
      request.on_body = [&](std::string_view bytes) {
        reader.feed(bytes);
        return delivery_ == Delivery::kClosed ? net::ClientRequest::Next::kStop
                                              : net::ClientRequest::Next::kContinue;
      };
      const auto ended = api_.send(std::move(request), address_.collection, {{"watch", "true"}});
      if (delivery_ == Delivery::kClosed) return 0;
      if (!ended) TRY(forgive(ended.error(), backoff));
      backoff.wait();
    }
  }

 private:
  // What a new attempt may mend.
  Result<void> forgive(const Error& error, const Backoff& backoff) {
    if (error.code == ErrorCode::kNotFound && !position_.empty()) {  // 410: older than what is kept
      say(context_, "some changes were missed; going on with what happens now");
      position_.clear();
      return {};
    }
    if (!base::info(error.code).may_retry || backoff.waits() >= kMostAttempts) return error;
    if (backoff.waits() == 0) say(context_, "the connection was lost; trying again");
    return {};
  }

  void show(const net::SseEvent& event) {
    if (!event.id.empty()) position_ = event.id;
    const auto object = json::parse(event.data);
    if (!object) return;
    if (event.event == "refused") return say(context_, object->string_or("detail", ""));
    if (!address_.id.empty() && object->string_or("id", "") != address_.id &&
        object->string_or("name", "") != address_.id)
      return;
    std::string line;
    if (format_ == Format::kTable) {
      line = printable(fmt::format(
                 "{}  {:8}  {:10}  {}  {}", cell("", object->find("updated_at")), event.event,
                 object->string_or("state", ""),
                 object->string_or(address_.kind->name_field, object->string_or("id", "")),
                 object->string_or("state_reason", ""))) +
             "\n";
    } else {
      line = json::dump(json::Value(
                 json::Object{{"event", event.event}, {"rev", event.id}, {"object", *object}})) +
             "\n";
    }
    delivery_ = context_.console.write_out(line);
  }

  Context& context_;
  ApiClient& api_;
  const Address& address_;
  Format format_;
  std::string position_;
  Delivery delivery_ = Delivery::kTaken;
};

bool contains(std::string_view list, std::string_view word) {
  for (const auto item : base::split(list, ','))
    if (base::trim(item) == word) return true;
  return false;
}

}  // namespace

Result<int> run_watch(Context& context, const Args& args) {
  TRY_ASSIGN(const Format format, output_format(args));
  if (args.words.empty() || args.words.size() > 2)
    return fail(ErrorCode::kInvalid,
                "watch takes a resource and perhaps an id, as: watch training-jobs");
  std::optional<std::string> id;
  if (args.words.size() == 2) id = args.words[1];
  TRY_ASSIGN(const Address address, find_address(context, args, args.words[0], id));
  if (address.kind == nullptr)
    return fail(ErrorCode::kInvalid, fmt::format("{} cannot be watched", args.words[0]));
  TRY_ASSIGN(Credentials c, effective_credentials(context, args.value("--server")));
  ApiClient api(context, std::move(c));
  return Watcher(context, api, address, format, args.value("--since")).follow();
}

Result<int> run_wait(Context& context, const Args& args) {
  constexpr base::Duration kLook{500};
  TRY_ASSIGN(const Format format, output_format(args));
  TRY_ASSIGN(const Address address, object_address(context, args));
  TRY_ASSIGN(const auto timeout, args.number("--timeout", 0, 1'000'000'000));
  TRY_ASSIGN(Credentials c, effective_credentials(context, args.value("--server")));
  ApiClient api(context, std::move(c));
  const std::string wanted = args.value("--for", "succeeded,failed,stopped");
  const base::Duration begin = context.clock.monotonic();
  Backoff backoff(context.clock, context.rng);
  for (;;) {
    const auto object = api.get(address.object());
    if (object) {
      backoff.reset();
      const std::string state = object->string_or("state", "");
      if (state.empty())
        return fail(ErrorCode::kInvalid, fmt::format("{} has no state to wait for", address.noun));
      if (contains(wanted, state)) {
        print_object(context, args, format, address.kind, *object);
        return args.has("--for") || state == "succeeded" ? 0 : 1;
      }
    } else if (!base::info(object.error().code).may_retry || backoff.waits() >= kMostAttempts) {
      return object.error();
    }
    if (timeout && context.clock.monotonic() - begin >= std::chrono::seconds(*timeout))
      return fail(ErrorCode::kTimeout,
                  fmt::format("{} is {} after {} seconds", address.noun,
                              object ? object->string_or("state", "") : "unknown", *timeout));
    if (object)
      context.clock.sleep_for(kLook);
    else
      backoff.wait();
  }
}

}  // namespace millrace::cli
