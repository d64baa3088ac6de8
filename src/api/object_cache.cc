#include "api/object_cache.h"

#include "json/writer.h"

namespace millrace::api {
namespace {

using store::ChangeFollower;

// Only the last part is what somebody wrote; ids hold no line feed, so no two keys are alike.
std::string key_of(const resource::Kind& kind, const store::Place& place,
                   const std::string& id_or_name, const std::string& owner) {
  std::string key(kind.table_name);
  for (const std::string* part : {&place.workspace, &place.parent, &owner, &id_or_name})
    (key += '\n') += *part;
  return key;
}

// Whether a change of another object can change which one a name means.
bool names_wander(const resource::Kind& kind) {
  return kind.presets != resource::Presets::kNone ||
         kind.names_unique != resource::NamesUnique::kInScope;
}

}  // namespace

Result<ObjectCache::Seen> ObjectCache::look(const std::string& key) {
  base::MutexLock lock(mutex_);
  TRY(feed_.follow(
      shown_.empty() ? ChangeFollower::Cache::kEmpty : ChangeFollower::Cache::kFilled,
      [this](const store::Change& change) NO_THREAD_SAFETY_ANALYSIS { apply(change); },
      [this]() NO_THREAD_SAFETY_ANALYSIS {
        ++changes_;
        shown_.clear();
      }));
  const SharedShown* shown = shown_.find(key);
  return Seen{shown != nullptr ? *shown : nullptr, changes_};
}

void ObjectCache::apply(const store::Change& change) {
  ++changes_;
  shown_.erase_if([&](const SharedShown& shown) {
    return shown->object->id == change.id ||
           (shown->kind->name == change.kind && names_wander(*shown->kind));
  });
}

Result<ObjectCache::SharedShown> ObjectCache::find(const resource::Kind& kind,
                                                   const store::Place& place,
                                                   const std::string& id_or_name,
                                                   const std::string& owner) {
  const std::string key = key_of(kind, place, id_or_name, owner);
  TRY_ASSIGN(Seen seen, look(key));
  if (seen.shown) return std::move(seen.shown);
  auto shown = std::make_shared<Shown>();
  shown->kind = &kind;
  TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(shown->object, store::ObjectTable::of(kind).find(tx, place, id_or_name, owner));
    return {};
  }));
  shown->json = json::dump(resource::to_json(kind, describe::View::kPublic, *shown->object));
  base::MutexLock lock(mutex_);
  if (seen.changes == changes_) shown_.put(key, shown, key.size() + 2 * shown->json.size() + 1024);
  return SharedShown(std::move(shown));
}

}  // namespace millrace::api
