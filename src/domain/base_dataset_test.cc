// Base data sets on a store: who may name what, where they are mounted, who stands on one.
#include "resource/base_dataset.h"
#include "domain/crud.h"
#include "domain/sharing.h"
#include "domain/staging_ops.h"
#include "resource/run.h"
#include "store/event_log.h"
#include "store/store_fixture.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::BaseDataset;
using store::ReadTx;
using store::Table;
using store::Tx;

class BaseDatasets : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    write([&](Tx& tx) -> Result<void> {
      for (auto* id : {&here_, &there_}) {
        resource::Workspace workspace;
        workspace.name = id == &here_ ? "here" : "there";
        TRY(Table<resource::Workspace>().insert(tx, workspace));
        *id = workspace.id;
      }
      resource::Storage storage;
      storage.name = "disk";
      storage.path = "/srv/disk";
      TRY(create(tx, system_actor(), resource::Storage::kind(), "", storage));
      storage_ = storage.id;
      return {};
    });
  }
  Actor ordinary() const {
    return {.user_id = "0u",
            .account = "u",
            .groups = {resource::Group::kOrdinary},
            .address = "",
            .request_id = "",
            .roles = {{here_, {resource::MemberRole::kDeveloper}}}};
  }
  Result<BaseDataset> make(const Actor& actor, BaseDataset dataset) {
    Result<void> done;
    write([&](Tx& tx) -> Result<void> {
      BaseDataset made = dataset;
      made.storage = "disk";
      done = create(tx, actor, BaseDataset::kind(), here_, made);
      if (done) dataset = made;
      return {};
    });
    if (!done) return done.error();
    return dataset;
  }
  static BaseDataset named(std::string name, std::string path) {
    BaseDataset out;
    out.name = std::move(name);
    out.path = std::move(path);
    return out;
  }
  std::string here_, there_, storage_;
};

TEST_F(BaseDatasets, OnlyAdministratorsTakeAWholeStorage) {
  const auto refused = make(ordinary(), named("a", ""));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().violations.at(0).field, "path");
  EXPECT_TRUE(make(system_actor(), named("a", "")));
  const auto made = make(ordinary(), named("b", "x/"));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->path, "x");
  EXPECT_EQ(made->storage, storage_);
  EXPECT_EQ(made->mount_path, "/work/mount/data/b");
}

TEST_F(BaseDatasets, WorkspacesAreOnesOwnAndAreReadFromThere) {
  BaseDataset wanted = named("a", "x");
  wanted.visibility = resource::DatasetVisibility::kWorkspaces;
  EXPECT_EQ(make(ordinary(), wanted).error().violations.at(0).field, "workspaces");
  wanted.workspaces = {"there"};
  EXPECT_EQ(make(ordinary(), wanted).error().violations.at(0).field, "workspaces[0]");
  wanted.workspaces = {"there", there_, "here"};
  const auto made = make(system_actor(), wanted);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->workspaces.size(), 2u);
  read([&](ReadTx& tx) -> Result<void> {
    for (const auto& workspace : {here_, there_}) {
      TRY_ASSIGN(const auto found, find_shared(tx, BaseDataset::kind(), {"0v", workspace}, "a"));
      EXPECT_EQ(found->id, made->id);
    }
    EXPECT_EQ(find_shared(tx, BaseDataset::kind(), {"0v", "0elsewhere"}, "a").error().code,
              ErrorCode::kNotFound);
    return {};
  });
}

TEST_F(BaseDatasets, WhatRunsStandOnStaysAndSaysByWhom) {
  const auto made = make(system_actor(), named("a", "x"));
  ASSERT_TRUE(made);
  resource::Run run;
  run.workload_kind = "training_job";
  run.workload_name = "job";
  run.name = "job-1";
  run.owner = "0w";
  run.owner_name = "wanda";
  run.frozen = json::Object{{"datasets", json::Array{json::Object{{"id", made->id}}}}};
  write([&](Tx& tx) { return Table<resource::Run>().insert(tx, run); });
  const auto removed = [&](const Actor& actor) {
    Result<void> done;
    write([&](Tx& tx) -> Result<void> {
      done = remove(tx, actor, BaseDataset::kind(), made->id, std::nullopt);
      return {};
    });
    return done;
  };
  EXPECT_NE(removed(system_actor()).error().message.find("wanda (training_job \"job\")"),
            std::string::npos);
  const auto told = removed(ordinary());
  EXPECT_EQ(told.error().code, ErrorCode::kConflict);
  EXPECT_NE(told.error().message.find("wanda"), std::string::npos);
  EXPECT_EQ(told.error().message.find("\"job\""), std::string::npos)
      << "others' jobs have no names";
  run.active = false;
  write([&](Tx& tx) { return Table<resource::Run>().update(tx, run); });
  EXPECT_TRUE(removed(ordinary()));
}

TEST_F(BaseDatasets, WhatIsBroughtIsProgressAndTwoEvents) {
  resource::Run run;
  run.workload_kind = "training_job";
  run.workload = "0gone";
  run.name = "job-1";
  write([&](Tx& tx) { return Table<resource::Run>().insert(tx, run); });
  const auto note = [&](StagingMark mark, std::int64_t done) {
    write([&](Tx& tx) {
      return note_staging(tx, run.id, {.mark = mark, .done_bytes = done, .total_bytes = 10});
    });
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(run, Table<resource::Run>().get(tx, run.id));
      return {};
    });
  };
  note(StagingMark::kBegun, 0);
  note(StagingMark::kGoesOn, 4);
  EXPECT_EQ(run.progress.string_or("phase", ""), "staging");
  EXPECT_EQ(run.progress.int_or("step", 0), 4);
  EXPECT_EQ(run.progress.int_or("total_steps", 0), 10);
  note(StagingMark::kWhole, 10);
  EXPECT_TRUE(run.progress.is_null());
  std::vector<std::string> reasons;
  read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto events, store::list_events(tx, {.run = run.id}));
    for (const auto& event : events) reasons.push_back(event.reason);
    return {};
  });
  EXPECT_EQ(reasons, (std::vector<std::string>{"StagingData", "DataStaged"}));
}

}  // namespace
}  // namespace millrace::domain
