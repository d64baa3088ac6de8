#include "settings/load.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "settings/sections.h"
#include "settings/text_value.h"
#include "settings/toml.h"

namespace millrace::settings {
namespace {

struct Target {
  const Section* section = nullptr;
  const describe::Field* field = nullptr;
};

std::string key_of(const Target& t) {
  return fmt::format("{}.{}", t.section->name, t.field->name);
}

template <class Matches>
std::optional<Target> find_target(Matches matches) {
  for (const Section& s : sections())
    for (const describe::Field& f : s.table->fields)
      if (matches(s, f)) return Target{&s, &f};
  return std::nullopt;
}

std::optional<Target> target_of_flag(std::string_view flag) {
  if (flag == "--database") flag = "--database-url";
  const std::string in_server =
      flag.size() > 2 ? fmt::format("--server-{}", flag.substr(2)) : std::string();
  return find_target([&](const Section& s, const describe::Field& f) {
    const std::string name = flag_name(s, f);
    return name == flag || name == in_server;
  });
}

class Loader {
 public:
  explicit Loader(io::FileSystem& fs) : fs_(fs) {}

  Result<Loaded> load(const Inputs& inputs) {
    TRY_ASSIGN(const auto flags, split_flags(inputs.flags));
    std::optional<std::string> file;
    std::map<std::string, std::string, std::less<>> environment;
    for (const std::string& entry : inputs.environment) {
      const auto equals = entry.find('=');
      if (equals != std::string::npos && entry.starts_with("MILLRACE_"))
        environment[entry.substr(0, equals)] = entry.substr(equals + 1);
    }
    if (const auto found = environment.find("MILLRACE_CONFIG");
        found != environment.end() && !found->second.empty())
      file = found->second;
    for (const auto& [flag, value] : flags)
      if (flag == "--config") file = value;
    if (file) TRY(read(*file));
    for (const auto& [name, value] : environment) apply_environment(name, value);
    for (const auto& [flag, value] : flags) apply_flag(flag, value);
    check();
    if (!problems_.empty()) {
      Error error{ErrorCode::kInvalid, "the configuration has mistakes", {}, std::move(problems_)};
      return error;
    }
    return std::move(loaded_);
  }

 private:
  using Flags = std::vector<std::pair<std::string, std::string>>;

  static Result<Flags> split_flags(const std::vector<std::string>& words) {
    Flags flags;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string& word = words[i];
      if (!word.starts_with("--"))
        return fail(ErrorCode::kInvalid,
                    fmt::format("{:?} is not a flag: settings are given as --NAME VALUE", word));
      if (const auto equals = word.find('='); equals != std::string::npos) {
        flags.emplace_back(word.substr(0, equals), word.substr(equals + 1));
        continue;
      }
      if (i + 1 == words.size())
        return fail(ErrorCode::kInvalid, fmt::format("{} needs a value", word));
      flags.emplace_back(word, words[++i]);
    }
    return flags;
  }

  Result<void> read(const std::string& path) {
    auto text = io::read_file(fs_, path, 1 << 20);
    if (!text)
      return fail(ErrorCode::kInvalid,
                  fmt::format("cannot read the configuration {}: {}", path, text.error().message));
    TRY_ASSIGN(const TomlDocument document, parse_toml(*text, path));
    loaded_.file = path;
    for (const auto& [name, members] : document.root) apply_section(document, path, name, members);
    return {};
  }

  void apply_section(const TomlDocument& document, const std::string& file, const std::string& name,
                     const json::Value& members) {
    const auto where = [&](std::string_view path) {
      return fmt::format("{}:{}", file, line_of(document, path));
    };
    const Section* section = find_section(name);
    if (section == nullptr)
      return wrong(where(name), name, "there is no such section; `millrace config show` lists all");
    if (members.as_object() == nullptr)
      return wrong(where(name), name, fmt::format("is a section: write [{}]", name));
    for (const auto& [key, value] : *members.as_object()) {
      const std::string path = fmt::format("{}.{}", name, key);
      const describe::Field* field = section->table->find(key);
      if (field == nullptr) {
        wrong(where(path), path, "there is no such setting; `millrace config show` lists all");
        continue;
      }
      apply({section, field}, value, {Origin::kFile, where(path)},
            [&](std::string_view at) { return where(at); });
    }
  }

  // The line of the path or, for a part that is absent, of what surrounds it.
  static int line_of(const TomlDocument& document, std::string_view path) {
    for (;;) {
      if (const auto found = document.lines.find(path); found != document.lines.end())
        return found->second;
      const auto end = path.find_last_of(".[");
      if (end == std::string_view::npos) return 1;
      path = path.substr(0, end);
    }
  }

