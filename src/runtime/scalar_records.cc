#include "base/strings.h"
#include "json/value.h"
#include "runtime/runtime.h"

namespace millrace::runtime {

Result<io::Fd> Runtime::open_output(const std::string&, const std::string&) {
  return fail(ErrorCode::kUnavailable, "the outputs of runs cannot be read on this cluster");
}

Result<std::vector<ScalarRecord>> parse_scalar_records(std::string_view bytes) {
  std::vector<ScalarRecord> out;
  const auto corrupt = [] { return fail(ErrorCode::kCorrupt, "not a sequence of scalar records"); };
  while (!bytes.empty()) {
    const auto line_end = bytes.find('\n');
    if (line_end == std::string_view::npos) return corrupt();
    const auto header = json::parse(bytes.substr(0, line_end));
    bytes.remove_prefix(line_end + 1);
    if (!header) return corrupt();
    ScalarRecord record{.file = header->string_or("file", ""),
                        .offset = header->int_or("offset", -1)};
    const auto size = header->int_or("size", -1);
    if (record.file.empty() || record.offset < 0 || size < 0 ||
        static_cast<std::uint64_t>(size) > bytes.size())
      return corrupt();
    record.bytes = bytes.substr(0, static_cast<std::size_t>(size));
    bytes.remove_prefix(static_cast<std::size_t>(size));
    out.push_back(std::move(record));
  }
  return out;
}

}  // namespace millrace::runtime
