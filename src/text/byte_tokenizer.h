// For tests: a byte-level tokenizer without merges, in which each printable ASCII character and
// each line end is a token, and control tokens come behind.
#pragma once
#include <string>
#include <vector>

#include "json/value.h"

namespace millrace::text {

struct ControlToken {
  std::string text;
  enum class Kind { kSpecial, kPlain } kind = Kind::kSpecial;
};

// As tokenizer.json; the control tokens have the ids from `first_id` on.
inline std::string byte_tokenizer(const std::vector<ControlToken>& control, int first_id) {
  json::Object vocabulary;
  for (int byte = 0x21; byte <= 0x7E; ++byte)
    vocabulary.append(std::string(1, static_cast<char>(byte)), json::Value(byte));
  vocabulary.append("Ġ", json::Value(0x20));
  vocabulary.append("Ċ", json::Value(0x0A));
  json::Array added;
  for (const ControlToken& token : control)
    added.emplace_back(json::Object{{"id", first_id++},
                                    {"content", token.text},
                                    {"single_word", false},
                                    {"lstrip", false},
                                    {"rstrip", false},
                                    {"normalized", false},
                                    {"special", token.kind == ControlToken::Kind::kSpecial}});
  return json::dump(json::Object{{"version", "1.0"},
                                 {"added_tokens", std::move(added)},
                                 {"normalizer", nullptr},
                                 {"pre_tokenizer", json::Object{{"type", "ByteLevel"},
                                                                {"add_prefix_space", false},
                                                                {"trim_offsets", false},
                                                                {"use_regex", false}}},
                                 {"post_processor", nullptr},
                                 {"decoder", json::Object{{"type", "ByteLevel"}}},
                                 {"model", json::Object{{"type", "BPE"},
                                                        {"vocab", std::move(vocabulary)},
                                                        {"merges", json::Array{}}}}});
}

}  // namespace millrace::text
