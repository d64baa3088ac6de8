#include "cli/progress.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/columns.h"
#include "cli/text_width.h"

namespace millrace::cli {
namespace {
constexpr base::Duration kBetween{100};
constexpr std::size_t kBar = 24;
}  // namespace

Progress::Progress(Context& context, std::string what)
    : context_(context),
      what_(printable(what)),
      visible_(context.console.is_terminal(Stream::kErr)),
      begun_(context.clock.monotonic()) {}

Progress::~Progress() {
  if (drawn_) context_.console.write_err("\n");
}

void Progress::show(std::uint64_t done, std::uint64_t total) {
  if (!visible_) return;
  const base::Duration now = context_.clock.monotonic();
  if (last_.count() >= 0 && now - last_ < kBetween && done < total) return;
  last_ = now;
  const double part =
      total == 0 ? 1.0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  const auto filled = static_cast<std::size_t>(part * kBar);
  const double seconds = std::max(0.001, static_cast<double>((now - begun_).count()) / 1000);
  const std::string line = fmt::format(
      "{} [{}{}] {:3.0f} %  {} of {}  {}/s", what_, std::string(filled, '='),
      std::string(kBar - filled, ' '), part * 100, human_bytes(static_cast<std::int64_t>(done)),
      human_bytes(static_cast<std::int64_t>(total)),
      human_bytes(static_cast<std::int64_t>(static_cast<double>(done) / seconds)));
  context_.console.write_err(
      "\r" +
      cut_to_width(line, static_cast<std::size_t>(std::max(20, context_.console.columns() - 1))) +
      "\x1b[K");
  drawn_ = true;
}

}  // namespace millrace::cli
