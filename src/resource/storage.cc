#include "resource/storage.h"

#include "describe/names.h"

namespace millrace::resource {
using describe::Field;
using describe::field;

namespace {

constexpr std::string_view kMounts = "/work/mount/";

bool goes_up(std::string_view text) {
  return text.find("/../") != text.npos || text.ends_with("/..") || text.starts_with("../") ||
         text == "..";
}

std::string_view check_path(std::string_view text) {
  if (text.find('\0') != text.npos) return "must not contain NUL";
  return goes_up(text) ? "must not contain '..'" : "";
}

std::string_view check_bucket(std::string_view text) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
  const bool good = text.find_first_not_of(kAllowed) == text.npos && !text.starts_with('.') &&
                    !text.starts_with('-');
  return good ? "" : "must hold only lower-case letters, digits, '.', '-' and '_'";
}

std::string_view check_endpoint(std::string_view text) {
  if (text.empty()) return "";
  const std::size_t scheme = text.find("://");
  if (scheme == text.npos || !describe::check_web_address(text).empty())
    return "must begin with http:// or https://";
  const std::string_view rest = text.substr(scheme + 3);
  if (rest.find_first_of("?#@ ") != rest.npos || rest.substr(0, rest.find('/')).empty())
    return "must be http(s)://host[:port] with nothing behind it";
  return rest.find('/') == rest.npos || rest.find('/') == rest.size() - 1
             ? ""
             : "must be http(s)://host[:port] with nothing behind it";
}

std::string_view check_region(std::string_view text) {
  return text.find_first_of("/ \n") == text.npos ? "" : "must be one word";
}

constexpr Field kFields[] = {
    field<&Storage::description>("description", Access::kMutable, "Free text.",
                                 {.limits = {.max_length = 300}}),
    field<&Storage::type>("type", Access::kCreateOnly,
                          "local: a folder of the nodes; posix: a folder of a file system mounted "
                          "on them; s3: a bucket.",
                          {.index = Index::kFilter, .required = true}),
    field<&Storage::path>(
        "path", Access::kCreateOnly,
        "local, posix: absolute path on the nodes; s3: the part of the bucket, empty for all.",
        {.limits = {.max_length = 4096, .check_text = check_path}}),
    field<&Storage::mount_point>("mount_point", Access::kServer,
                                 "posix: where its file system is mounted on the nodes."),
    field<&Storage::endpoint>("endpoint", Access::kMutable, "s3: http(s)://host[:port].",
                              {.limits = {.max_length = 512, .check_text = check_endpoint}}),
    field<&Storage::bucket>("bucket", Access::kCreateOnly, "s3: name of the bucket.",
                            {.limits = {.max_length = 255, .check_text = check_bucket}}),
    field<&Storage::region>("region", Access::kMutable, "s3: region that requests are signed for.",
                            {.limits = {.max_length = 64, .check_text = check_region}}),
    field<&Storage::addressing>("addressing", Access::kMutable,
                                "s3: path (endpoint/bucket) or virtual_host (bucket.endpoint)."),
    field<&Storage::ca_certificate>(
        "ca_certificate", Access::kMutable,
        "s3: certificates in PEM that are trusted instead of the system's.",
        {.limits = {.max_length = 65'536}}),
    field<&Storage::access_key>("access_key", Access::kSecret, "s3: access key.",
                                {.limits = {.max_length = 4'096}}),
    field<&Storage::secret_key>("secret_key", Access::kSecret, "s3: secret key.",
                                {.limits = {.max_length = 4'096}}),
    field<&Storage::read_only>("read_only", Access::kMutable, "Never mounted for writing."),
};
constexpr describe::Table kTable{kFields};
constexpr std::string_view kColumns[] = {"type",   "path",      "endpoint",
                                         "bucket", "read_only", "created_at"};
constexpr Kind kKind{
    .name = "storage",
    .plural = "storages",
    .table_name = "storage",
    .scope = Scope::kGlobal,
    .table = &kTable,
    .make = make_object<Storage>,
    .clone = clone_object<Storage>,
    .doc = "A place for data that an administrator has registered.",
    .example = R"({"name":"data-example","type":"local","path":"/srv/data-example"})",
    .list_columns = kColumns,
    .name_limits = {.min_length = 1, .max_length = 64, .check_text = describe::check_object_name}};

}  // namespace

std::string_view check_mount_path(std::string_view text) {
  if (!text.starts_with(kMounts) || text.size() == kMounts.size())
    return "must be a folder under /work/mount/";
  if (goes_up(text) || text.find("//") != text.npos || text.find("/./") != text.npos ||
      text.ends_with("/.") || text.ends_with('/') || text.find('\0') != text.npos)
    return "must be a plain path without '..' or empty parts";
  return "";
}

const Kind& Storage::kind() {
  return kKind;
}

}  // namespace millrace::resource
