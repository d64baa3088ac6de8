#include "api/change_hub.h"

#include <algorithm>

#include "base/log.h"
#include "json/writer.h"
#include "store/changes.h"
#include "store/object_table.h"

namespace millrace::api {
namespace {

constexpr int kPage = 512;
// So often watches are woken without news: who watches may have lost the session meanwhile.
constexpr base::Duration kAskAgain{15'000};

// Null when the kind is not registered or the row has been purged: nobody can be shown it.
Result<SharedChange> render(store::ReadTx& tx, const store::Change& change) {
  const resource::Kind* kind = resource::find_kind(change.kind);
  if (kind == nullptr) return SharedChange();
  auto object = store::ObjectTable::of(*kind).get(tx, change.id, store::Deleted::kInclude);
  if (!object) {
    if (object.error().code == ErrorCode::kNotFound) return SharedChange();
    return object.error();
  }
  auto event = std::make_shared<ChangeEvent>();
  event->rev = change.rev;
  event->op = store::word(change.op);
  event->kind = change.kind;
  event->id = change.id;
  event->workspace = change.workspace;
  event->owner = (*object)->owner;
  event->parent = resource::parent_of(*kind, **object);
  event->json = json::dump(resource::to_json(*kind, describe::View::kPublic, **object));
  if (kind->sharing.readable_by != nullptr) event->object = std::move(*object);
  return SharedChange(std::move(event));
}

}  // namespace

ChangeHub::ChangeHub(store::Store& store)
    : store_(store), first_after_(store.last_rev()), newest_(first_after_) {
  listener_ = store_.add_listener([this](std::int64_t) {
    base::MutexLock lock(mutex_);
    committed_ = true;
    changed_.notify_all();
  });
  thread_ = base::Thread("changes", [this] { follow(); });
}

ChangeHub::~ChangeHub() {
  store_.remove_listener(listener_);
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

Result<ChangeHub::Batch> ChangeHub::load(std::int64_t after, int limit) {
  Batch batch;
  TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
    batch = Batch{};
    TRY_ASSIGN(const store::ChangePage page, store::read_changes(tx, after, limit));
    if (page.position == store::ChangePage::Position::kGone)
      batch.position = Batch::Position::kGone;
    for (const auto& change : page.changes) {
      TRY_ASSIGN(SharedChange event, render(tx, change));
      if (event) batch.changes.push_back(std::move(event));
    }
    batch.next = page.next;
    return {};
  }));
  return batch;
}

void ChangeHub::follow() {
  std::int64_t position = newest();
  for (;;) {
    {
      base::MutexLock lock(mutex_);
      if (!committed_ && !stopping_) changed_.wait_for(mutex_, kAskAgain);
      if (stopping_) return;
      if (!committed_) {
        for (const auto& [token, waker] : wakers_) waker();
        continue;
      }
      committed_ = false;
    }
    for (;;) {
      auto batch = load(position, kPage);
      if (!batch) {
        log_warning("api", "watches lag: changes could not be read",
                    {{"error", batch.error().to_string()}});
        break;
      }
      if (batch->next == position) break;
      position = batch->next;
      base::MutexLock lock(mutex_);
      for (auto& change : batch->changes) recent_.push_back(std::move(change));
      newest_ = position;
      while (recent_.size() > kKept) {
        first_after_ = recent_.front()->rev;
        recent_.pop_front();
      }
      for (const auto& [token, waker] : wakers_) waker();
    }
  }
}

Result<ChangeHub::Batch> ChangeHub::after(std::int64_t rev, std::size_t limit) {
  {
    base::MutexLock lock(mutex_);
    if (rev >= first_after_) {
      Batch batch;
      batch.next = std::max(rev, newest_);
      auto it = std::upper_bound(recent_.begin(), recent_.end(), rev,
                                 [](std::int64_t r, const SharedChange& c) { return r < c->rev; });
      for (; it != recent_.end(); ++it) {
        if (batch.changes.size() == limit) {
          batch.next = batch.changes.back()->rev;
          break;
        }
        batch.changes.push_back(*it);
      }
      return batch;
    }
  }
  return load(rev, static_cast<int>(limit));
}

std::int64_t ChangeHub::newest() const {
  base::MutexLock lock(mutex_);
  return newest_;
}

std::uint64_t ChangeHub::add_waker(std::function<void()> waker) {
  base::MutexLock lock(mutex_);
  wakers_.emplace(next_token_, std::move(waker));
  return next_token_++;
}

void ChangeHub::remove_waker(std::uint64_t token) {
  base::MutexLock lock(mutex_);
  wakers_.erase(token);
}

}  // namespace millrace::api
