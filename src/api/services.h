// What handlers act on, owned by the server's wiring and given to every route; and one call of a
// route.
#pragma once
#include <string>

#include "api/change_hub.h"
#include "api/log_followers.h"
#include "api/object_cache.h"
#include "auth/browser_session.h"
#include "auth/passwords.h"
#include "auth/sessions.h"
#include "base/clock.h"
#include "base/rng.h"
#include "crypto/vault.h"
#include "domain/actor.h"
#include "domain/run_ops.h"
#include "metrics/counters.h"
#include "metrics/scalars_store.h"
#include "metrics/series_store.h"
#include "net/http.h"
#include "packages/package_store.h"
#include "rows/library.h"
#include "runtime/runtime.h"
#include "settings/load.h"
#include "store/refusals.h"
#include "store/store.h"
#include "uploads/upload_store.h"

namespace millrace::api {

struct Services {
  store::Store& store;
  store::Refusals& refusals;
  auth::Sessions& sessions;
  auth::Passwords& passwords;
  auth::LoginThrottle& throttle;
  auth::Transport transport;
  runtime::Runtime& runtime;
  packages::PackageStore& packages;     // code packages
  packages::PackageStore& model_files;  // model versions
  uploads::UploadStore& uploads;
  rows::Library& library;  // labelled rows
  ChangeHub& changes;
  ObjectCache& shown;
  LogFollowers& log_followers;
  metrics::TimeSeriesStore& series;
  metrics::ScalarsStore& scalars;
  metrics::Counters& counters;
  const settings::Loaded& settings;
  const domain::ContentPlaces& places;
  io::FileSystem& files;
  base::Clock& clock;
  base::Rng& rng;
  const crypto::Vault& vault;
};

struct Call {
  Services& services;
  const net::Request& request;
  const domain::Actor& actor;
  // Whose session it is (null on open routes), and its token: streams ask again whether they may go
  // on.
  const auth::Sessions::Caller* caller;
  const std::string& token;
};

}  // namespace millrace::api
