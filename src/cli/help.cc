#include "cli/help.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/text_width.h"
#include "resource/object.h"
#include "settings/load.h"

#ifndef MILLRACE_VERSION
#error "MILLRACE_VERSION comes from the build"
#endif

namespace millrace::cli {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

std::string aligned(const Rows& rows) {
  std::size_t width = 0;
  for (const auto& [left, right] : rows) width = std::max(width, text_width(left));
  width = std::min<std::size_t>(width, 34);
  std::string text;
  for (const auto& [left, right] : rows) {
    const std::size_t own = text_width(left);
    text += "  " + left +
            (own > width ? "\n" + std::string(width + 4, ' ') : std::string(width - own + 2, ' ')) +
            right + "\n";
  }
  return text;
}

std::string flag_text(const Flag& f) {
  return fmt::format("{}{}{}{}{}", f.brief, f.brief.empty() ? "" : ", ", f.name,
                     f.value.empty() ? "" : " ", f.value);
}

std::string resources_text() {
  std::string line;
  for (const auto* kind : resource::all_kinds())
    line += fmt::format("{}{}", line.empty() ? "" : " ", kind->plural);
  return line;
}

}  // namespace

std::string overview() {
  std::string text =
      "Millrace: from raw data to a served model, on one machine or a cluster.\n\nusage: millrace "
      "COMMAND …\n\n";
  Rows rows;
  for (const Command& c : commands()) rows.emplace_back(c.name, c.summary);
  text += aligned(rows);
  text += "\nRESOURCE is one of: " + resources_text() + "\n";
  text +=
      "Exit status: 0 ok, 2 usage or invalid input, 3 not found, 4 forbidden or unauthenticated, 5 "
      "conflict, 6 unavailable, 1 other.\n";
  text += "`millrace help COMMAND` says more.\n";
  return text;
}

std::string help_of(const Command& c) {
  std::string text = fmt::format("usage: millrace {}{}{}\n\n{}\n", c.name,
                                 c.synopsis.empty() ? "" : " ", c.synopsis, c.summary);
  if (!c.detail.empty()) text += fmt::format("\n{}\n", c.detail);
  Rows rows;
  for (const Flag& f : flags_of(c)) rows.emplace_back(flag_text(f), f.doc);
  text += "\n" + aligned(rows);
  if (c.other == OtherFlags::kSettings) {
    Rows settings;
    for (const auto& [flag, doc] : settings::flag_help()) settings.emplace_back(flag, doc);
    text += "\nsettings:\n" + aligned(settings);
  }
  return text;
}

std::string version_line() {
  return "millrace " MILLRACE_VERSION "\n";
}

std::string bash_completion() {
  std::string names, cases;
  for (const Command& c : commands()) {
    names += (names.empty() ? "" : " ") + std::string(c.name.substr(0, c.name.find(' ')));
    std::string flags;
    for (const Flag& f : flags_of(c)) flags += fmt::format(" {}", f.name);
    if (c.other == OtherFlags::kSettings)
      for (const auto& [flag, doc] : settings::flag_help()) flags += " " + flag;
    cases += fmt::format("    {}) flags=\"{}\" ;;\n", c.name.substr(0, c.name.find(' ')),
                         flags.substr(1));
  }
  return fmt::format(R"(# bash completion of millrace: source <(millrace completion bash)
_millrace() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} flags=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "{}" -- "$word"))
    return
  fi
  case ${{COMP_WORDS[1]}} in
{}  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$word")) ;;
    *) COMPREPLY=($(compgen -W "{}" -- "$word") $(compgen -f -- "$word")) ;;
  esac
}}
complete -F _millrace millrace
)",
                     names, cases, resources_text());
}

}  // namespace millrace::cli
