// All parts of a running server, in the order in which they are made; they end in the opposite
// order.
#pragma once
#include <memory>
#include <optional>

#include "alert/alerts.h"
#include "alert/net_transport.h"
#include "api/api.h"
#include "api/change_hub.h"
#include "api/log_followers.h"
#include "auth/login_throttle.h"
#include "auth/passwords.h"
#include "auth/sessions.h"
#include "control/controllers.h"
#include "control/model_imports.h"
#include "control/row_imports.h"
#include "metrics/card_probe.h"
#include "metrics/counters.h"
#include "metrics/sampler.h"
#include "net/server.h"
#include "packages/package_store.h"
#include "runtime/runtime.h"
#include "server/data_folder.h"
#include "server/data_stage.h"
#include "server/upkeep.h"
#include "settings/load.h"
#include "store/refusals.h"
#include "store/store.h"
#include "uploads/upload_store.h"

namespace millrace::server {

class Parts {
 public:
  // Opens the store and the runtime, makes the first account; nothing listens yet.
  static Result<std::unique_ptr<Parts>> make(const settings::Loaded& loaded);
  ~Parts();

  Result<void> start();  // controllers, then the routes, then the doors
  void drain();

 private:
  explicit Parts(const settings::Loaded& loaded) : loaded_(loaded) {}
  Result<void> open_store();
  Result<void> open_runtime();
  Result<void> first_start();
  void make_services();
  void start_alerts();
  Result<void> start_controllers();
  Result<void> start_imports();
  Result<void> listen();

  const settings::Loaded& loaded_;
  DataFolder data_;
  std::optional<io::ProcessLock> lock_;
  std::unique_ptr<store::Store> store_;
  std::optional<store::Refusals> refusals_;
  std::optional<auth::Passwords> passwords_;
  std::optional<auth::LoginThrottle> throttle_;
  std::optional<auth::Sessions> sessions_;
  std::optional<crypto::Vault> vault_;
  std::optional<DataStage> stage_;
  std::unique_ptr<runtime::Runtime> runtime_;
  std::optional<packages::PackageStore> packages_, model_files_;
  std::optional<uploads::UploadStore> uploads_;
  std::optional<rows::Library> library_;
  std::optional<api::ChangeHub> changes_;
  std::optional<api::ObjectCache> shown_;
  std::optional<api::LogFollowers> log_followers_;
  std::unique_ptr<metrics::TimeSeriesStore> series_;
  std::optional<metrics::ScalarsStore> scalars_;
  metrics::Counters counters_;
  domain::ContentPlaces places_;
  std::optional<api::Services> services_;
  std::unique_ptr<metrics::CardProbe> cards_;
  std::optional<alert::NetTransport> alert_transport_;
  std::optional<alert::Alerts> alerts_;
  std::optional<control::Controllers> controllers_;
  std::optional<control::ModelImports> imports_;
  std::optional<control::RowImports> row_imports_;
  std::optional<metrics::Sampler> sampler_;
  std::optional<Upkeep> upkeep_;
  std::unique_ptr<net::Server> http_;
};

}  // namespace millrace::server
