#include "clean/ops/html_text.h"

#include <string>
#include <vector>

#include "clean/ops/html_entities.h"
#include "clean/ops/html_tags.h"

namespace millrace::clean {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::string_view kSpaces = " \t\n\f\r";
constexpr std::string_view kReason = "HTML";

bool is_letter(char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}
bool is_blank(std::string_view text) {
  return text.find_first_not_of(kSpaces) == kNone;
}

// A piece of the text that stays: of the source, or instead of a piece of it.
struct Piece {
  std::size_t begin, end;
  std::string text;  // where `changed`
  bool changed = false;
  std::size_t next = 0;  // 0: the last
};

class Extractor {
 public:
  Extractor(std::string_view html, Compat compat) : html_(html), compat_(compat) {
    pieces_.push_back({0, 0, {}, false, 0});  // the head of the list
  }

  void run();
  void write(Edits& out) const;

 private:
  // A table whose content is read: text that may not stand in it stands before it.
  struct Table {
    std::size_t before;       // the piece behind which that text goes
    std::string_view cell{};  // "td", "th" or "caption" where one is open
    int strangers = 0;        // open elements that may not stand in it
  };

  void text(std::size_t begin, std::size_t end, HtmlContent content);
  void add(std::size_t begin, std::size_t end, std::string* changed);
  void markup();
  void tag(const HtmlTag& tag);
  void element(const HtmlTag& tag);
  void table_tag(const HtmlTag& tag);
  bool before_body(const HtmlTag& tag);
  bool in_select(const HtmlTag& tag);
  void raw(const HtmlTag& tag, HtmlContent content);
  void skip_to(std::size_t at) { at_ = at == kNone ? html_.size() : at; }

