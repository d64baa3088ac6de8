// A Console in memory: lines to be read, and what was printed. For tests. One thread.
#pragma once
#include <deque>
#include <string>

#include "engine/console.h"

namespace millrace::engine {

class FakeConsole final : public Console {
 public:
  std::deque<std::string> input;
  std::string printed;
  std::string noted;

  std::optional<std::string> read_line() override {
    if (input.empty()) return std::nullopt;
    std::string line = std::move(input.front());
    input.pop_front();
    return line;
  }
  void print(std::string_view text) override { printed += text; }
  void note(std::string_view line) override { noted += std::string(line) + "\n"; }
};

}  // namespace millrace::engine
