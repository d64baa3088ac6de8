#include "store/change_follower.h"

namespace millrace::store {
namespace {
constexpr int kPage = 1'000;
constexpr std::int64_t kTooFarBehind = 10'000;  // revs: forgetting all is cheaper than reading them
}  // namespace

Result<void> ChangeFollower::follow(Cache cache, const std::function<void(const Change&)>& apply,
                                    const std::function<void()>& forget) {
  const std::int64_t last = store_.last_rev();
  if (last == followed_) return {};
  if (cache == Cache::kEmpty || last < followed_ || last - followed_ > kTooFarBehind) {
    forget();
    followed_ = last;
    return {};
  }
  while (followed_ < last) {
    ChangePage page;
    const std::int64_t after = followed_;
    TRY(store_.read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(page, read_changes(tx, after, kPage));
      return {};
    }));
    if (page.position == ChangePage::Position::kGone) forget();
    for (const auto& change : page.changes) apply(change);
    followed_ = page.next;
  }
  return {};
}

}  // namespace millrace::store
