#include "cli/exec_session.h"

#include "json/value.h"

namespace millrace::cli {
namespace {

using Kind = net::WebSocketMessage::Kind;

net::WebSocketMessage text(json::Object object) {
  return {Kind::kText, json::dump(json::Value(std::move(object)))};
}

}  // namespace

Result<void> ExecSession::input(std::string_view bytes) {
  return socket_.send({Kind::kBinary, std::string(bytes)});
}

Result<void> ExecSession::end_of_input() {
  return socket_.send({Kind::kBinary, "\x04"});
}

Result<void> ExecSession::resized(TerminalSize size) {
  return socket_.send(
      text({{"resize", json::Object{{"columns", size.columns}, {"rows", size.rows}}}}));
}

Result<std::optional<int>> ExecSession::receive() {
  for (;;) {
    auto received = socket_.receive();
    if (!received && received.error().code == ErrorCode::kCancelled) return std::optional<int>(0);
    TRY_ASSIGN(const auto message, std::move(received));
    if (!message) return std::optional<int>();
    if (message->kind == Kind::kBinary) {
      if (console_.write_out(message->data) == Delivery::kClosed) return std::optional<int>(1);
      continue;
    }
    const auto value = json::parse(message->data);
    if (!value) continue;
    if (const json::Value* error = value->find("error"))
      return fail(ErrorCode::kUnavailable,
                  error->string_or("detail", "the command could not be run"));
    if (const json::Value* exit = value->find("exit"))
      return std::optional<int>(static_cast<int>(exit->int_or("code", 1)));
  }
}

}  // namespace millrace::cli
