#include "objects/s3_store.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "objects/xml.h"

namespace millrace::objects {
namespace {

using net::ClientResponse;
using Next = net::ClientRequest::Next;

std::string unquoted(std::string text) {
  std::erase(text, '"');
  return text;
}

std::string header(const ClientResponse& response, std::string_view name) {
  const std::string* value = response.headers.find(name);
  return value != nullptr ? *value : std::string();
}

// Of the whole object, also where the answer is a part of it: "bytes 0-9/443".
ObjectInfo info_of(const std::string& key, const ClientResponse& response) {
  std::string size = header(response, "content-length");
  if (const std::string range = header(response, "content-range"); !range.empty())
    size = range.substr(range.find('/') + 1);
  return {.key = key,
          .size = static_cast<std::uint64_t>(base::parse_int(size).value_or(0)),
          .etag = unquoted(header(response, "etag")),
          .modified_ms = parse_http_time(header(response, "last-modified"))};
}

// ETags of objects that came in one piece are the MD5 of their content, unless the server keeps it
// encrypted under keys of its own.
std::string md5_of(const ClientResponse& response) {
  std::string etag = unquoted(header(response, "etag"));
  const bool digest = etag.size() == 32 && etag.find('-') == etag.npos;
  const bool encrypted = header(response, "x-amz-server-side-encryption").starts_with("aws:") ||
                         response.headers.find("x-amz-server-side-encryption-customer-algorithm");
  return digest && !encrypted ? etag : "";
}

Error changed(const std::string& key) {
  return fail(ErrorCode::kConflict, fmt::format("\"{}\" is not what it was", key));
}

Pairs condition_headers(const PutOptions& options) {
  switch (options.when) {
    case PutOptions::When::kAbsent:
      return {{"if-none-match", "*"}};
    case PutOptions::When::kMatches:
      return {{"if-match", "\"" + options.etag + "\""}};
    case PutOptions::When::kAlways:
      break;
  }
  return {};
}

// As much as there is, at most `most`.
Result<std::string> read_piece(Source& source, std::size_t most) {
  std::string out;
  while (out.size() < most) {
    TRY_ASSIGN(const std::string piece, source.read(most - out.size()));
    if (piece.empty()) break;
    out += piece;
  }
  return out;
}

// A put is answered without the object's time: the answer's own is that of its arrival.
ObjectInfo put_info(const std::string& key, std::uint64_t size, std::string etag,
                    const ClientResponse& response) {
  return {.key = key,
          .size = size,
          .etag = unquoted(std::move(etag)),
          .modified_ms = parse_http_time(header(response, "date"))};
}

// Where a get has come to.
struct Reading {
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> left{};
  std::string etag{};
  Result<void> sunk{};
};

std::string range_of(const Reading& at) {
  return at.left ? fmt::format("bytes={}-{}", at.offset, at.offset + *at.left - 1)
                 : fmt::format("bytes={}-", at.offset);
}

}  // namespace

Result<ObjectInfo> S3Store::stat(const std::string& key) {
  TRY(check_key(key));
  S3Call call{.act = "read", .method = "HEAD", .key = full(key)};
  auto response = client_.send(call);
  if (response) return info_of(key, *response);
  // The answer to HEAD has no body that would say why.
  if (response.error().code == ErrorCode::kForbidden ||
      response.error().code == ErrorCode::kInvalid) {
    call.method = "GET";
    call.headers = {{"range", "bytes=0-0"}};
    if (auto reason = client_.send(call); !reason) return std::move(reason).error();
  }
  return std::move(response).error();
}

Result<ObjectInfo> S3Store::get(const std::string& key, const GetOptions& options,
                                const Sink& sink) {
  TRY(check_key(key));
  ObjectInfo info{.key = key, .size = options.size.value_or(0), .etag = options.etag};
  if (options.etag.empty() || !options.size) {
    TRY_ASSIGN(info, stat(key));
    if (!options.etag.empty() && info.etag != options.etag) return changed(key);
  }
  Reading at{.offset = options.range.offset, .left = options.range.size, .etag = info.etag};
  const std::uint64_t behind = info.size - std::min(info.size, at.offset);
  std::uint64_t left = std::min(behind, at.left.value_or(behind));
  const S3Options& limits = client_.options();
  for (int broken = 0; left > 0;) {
    at.left = left;
    const std::uint64_t before = left;
    const auto response =
        client_.send({.act = "read",
                      .key = full(key),
                      .headers = {{"if-match", "\"" + at.etag + "\""}, {"range", range_of(at)}},
                      .on_body = [&](std::string_view bytes) {
                        bytes = bytes.substr(0, left);
                        at.sunk = sink(bytes);
                        at.offset += bytes.size();
                        left -= bytes.size();
                        return at.sunk ? Next::kContinue : Next::kStop;
                      }});
    TRY(at.sunk);
    if (response && response->status == 412) return changed(key);
    if (response && left == 0) {
      info.md5 = md5_of(*response);
      break;
    }
    if (response && response->status != 206)
      return fail(ErrorCode::kUnavailable, limits.endpoint + " does not serve parts of objects");
    broken = left < before ? 1 : broken + 1;  // it goes on as long as it gets on
    if (broken >= limits.attempts || (!response && left == before)) {
      TRY(response);
      return fail(ErrorCode::kUnavailable, key + " breaks off again and again");
    }
    client_.wait_before(broken);
  }
  return info;
}

Result<ObjectInfo> S3Store::put(const std::string& key, Source& source, const PutOptions& options) {
  TRY(check_key(key));
  if (options.when != PutOptions::When::kAlways) {
    TRY_ASSIGN(const Conditions known, conditions());
    if (known == Conditions::kNone)
      return base::invalid_field("when", "this store does not hold conditions of puts");
  }
  const std::size_t part = client_.options().part_bytes;
  TRY_ASSIGN(std::string first, read_piece(source, part));
  return first.size() < part ? put_whole(key, std::move(first), condition_headers(options))
                             : put_parts(key, std::move(first), source, condition_headers(options));
}

Result<ObjectInfo> S3Store::put_whole(const std::string& key, std::string bytes,
                                      const Pairs& conditions) {
  const std::uint64_t size = bytes.size();
  TRY_ASSIGN(const auto response, client_.send({.act = "write",
                                                .method = "PUT",
                                                .key = full(key),
                                                .headers = conditions,
                                                .body = std::move(bytes)}));
  if (response.status == 412) return changed(key);
  return put_info(key, size, header(response, "etag"), response);
}

// The list of parts that ends an upload. Parts grow, so that 10,000 of them hold 5 TiB.
Result<std::string> S3Store::send_parts(const S3Call& to, std::string part, Source& source) {
  std::string list;
  std::size_t most = client_.options().part_bytes;
  for (int number = 1; !part.empty(); ++number) {
    S3Call call = to;
    call.method = "PUT";
    call.query.emplace_back("partNumber", std::to_string(number));
    call.body = std::move(part);
    TRY_ASSIGN(const auto response, client_.send(call));
    list += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", number,
                        header(response, "etag"));
    if (number % 1'000 == 0) most *= 2;
    TRY_ASSIGN(part, read_piece(source, most));
  }
  return "<CompleteMultipartUpload>" + list + "</CompleteMultipartUpload>";
}

Result<ObjectInfo> S3Store::put_parts(const std::string& key, std::string first, Source& source,
                                      const Pairs& conditions) {
  S3Call call{.act = "write", .method = "POST", .key = full(key), .query = {{"uploads", ""}}};
  TRY_ASSIGN(const auto begun, client_.send(call));
  TRY_ASSIGN(const XmlNode answer, parse_xml(begun.body));
  call.query = {{"uploadId", answer.text_of("UploadId")}};
  auto sent = send_parts(call, std::move(first), source);
  Result<ClientResponse> ended = sent ? ClientResponse{} : Result<ClientResponse>(sent.error());
  if (sent) {
    call.body = std::move(*sent);
    call.headers = conditions;
    ended = client_.send(call);
  }
  // A server may think about it for long and find only behind "200" that it cannot. Some make the
  // object and forget to say its ETag.
  if (ended && ended->status / 100 == 2) {
    const auto made = parse_xml(ended->body);
    if (made && made->name == "CompleteMultipartUploadResult") return stat(key);
    ended = fail(ErrorCode::kUnavailable,
                 fmt::format("{} did not put the parts together{}", client_.options().endpoint,
                             made ? ": " + made->text_of("Message") : ""));
  }
  call.method = "DELETE";
  call.body.clear();
  call.headers.clear();
  [[maybe_unused]] const auto dropped = client_.send(call);  // else its parts are kept and paid for
  TRY(ended);
  return changed(key);
}

Result<ListPage> S3Store::list(const ListQuery& query) {
  if (query.limit == 0) return base::invalid_field("limit", "must be at least 1");
  S3Call call{.act = "list",
              .query = {{"list-type", "2"},
                        {"max-keys", std::to_string(std::min<std::size_t>(query.limit, 1'000))},
                        {"prefix", full(query.prefix)}}};
  if (!query.delimiter.empty()) call.query.emplace_back("delimiter", query.delimiter);
  if (!query.token.empty()) call.query.emplace_back("continuation-token", query.token);
  TRY_ASSIGN(const auto response, client_.send(call));
  TRY_ASSIGN(const XmlNode root, parse_xml(response.body));
  const std::size_t own = client_.options().prefix.size();
  ListPage page;
  for (const auto& node : root.children) {
    if (node.name == "CommonPrefixes") {
      page.prefixes.push_back(node.text_of("Prefix").substr(own));
    } else if (node.name == "Contents") {
      const auto modified = base::parse_rfc3339(node.text_of("LastModified"));
      ObjectInfo object{
          .key = node.text_of("Key"),
          .size = static_cast<std::uint64_t>(base::parse_int(node.text_of("Size")).value_or(0)),
          .etag = unquoted(node.text_of("ETag")),
          .modified_ms = modified ? base::unix_ms(*modified) : 0};
      if (object.key.size() <= own) continue;
      object.key.erase(0, own);
      page.objects.push_back(std::move(object));
    }
  }
  if (root.text_of("IsTruncated") == "true") page.next = root.text_of("NextContinuationToken");
  return page;
}

Result<void> S3Store::remove(const std::string& key) {
  TRY(check_key(key));
  auto response = client_.send({.act = "delete", .method = "DELETE", .key = full(key)});
  if (response) return {};
  const bool gone = response.error().code == ErrorCode::kNotFound &&
                    response.error().message.starts_with("there is no object");
  return gone ? Result<void>() : std::move(response).error();
}

// Buckets have no folders: there is one where something lies in it.
Result<void> S3Store::find_folder(const std::string& path) {
  if (!path.empty()) TRY(check_key(path));
  const std::string prefix = path.empty() ? "" : path + "/";
  TRY_ASSIGN(const ListPage page, list({.prefix = prefix, .limit = 1}));
  if (path.empty() || !page.objects.empty()) return {};
  return fail(ErrorCode::kNotFound, fmt::format("nothing lies below \"{}\"", prefix));
}

Result<Conditions> S3Store::conditions() {
  const base::MutexLock lock(mutex_);
  if (!conditions_) {
    TRY_ASSIGN(conditions_, try_conditions());
  }
  return *conditions_;
}

Result<Conditions> S3Store::try_conditions() {
  using When = PutOptions::When;
  const std::string key = fmt::format("millrace-probe-{:016x}", rng_.next());
  const auto put = [&](std::string text, When when, std::string etag) {
    return put_whole(key, std::move(text), condition_headers({when, std::move(etag)}));
  };
  TRY_ASSIGN(const ObjectInfo first, put("1", When::kAlways, ""));
  const bool absent_held = !put("2", When::kAbsent, "");
  const auto second = put("3", When::kMatches, first.etag);
  const bool matches_held = second && !put("4", When::kMatches, first.etag);
  TRY(remove(key));
  return absent_held && matches_held ? Conditions::kHeld : Conditions::kNone;
}

}  // namespace millrace::objects
