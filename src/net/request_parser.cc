#include "net/request_parser.h"

#include <boost/beast/http/basic_parser.hpp>

#include "base/encode.h"
#include "base/strings.h"

namespace millrace::net {
namespace beast = boost::beast;
namespace http = boost::beast::http;

// Gathers what Beast reads. Semantics are checked by HeadParser, which knows all fields.
class HeadParser::Sink final : public http::basic_parser<true> {
 public:
  Sink(RequestHead& head, const HeadLimits& limits) : head_(head), limits_(limits) {
    skip(true);
    // Above our own limit: we answer first, with the right status.
    header_limit(static_cast<std::uint32_t>(limits.max_header_bytes + 1));
    body_limit(boost::none);
  }
  bool too_many() const { return too_many_; }

 private:
  using Text = beast::string_view;
  using Code = beast::error_code;
  void on_request_impl(http::verb, Text method, Text target, int version, Code&) override {
    head_.method.assign(method.data(), method.size());
    head_.target.assign(target.data(), target.size());
    head_.minor_version = version % 10;
  }
  void on_field_impl(http::field, Text name, Text value, Code& code) override {
    if (head_.headers.size() >= limits_.max_headers) {
      too_many_ = true;
      code = http::error::header_limit;
      return;
    }
    head_.headers.add({name.data(), name.size()}, {value.data(), value.size()});
  }
  void on_response_impl(int, Text, int, Code&) override {}
  void on_header_impl(Code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
  std::size_t on_body_impl(Text body, Code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, Text, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Code&) override { return body.size(); }
  void on_finish_impl(Code&) override {}

  RequestHead& head_;
  const HeadLimits& limits_;
  bool too_many_ = false;
};

namespace {

bool is_token_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// One element of a comma-separated header value, compared without case.
bool lists(std::string_view value, std::string_view word) {
  for (const auto part : base::split(value, ','))
    if (base::iequals(base::trim(part), word)) return true;
  return false;
}

// Does the first line end in "HTTP/2.0" or the like, rather than in rubbish?
bool names_other_version(std::string_view buffer) {
  const auto line = buffer.substr(0, buffer.find("\r\n"));
  if (line.size() < 8) return false;
  const auto version = line.substr(line.size() - 8);
  return version.starts_with("HTTP/") && version[6] == '.' && version[5] >= '0' &&
         version[5] <= '9' && version[7] >= '0' && version[7] <= '9';
}

struct Found {
  std::size_t count = 0;
  const std::string* value = nullptr;
};
Found find_all(const Headers& headers, std::string_view name) {
  Found found;
  for (const auto& [key, value] : headers) {
    if (!base::iequals(key, name)) continue;
    ++found.count;
    found.value = &value;
  }
  return found;
}

}  // namespace

HeadParser::HeadParser(HeadLimits limits) : limits_(limits) {}
HeadParser::~HeadParser() = default;

void HeadParser::reset() {
  sink_.reset();
  head_ = RequestHead{};
  size_ = 0;
}

HeadParser::State HeadParser::refuse(int status, std::string words) {
  refusal_ = {status, std::move(words)};
  return State::kRefused;
}

HeadParser::State HeadParser::feed(std::string_view buffer) {
  if (!sink_) {
    // What cannot become a request is refused before its end is waited for.
    if (const State state = check_start(buffer); state == State::kRefused) return state;
    sink_ = std::make_unique<Sink>(head_, limits_);
  }
  // Beast keeps the lines that it has read: it is given what follows them.
  const std::string_view scope = buffer.substr(0, limits_.max_header_bytes).substr(size_);
  beast::error_code code;
  size_ += sink_->put(boost::asio::buffer(scope.data(), scope.size()), code);
  if (sink_->is_header_done() && !code) return check_head(buffer.substr(0, size_));
  if (!code || code == http::error::need_more) {
    if (buffer.find("\r\n") == std::string_view::npos &&
        buffer.size() > limits_.max_target_bytes + 32)
      return refuse(414, "the request target is longer than the server takes");
    if (buffer.size() < limits_.max_header_bytes) return State::kMore;
    return refuse(431, "the request header is larger than the server takes");
  }
  if (sink_->too_many())
    return refuse(431, "the request has more header fields than the server takes");
  if (code == http::error::header_limit)
    return refuse(431, "the request header is larger than the server takes");
  if (code == http::error::bad_version && names_other_version(buffer))
    return refuse(505, "the server speaks HTTP/1.1 and HTTP/1.0");
  return refuse(400, "malformed request: " + code.message());
}

HeadParser::State HeadParser::check_start(std::string_view buffer) {
  constexpr std::size_t kLongestMethod = 32;
  for (std::size_t i = 0; i < buffer.size(); ++i) {
    if (buffer[i] == ' ' && i > 0) return State::kDone;
    if (!is_token_char(buffer[i]) || i >= kLongestMethod)
      return refuse(
          400, "malformed request: it does not begin with a method (is this HTTPS sent to HTTP?)");
  }
  return State::kMore;
}

HeadParser::State HeadParser::check_head(std::string_view raw) {
  // RFC 9112 §5.2: a server may refuse folded lines; readers that disagree about them can be
  // fooled.
  for (std::size_t at = raw.find('\n'); at + 1 < raw.size(); at = raw.find('\n', at + 1))
    if (raw[at + 1] == ' ' || raw[at + 1] == '\t')
      return refuse(400, "malformed request: folded header lines are not taken");
  if (head_.target.size() > limits_.max_target_bytes)
    return refuse(414, "the request target is longer than the server takes");
  const Found host = find_all(head_.headers, "host");
  if (host.count > 1 || (host.count == 0 && head_.minor_version == 1))
    return refuse(400, "malformed request: exactly one Host header is needed");
  if (const State state = check_framing(); state != State::kDone) return state;
  const std::string* connection = head_.headers.find("connection");
  const bool close = connection != nullptr && lists(*connection, "close");
  const bool keep = connection != nullptr && lists(*connection, "keep-alive");
  head_.keep_alive = head_.minor_version == 1 ? !close : keep && !close;
  const std::string* expect = head_.headers.find("expect");
  if (expect != nullptr && head_.minor_version == 1) {
    if (!base::iequals(*expect, "100-continue"))
      return refuse(417, "the server knows no expectation but 100-continue");
    head_.expects_continue = head_.body != RequestHead::Body::kNone;
  }
  const std::string* upgrade = head_.headers.find("upgrade");
  head_.wants_websocket = upgrade != nullptr && lists(*upgrade, "websocket") &&
                          connection != nullptr && lists(*connection, "upgrade");
  return check_target();
}

HeadParser::State HeadParser::check_framing() {
  const Found length = find_all(head_.headers, "content-length");
  const Found coding = find_all(head_.headers, "transfer-encoding");
  if (length.count > 0 && coding.count > 0)
    return refuse(400, "malformed request: Content-Length and Transfer-Encoding together");
  if (length.count > 1) return refuse(400, "malformed request: more than one Content-Length");
  if (coding.count > 0) {
    if (coding.count > 1 || head_.minor_version == 0)
      return refuse(400, "malformed request: doubtful Transfer-Encoding");
    if (!base::iequals(*coding.value, "chunked"))
      return refuse(501, "the only Transfer-Encoding taken is chunked");
    head_.body = RequestHead::Body::kChunked;
  }
  if (length.count == 1) {
    const auto value = base::parse_int(*length.value);
    const bool digits = length.value->find_first_not_of("0123456789") == std::string::npos;
    if (!value || !digits) return refuse(400, "malformed request: Content-Length is no number");
    head_.content_length = static_cast<std::uint64_t>(*value);
    if (*value > 0) head_.body = RequestHead::Body::kLength;
  }
  return State::kDone;
}

HeadParser::State HeadParser::check_target() {
  std::string& target = head_.target;
  if (target == "*" && head_.method == "OPTIONS") return State::kDone;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const std::size_t slash = target.find('/', scheme.size());
    target = slash == std::string::npos ? "/" : target.substr(slash);
    break;
  }
  if (!target.starts_with('/'))
    return refuse(400, "malformed request: the target must be a path beginning with /");
  return State::kDone;
}

Result<Target> parse_target(std::string_view text) {
  const Error bad = fail(ErrorCode::kInvalid, "the query has a broken percent escape");
  Target target;
  const std::size_t mark = text.find('?');
  target.path = text.substr(0, mark);
  if (mark == std::string_view::npos) return target;
  for (const auto pair : base::split(text.substr(mark + 1), '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    std::string name(pair.substr(0, equals));
    std::string value(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
    for (std::string* side : {&name, &value}) {
      for (char& c : *side)
        if (c == '+') c = ' ';
      auto decoded = base::percent_decode(*side);
      if (!decoded) return bad;
      *side = std::move(*decoded);
    }
    target.query.emplace_back(std::move(name), std::move(value));
  }
  return target;
}

void BodyDecoder::start(const RequestHead& head) {
  left_ = head.content_length;
  trailer_bytes_ = 0;
  switch (head.body) {
    case RequestHead::Body::kNone:
      step_ = Step::kEnd;
      break;
    case RequestHead::Body::kLength:
      step_ = Step::kPlain;
      break;
    case RequestHead::Body::kChunked:
      step_ = Step::kSize;
      break;
  }
}

BodyDecoder::State BodyDecoder::refuse(std::string words) {
  refusal_ = {400, std::move(words)};
  return State::kRefused;
}

BodyDecoder::State BodyDecoder::take_line(std::string_view& in, std::size_t limit,
                                          std::optional<std::string_view>& line) {
  const std::size_t end = in.find('\n');
  if (std::min(end, in.size()) > limit) return refuse("malformed chunked body: a line is too long");
  if (end == std::string_view::npos) return State::kMore;
  if (end == 0 || in[end - 1] != '\r') return refuse("malformed chunked body: a line feed alone");
  line = in.substr(0, end - 1);
  in.remove_prefix(end + 1);
  return State::kDone;
}

BodyDecoder::State BodyDecoder::read_size(std::string_view line) {
  std::uint64_t size = 0;
  std::size_t digits = 0;
  for (; digits < line.size(); ++digits) {
    const char c = line[digits];
    unsigned digit = 0;
    if (c >= '0' && c <= '9')
      digit = static_cast<unsigned>(c - '0');
    else if (c >= 'a' && c <= 'f')
      digit = static_cast<unsigned>(c - 'a') + 10;
    else if (c >= 'A' && c <= 'F')
      digit = static_cast<unsigned>(c - 'A') + 10;
    else
      break;
    size = size * 16 + digit;
  }
  const bool clean_end = digits == line.size() || line[digits] == ';';
  if (digits == 0 || digits > 15 || !clean_end)
    return refuse("malformed chunked body: a chunk's size is no hexadecimal number");
  for (const char c : line)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t')
      return refuse("malformed chunked body: control characters in a chunk extension");
  left_ = size;
  step_ = size == 0 ? Step::kTrailer : Step::kData;
  return State::kDone;
}

BodyDecoder::State BodyDecoder::decode(std::string_view in, std::size_t room, std::string& out,
                                       std::size_t& consumed) {
  constexpr std::size_t kLongestSizeLine = 256;
  constexpr std::size_t kMostTrailer = 8 << 10;
  const std::size_t before = in.size();
  while (step_ != Step::kEnd) {
    consumed = before - in.size();
    if (step_ == Step::kPlain || step_ == Step::kData) {
      const auto n =
          static_cast<std::size_t>(std::min<std::uint64_t>(left_, std::min(in.size(), room)));
      out.append(in.substr(0, n));
      in.remove_prefix(n);
      room -= n;
      left_ -= n;
      consumed += n;
      if (left_ > 0) return State::kMore;
      step_ = step_ == Step::kPlain ? Step::kEnd : Step::kDataEnd;
      continue;
    }
    std::optional<std::string_view> line;
    const std::size_t limit = step_ == Step::kTrailer ? kMostTrailer : kLongestSizeLine;
    if (const State state = take_line(in, limit, line); state != State::kDone) return state;
    if (step_ == Step::kDataEnd) {
      if (!line->empty()) return refuse("malformed chunked body: a chunk is longer than it said");
      step_ = Step::kSize;
    } else if (step_ == Step::kSize) {
      if (const State state = read_size(*line); state != State::kDone) return state;
    } else {
      trailer_bytes_ += line->size() + 2;  // trailers are read over
      if (trailer_bytes_ > kMostTrailer)
        return refuse("malformed chunked body: the trailer is too long");
      if (line->empty()) step_ = Step::kEnd;
    }
  }
  consumed = before - in.size();
  return State::kDone;
}

}  // namespace millrace::net
