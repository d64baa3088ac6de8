#include "text/jinja/template.h"

#include <gtest/gtest.h>

namespace millrace::text::jinja {
namespace {

TEST(Template, WritesItself) {
  const auto parsed = Template::parse("a{{ 1 + 1 }}b");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->render({})->text, "a2b");
}

}  // namespace
}  // namespace millrace::text::jinja
