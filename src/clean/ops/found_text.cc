#include "clean/ops/found_text.h"

namespace millrace::clean {

Result<FoundText> FoundText::make(const FoundTextOptions& options) {
  FoundText made;
  if (options.pattern) {
    TRY_ASSIGN(made.pattern_, Pattern::compile(*options.pattern, "pattern"));
  }
  TRY_ASSIGN(made.replacement_, Replacement::parse(options.repl, made.pattern(), "repl"));
  made.plain_ = made.replacement_.expand({});
  return made;
}

}  // namespace millrace::clean
