// Mail to a server of a dozen lines that writes down what it is told.
#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/thread.h"
#include "io/socket.h"
#include "net/client.h"
#include "net/listener.h"

namespace millrace::net {
namespace {

struct FakeMailServer {
  FakeMailServer() {
    listener = std::move(*io::listen_tcp("127.0.0.1", 0));
    port = *io::local_port(listener.get());
    thread = base::Thread("fake-smtp", [this] { serve(); });
  }
  void serve() {
    auto client = io::accept(listener.get(), base::Duration(10'000));
    if (!client) return;
    const auto say = [&](std::string_view text) {
      return io::send_all(client->get(), text).has_value();
    };
    say("220 test\r\n");
    std::string pending;
    bool in_data = false;
    while (true) {
      const std::size_t end = pending.find("\r\n");
      if (end == pending.npos) {
        auto more = io::receive_some(client->get(), 4096, base::Duration(10'000));
        if (!more || more->empty()) return;
        pending += *more;
        continue;
      }
      const std::string line = pending.substr(0, end);
      pending.erase(0, end + 2);
      heard += line + "\n";
      if (in_data && line != ".") continue;
      in_data = line == "DATA";
      say(in_data                            ? "354 go on\r\n"
          : line.find("nobody") != line.npos ? "550 no such user\r\n"
                                             : "250 ok\r\n");
      if (line == "QUIT") return;
    }
  }
  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port); }

  io::Fd listener;
  std::uint16_t port = 0;
  std::string heard;
  base::Thread thread;
};

TEST(Mail, IsDeliveredWithItsWordsWhole) {
  FakeMailServer server;
  Mail mail{.server_url = server.url(),
            .from = "millrace@example.org",
            .to = {"a@example.org", "b@example.org"},
            .subject = "训练任务失败",
            .text = "任务 t1 失败\nfirst line\n.\n"};
  const auto sent = send_mail(mail, base::from_unix_ms(1'700'000'000'000), "id-1@millrace",
                              base::Duration(10'000));
  ASSERT_TRUE(sent.has_value()) << sent.error().to_string();
  server.thread.join();
  const std::string& heard = server.heard;
  EXPECT_NE(heard.find("MAIL FROM:<millrace@example.org>"), heard.npos);
  EXPECT_NE(heard.find("RCPT TO:<b@example.org>"), heard.npos);
  EXPECT_NE(heard.find("Date: Tue, 14 Nov 2023 22:13:20 +0000"), heard.npos);
  EXPECT_NE(heard.find("Subject: =?UTF-8?B?" + base::to_base64(mail.subject) + "?="), heard.npos);
  EXPECT_NE(heard.find("Message-ID: <id-1@millrace>"), heard.npos);
  EXPECT_NE(heard.find(base::to_base64(mail.text)), heard.npos);
}

TEST(Mail, RefusalsAndForgeriesAreErrors) {
  FakeMailServer server;
  Mail mail{.server_url = server.url(),
            .from = "a@example.org",
            .to = {"nobody@example.org"},
            .subject = "s",
            .text = "t"};
  EXPECT_FALSE(send_mail(mail, {}, "id", base::Duration(10'000)).has_value());
  mail.subject = "s\r\nBcc: x@example.org";
  EXPECT_EQ(send_mail(mail, {}, "id", base::Duration(10'000)).error().code, ErrorCode::kInvalid);
  mail.to.clear();
  EXPECT_EQ(send_mail(mail, {}, "id", base::Duration(10'000)).error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace millrace::net
