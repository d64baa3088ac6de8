// Fine-tunes in the domain: what may be named, what a start freezes, which runs go on from which.
#include <gtest/gtest.h>

#include "domain/crud.h"
#include "domain/node_ops.h"
#include "domain/plan_fine_tune.h"
#include "domain/planners.h"
#include "domain/restart.h"
#include "domain/rules_fine_tune.h"
#include "resource/assets.h"
#include "store/store_fixture.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::FineTune;
using resource::Model;
using resource::ModelVersion;
using resource::RunState;
using resource::Upload;
using store::ReadTx;
using store::Table;
using store::Tx;

ContentPlaces places() {
  ContentPlaces out;
  out.model_folder = [](const std::string& version, const std::string&) {
    return "/models/" + version;
  };
  out.upload_file = [](const std::string& id) { return "/uploads/" + id; };
  out.engine_program = []() -> Result<std::string> { return std::string("/bin/engine"); };
  return out;
}

class FineTunes : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    write([&](Tx& tx) -> Result<void> {
      resource::Workspace workspace;
      workspace.name = "default";
      TRY(Table<resource::Workspace>().insert(tx, workspace));
      workspace_ = workspace.id;
      TRY_ASSIGN(const auto cluster, ensure_cluster(tx, "local"));
      resource::Flavor flavor;
      flavor.name = "1C_2G";
      flavor.cluster = cluster.id;
      TRY(ensure_flavor(tx, flavor));
      Upload upload;
      upload.workspace = workspace_;
      upload.name = "rows.jsonl";
      upload.sha256 = "d1";
      upload.state = resource::UploadState::kComplete;
      TRY(Table<Upload>().insert(tx, upload));
      upload_ = upload.id;
      return add_model(tx);
    });
  }
  Result<void> add_model(Tx& tx) {
    Model model;
    model.workspace = workspace_;
    model.name = "base";
    model.latest_version = "V1";
    TRY(Table<Model>().insert(tx, model));
    ModelVersion version;
    version.workspace = workspace_;
    version.model = model.id;
    version.name = "V1";
    version.state = resource::VersionState::kReady;
    version.sha256 = "aa";
    version.actions = {resource::ModelAction::kTune};
    TRY(Table<ModelVersion>().insert(tx, version));
    version_ = version.id;
    return {};
  }
  FineTune a_tune() {
    FineTune tune;
    tune.name = "t1";
    tune.base_model = "base";
    tune.flavor = "1C_2G";
    tune.train_data = {{.dataset = {}, .version = {}, .upload = upload_}};
    return tune;
  }
  Result<void> make(FineTune& tune) {
    return store_->write(
        [&](Tx& tx) { return create(tx, system_actor(), FineTune::kind(), workspace_, tune); });
  }
  std::string refused_field(FineTune tune) {
    const auto made = make(tune);
    if (made || made.error().violations.empty()) return "";
    return made.error().violations[0].field;
  }
  resource::Run start(const std::string& id) {
    resource::Run run;
    write([&](Tx& tx) -> Result<void> {
      TRY_ASSIGN(run, request_start(tx, system_actor(), FineTune::kind(), id, places()));
      return {};
    });
    return run;
  }
  static std::vector<std::string> goes_on_from(const resource::Run& run) {
    protocol::RunSpec spec;
    describe::decode_stored(describe::Described<protocol::RunSpec>::get(), run.spec, &spec);
    return spec.resume_runs;
  }
  void stop(const std::string& id) {
    write([&](Tx& tx) { return request_stop(tx, system_actor(), FineTune::kind(), id); });
  }

  std::string workspace_, upload_, version_;
};

TEST_F(FineTunes, AFileIsFoundByItsName) {
  FineTune tune = a_tune();
  tune.train_data[0].upload = "rows.jsonl";
  ASSERT_TRUE(make(tune));
  EXPECT_EQ(tune.train_data[0].upload, upload_);
  // Of several with that name the newest is meant, and only one's own.
  std::string newer;
  write([&](Tx& tx) -> Result<void> {
    Upload upload;
    upload.workspace = workspace_;
    upload.name = "rows.jsonl";
    upload.state = resource::UploadState::kComplete;
    TRY(Table<Upload>().insert(tx, upload));
    newer = upload.id;
    Upload other = upload;
    other.id.clear();
    other.owner = "somebody";
    return Table<Upload>().insert(tx, other);
  });
  FineTune again = a_tune();
  again.name = "t2";
  again.train_data[0].upload = "rows.jsonl";
  ASSERT_TRUE(make(again));
  EXPECT_EQ(again.train_data[0].upload, newer);
}

TEST_F(FineTunes, AnAdapterIsNoBaseAndKeepsItsOwn) {
  write([&](Tx& tx) -> Result<void> {
    Model model;
    model.workspace = workspace_;
    model.name = "light";
    model.latest_version = "V1";
    TRY(Table<Model>().insert(tx, model));
    ModelVersion adapter;
    adapter.workspace = workspace_;
    adapter.model = model.id;
    adapter.model_name = "light";
    adapter.name = "V1";
    adapter.state = resource::VersionState::kReady;
    adapter.weights = resource::WeightsForm::kAdapter;
    adapter.lineage.base_version = version_;
    return Table<ModelVersion>().insert(tx, adapter);
  });
  FineTune tune = a_tune();
  tune.base_model = "light";
  const auto refused = make(tune);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("merge it into its base"), std::string::npos);
  const auto kept = store_->write([&](Tx& tx) {
    return domain::remove(tx, system_actor(), ModelVersion::kind(), version_, {});
  });
  ASSERT_FALSE(kept);
  EXPECT_NE(kept.error().message.find("V1 of model \"light\" is an adapter that needs it"),
            std::string::npos)
      << kept.error().message;
}

