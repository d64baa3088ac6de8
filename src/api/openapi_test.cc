#include "api/openapi.h"

#include <gtest/gtest.h>

#include "resource/people.h"

namespace millrace::api {
namespace {

TEST(OpenApi, NamesEveryResourceWithAnExampleOfWhatUsersCreate) {
  const json::Value document = openapi_document({});
  const json::Array* listed = document.find("x-millrace-resources")->as_array();
  ASSERT_EQ(listed->size(), resource::all_kinds().size());
  for (const auto& one : *listed) {
    const resource::Kind* kind = resource::find_kind(one.string_or("plural", ""));
    ASSERT_NE(kind, nullptr);
    EXPECT_EQ(one.string_or("kind", ""), kind->name);
    EXPECT_EQ(one.find("example") != nullptr, kind->user_creates) << kind->name;
  }
}

// A response with a member that its closed schema does not have would fit no schema at all.
TEST(OpenApi, WhatIsShownOnceIsInTheSchemaOfTheCreationOnly) {
  const json::Value document = openapi_document({});
  const json::Value* schemas = document.find("components")->find("schemas");
  EXPECT_NE(schemas->find("ApiTokenCreated")->find("properties")->find("secret"), nullptr);
  EXPECT_EQ(schemas->find("ApiToken")->find("properties")->find("secret"), nullptr);
  EXPECT_EQ(schema_ref(resource::ApiToken::kind(), "Created").string_or("$ref", ""),
            "#/components/schemas/ApiTokenCreated");
}

}  // namespace
}  // namespace millrace::api
