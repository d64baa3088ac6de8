#include "control/retention.h"

#include <gtest/gtest.h>

#include "domain/crud.h"
#include "resource/assets.h"
#include "runtime/fake_runtime.h"
#include "store/ledger.h"
#include "store/store_fixture.h"
#include "store/table.h"

namespace millrace::control {
namespace {

class RetentionTest : public store::StoreTest {
 protected:
  Retention make(std::function<bool()> settled = [] { return true; }) {
    return Retention({.store = *store_,
                      .runtime = runtime_,
                      .scalars = scalars_,
                      .series = *series_,
                      .clock = clock_,
                      .runs_settled = std::move(settled),
                      .remove_upload = [this](const std::string& id) -> Result<void> {
                        removed_.push_back(id);
                        return {};
                      }});
  }
  store::TemporaryFolder scratch_;
  runtime::FakeRuntime runtime_{clock_, 1,
                                [](const auto&, const auto&) { return runtime::FakeBehaviour{}; }};
  metrics::ScalarsStore scalars_{scratch_.file("scalars.db"), clock_};
  std::unique_ptr<metrics::TimeSeriesStore> series_ =
      metrics::sqlite_series_store(scratch_.file("metrics.db"), clock_);
  std::vector<std::string> removed_;
};

TEST_F(RetentionTest, UploadsExpireBytesFirst) {
  std::string id;
  write([&](store::Tx& tx) -> Result<void> {
    resource::Workspace workspace;
    workspace.name = "default";
    TRY(store::Table<resource::Workspace>().insert(tx, workspace));
    resource::Upload upload;
    upload.name = "f";
    upload.size = 1;
    TRY(domain::create(tx, domain::system_actor(), resource::Upload::kind(), workspace.id, upload));
    id = upload.id;
    return {};
  });
  Retention retention = make();
  retention.turn();
  EXPECT_TRUE(removed_.empty());
  clock_.advance(std::chrono::hours(24 * 30));
  retention.turn();
  EXPECT_EQ(removed_, std::vector<std::string>{id});
  retention.turn();
  EXPECT_EQ(removed_.size(), 1u);
}

TEST_F(RetentionTest, HoursAreCutOnceRunsAreSettled) {
  write([&](store::Tx& tx) -> Result<void> {
    TRY(store::set_capacity(tx, "0n", "cpu", 1000, 1000));
    return store::open_allocation(tx,
                                  {.workspace = "0w",
                                   .user_id = "0u",
                                   .run = "0r",
                                   .attempt = 1,
                                   .node = "0n",
                                   .resource = "cpu",
                                   .amount = 1000},
                                  store::AllocationKind::kRunning);
  });
  clock_.advance(std::chrono::hours(2));
  bool settled = false;
  Retention retention = make([&] { return settled; });
  retention.turn();
  const auto since = [&] {
    std::optional<base::Time> out;
    read([&](store::ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(out, store::held_since(tx, {.run = "0r", .attempt = 1}));
      return {};
    });
    return clock_.now() - *out;
  };
  EXPECT_GE(since(), std::chrono::hours(2));
  settled = true;
  retention.turn();
  EXPECT_LT(since(), std::chrono::hours(1));
}

}  // namespace
}  // namespace millrace::control
