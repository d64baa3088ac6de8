#include "text/tokenizer/bpe_model.h"

#include <algorithm>

#include "text/unicode/utf8.h"

namespace millrace::text {
namespace {

// Symbols count in 32 bits: longer words are cut, wherever that is.
constexpr std::size_t kLongestPiece = std::size_t{1} << 30;
constexpr std::string_view kMetaspace = "\u2581";

std::size_t cut(Span word, std::string_view text) {
  if (word.size() <= kLongestPiece) return word.end;
  std::size_t end = word.begin + kLongestPiece;
  while (is_continuation(text[end])) --end;
  return end;
}

}  // namespace

void ByteBpeModel::encode(std::string_view text, std::span<const Span> words, Scratch& scratch,
                          Tracking tracking, Encoding& out) const {
  for (const Span& word : words) {
    const char* data = text.data() + word.begin;
    const std::size_t before = out.ids.size();
    if (word.size() <= WordCache::kLongestWord) {
      const WordCache::Key key = WordCache::key(data, word.size(), text.size() - word.begin);
      WordCache::Entry& entry = scratch.cache.place(key);
      if (!WordCache::holds(entry, key)) {
        encode_word({data, word.size()}, scratch);
        if (scratch.word_ids.size() <= WordCache::kMostIds) {
          WordCache::fill(entry, key, scratch.word_ids);
        }
        out.ids.insert(out.ids.end(), scratch.word_ids.begin(), scratch.word_ids.end());
      } else {
        out.ids.insert(out.ids.end(), entry.ids.begin(), entry.ids.begin() + entry.count);
      }
    } else {
      for (std::size_t at = word.begin; at < word.end;) {
        const std::size_t end = cut({at, word.end}, text);
        encode_word(text.substr(at, end - at), scratch);
        out.ids.insert(out.ids.end(), scratch.word_ids.begin(), scratch.word_ids.end());
        at = end;
      }
    }
    if (tracking == Tracking::kOff) continue;
    std::size_t at = word.begin;
    for (std::size_t i = before; i < out.ids.size(); ++i) {
      const std::size_t end = at + rules_.sizes[static_cast<std::size_t>(out.ids[i])];
      out.spans.push_back({at, end});
      at = end;
    }
  }
}

void ByteBpeModel::add_symbols(std::string_view word, std::vector<BpeSymbol>& symbols) const {
  symbols.clear();
  symbols.reserve(word.size());
  const bool whole = !rules_.whole.empty();
  for (std::size_t at = 0; at < word.size();) {
    const auto byte = static_cast<unsigned char>(word[at]);
    if (whole && byte >= 0xC2 && byte < 0xF0) {
      const Utf8Char next = decode_valid(word.data() + at);
      const TokenId id = rules_.whole[next.code];
      if (id >= 0) {
        symbols.push_back({id, static_cast<std::uint32_t>(next.size)});
        at += next.size;
        continue;
      }
    }
    symbols.push_back({rules_.byte_ids[byte], 1});
    ++at;
  }
}

void ByteBpeModel::encode_word(std::string_view word, Scratch& scratch) const {
  scratch.word_ids.clear();
  if (!rules_.tokens.empty()) {
    const auto token = rules_.tokens.find(std::string(word));
    if (token != rules_.tokens.end()) {
      scratch.word_ids.push_back(token->second);
      return;
    }
  }
  add_symbols(word, scratch.bpe.symbols);
  merge_symbols(rules_.merges, scratch.bpe);
  for (const BpeSymbol& symbol : scratch.bpe.symbols) scratch.word_ids.push_back(symbol.id);
}

void CharacterBpeModel::encode(std::string_view text, std::span<const Span> words, Scratch& scratch,
                               Tracking tracking, Encoding& out) const {
  for (const Span& word : words) {
    Span rest = word;
    while (rest.size() > 0) {
      const std::size_t end = piece_end(text, rest);
      encode_word(text.substr(rest.begin, end - rest.begin), scratch.bpe);
      std::size_t at = rest.begin;
      for (const BpeSymbol& symbol : scratch.bpe.symbols) {
        out.ids.push_back(symbol.id);
        if (tracking == Tracking::kOn) out.spans.push_back({at, at + symbol.size});
        at += symbol.size;
      }
      rest.begin = end;
    }
  }
}

std::size_t CharacterBpeModel::piece_end(std::string_view text, Span word) const {
  if (rules_.cuts_at_metaspace) {
    const std::string_view bytes = text.substr(0, word.end);
    std::size_t at = word.begin;
    while (bytes.substr(at).starts_with(kMetaspace)) at += kMetaspace.size();
    word.end = std::min(word.end, bytes.find(kMetaspace, at));
  }
  return cut(word, text);
}

void CharacterBpeModel::encode_word(std::string_view word, BpeWork& work) const {
  work.symbols.clear();
  if (rules_.ignore_merges == IgnoreMerges::kYes) {
    const auto whole = rules_.tokens.find(std::string(word));
    if (whole != rules_.tokens.end()) {
      work.symbols.push_back({whole->second, static_cast<std::uint32_t>(word.size())});
      return;
    }
  }
  std::string form;
  for (std::size_t at = 0; at < word.size();) {
    const std::string_view character = word.substr(at, decode_valid(word.data() + at).size);
    form.assign(at > 0 ? rules_.prefix : std::string());
    form += character;
    at += character.size();
    if (at == word.size()) form += rules_.suffix;
    add_symbols(character, form, work);
  }
  merge_symbols(rules_.merges, work);
}

void CharacterBpeModel::add_symbols(std::string_view character, std::string_view form,
                                    BpeWork& work) const {
  const auto size = static_cast<std::uint32_t>(character.size());
  const auto found = rules_.tokens.find(std::string(form));
  if (found != rules_.tokens.end()) {
    work.symbols.push_back({found->second, size});
    return;
  }
  const auto byte_id = [this](char byte) {
    return rules_.bytes.empty() ? -1 : rules_.bytes[static_cast<unsigned char>(byte)];
  };
  if (std::all_of(character.begin(), character.end(),
                  [&](char byte) { return byte_id(byte) >= 0; })) {
    for (const char byte : character) work.symbols.push_back({byte_id(byte), 1});
    return;
  }
  if (!rules_.unknown) return;
  const bool fused =
      rules_.fuse_unknown && !work.symbols.empty() && work.symbols.back().id == *rules_.unknown;
  if (fused) {
    work.symbols.back().size += size;
  } else {
    work.symbols.push_back({*rules_.unknown, size});
  }
}

}  // namespace millrace::text
