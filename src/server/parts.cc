#include "server/parts.h"

#include <cmath>
#include <cstdio>

#include "auth/first_start.h"
#include "base/log.h"
#include "control/sample_targets.h"
#include "runtime/local/local_runtime.h"
#include "server/program.h"
#include "server/requirements.h"
#include "server/server_counters.h"

namespace millrace::server {
namespace {

constexpr std::size_t kShownBytes = 16U << 20;  // of objects kept as they were last shown

std::vector<protocol::EnvironmentVariable> passed_on(const std::vector<std::string>& names) {
  std::vector<protocol::EnvironmentVariable> environment;
  for (const auto& name : names)
    if (const char* value = getenv(name.c_str())) environment.push_back({name, value});
  return environment;
}

// Where the content of packages lies on this machine, which is the node.
domain::ContentPlaces content_places(const packages::PackageStore& packages,
                                     const packages::PackageStore& models,
                                     const uploads::UploadStore& uploads, rows::Library& library) {
  const auto requirements = std::make_shared<Requirements>(base::system_clock());
  return {[&packages](const std::string& package, const std::string& sha256) {
            return packages.content_path(package, sha256);
          },
          [requirements](const std::string& folder) { return requirements->in(folder); },
          [&models](const std::string& version, const std::string& sha256) {
            return models.content_path(version, sha256);
          },
          [&uploads](const std::string& upload) { return uploads.path(upload); },
          [&library](const std::string& dataset, const std::string& version) {
            return library.training_file(dataset, version);
          },
          [&library](const std::string& dataset) { return library.folder(dataset); },
          [&library](const std::string& dataset,
                     const std::vector<std::string>& segments) -> Result<std::int64_t> {
            TRY_ASSIGN(const auto rows, library.live(dataset, segments));
            return rows->edits_end();
          },
          []() -> Result<std::string> { return own_program(); },
          engine_program};
}

}  // namespace

Result<std::unique_ptr<Parts>> Parts::make(const settings::Loaded& loaded) {
  auto parts = std::unique_ptr<Parts>(new Parts(loaded));
  TRY_ASSIGN(parts->data_, DataFolder::open(io::system_files(), loaded.settings.server.data));
  auto lock = io::ProcessLock::acquire(parts->data_.lock());
  if (!lock)
    return fail(ErrorCode::kConflict, "another server uses " + parts->data_.root +
                                          "; stop it, or give this one its own --data");
  parts->lock_ = std::move(*lock);
  for (const auto& warning : loaded.warnings) log_warning("settings", warning);
  TRY_ASSIGN(parts->vault_, crypto::Vault::open(io::system_files(), parts->data_.secret_key(),
                                                base::system_rng()));
  TRY(parts->open_store());
  TRY(parts->first_start());
  TRY(parts->open_runtime());
  parts->make_services();
  return parts;
}

Parts::~Parts() {
  drain();
}

Result<void> Parts::open_store() {
  const std::string& url = loaded_.settings.database.url;
  TRY_ASSIGN(store_, store::Store::open({.database = url.empty() ? data_.database() : url},
                                        base::system_clock()));
  refusals_.emplace(*store_, base::system_clock());
  passwords_.emplace(base::system_rng());
  const settings::Auth& wanted = loaded_.settings.auth;
  auth::ThrottleOptions throttle;
  throttle.pair.free_attempts = wanted.throttle_failures;
  throttle.pair.longest_wait = std::chrono::seconds(wanted.throttle_block_s);
  throttle.forget_after = std::chrono::seconds(wanted.throttle_window_s);
  throttle_.emplace(base::system_clock(), throttle);
  const auth::SessionOptions sessions{.lifetime = std::chrono::seconds(wanted.session_max_s),
                                      .idle = std::chrono::seconds(wanted.session_ttl_s)};
  sessions_.emplace(*store_, *passwords_, *throttle_, base::system_clock(), base::system_rng(),
                    sessions);
  return {};
}

Result<void> Parts::first_start() {
  const std::string& password = loaded_.settings.admin.password;
  TRY_ASSIGN(const auth::FirstStart first,
             auth::ensure_first_start(*store_, *passwords_, base::system_rng(),
                                      password.empty() ? std::nullopt : std::optional(password)));
  if (first.generated_password)
    std::fprintf(stderr,
                 "\nmillrace: first start. Account: admin   Password: %s\n(shown this once; change "
                 "it after signing in)\n\n",
                 first.generated_password->c_str());
  return {};
}

Result<void> Parts::open_runtime() {
  const settings::Runtime& wanted = loaded_.settings.runtime;
  stage_.emplace(DataStage::Parts{.store = *store_,
                                  .vault = *vault_,
                                  .files = io::system_files(),
                                  .clock = base::system_clock(),
                                  .rng = base::system_rng(),
                                  .folder = data_.data_cache(),
                                  .max_bytes = wanted.data_cache_bytes});
  TRY(stage_->open());
  runtime::LocalOptions options{.data = data_.root,
                                .shim_program = shim_program(loaded_),
                                .node = loaded_.settings.node.name,
                                .uid_first = wanted.uid_first,
                                .uid_last = wanted.uid_first + wanted.uid_count - 1,
                                .environment = passed_on(wanted.pip_environment),
                                .log_segment_bytes = wanted.log_max_bytes,
                                .log_bytes_max = wanted.log_max_bytes * wanted.log_files,
                                .pids_max = wanted.pids_max,
                                .stage =
                                    [this](const std::string& source, const std::string& into,
                                           const runtime::StageWatch& watch) {
                                      return stage_->bring(source, into, watch);
                                    },
                                .venv_cache_bytes = wanted.venv_cache_bytes};
  TRY_ASSIGN(runtime_, runtime::LocalRuntime::open(std::move(options), io::system_files(),
                                                   base::system_clock()));
  return {};
}

void Parts::make_services() {
  packages_.emplace(io::system_files(), data_.packages(), base::system_clock(), base::system_rng());
  model_files_.emplace(io::system_files(), data_.models(), base::system_clock(),
                       base::system_rng());
  uploads_.emplace(io::system_files(), data_.uploads());
  library_.emplace(io::system_files(), data_.datasets());
  places_ = content_places(*packages_, *model_files_, *uploads_, *library_);
  changes_.emplace(*store_);
  shown_.emplace(*store_, kShownBytes);
  log_followers_.emplace(*runtime_, *store_);
  const settings::Metrics& kept = loaded_.settings.metrics;
  series_ = metrics::sqlite_series_store(
      data_.metrics(), base::system_clock(),
      {kept.keep_minutes_days, kept.keep_hours_days, kept.keep_days_days});
  scalars_.emplace(data_.scalars(), base::system_clock());
  const bool tls = !loaded_.settings.server.tls_certificate.empty();
  services_.emplace(api::Services{*store_,
                                  *refusals_,
                                  *sessions_,
                                  *passwords_,
                                  *throttle_,
                                  tls ? auth::Transport::kTls : auth::Transport::kPlain,
                                  *runtime_,
                                  *packages_,
                                  *model_files_,
                                  *uploads_,
                                  *library_,
                                  *changes_,
                                  *shown_,
                                  *log_followers_,
                                  *series_,
                                  *scalars_,
                                  counters_,
                                  loaded_,
                                  places_,
                                  io::system_files(),
                                  base::system_clock(),
                                  base::system_rng(),
                                  *vault_});
}

Result<void> Parts::start() {
  TRY(start_controllers());
  start_alerts();
  const auto days = loaded_.settings.auth.audit_retention_days;
  upkeep_.emplace(*store_, *refusals_, *sessions_, base::system_clock(),
                  Keep{.audit = std::chrono::hours(24) * days});
  return listen();
}

void Parts::start_alerts() {
  const settings::Alerts& wanted = loaded_.settings.alerts;
  const settings::Smtp& smtp = loaded_.settings.smtp;
  using Peers = net::ClientRequest::Peers;
  alert_transport_.emplace(
      alert::NetTransportOptions{
          .timeout = std::chrono::seconds(wanted.webhook_timeout_s),
          .webhook_peers = wanted.allow_private_addresses ? Peers::kAny : Peers::kPublicOnly,
          .smtp_url = smtp.url,
          .smtp_user = smtp.user,
          .smtp_password = smtp.password,
          .mail_from = smtp.from},
      base::system_clock());
  alert::AlertsOptions options;
  options.courier.max_attempts = wanted.max_attempts;
  options.public_url = loaded_.settings.server.public_url;
  alerts_.emplace(*store_, *alert_transport_, base::system_clock(), base::system_rng(), options);
}

Result<void> Parts::start_controllers() {
  cards_ = metrics::nvml_probe();
  const settings::Node& wanted = loaded_.settings.node;
  control::NodeOptions node{.reserved_cpu_millis = std::llround(wanted.reserved_cores * 1000),
                            .reserved_memory_bytes = wanted.reserved_memory_mib << 20};
  for (const auto& g : wanted.cards)
    node.declared.push_back({g.model, g.count, std::int64_t{g.memory_gib} << 30});
  controllers_.emplace(control::Controllers::Parts{
      .store = *store_,
      .runtime = *runtime_,
      .cards = *cards_,
      .scalars = *scalars_,
      .series = *series_,
      .clock = base::system_clock(),
      .places = places_,
      .library = *library_,
      .files = io::system_files(),
      .node = std::move(node),
      .remove_upload = [this](const std::string& id) { return uploads_->remove(id); }});
  TRY(controllers_->start());
  TRY(start_imports());
  sampler_.emplace(
      metrics::Sampler::Parts{.store = *series_,
                              .runtime = *runtime_,
                              .cards = *cards_,
                              .clock = base::system_clock(),
                              .targets = [this] { return control::sample_targets(*store_); }},
      std::chrono::seconds(loaded_.settings.metrics.interval_s));
  sampler_->start();
  return {};
}

Result<void> Parts::start_imports() {
  const settings::Models& wanted = loaded_.settings.models;
  using Peers = net::ClientRequest::Peers;
  imports_.emplace(control::ModelImports::Parts{
      .store = *store_,
      .sources = {.runtime = *runtime_,
                  .contents = *model_files_,
                  .files = io::system_files(),
                  .clock = base::system_clock(),
                  .upload_path = [this](const std::string& id) { return uploads_->path(id); },
                  .presets = preset_models(loaded_),
                  .url = {.peers =
                              wanted.allow_private_addresses ? Peers::kAny : Peers::kPublicOnly,
                          .max_bytes = std::uint64_t(wanted.max_url_gib) << 30}},
      .places = places_});
  TRY(imports_->start());
  row_imports_.emplace(control::RowImports::Parts{.store = *store_,
                                                  .library = *library_,
                                                  .files = io::system_files(),
                                                  .clock = base::system_clock()});
  row_imports_->start();
  return {};
}

Result<void> Parts::listen() {
  const settings::Server& wanted = loaded_.settings.server;
  net::ServerOptions options;
  options.listen = wanted.listen;
  if (!wanted.tls_certificate.empty())
    options.tls = net::TlsFiles{wanted.tls_certificate, wanted.tls_key};
  options.io_threads = wanted.io_threads;
  options.worker_threads = wanted.workers;
  options.max_queued_requests = static_cast<std::size_t>(wanted.max_queued_requests);
  options.max_connections = static_cast<std::size_t>(wanted.max_connections);
  options.max_body_bytes = static_cast<std::size_t>(wanted.max_body_bytes);
  TRY_ASSIGN(const std::string console, console_folder(loaded_));
  http_ = std::make_unique<net::Server>(options, base::system_clock(), base::system_rng());
  count_requests(counters_, *http_);
  count_store(counters_, *store_);
  api::add_routes(*http_, *services_,
                  {.max_upload_bytes = static_cast<std::size_t>(wanted.max_upload_bytes),
                   .console_folder = console});
  TRY(http_->start());
  std::string lines;
  for (const auto& address : http_->addresses()) {
    log_info("server", "listening", {{"address", address}});
    lines += address + "\n";
  }
  return io::replace_file(io::system_files(), data_.addresses(), lines);
}

void Parts::drain() {
  if (!http_) return;
  http_->drain(std::chrono::seconds(loaded_.settings.server.drain_s));
  http_.reset();
}

}  // namespace millrace::server
