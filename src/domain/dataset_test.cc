// Labelled data sets on a store: versions, imports, publishing, what may be removed.
#include "domain/crud.h"
#include "domain/dataset_ops.h"
#include "domain/rules.h"
#include "resource/fine_tune.h"
#include "store/store_fixture.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using resource::DatasetImport;
using resource::DatasetVersion;
using resource::DatasetVersionState;
using resource::DataState;
using resource::ImportState;
using resource::LabeledDataset;
using store::ReadTx;
using store::Table;
using store::Tx;

class Datasets : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    write([&](Tx& tx) -> Result<void> {
      resource::Workspace workspace;
      workspace.name = "default";
      TRY(Table<resource::Workspace>().insert(tx, workspace));
      workspace_ = workspace.id;
      LabeledDataset dataset;
      dataset.name = "d1";
      TRY(create(tx, system_actor(), LabeledDataset::kind(), workspace_, dataset));
      dataset_ = dataset.id;
      return {};
    });
  }
  DatasetImport begin() {
    DatasetImport import;
    write([&](Tx& tx) -> Result<void> {
      import = {};
      TRY_ASSIGN(auto dataset, Table<LabeledDataset>().get(tx, dataset_));
      import.id = tx.new_id();
      TRY(begin_row_import(tx, system_actor(), dataset, import));
      return advance_import(tx, import, ImportState::kRunning, "", "");
    });
    return import;
  }
  void bring(std::int64_t rows) {
    DatasetImport import = begin();
    write([&](Tx& tx) -> Result<void> {
      TRY_ASSIGN(auto now, Table<DatasetImport>().get(tx, import.id));
      now.accepted = rows;
      return finish_row_import(tx, now, {{"unlabelled", rows}}, 100);
    });
  }
  DatasetVersion newest() {
    std::optional<DatasetVersion> version;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(const auto dataset, Table<LabeledDataset>().get(tx, dataset_));
      TRY_ASSIGN(version, version_of_dataset(tx, dataset, ""));
      return {};
    });
    return version.value_or(DatasetVersion{});
  }
  Result<void> publish(std::vector<std::string> segments) {
    const Published published{.version = newest().id,
                              .segments = std::move(segments),
                              .sha256 = "aa",
                              .trained_rows = 3,
                              .totals = {{{"unlabelled", 3}}, 100}};
    return store_->write([&](Tx& tx) -> Result<void> {
      TRY(publish_version(tx, system_actor(), published));
      return {};
    });
  }
  LabeledDataset dataset() {
    LabeledDataset out;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(out, Table<LabeledDataset>().get(tx, dataset_));
      return {};
    });
    return out;
  }
  std::string workspace_, dataset_;
};

TEST_F(Datasets, RowsThatComeInAreADraftUntilItIsPublished) {
  EXPECT_EQ(dataset().state, DataState::kCreating);
  EXPECT_EQ(dataset().data_type, "text");
  const DatasetImport first = begin();
  EXPECT_EQ(dataset().state, DataState::kImporting);
  bring(3);
  EXPECT_EQ(dataset().state, DataState::kImporting) << "the first goes on";
  write([&](Tx& tx) -> Result<void> {
    TRY_ASSIGN(auto now, Table<DatasetImport>().get(tx, first.id));
    return advance_import(tx, now, ImportState::kFailed, "BadContent", "words");
  });
  EXPECT_EQ(dataset().state, DataState::kReady) << "the rows of the other are there";
  EXPECT_EQ(newest().name, "V1");
  EXPECT_EQ(newest().row_count, 3);
  ASSERT_TRUE(publish(newest().segments));
  EXPECT_EQ(newest().state, DatasetVersionState::kPublished);
  EXPECT_EQ(dataset().latest_version, "V1");
  bring(2);
  EXPECT_EQ(newest().name, "V2");
  EXPECT_EQ(newest().state, DatasetVersionState::kDraft);
  EXPECT_EQ(newest().row_count, 5);
  EXPECT_EQ(newest().segments.size(), 2U);
}

