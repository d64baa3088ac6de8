// A console, a server and a disk for tests of commands: what is written is kept, calls are answered
// by a list of rules. For tests only.
#pragma once
#include <gtest/gtest.h>

#include <deque>

#include "cli/context.h"
#include "io/fake_file_system.h"

namespace millrace::cli {

class FakeConsole final : public Console {
 public:
  Delivery write_out(std::string_view bytes) override {
    out += bytes;
    return out.size() >= close_after ? Delivery::kClosed : Delivery::kTaken;
  }
  void write_err(std::string_view bytes) override { err += bytes; }
  Result<std::string> read_input(std::size_t) override { return input; }
  bool is_terminal(Stream) override { return terminal; }
  int columns() override { return 80; }
  Result<std::string> ask(std::string_view) override { return answer(); }
  Result<std::string> ask_secret(std::string_view) override { return answer(); }

  std::string out, err, input;
  std::deque<std::string> answers;
  bool terminal = false;
  std::size_t close_after = std::string::npos;

 private:
  Result<std::string> answer() {
    if (answers.empty()) return fail(ErrorCode::kInvalid, "there is no terminal to ask on");
    std::string a = answers.front();
    answers.pop_front();
    return a;
  }
};

// Answers in order; a call that is not the expected one fails the test.
class FakeHttp final : public Http {
 public:
  struct Rule {
    std::string call;  // "GET /api/v1/…?query"
    int status = 200;
    std::string body{};
    net::Headers headers{};
    std::optional<Error> error{};  // the connection breaks after `body`
  };
  std::deque<Rule> rules;
  std::vector<net::ClientRequest> seen;

  Result<net::ClientResponse> send(const net::ClientRequest& request) override {
    seen.push_back(request);
    const auto path = request.url.find('/', request.url.find("://") + 3);
    const std::string call = request.method + " " + request.url.substr(path);
    if (rules.empty()) {
      ADD_FAILURE() << "unexpected call " << call;
      return fail(ErrorCode::kInternal, "unexpected call");
    }
    const Rule rule = rules.front();
    rules.pop_front();
    EXPECT_EQ(call, rule.call);
    net::ClientResponse response{rule.status, rule.headers, rule.body};
    if (request.on_body && rule.status < 300) {
      response.body.clear();
      if (request.on_body(rule.body) == net::ClientRequest::Next::kStop) return response;
    }
    if (rule.error) return *rule.error;
    return response;
  }

  Result<std::unique_ptr<Socket>> open_socket(const SocketRequest&) override {
    return fail(ErrorCode::kUnavailable, "no sockets here");
  }
};

class CommandTest : public ::testing::Test {
 protected:
  int millrace(const std::vector<std::string>& words) {
    console.out.clear();
    console.err.clear();
    return run(context, words);
  }
  void expect(std::string call, std::string body, int status = 200) {
    http.rules.push_back({std::move(call), status, std::move(body)});
  }
  void TearDown() override {
    EXPECT_TRUE(http.rules.empty()) << "was not called: " << http.rules.front().call;
  }
  const net::ClientRequest& last() { return http.seen.back(); }

  FakeConsole console;
  FakeHttp http;
  io::FakeFileSystem files;
  base::FakeClock clock;
  base::SeededRng rng{7};
  Context context{console, http, files, clock, rng, {"HOME=/home/u", "MILLRACE_TOKEN=t"}};
};

inline constexpr std::string_view kWs = "/api/v1/workspaces/default/";

}  // namespace millrace::cli
