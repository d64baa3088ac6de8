// What a bucket has beside the contract of all stores: refusals in words, what is tried again, how
// a broken connection is gone on from. The server answers as it is told.
#include "objects/s3_store.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <deque>

#include "base/log.h"
#include "net/server.h"
#include "objects/probe.h"

namespace millrace::objects {
namespace {

using net::Request;
using net::Response;

Response xml(int status, std::string body) {
  return Response::text(status, std::move(body), "application/xml");
}

Response refused(int status, const std::string& code, const std::string& more = "") {
  return xml(status, "<Error><Code>" + code + "</Code><Message>m</Message>" + more + "</Error>");
}

Response part_of(const std::string& whole, std::size_t from) {
  Response out = Response::text(206, whole.substr(from));
  out.headers.set("Content-Range",
                  fmt::format("bytes {}-{}/{}", from, whole.size() - 1, whole.size()));
  out.headers.set("ETag", "\"e1\"");
  return out;
}

class S3StoreTest : public testing::Test {
 protected:
  void SetUp() override {
    base::set_log_level(base::LogLevel::kError);
    server_ = std::make_unique<net::Server>(net::ServerOptions{.listen = {"127.0.0.1:0"}},
                                            base::system_clock(), base::system_rng());
    for (const char* method : {"GET", "HEAD", "PUT", "POST", "DELETE"})
      server_->route(method, "/{rest*}", [this](const Request& r) { return answer(r); },
                     {.max_body_bytes = 16 << 20});
    ASSERT_TRUE(server_->start());
    options_.endpoint = "http://" + server_->addresses()[0];
    options_.bucket = "b";
    options_.keys = {.access_key = "AK", .secret_key = "top-secret", .region = "r-1"};
    store_ = std::make_unique<S3Store>(options_, clock_, rng_);
  }
  void TearDown() override { base::set_log_level(base::LogLevel::kInfo); }

  Result<Response> answer(const Request& request) {
    const base::MutexLock lock(mutex_);
    std::string line = request.method + " " + request.path;
    for (const auto& [name, value] : request.query) line += " " + name + "=" + value;
    if (const auto* range = request.headers.find("range")) line += " " + *range;
    seen_.push_back(line);
    if (answers_.empty()) return refused(500, "NothingPlanned");
    Response out = std::move(answers_.front());
    answers_.pop_front();
    return out;
  }
  void plan(Response response) {
    const base::MutexLock lock(mutex_);
    answers_.push_back(std::move(response));
  }
  std::vector<std::string> seen() {
    const base::MutexLock lock(mutex_);
    return seen_;
  }
  Error list_error() {
    auto page = store_->list({});
    EXPECT_FALSE(page);
    return page ? Error{} : page.error();
  }

