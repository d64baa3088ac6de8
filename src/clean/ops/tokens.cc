#include "clean/ops/tokens.h"

#include "text/tokenizer/tokenizer.h"

namespace millrace::clean {

Result<std::shared_ptr<const text::Tokenizer>> find_tokenizer(const Context& context,
                                                              const std::string& name,
                                                              std::string_view field) {
  if (!context.tokenizer)
    return base::invalid_field(std::string(field),
                               "needs a tokenizer: name a model where the recipe is run");
  auto found = context.tokenizer(name);
  if (!found) return base::invalid_field(std::string(field), found.error().message);
  return *std::move(found);
}

std::size_t count_tokens(const text::Tokenizer& tokenizer, std::string_view text) {
  return tokenizer.encode(text, text::kPlainText).size();
}

}  // namespace millrace::clean
