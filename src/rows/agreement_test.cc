#include "rows/agreement.h"

#include <gtest/gtest.h>

namespace millrace::rows {
namespace {

TEST(CohensKappa, IsWhatTextbooksSay) {
  // 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: 0.4.
  std::vector<std::pair<std::string, std::string>> pairs;
  const auto add = [&](int times, const char* a, const char* b) {
    for (int i = 0; i < times; ++i) pairs.emplace_back(a, b);
  };
  add(20, "yes", "yes");
  add(5, "yes", "no");
  add(10, "no", "yes");
  add(15, "no", "no");
  EXPECT_NEAR(*cohens_kappa(pairs), 0.4, 1e-12);
  EXPECT_FALSE(cohens_kappa({}));
  EXPECT_EQ(cohens_kappa({{"a", "a"}, {"a", "a"}}), 1.0);
  EXPECT_EQ(cohens_kappa({{"a", "b"}, {"b", "a"}}), -1.0);
}

TEST(KendallsTau, CountsPairsInTheSameOrder) {
  EXPECT_EQ(kendalls_tau({0, 1, 2, 3}, {0, 1, 2, 3}), 1.0);
  EXPECT_EQ(kendalls_tau({0, 1, 2, 3}, {3, 2, 1, 0}), -1.0);
  EXPECT_NEAR(*kendalls_tau({0, 1, 2}, {0, 2, 1}), 1.0 / 3, 1e-12);
  EXPECT_FALSE(kendalls_tau({0}, {0}));
  EXPECT_FALSE(kendalls_tau({0, 1}, {0, 1, 2}));
}

}  // namespace
}  // namespace millrace::rows