TEST_F(FineTunes, AStartFreezesBaseAndData) {
  FineTune tune = a_tune();
  ASSERT_TRUE(make(tune));
  EXPECT_EQ(tune.base_model_name, "base");
  const resource::Run run = start(tune.id);
  EXPECT_EQ(run.workload_kind, "fine_tune");
  EXPECT_EQ(run.frozen.find("base_version")->string_or("id", ""), version_);
  EXPECT_EQ((*run.frozen.find("data")->as_array())[0].string_or("sha256", ""), "d1");
  EXPECT_TRUE(goes_on_from(run).empty());
}

TEST_F(FineTunes, AfterAStopTheNextRunGoesOnFromTheOnesBefore) {
  FineTune tune = a_tune();
  ASSERT_TRUE(make(tune));
  const resource::Run first = start(tune.id);
  stop(tune.id);
  const resource::Run second = start(tune.id);
  EXPECT_EQ(goes_on_from(second), std::vector{first.id});
  stop(tune.id);
  const resource::Run third = start(tune.id);
  EXPECT_EQ(goes_on_from(third), (std::vector{second.id, first.id}));
  stop(tune.id);
  write([&](Tx& tx) -> Result<void> {
    TRY_ASSIGN(FineTune now, Table<FineTune>().get(tx, tune.id));
    now.params.learning_rate = 1e-3;
    return Table<FineTune>().update(tx, now);
  });
  EXPECT_TRUE(goes_on_from(start(tune.id)).empty());
}

TEST_F(FineTunes, WhatCannotBeIsRefusedByItsField) {
  FineTune tune = a_tune();
  tune.base_model = "nobody";
  EXPECT_EQ(refused_field(tune), "base_model");
  tune = a_tune();
  tune.base_model_version = "V7";
  EXPECT_EQ(refused_field(tune), "base_model_version");
  tune = a_tune();
  tune.train_data[0].upload = "nothing";
  EXPECT_EQ(refused_field(tune), "train_data[0].upload");
  tune = a_tune();
  tune.train_data[0].dataset = "d1";
  EXPECT_EQ(refused_field(tune), "train_data[0].upload") << "one or the other";
  tune.train_data[0].upload.clear();
  EXPECT_EQ(refused_field(tune), "train_data[0].dataset");
  tune = a_tune();
  tune.train_data[0].version = "V1";
  EXPECT_EQ(refused_field(tune), "train_data[0].version");
  tune = a_tune();
  tune.model_type = resource::ModelType::kImageUnderstanding;
  EXPECT_EQ(refused_field(tune), "model_type");
  tune = a_tune();
  tune.params.lora_target_modules = {"q_proj", "c_attn"};
  EXPECT_EQ(refused_field(tune), "params.lora_target_modules[1]");
}

TEST_F(FineTunes, AVersionThatCannotBeTunedSaysWhy) {
  write([&](Tx& tx) -> Result<void> {
    TRY_ASSIGN(ModelVersion version, Table<ModelVersion>().get(tx, version_));
    version.actions.clear();
    version.not_usable = "it has no tokenizer";
    return Table<ModelVersion>().update(tx, version);
  });
  FineTune tune = a_tune();
  const auto made = make(tune);
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().violations.at(0).reason.find("it has no tokenizer"), std::string::npos);
}

TEST_F(FineTunes, AnUploadInUseStaysAndItsRemovalIsRefused) {
  FineTune tune = a_tune();
  ASSERT_TRUE(make(tune));
  read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto used, uploads_in_use(tx));
    EXPECT_TRUE(used.contains(upload_));
    return {};
  });
  const auto removed = store_->write(
      [&](Tx& tx) { return remove(tx, system_actor(), Upload::kind(), upload_, std::nullopt); });
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().code, ErrorCode::kConflict);
}

TEST_F(FineTunes, PlanAndFactGoIntoTheRow) {
  FineTune tune = a_tune();
  ASSERT_TRUE(make(tune));
  const resource::Run run = start(tune.id);
  write([&](Tx& tx) {
    return record_plan_and_fact(tx, run.id, json::Object{{"plan", json::Object{{"steps", 7}}}});
  });
  read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const FineTune now, Table<FineTune>().get(tx, tune.id));
    EXPECT_EQ(*now.plan.find("steps")->as_int(), 7);
    EXPECT_TRUE(now.fact.is_null());
    return {};
  });
}

TEST(Planners, EveryWorkloadIsFoundByItsKind) {
  for (const resource::Kind* kind : workload_kinds()) EXPECT_EQ(planner_of(*kind)->kind, kind);
  EXPECT_EQ(planner_of(Model::kind()), nullptr);
}

}  // namespace
}  // namespace millrace::domain