TEST_F(Datasets, RowsThatComeWhileItIsPublishedRefuseIt) {
  bring(3);
  const auto seen = newest().segments;
  bring(1);
  const auto published = publish(seen);
  ASSERT_FALSE(published);
  EXPECT_EQ(published.error().code, ErrorCode::kConflict);
  EXPECT_TRUE(publish(newest().segments));
}

TEST_F(Datasets, OnlyPublishedVersionsAreMounted) {
  const auto content = [&](const std::string& version) {
    std::string words;
    read([&](ReadTx& tx) -> Result<void> {
      const auto found = published_content(tx, workspace_, "d1", version);
      words = found ? found->version.name : found.error().message;
      return {};
    });
    return words;
  };
  bring(3);
  EXPECT_NE(content("").find("no published version"), std::string::npos);
  EXPECT_NE(content("V1").find("is a draft"), std::string::npos);
  EXPECT_NE(content("V9").find("no version"), std::string::npos);
  ASSERT_TRUE(publish(newest().segments));
  EXPECT_EQ(content("V1"), "V1");
  bring(1);
  EXPECT_EQ(content(""), "V1") << "not the draft";
}

TEST_F(Datasets, StatesOfImportsGoOnlyWhereTheTableLetsThem) {
  DatasetImport import = begin();
  const auto cancel = [&](Tx& tx) -> Result<void> {
    TRY_ASSIGN(import, Table<DatasetImport>().get(tx, import.id));
    return request_import_cancel(tx, system_actor(), import);
  };
  write(cancel);
  EXPECT_EQ(import.state, ImportState::kCancelling);
  write([&](Tx& tx) { return advance_import(tx, import, ImportState::kCancelled, "", ""); });
  EXPECT_EQ(dataset().state, DataState::kCreating) << "nothing ever came";
  write([&](Tx& tx) -> Result<void> {
    TRY_ASSIGN(import, Table<DatasetImport>().get(tx, import.id));
    return request_import_resume(tx, system_actor(), import);
  });
  EXPECT_EQ(import.state, ImportState::kQueued);
  write(cancel);
  EXPECT_EQ(import.state, ImportState::kCancelled) << "it had not begun";
  EXPECT_FALSE(may_become(ImportState::kSucceeded, ImportState::kQueued));
}

TEST_F(Datasets, WhatAFineTuneNamesIsNotRemoved) {
  bring(3);
  ASSERT_TRUE(publish(newest().segments));
  bring(1);
  resource::FineTune tune;
  tune.workspace = workspace_;
  tune.name = "t1";
  tune.train_data = {{.dataset = dataset_, .version = "V1", .upload = {}}};
  write([&](Tx& tx) { return Table<resource::FineTune>().insert(tx, tune); });
  const auto removal = [&](const resource::Kind& kind, const std::string& id) {
    const auto removed =
        store_->write([&](Tx& tx) { return remove(tx, system_actor(), kind, id, std::nullopt); });
    return removed ? "" : removed.error().message;
  };
  EXPECT_NE(removal(LabeledDataset::kind(), dataset_).find("\"t1\""), std::string::npos);
  std::string v1;
  read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto version, Table<DatasetVersion>().find(tx, {workspace_, dataset_}, "V1"));
    v1 = version.id;
    return {};
  });
  EXPECT_NE(removal(DatasetVersion::kind(), v1).find("\"t1\""), std::string::npos);
  write([&](Tx& tx) { return Table<resource::FineTune>().remove(tx, tune.id); });
  EXPECT_NE(removal(DatasetVersion::kind(), newest().id).find("newest"), std::string::npos);
  EXPECT_EQ(removal(DatasetVersion::kind(), v1), "");
  EXPECT_EQ(dataset().latest_version, "");
  EXPECT_EQ(removal(LabeledDataset::kind(), dataset_), "");
}

}  // namespace
}  // namespace millrace::domain
