// What the cache shows is what is committed, whoever wrote it and however it is asked for.
#include "api/object_cache.h"

#include <fmt/core.h>

#include <atomic>

#include "base/thread.h"
#include "resource/model.h"
#include "resource/people.h"
#include "store/store_fixture.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::Model;
using resource::Workspace;
using store::Table;

class ObjectCacheTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = store::Store::open({.database = database_.address()}, base::system_clock());
    ASSERT_TRUE(opened) << opened.error().to_string();
    store_ = std::move(*opened);
    cache_.emplace(*store_, 1U << 20);
  }
  template <class T>
  T created(const std::string& name, const std::string& workspace = {}) {
    T object;
    object.name = name;
    object.workspace = workspace;
    write([&](store::Tx& tx) { return Table<T>().insert(tx, object); });
    return object;
  }
  void write(const std::function<Result<void>(store::Tx&)>& body) {
    const auto done = store_->write(body);
    ASSERT_TRUE(done) << done.error().to_string();
  }
  // The id of what is found; "" when there is none.
  std::string found(const resource::Kind& kind, const std::string& workspace,
                    const std::string& name) {
    auto shown = cache_->find(kind, workspace, name, "");
    return shown ? (*shown)->object->id : "";
  }

  store::FreshDatabase database_;
  std::unique_ptr<store::Store> store_;
  std::optional<ObjectCache> cache_;
};

TEST_F(ObjectCacheTest, ShowsTheSameObjectUntilItChanges) {
  Workspace object = created<Workspace>("one");
  const auto first = cache_->find(Workspace::kind(), "", "one", "");
  ASSERT_TRUE(first);
  created<Workspace>("another");
  const auto second = cache_->find(Workspace::kind(), "", "one", "");
  ASSERT_TRUE(second);
  EXPECT_EQ(*first, *second);  // not read again
  object.labels["team"] = "vision";
  write([&](store::Tx& tx) { return Table<Workspace>().update(tx, object); });
  const auto third = cache_->find(Workspace::kind(), "", object.id, "");
  const auto fourth = cache_->find(Workspace::kind(), "", "one", "");
  ASSERT_TRUE(third && fourth);
  EXPECT_EQ((*third)->object->revision, 2);
  EXPECT_NE((*fourth)->json.find("vision"), std::string::npos);
}

TEST_F(ObjectCacheTest, NamesFollowRenamesAndDeletions) {
  Workspace object = created<Workspace>("one");
  ASSERT_EQ(found(Workspace::kind(), "", "one"), object.id);
  object.name = "two";
  write([&](store::Tx& tx) { return Table<Workspace>().update(tx, object); });
  EXPECT_EQ(found(Workspace::kind(), "", "one"), "");
  EXPECT_EQ(found(Workspace::kind(), "", "two"), object.id);
  const Workspace heir = created<Workspace>("one");
  EXPECT_EQ(found(Workspace::kind(), "", "one"), heir.id);
  write([&](store::Tx& tx) { return Table<Workspace>().remove(tx, object.id); });
  EXPECT_EQ(found(Workspace::kind(), "", "two"), "");
  EXPECT_EQ(found(Workspace::kind(), "", object.id), "");
}

TEST_F(ObjectCacheTest, AnObjectOfTheWorkspaceHidesThePresetOfItsName) {
  const Model preset = created<Model>("tiny");
  ASSERT_EQ(found(Model::kind(), "w1", "tiny"), preset.id);
  const Model own = created<Model>("tiny", "w1");
  EXPECT_EQ(found(Model::kind(), "w1", "tiny"), own.id);
  EXPECT_EQ(found(Model::kind(), "w2", "tiny"), preset.id);
  write([&](store::Tx& tx) { return Table<Model>().remove(tx, own.id); });
  EXPECT_EQ(found(Model::kind(), "w1", "tiny"), preset.id);
}

// Whoever was told that a write is done reads it, while others fill the cache all the time.
TEST_F(ObjectCacheTest, ReadsWhatWasWritten) {
  Workspace object = created<Workspace>("one");
  std::atomic<bool> done = false;
  base::Thread reader("reader", [&] {
    while (!done) (void)cache_->find(Workspace::kind(), "", "one", "");
  });
  for (int i = 0; i < 200; ++i) {
    object.labels["i"] = fmt::format("{}", i);
    write([&](store::Tx& tx) { return Table<Workspace>().update(tx, object); });
    const auto shown = cache_->find(Workspace::kind(), "", "one", "");
    ASSERT_TRUE(shown);
    EXPECT_EQ((*shown)->object->revision, object.revision);
  }
  done = true;
  reader.join();
}

}  // namespace
}  // namespace millrace::api
