// Tokens of a text, by a tokenizer that the context finds. Thread-safe.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "clean/operator.h"

namespace millrace::clean {

// kInvalid under `field` where there is none of that name.
Result<std::shared_ptr<const text::Tokenizer>> find_tokenizer(const Context& context,
                                                              const std::string& name,
                                                              std::string_view field);
std::size_t count_tokens(const text::Tokenizer& tokenizer, std::string_view text);

}  // namespace millrace::clean
