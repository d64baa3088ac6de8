#include "api/media_type.h"

#include <gtest/gtest.h>

#include "json/value.h"

namespace millrace::api {
namespace {

net::Request with(const char* content_type, std::string method = "POST") {
  net::Request request;
  request.method = std::move(method);
  request.body = R"({"name":"a"})";
  if (content_type != nullptr) request.headers.set("Content-Type", content_type);
  return request;
}

TEST(MediaType, JsonPassesHoweverItIsSpelt) {
  for (const char* type : {"application/json", "Application/JSON ; Charset=\"UTF-8\"",
                           "application/json;charset=utf-8", "application/vnd.api+json"})
    EXPECT_FALSE(refusal_of_media_type(with(type))) << type;
  EXPECT_FALSE(refusal_of_media_type(with("application/merge-patch+json", "PATCH")));
}

TEST(MediaType, WhatSaysNothingOrIsNothingPasses) {
  EXPECT_FALSE(refusal_of_media_type(with(nullptr)));
  net::Request empty = with("application/x-www-form-urlencoded");
  empty.body.clear();
  EXPECT_FALSE(refusal_of_media_type(empty));
  EXPECT_FALSE(refusal_of_media_type(with("text/plain", "DELETE")));
}

TEST(MediaType, AnythingElseIsToldWhichHeaderToSend) {
  for (const char* type : {"text/plain", "application/jsonp", "multipart/form-data; boundary=x", "",
                           "text/plain; application/json", "application/json; charset=utf-16"}) {
    const auto refusal = refusal_of_media_type(with(type));
    ASSERT_TRUE(refusal) << type;
    EXPECT_EQ(refusal->status, 415);
    EXPECT_EQ(*refusal->headers.find("Accept"), "application/json");
    const auto problem = json::parse(std::get<std::string>(refusal->body));
    ASSERT_TRUE(problem);
    EXPECT_NE(problem->string_or("detail", "").find("Content-Type: application/json"),
              std::string::npos);
  }
  const auto form = refusal_of_media_type(with("application/x-www-form-urlencoded", "PATCH"));
  ASSERT_TRUE(form);
  EXPECT_NE(form->headers.find("Accept-Patch"), nullptr);
  EXPECT_NE(std::get<std::string>(form->body).find("curl: -H"), std::string::npos);
}

}  // namespace
}  // namespace millrace::api
