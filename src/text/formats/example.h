// Example: what every dataset format becomes, one row each: messages as OpenAI writes them. Values.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "json/value.h"

namespace millrace::text {

struct Example {
  enum class Kind : std::uint8_t {
    kConversation,  // messages, the last of them usually the assistant's
    kPreference,    // messages up to the answer; then the better answer and the worse ones
    kText,          // plain text, no messages
  } kind = Kind::kConversation;
  std::int64_t row = 0;  // of the file: line, item or record, from 1
  json::Array messages{};
  json::Array tools{};
  json::Array chosen{};                 // of kPreference: messages
  std::vector<json::Array> rejected{};  // of kPreference: messages of each
  std::string text{};                   // of kText

  // What fine-tuning learns from: the messages, with the better answer behind them.
  json::Array conversation() const {
    json::Array all = messages;
    all.insert(all.end(), chosen.begin(), chosen.end());
    return all;
  }
};

// Why a row was left out.
struct RowError {
  std::int64_t row = 0;
  std::string field{};  // empty: the row as a whole
  std::string reason{};
};

}  // namespace millrace::text
