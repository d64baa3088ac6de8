#include "cli/address.h"

#include <fmt/core.h>

#include "base/encode.h"
#include "base/strings.h"

namespace millrace::cli {
namespace {

const resource::Kind* find_kind(std::string_view word) {
  if (const auto* kind = resource::find_kind(word)) return kind;
  std::string name(word);
  for (char& c : name)
    if (c == '-') c = '_';
  return resource::find_kind(name);
}

// Lists of the installation that are read only and so no kinds.
bool is_plain_list(std::string_view word) {
  return word == "audit-records" || word == "settings";
}

// "versions" below models; null for children that are no kind.
const resource::Kind* find_child(const resource::Kind& parent, std::string_view plural) {
  for (const auto* kind : resource::all_kinds())
    if (kind->parent.kind != nullptr && &kind->parent.kind() == &parent &&
        kind->parent.plural == plural)
      return kind;
  return nullptr;
}

Error unknown_kind(std::string_view word) {
  std::string all;
  for (const auto* kind : resource::all_kinds())
    all += fmt::format("{}{}", all.empty() ? "" : ", ", kind->plural);
  return fail(ErrorCode::kInvalid,
              fmt::format("there is no resource {:?}; there are: {}", word, all));
}

}  // namespace

std::string Address::object() const {
  return collection + "/" + base::percent_encode(id);
}

std::string workspace_of(const Context& context, const Args& args) {
  if (args.has("--workspace")) return args.value("--workspace");
  const std::string set = context.env("MILLRACE_WORKSPACE");
  return set.empty() ? "default" : set;
}

Result<Address> find_address(const Context& context, const Args& args, const std::string& resource,
                             const std::optional<std::string>& id) {
  std::vector<std::string> segments;
  for (const auto part : base::split(resource, '/')) segments.emplace_back(part);
  const resource::Kind* kind = find_kind(segments[0]);
  if (kind == nullptr && !is_plain_list(segments[0])) return unknown_kind(segments[0]);
  Address address{kind, {}};
  if (kind == nullptr || kind->scope == resource::Scope::kGlobal)
    address.collection =
        fmt::format("/api/v1/{}", kind ? kind->plural : std::string_view(segments[0]));
  else
    address.collection =
        fmt::format("/api/v1/workspaces/{}/{}", base::percent_encode(workspace_of(context, args)),
                    kind->plural);
  if (id) segments.push_back(*id);
  const bool ends_in_object = segments.size() % 2 == 0;
  if (id && !ends_in_object)
    return fail(ErrorCode::kInvalid,
                fmt::format("{} names an object already; {:?} is too much", resource, *id));
  const std::size_t last = segments.size() - (ends_in_object ? 1 : 0);
  for (std::size_t i = 1; i < segments.size(); ++i)
    if (segments[i].empty())
      return fail(ErrorCode::kInvalid, fmt::format("{:?} has an empty name", resource));
  for (std::size_t i = 1; i < last; ++i)
    address.collection += "/" + base::percent_encode(segments[i]);
  for (std::size_t i = 2; i < last && address.kind != nullptr; i += 2)
    address.kind = find_child(*address.kind, segments[i]);
  if (ends_in_object) address.id = segments.back();
  address.noun = resource + (id ? " " + *id : "");
  return address;
}

Result<Address> object_address(const Context& context, const Args& args, std::size_t from) {
  if (args.words.size() <= from)
    return fail(ErrorCode::kInvalid,
                "say which resource and which object, as: training-jobs hello");
  std::optional<std::string> id;
  if (words_of_object(args, from) == 2) id = args.words[from + 1];
  TRY_ASSIGN(Address address, find_address(context, args, args.words[from], id));
  if (address.id.empty())
    return fail(ErrorCode::kInvalid,
                fmt::format("say which of the {}: its name or id", address.noun));
  return address;
}

std::size_t words_of_object(const Args& args, std::size_t from) {
  const std::size_t next = from + 1;
  return args.words.size() > next && args.words[next].find('=') == std::string::npos ? 2 : 1;
}

}  // namespace millrace::cli
