#include "yaml/yaml.h"

#include <fmt/core.h>
#include <yaml-cpp/yaml.h>

#include "base/strings.h"

namespace millrace::yaml {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxNodes = 200'000;  // aliases may name a node any number of times

json::Value plain_scalar(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
    return json::Value();
  if (text == "true" || text == "True" || text == "TRUE") return json::Value(true);
  if (text == "false" || text == "False" || text == "FALSE") return json::Value(false);
  const std::string_view number =
      text[0] == '+' ? std::string_view(text).substr(1) : std::string_view(text);
  if (number.empty() ||
      (number[0] != '-' && number[0] != '.' && (number[0] < '0' || number[0] > '9')))
    return json::Value(text);
  if (const auto i = base::parse_int(number)) return json::Value(*i);
  if (const auto d = base::parse_double(number)) return json::Value(*d);
  return json::Value(text);
}

using Lines = std::map<std::string, std::size_t, std::less<>>;

class Reader {
 public:
  // `lines`: where to note the line of each value, or nullptr.
  explicit Reader(Lines* lines = nullptr) : lines_(lines) {}

  Result<json::Value> value(const YAML::Node& node, int depth, const std::string& path = "") {
    if (++nodes_ > kMaxNodes || depth > kMaxDepth)
      return wrong(node, "the document is too large or too deep");
    note_line(path, node);
    if (node.IsScalar())
      return node.Tag() == "!" || node.Tag() == "tag:yaml.org,2002:str"
                 ? json::Value(node.Scalar())
                 : plain_scalar(node.Scalar());
    if (node.IsSequence()) {
      json::Array items;
      for (const auto& item : node) {
        TRY_ASSIGN(json::Value v, value(item, depth + 1, item_path(path, items.size())));
        items.push_back(std::move(v));
      }
      return json::Value(std::move(items));
    }
    if (!node.IsMap()) return json::Value();
    json::Object members;
    for (const auto& entry : node) {
      const YAML::Node& key = entry.first;
      if (!key.IsScalar()) return wrong(key, "a key must be text");
      if (members.find(key.Scalar()) != nullptr)
        return wrong(key, fmt::format("{} is there twice", key.Scalar()));
      const std::string at = member_path(path, key.Scalar());
      note_line(at, key);  // where people look, though the value may begin below
      TRY_ASSIGN(json::Value v, value(entry.second, depth + 1, at));
      members.append(key.Scalar(), std::move(v));
    }
    return json::Value(std::move(members));
  }

 private:
  void note_line(const std::string& path, const YAML::Node& node) {  // the first counts
    if (lines_ != nullptr && node.Mark().line >= 0)
      lines_->emplace(path, static_cast<std::size_t>(node.Mark().line) + 1);
  }
  // Paths cost memory: they are made only where lines are asked for.
  std::string item_path(const std::string& path, std::size_t i) const {
    return lines_ == nullptr ? std::string() : fmt::format("{}[{}]", path, i);
  }
  std::string member_path(const std::string& path, const std::string& key) const {
    if (lines_ == nullptr) return {};
    return path.empty() ? key : path + "." + key;
  }
  static Error wrong(const YAML::Node& node, std::string_view what) {
    return fail(ErrorCode::kInvalid, fmt::format("line {}: {}", node.Mark().line + 1, what));
  }
  std::size_t nodes_ = 0;
  Lines* lines_;
};

// Would a reader take this text for something else than text?
bool needs_quotes(const std::string& text) {
  return plain_scalar(text).as_string() == nullptr;
}

void emit(YAML::Emitter& out, const json::Value& v) {
  if (const auto* o = v.as_object()) {
    if (o->empty()) out << YAML::Flow;
    out << YAML::BeginMap;
    for (const auto& [key, item] : *o) {
      out << YAML::Key << key << YAML::Value;
      emit(out, item);
    }
    out << YAML::EndMap;
  } else if (const auto* a = v.as_array()) {
    if (a->empty()) out << YAML::Flow;
    out << YAML::BeginSeq;
    for (const auto& item : *a) emit(out, item);
    out << YAML::EndSeq;
  } else if (const auto* s = v.as_string()) {
    // A block keeps exactly one line break at its end.
    const bool block = s->ends_with('\n') && !s->ends_with("\n\n") && s->front() != '\n' &&
                       s->front() != ' ' && s->find('\r') == std::string::npos;
    if (block)
      out << YAML::Literal;
    else if (needs_quotes(*s) || s->find('\n') != std::string::npos)
      out << YAML::DoubleQuoted;
    out << *s;
  } else if (v.is_null()) {
    out << YAML::Null;
  } else {
    out << json::dump(v);  // true, false and numbers stand without quotes
  }
}

}  // namespace

Result<std::vector<json::Value>> parse_yaml(std::string_view text) {
  if (!base::is_utf8(text)) return fail(ErrorCode::kInvalid, "the text is not UTF-8");
  std::vector<json::Value> documents;
  try {
    for (const YAML::Node& node : YAML::LoadAll(std::string(text))) {
      TRY_ASSIGN(json::Value v, Reader().value(node, 0));
      if (!v.is_null()) documents.push_back(std::move(v));
    }
  } catch (const YAML::Exception& e) {
    return fail(ErrorCode::kInvalid, fmt::format("line {}: {}", e.mark.line + 1, e.msg));
  }
  return documents;
}

std::size_t Document::line_of(std::string_view path) const {
  while (!path.empty()) {
    if (const auto at = lines.find(path); at != lines.end()) return at->second;
    const std::size_t cut = path.find_last_of(".[");
    path = path.substr(0, cut == std::string_view::npos ? 0 : cut);
  }
  return 1;
}

Result<Document> parse_document(std::string_view text) {
  if (!base::is_utf8(text)) return fail(ErrorCode::kInvalid, "the text is not UTF-8");
  try {
    const std::vector<YAML::Node> nodes = YAML::LoadAll(std::string(text));
    if (nodes.size() != 1)
      return fail(ErrorCode::kInvalid,
                  fmt::format("there must be one YAML document, not {}", nodes.size()));
    Document document;
    TRY_ASSIGN(document.value, Reader(&document.lines).value(nodes[0], 0));
    return document;
  } catch (const YAML::Exception& e) {
    return fail(ErrorCode::kInvalid, fmt::format("line {}: {}", e.mark.line + 1, e.msg));
  }
}

std::string to_yaml(const json::Value& value) {
  YAML::Emitter out;
  emit(out, value);
  return std::string(out.c_str()) + "\n";
}

}  // namespace millrace::yaml
