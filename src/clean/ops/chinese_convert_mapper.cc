// Converts between simplified and traditional Chinese and Japanese kanji, through OpenCC.
#include <opencc/Exception.hpp>
#include <opencc/SimpleConverter.hpp>

#include <algorithm>
#include <array>

#include "clean/operator.h"

namespace millrace::clean::ops {

enum class ChineseMode : std::uint8_t {
  kS2t,
  kT2s,
  kS2tw,
  kTw2s,
  kS2hk,
  kHk2s,
  kS2twp,
  kTw2sp,
  kT2tw,
  kTw2t,
  kHk2t,
  kT2hk,
  kT2jp,
  kJp2t,
};

}  // namespace millrace::clean::ops

template <>
struct millrace::describe::EnumWords<millrace::clean::ops::ChineseMode> {
  static constexpr std::string_view kWords[] = {"s2t",  "t2s",   "s2tw",  "tw2s", "s2hk",
                                                "hk2s", "s2twp", "tw2sp", "t2tw", "tw2t",
                                                "hk2t", "t2hk",  "t2jp",  "jp2t"};
};

namespace millrace::clean::ops {
namespace {

struct ChineseConvertOptions {
  ChineseMode mode = ChineseMode::kS2t;
};
constexpr std::array kFields{describe::field<&ChineseConvertOptions::mode>(
    "mode", Access::kMutable,
    "From which to which: s simplified, t traditional, tw and hk of Taiwan and Hong Kong, p with "
    "their words, jp Japanese.")};

class ChineseConvertMapper final : public Mapper {
 public:
  ChineseConvertMapper(ChineseMode mode, std::unique_ptr<const opencc::SimpleConverter> converter)
      : dropped_(mode == ChineseMode::kS2twp   ? "信息安全"
                 : mode == ChineseMode::kTw2sp ? "資訊保安"
                                               : ""),
        converter_(std::move(converter)) {}
  static Result<std::unique_ptr<ChineseConvertMapper>> make(ChineseConvertOptions options,
                                                            const Context&) {
    try {
      return std::make_unique<ChineseConvertMapper>(options.mode,
                                                    std::make_unique<const opencc::SimpleConverter>(
                                                        std::string(word(options.mode)) + ".json"));
    } catch (const opencc::Exception& e) {
      return base::invalid_field("mode",
                                 "the dictionaries of OpenCC cannot be read (package "
                                 "libopencc-data): " +
                                     std::string(e.what()));
    }
  }

  void map(std::string_view text, Edits& out) const override {
    if (!has_wide(text)) return;
    try {
      // Line by line: OpenCC takes a NUL for the end of a text, and its dictionaries know no line
      // breaks.
      note_rewrite(text, converted(text), "Chinese script", out);
    } catch (const opencc::Exception&) {
      // Only text that is not UTF-8 makes OpenCC throw, and there is none here.
    }
  }

 private:
  static bool has_wide(std::string_view text) {
    for (const char c : text)
      if (static_cast<unsigned char>(c) >= 0xe2) return true;
    return false;
  }
  std::string converted(std::string_view text) const {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end =
          std::min(text.find_first_of(std::string_view("\n\0", 2), at), text.size());
      convert_line(text.substr(at, end - at), out);
      if (end < text.size()) out += text[end];
      at = end + 1;
    }
    return out;
  }
  void convert_line(std::string_view line, std::string& out) const {
    while (!line.empty()) {
      const std::size_t cut = dropped_.empty() ? line.npos : line.find(dropped_);
      const std::size_t size = cut == line.npos ? line.size() : cut + dropped_.size() / 2;
      out += converter_->Convert(std::string(line.substr(0, size)));
      line.remove_prefix(size);
    }
  }

  // A phrase of the Taiwanese dictionaries that OpenCC took out after the version of Debian 12: its
  // halves are converted apart.
  std::string_view dropped_;
  std::unique_ptr<const opencc::SimpleConverter> converter_;
};

}  // namespace

OperatorType chinese_convert_mapper() {
  return operator_type<ChineseConvertMapper, ChineseConvertOptions, kFields>(
      "chinese_convert_mapper", Kind::kMapper, Group::kExpert,
      "Converts between simplified and traditional Chinese.");
}

}  // namespace millrace::clean::ops
