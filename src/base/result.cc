#include "base/result.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace millrace::base {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "CHECK failed: %s at %s:%d\n", condition, file, line);
  std::abort();
}

namespace {
constexpr ErrorCodeInfo kInfo[] = {
    {"invalid", 400, 2, false},       {"unauthenticated", 401, 4, false},
    {"forbidden", 403, 4, false},     {"not_found", 404, 3, false},
    {"already_exists", 409, 5, false}, {"conflict", 409, 5, false},
    {"exhausted", 429, 6, true},      {"unavailable", 503, 6, true},
    {"timeout", 504, 6, true},        {"cancelled", 499, 1, false},
    {"corrupt", 500, 1, false},       {"internal", 500, 1, false},
};
}  // namespace

const ErrorCodeInfo& info(ErrorCode code) { return kInfo[static_cast<std::size_t>(code)]; }

std::string Error::to_string() const {
  std::string text(info(code).word);
  text += ": " + message;
  for (const auto& v : violations) text += "; " + v.field + ": " + v.reason;
  for (const auto& n : notes) text += " (" + n + ")";
  return text;
}

Error invalid_field(std::string field, std::string reason) {
  Error error{ErrorCode::kInvalid, field + ": " + reason};
  error.violations.push_back({std::move(field), std::move(reason)});
  return error;
}

Error from_errno(int error_number, std::string_view what) {
  ErrorCode code = ErrorCode::kInternal;
  switch (error_number) {
    case ENOENT: code = ErrorCode::kNotFound; break;
    case EEXIST: code = ErrorCode::kAlreadyExists; break;
    case EACCES:
    case EPERM: code = ErrorCode::kForbidden; break;
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
    case ENOMEM: code = ErrorCode::kExhausted; break;
    case ECONNREFUSED:
    case ECONNRESET:
    case ENETUNREACH:
    case EHOSTUNREACH:
    case EPIPE: code = ErrorCode::kUnavailable; break;
    case ETIMEDOUT: code = ErrorCode::kTimeout; break;
    case EBUSY:
    case ENOTEMPTY: code = ErrorCode::kConflict; break;
    default: break;
  }
  char buffer[128];
  return Error{code, std::string(what) + ": " + strerror_r(error_number, buffer, sizeof buffer)};
}

}  // namespace millrace::base
