// What every installation has from its first start on: the account `admin` and the workspace
// `default`. One transaction; done again, it does nothing.
#pragma once
#include <optional>
#include <string>

#include "auth/passwords.h"
#include "store/store.h"

namespace millrace::auth {

struct FirstStart {
  enum class Did { kNothing, kCreated } did = Did::kNothing;
  // Set when no password was given: print it once, it is stored nowhere.
  std::optional<std::string> generated_password{};
};

// `admin_password`: of MILLRACE_ADMIN_PASSWORD, when set. kInvalid when it does not fit the policy.
Result<FirstStart> ensure_first_start(store::Store& store, Passwords& passwords, Rng& rng,
                                      const std::optional<std::string>& admin_password);

}  // namespace millrace::auth