  std::string_view html_;
  Compat compat_;
  std::size_t at_ = 0;
  bool body_ = false;       // the body has begun
  bool no_body_ = false;    // a document of frames
  bool after_pre_ = false;  // a line break here is not text
  bool in_place_ = false;   // text that may stand in a table
  bool select_ = false;     // in a select
  int foreign_ = 0;         // depth of svg and math
  int templates_ = 0;       // of templates in the head
  bool break_ = false;      // kSane: the next text begins a line
  std::vector<Table> tables_;
  std::vector<Piece> pieces_;
  std::size_t tail_ = 0;
};

void Extractor::add(std::size_t begin, std::size_t end, std::string* changed) {
  const std::string_view text =
      changed != nullptr ? std::string_view(*changed) : html_.substr(begin, end - begin);
  if (text.empty()) return;
  const bool stranger = !in_place_ && !tables_.empty() && tables_.back().cell.empty() &&
                        (tables_.back().strangers > 0 || !is_blank(text));
  Piece piece{begin, end, {}, changed != nullptr, 0};
  if (changed != nullptr) piece.text = std::move(*changed);
  const std::size_t index = pieces_.size();
  std::size_t& behind = stranger ? tables_.back().before : tail_;
  const std::size_t old = behind;
  piece.next = pieces_[old].next;
  pieces_[old].next = index;
  behind = index;
  if (stranger && old == tail_) tail_ = index;
  pieces_.push_back(std::move(piece));
}

// Text of the source: line breaks become one kind, references what they stand for.
void Extractor::text(std::size_t begin, std::size_t end, HtmlContent content) {
  if (templates_ > 0 || no_body_) return;
  const std::string_view source = html_.substr(begin, end - begin);
  const bool references = content == HtmlContent::kMarkup || content == HtmlContent::kText;
  std::string changed;
  std::size_t copied = 0;
  for (std::size_t at = source.find_first_of(std::string_view("&\r\0", 3)); at != kNone;
       at = source.find_first_of(std::string_view("&\r\0", 3), at)) {
    Reference reference{.size = 1, .text = {}};
    if (source[at] == '\r')
      reference.text = source.substr(at + 1, 1) == "\n" ? "" : "\n";
    else if (source[at] == '&') {
      reference = references ? read_reference(source.substr(at)) : Reference{};
      if (reference.size == 0) {
        ++at;
        continue;
      }
    }
    changed.append(source, copied, at - copied);
    changed += reference.text;
    at += reference.size;
    copied = at;
  }
  const bool is_changed = copied > 0;
  if (is_changed) changed.append(source, copied);
  std::string_view now = is_changed ? std::string_view(changed) : source;
  std::size_t cut = 0;
  if (!body_) {
    cut = std::min(now.find_first_not_of(kSpaces), now.size());
    if (cut == now.size()) return;
    body_ = true;
  } else if (after_pre_ && now.starts_with('\n')) {
    cut = 1;
  }
  after_pre_ = after_pre_ && now.empty();
  if (break_ && !is_blank(now)) {
    break_ = false;
    if (pieces_.size() > 1) {
      changed = "\n" + std::string(now.substr(cut));
      return add(begin, end, &changed);
    }
  }
  if (!is_changed) return add(begin + cut, end, nullptr);
  changed.erase(0, cut);
  add(begin, end, &changed);
}

// Quirk: raw text, but that of scripts, has references once another end tag stands in it.
bool tangled(const HtmlTag& tag, std::string_view content) {
  if (tag.is("script")) return false;
  for (std::size_t at = content.find("</"); at != kNone; at = content.find("</", at + 1))
    if (at + 2 < content.size() && is_letter(content[at + 2])) return true;
  return false;
}

void Extractor::raw(const HtmlTag& tag, HtmlContent content) {
  const std::size_t begin = tag.end;
  const std::size_t end = content == HtmlContent::kPlaintext ? kNone : raw_end(html_, begin, tag);
  const std::size_t stop = end == kNone ? html_.size() : end;
  if (compat_ == Compat::kStrict && tangled(tag, html_.substr(begin, stop - begin)))
    content = HtmlContent::kText;
  const bool unseen = compat_ == Compat::kSane && content == HtmlContent::kRaw && !tag.is("xmp");
  after_pre_ = tag.is("textarea");
  in_place_ = tag.is("script") || tag.is("style");
  if (body_ && !unseen) text(begin, stop, content);
  in_place_ = after_pre_ = false;
  skip_to(end == kNone ? kNone : read_tag(html_, end).end);
}

// Does the tag belong to what comes before the body? If not, the body begins with it.
bool Extractor::before_body(const HtmlTag& tag) {
  constexpr std::string_view kBegin[] = {"body", "html", "br"};
  constexpr std::string_view kHead[] = {"html",    "head", "base", "basefont",
                                        "bgsound", "link", "meta", "noscript"};
  if (tag.is("template")) {
    templates_ += tag.closing ? (templates_ > 0 ? -1 : 0) : 1;
    return true;
  }
  if (templates_ > 0) return content_of(tag) == HtmlContent::kMarkup;
  if (tag.closing) {
    body_ = tag.is_any(kBegin);
    return true;
  }
  if (tag.is("frameset")) no_body_ = true;
  if (tag.is_any(kHead) || no_body_) return true;
  const HtmlContent content = content_of(tag);
  const bool in_head = content == HtmlContent::kRaw || tag.is("title");
  if (in_head && !tag.is("xmp") && !tag.is("iframe") && !tag.is("noembed")) return false;
  body_ = true;
  return tag.is("body");
}

void Extractor::table_tag(const HtmlTag& tag) {
  constexpr std::string_view kCells[] = {"td", "th", "caption"};
  constexpr std::string_view kParts[] = {"tr", "tbody", "thead", "tfoot", "col", "colgroup"};
  constexpr std::string_view kAllowed[] = {"script", "style", "template", "input", "form"};
  constexpr std::string_view kVoid[] = {"area", "br",   "col",   "embed",  "hr",    "img", "input",
                                        "link", "meta", "param", "source", "track", "wbr"};
  constexpr std::size_t kMaxTables = 4096;
  if (tag.is("table")) {
    if (!tables_.empty() && (tag.closing || tables_.back().cell.empty())) tables_.pop_back();
    if (!tag.closing && tables_.size() < kMaxTables) tables_.push_back({.before = tail_});
    return;
  }
  if (tables_.empty()) return;
  Table& table = tables_.back();
  for (const auto& cell : kCells)
    if (tag.is(cell)) {
      if (tag.closing && table.cell != cell) return;  // not the one that is open
      table.cell = tag.closing ? "" : cell;
      table.strangers = 0;
      return;
    }
  if (tag.is_any(kParts)) {
    table.cell = "";
    table.strangers = 0;
  } else if (table.cell.empty() && !tag.is_any(kAllowed) && !tag.is_any(kVoid) && !tag.empty) {
    if (!tag.closing)
      ++table.strangers;
    else if (table.strangers > 0)
      --table.strangers;
  }
}

// Tags that begin and end lines for people.
bool is_block(const HtmlTag& tag) {
  constexpr std::string_view kBlocks[] = {
      "address", "article",    "aside",   "blockquote", "br",   "caption", "dd",  "div", "dl",
      "dt",      "figcaption", "figure",  "footer",     "form", "h1",      "h2",  "h3",  "h4",
      "h5",      "h6",         "header",  "hr",         "li",   "main",    "nav", "ol",  "option",
      "p",       "pre",        "section", "table",      "tr",   "ul"};
  return tag.is_any(kBlocks);
}

// Within a select, most start tags are nothing.
bool Extractor::in_select(const HtmlTag& tag) {
  constexpr std::string_view kEnd[] = {"input", "keygen", "textarea", "caption", "table", "tbody",
                                       "tfoot", "thead",  "tr",       "td",      "th"};
  constexpr std::string_view kKnown[] = {"option", "optgroup", "script", "template", "hr"};
  if (tag.is("select"))
    select_ = !tag.closing && !select_;
  else if (!tag.closing && tag.is_any(kEnd))
    select_ = false;
  return select_ && !tag.closing && !tag.is("select") && !tag.is_any(kKnown);
}

void Extractor::element(const HtmlTag& tag) {
  constexpr std::string_view kPre[] = {"pre", "listing"};
  constexpr std::string_view kBreakOut[] = {"p",  "div", "span", "table", "ul",
                                            "ol", "li",  "img",  "br",    "body",
                                            "h1", "h2",  "h3",   "pre",   "center"};
  if (foreign_ > 0 && !tag.closing && tag.is_any(kBreakOut)) foreign_ = 0;
  if (tag.is("svg") || tag.is("math")) {
    if (tag.closing)
      foreign_ = foreign_ > 0 ? foreign_ - 1 : 0;
    else if (!tag.empty)
      ++foreign_;
  }
  if (compat_ == Compat::kSane && is_block(tag)) break_ = true;
  if (in_select(tag)) return skip_to(tag.end);
  table_tag(tag);
  const HtmlContent content = content_of(tag);
  if (content != HtmlContent::kMarkup && foreign_ == 0) return raw(tag, content);
  after_pre_ = !tag.closing && tag.is_any(kPre);
  at_ = tag.end;
}

void Extractor::tag(const HtmlTag& tag) {
  after_pre_ = false;
  if (tag.end == kNone) {
    // Quirk: of a start tag that nothing ends, its name is text.
    const std::size_t begin = static_cast<std::size_t>(tag.name.data() - html_.data());
    if (compat_ == Compat::kStrict && body_ && !tag.closing &&
        begin + tag.name.size() == html_.size())
      text(begin, html_.size(), HtmlContent::kRaw);
    return skip_to(kNone);
  }
  if (!body_ && before_body(tag)) return skip_to(tag.end);
  element(tag);
}

// What begins with the '<' at at_.
void Extractor::markup() {
  const std::string_view rest = html_.substr(at_);
  const char next = rest.size() > 1 ? rest[1] : ' ';
  if (is_letter(next) || (next == '/' && rest.size() > 2 && is_letter(rest[2])))
    return tag(read_tag(html_, at_));
  if (next != ' ') after_pre_ = false;
  if (rest.starts_with("<!--")) {
    if (rest.starts_with("<!-->")) return skip_to(at_ + 5);
    if (rest.starts_with("<!--->")) return skip_to(at_ + 6);
    const std::size_t end = html_.find("--", at_ + 4);
    for (std::size_t at = end; at != kNone; at = html_.find("--", at + 1)) {
      if (html_.substr(at).starts_with("-->")) return skip_to(at + 3);
      if (html_.substr(at).starts_with("--!>")) return skip_to(at + 4);
    }
    return skip_to(kNone);
  }
  if (foreign_ > 0 && rest.starts_with("<![CDATA[")) {
    const std::size_t begin = at_ + 9, end = html_.find("]]>", begin);
    text(begin, end == kNone ? html_.size() : end, HtmlContent::kRaw);
    return skip_to(end == kNone ? kNone : end + 3);
  }
  const bool nothing = rest.starts_with("</>");
  const bool comment = next == '!' || next == '?' || (next == '/' && rest.size() > 2 && !nothing);
  if (comment || (nothing && compat_ == Compat::kSane)) {
    const std::size_t end = html_.find('>', at_ + 1);
    return skip_to(end == kNone ? kNone : end + 1);
  }
  text(at_, at_ + 1, HtmlContent::kRaw);  // a '<' like any other character
  ++at_;
}

void Extractor::run() {
  while (at_ < html_.size() && !no_body_) {
    if (html_[at_] == '<') {
      markup();
      continue;
    }
    const std::size_t begin = at_;
    at_ = std::min(html_.find('<', at_), html_.size());
    text(begin, at_, HtmlContent::kMarkup);
  }
}

void Extractor::write(Edits& out) const {
  bool in_order = true;
  std::size_t end = 0;
  for (std::size_t i = pieces_[0].next; i != 0 && in_order; i = pieces_[i].next) {
    in_order = pieces_[i].begin >= end;
    end = pieces_[i].end;
  }
  if (!in_order || no_body_) {  // text moved before its table
    std::string text;
    for (std::size_t i = no_body_ ? 0 : pieces_[0].next; i != 0; i = pieces_[i].next) {
      const Piece& p = pieces_[i];
      if (p.changed)
        text += p.text;
      else
        text.append(html_, p.begin, p.end - p.begin);
    }
    return note_rewrite(html_, text, kReason, out);
  }
  std::size_t written = 0;
  for (std::size_t i = pieces_[0].next; i != 0; i = pieces_[i].next) {
    const Piece& p = pieces_[i];
    if (p.changed)
      out.replace(written, p.end, p.text, kReason);
    else if (p.begin > written)
      out.remove(written, p.begin, kReason);
    written = p.end;
  }
  if (written < html_.size()) out.remove(written, html_.size(), kReason);
}

// Is there anything in it that could be markup, a reference or another line break?
bool is_plain(std::string_view text) {
  for (std::size_t at = text.find_first_of(std::string_view("<&\r\0", 4)); at != kNone;
       at = text.find_first_of(std::string_view("<&\r\0", 4), at + 1)) {
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    if (text[at] != '<' && text[at] != '&') return false;
    if (is_letter(next) || next == '#' || next == '/' || next == '!' || next == '?') return false;
  }
  return true;
}

}  // namespace

void html_to_text(std::string_view html, Compat compat, Edits& out) {
  if (is_plain(html)) {
    const std::size_t begin = std::min(html.find_first_not_of(kSpaces), html.size());
    if (begin > 0) out.remove(0, begin, kReason);
    return;
  }
  Extractor extractor(html, compat);
  extractor.run();
  extractor.write(out);
}

}  // namespace millrace::clean
