// A named thread with an owner that joins it; there is no detach.
#pragma once
#include <functional>
#include <string>
#include <thread>

namespace millrace::base {

class Thread {
 public:
  Thread() = default;
  // `name` shows in top and gdb; the kernel keeps its first 15 bytes.
  Thread(std::string name, std::function<void()> body);
  ~Thread() { join(); }
  Thread(Thread&&) noexcept = default;
  Thread& operator=(Thread&& other) noexcept;
  void join();
  bool joinable() const { return thread_.joinable(); }

 private:
  std::thread thread_;
};

}  // namespace millrace::base
