#include "text/tokenizer/byte_level_file.h"

#include <algorithm>

#include "json/writer.h"

namespace millrace::text {
namespace {

void write_byte_level_step(json::Writer& out) {
  out.begin_object().key("type").string("ByteLevel");
  out.key("add_prefix_space").boolean(false).key("trim_offsets").boolean(false);
  out.key("use_regex").boolean(false).end_object();
}

void write_added(const ByteLevelFile& file, json::Writer& out) {
  TokenId next = 0;
  for (const auto& [token, id] : file.tokens) next = std::max(next, id + 1);
  out.key("added_tokens").begin_array();
  for (const std::string& token : file.special) {
    out.begin_object().key("id").integer(next++).key("content").string(token);
    out.key("single_word").boolean(false).key("lstrip").boolean(false);
    out.key("rstrip").boolean(false).key("normalized").boolean(false);
    out.key("special").boolean(true).end_object();
  }
  out.end_array();
}

void write_splitting(const ByteLevelRules& rules, json::Writer& out) {
  out.key("pre_tokenizer").begin_object().key("type").string("Sequence");
  out.key("pretokenizers").begin_array();
  out.begin_object().key("type").string("Split");
  out.key("pattern").begin_object().key("Regex").string(rules.expression).end_object();
  out.key("behavior").string("Isolated").key("invert").boolean(false).end_object();
  write_byte_level_step(out);
  out.end_array().end_object();
}

void write_model(const ByteLevelFile& file, const ByteLevelRules& rules, json::Writer& out) {
  out.key("model").begin_object().key("type").string("BPE").key("dropout").null();
  out.key("unk_token").null().key("continuing_subword_prefix").null();
  out.key("end_of_word_suffix").null().key("fuse_unk").boolean(false);
  out.key("byte_fallback").boolean(false).key("ignore_merges").boolean(rules.ignore_merges);
  out.key("vocab").begin_object();
  for (const auto& [token, id] : file.tokens) out.key(token).integer(id);
  out.end_object().key("merges").begin_array();
  for (const auto& [left, right] : file.merges)
    out.begin_array().string(left).string(right).end_array();
  out.end_array().end_object();
}

}  // namespace

std::string write_byte_level(const ByteLevelFile& file, const ByteLevelRules& rules) {
  json::Writer out;
  out.begin_object().key("version").string("1.0").key("truncation").null().key("padding").null();
  write_added(file, out);
  out.key("normalizer");
  if (rules.nfc) {
    out.begin_object().key("type").string("NFC").end_object();
  } else {
    out.null();
  }
  write_splitting(rules, out);
  out.key("post_processor");
  write_byte_level_step(out);
  out.key("decoder");
  write_byte_level_step(out);
  write_model(file, rules, out);
  out.end_object();
  return std::move(out).text();
}

}  // namespace millrace::text