  base::FakeClock clock_;
  base::SeededRng rng_{1};
  S3Options options_;
  base::Mutex mutex_;
  std::deque<Response> answers_ GUARDED_BY(mutex_);
  std::vector<std::string> seen_ GUARDED_BY(mutex_);
  std::unique_ptr<net::Server> server_;
  std::unique_ptr<S3Store> store_;
};

TEST_F(S3StoreTest, RefusalsSayWhatToDo) {
  const struct {
    int status;
    const char* code;
    ErrorCode expected;
    const char* words;
  } kAll[] = {
      {403, "InvalidAccessKeyId", ErrorCode::kUnauthenticated, "access key is not known"},
      {403, "SignatureDoesNotMatch", ErrorCode::kUnauthenticated, "secret key does not belong"},
      {403, "RequestTimeTooSkewed", ErrorCode::kUnavailable, "set the time right"},
      {404, "NoSuchBucket", ErrorCode::kNotFound, "there is no bucket \"b\""},
      {403, "AccessDenied", ErrorCode::kForbidden, "no right to list in bucket \"b\""},
      {301, "PermanentRedirect", ErrorCode::kInvalid, "its own endpoint"},
      {400, "Whatever", ErrorCode::kInvalid, "refused to list (400, Whatever: m)"},
  };
  for (const auto& c : kAll) {
    plan(refused(c.status, c.code));
    const Error error = list_error();
    EXPECT_EQ(error.code, c.expected) << c.code;
    EXPECT_NE(error.message.find(c.words), std::string::npos) << error.message;
    EXPECT_EQ(error.message.find("top-secret"), std::string::npos);
  }
  plan(refused(400, "AuthorizationHeaderMalformed", "<Region>eu-9</Region>"));
  EXPECT_EQ(list_error().message, "the region must be eu-9");
  EXPECT_EQ(seen().size(), std::size(kAll) + 1) << "a refusal is not tried again";
}

TEST_F(S3StoreTest, WhoIsNotThereIsNamed) {
  options_.endpoint = "http://127.0.0.1:1";
  options_.attempts = 2;
  S3Store store(options_, clock_, rng_);
  const auto page = store.list({});
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(page.error().message.starts_with("http://127.0.0.1:1 cannot be reached: "))
      << page.error().message;
  EXPECT_NE(page.error().message.find("tried 2 times"), std::string::npos);
}

TEST_F(S3StoreTest, AnOverloadedServerIsAskedAgainEverMoreSeldom) {
  const auto before = clock_.monotonic();
  for (int i = 0; i < 3; ++i) plan(refused(503, "SlowDown"));
  plan(xml(200, "<ListBucketResult/>"));
  EXPECT_TRUE(store_->list({}));
  EXPECT_EQ(seen().size(), 4u);
  const auto waited = clock_.monotonic() - before;
  EXPECT_GE(waited.count(), (200 + 400 + 800) / 2);
  EXPECT_LE(waited.count(), 200 + 400 + 800);
  for (int i = 0; i < 10; ++i) plan(refused(500, "InternalError"));
  const Error error = list_error();
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_NE(error.message.find("overloaded or broken (500, InternalError: m); tried 6 times"),
            std::string::npos)
      << error.message;
}

TEST_F(S3StoreTest, AReadGoesOnFromWhereItBroke) {
  const std::string whole = "0123456789";
  Response head = Response::text(200, whole);
  head.headers.set("ETag", "\"e1\"");
  plan(std::move(head));
  Response cut = part_of(whole, 0);  // all that was asked for, it says; and gives four bytes
  cut.body = std::string("0123");
  plan(std::move(cut));
  plan(part_of(whole, 4));
  std::string got;
  const auto info = store_->get("k", {}, [&](std::string_view bytes) -> Result<void> {
    got += bytes;
    return {};
  });
  ASSERT_TRUE(info) << info.error().to_string();
  EXPECT_EQ(got, whole);
  EXPECT_EQ(seen(),
            (std::vector<std::string>{"HEAD /b/k", "GET /b/k bytes=0-9", "GET /b/k bytes=4-9"}));
}

TEST_F(S3StoreTest, WhatChangedMeanwhileIsNotMixed) {
  Response head = Response::text(200, "0123456789");
  head.headers.set("ETag", "\"e1\"");
  plan(std::move(head));
  plan(refused(412, "PreconditionFailed"));
  const auto info = store_->get("k", {}, [](auto) { return Result<void>(); });
  EXPECT_EQ(info.error().code, ErrorCode::kConflict);
}

TEST_F(S3StoreTest, AHeadThatIsRefusedIsAskedWhy) {
  plan(Response{.status = 403});
  plan(refused(403, "InvalidAccessKeyId"));
  EXPECT_EQ(store_->stat("k").error().code, ErrorCode::kUnauthenticated);
}

TEST_F(S3StoreTest, PartsThatCannotBePutTogetherAreDropped) {
  options_.part_bytes = 4;
  S3Store store(options_, clock_, rng_);
  plan(xml(200, "<R><UploadId>u 1</UploadId></R>"));
  plan(Response{.status = 200});
  plan(Response{.status = 200});
  plan(refused(200, "InternalError"));
  plan(Response{.status = 204});
  TextSource text("012345");
  const auto put = store.put("k", text, {});
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(seen(),
            (std::vector<std::string>{"POST /b/k uploads=", "PUT /b/k partNumber=1 uploadId=u 1",
                                      "PUT /b/k partNumber=2 uploadId=u 1",
                                      "POST /b/k uploadId=u 1", "DELETE /b/k uploadId=u 1"}));
}

TEST_F(S3StoreTest, AServerThatOverlooksConditionsIsFoundOut) {
  for (int i = 0; i < 4; ++i) plan(Response{.status = 200});  // whatever the condition
  plan(Response{.status = 204});
  TextSource text("x");
  EXPECT_EQ(store_->put("k", text, {.when = PutOptions::When::kAbsent}).error().code,
            ErrorCode::kInvalid);
  EXPECT_EQ(*store_->conditions(), Conditions::kNone);
  EXPECT_EQ(seen().size(), 5u) << "and is asked once";
}

TEST_F(S3StoreTest, AProbeSaysWhichRightIsMissing) {
  plan(xml(200, "<ListBucketResult/>"));
  plan(refused(403, "AccessDenied"));
  plan(Response{.status = 204});
  const auto probed = probe(*store_, Wanted::kReadAndWrite, rng_);
  ASSERT_FALSE(probed);
  EXPECT_EQ(probed.error().code, ErrorCode::kForbidden);
  EXPECT_TRUE(probed.error().message.starts_with("cannot write: the key has no right to write"))
      << probed.error().message;
}

TEST_F(S3StoreTest, AnswersThatAreNoXmlAreNoEmptyLists) {
  plan(Response::text(200, "hello"));
  EXPECT_EQ(list_error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace millrace::objects