  void apply_environment(const std::string& name, const std::string& value) {
    const auto target = find_target(
        [&](const Section& s, const describe::Field& f) { return environment_name(s, f) == name; });
    if (target) return apply_text(*target, value, {Origin::kEnvironment, name});
    for (const Section& s : sections()) {
      std::string prefix = environment_name(s, s.table->fields.front());
      prefix.resize(prefix.size() - s.table->fields.front().name.size());
      if (name.starts_with(prefix))
        loaded_.warnings.push_back(fmt::format("{} is set but there is no such setting", name));
    }
  }

  void apply_flag(const std::string& flag, const std::string& value) {
    if (flag == "--config") return;
    const auto target = target_of_flag(flag);
    if (!target)
      return wrong(flag, flag, "there is no such flag; `millrace server --help` lists all");
    apply_text(*target, value, {Origin::kFlag, flag});
  }

  void apply_text(const Target& target, const std::string& text, Source source) {
    const auto value = value_from_text(*target.field, text);
    if (!value) return wrong(source.where, key_of(target), value.error().message);
    apply(target, *value, source, [&](std::string_view) { return source.where; });
  }

  template <class Where>
  void apply(const Target& target, const json::Value& value, Source source, Where where) {
    describe::Problems problems;
    const std::string key = key_of(target);
    void* at = target.field->get(target.section->in(loaded_.settings));
    target.field->ops->decode(value, at, key, problems);
    if (problems.empty()) target.field->ops->check(at, target.field->limits, key, problems);
    loaded_.sources[key] = std::move(source);
    if (problems.empty()) return;
    for (const auto& v : problems.to_error().violations) wrong(where(v.field), v.field, v.reason);
  }

  // What several settings must satisfy together.
  void check() {
    const Settings& s = loaded_.settings;
    if (s.server.tls_certificate.empty() != s.server.tls_key.empty())
      wrong(source_of("server.tls_certificate"), "server.tls_certificate",
            "TLS needs both server.tls_certificate and server.tls_key");
    if (s.server.listen.empty())
      wrong(source_of("server.listen"), "server.listen",
            "needs at least one address, as 127.0.0.1:7070");
    if (s.auth.session_max_s < s.auth.session_ttl_s)
      wrong(source_of("auth.session_max_s"), "auth.session_max_s",
            "must not be shorter than auth.session_ttl_s");
    if (!s.smtp.url.empty() && s.smtp.from.empty())
      wrong(source_of("smtp.url"), "smtp.from", "is needed for mail: the sender's address");
  }

  std::string source_of(std::string_view key) const {
    const auto found = loaded_.sources.find(key);
    return found == loaded_.sources.end() ? std::string("default") : found->second.where;
  }

  void wrong(std::string where, std::string_view key, std::string_view reason) {
    std::string text = where == key ? std::string(reason) : fmt::format("{}: {}", key, reason);
    problems_.push_back({std::move(where), std::move(text)});
  }

  io::FileSystem& fs_;
  Loaded loaded_;
  std::vector<base::FieldViolation> problems_;
};

}  // namespace

Result<Loaded> load(io::FileSystem& fs, const Inputs& inputs) {
  return Loader(fs).load(inputs);
}

std::vector<Shown> show(const Loaded& loaded) {
  std::vector<Shown> rows;
  for (const Section& s : sections()) {
    for (const describe::Field& f : s.table->fields) {
      Shown row{fmt::format("{}.{}", s.name, f.name), {}, "default", f.doc};
      json::Writer out;
      f.ops->encode(f.get(s.at(loaded.settings)), out);
      row.value = std::move(out).text();
      if (f.access == Access::kSecret && row.value != "\"\"") row.value = "\"***\"";
      const auto found = loaded.sources.find(row.name);
      if (found != loaded.sources.end()) row.source = found->second.where;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::vector<std::pair<std::string, std::string_view>> flag_help() {
  std::vector<std::pair<std::string, std::string_view>> rows{
      {"--config", "TOML file with any of these settings, or MILLRACE_CONFIG."}};
  for (const Section& s : sections()) {
    for (const describe::Field& f : s.table->fields) {
      std::string flag = flag_name(s, f);
      if (s.name == "server") flag = "--" + flag.substr(9);
      if (flag == "--database-url") flag = "--database";
      rows.emplace_back(std::move(flag), f.doc);
    }
  }
  return rows;
}

}  // namespace millrace::settings
