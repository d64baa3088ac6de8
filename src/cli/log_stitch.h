// Joins the pieces of a followed log over several connections, so that every byte is shown once.
// Pure; one user.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace millrace::cli {

class LogStitch {
 public:
  // kCount: each connection begins with the same byte. kOverlap: each begins somewhere before our
  // end.
  enum class By { kCount, kOverlap };
  explicit LogStitch(By by) : by_(by) {}

  void reconnect();
  // The new part of `bytes`.
  std::string take(std::string_view bytes);
  bool begun() const { return shown_ > 0; }

 private:
  std::string seek(std::string_view bytes);
  void remember(std::string_view shown);

  static constexpr std::size_t kRemembered = 4096;
  static constexpr std::size_t kMostSought = 8 << 20;
  const By by_;
  std::uint64_t shown_ = 0;
  std::uint64_t skip_ = 0;  // kCount: of this connection
  bool seeking_ = false;    // kOverlap: our end has not come by yet
  std::string last_, sought_;
};

}  // namespace millrace::cli
