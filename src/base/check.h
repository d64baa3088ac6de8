// CHECK for programmer errors: stays on in release, prints the place and aborts. Never for input.
#pragma once

namespace millrace::base {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

#define CHECK(condition)                                                      \
  do {                                                                        \
    if (!(condition)) [[unlikely]]                                            \
      ::millrace::base::check_failed(#condition, __FILE__, __LINE__);         \
  } while (false)
