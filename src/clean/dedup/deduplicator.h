// Duplicates among all rows. A deduplicator makes a sketch of each row: a short signature and some
// keys. Rows that share a key are candidates, their signatures are compared, and where those do not
// decide, the texts are. The engine (pipeline/) keeps the first row of each pair.
// A Deduplicator is constant and shared by threads; a Sketcher is one thread's.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "clean/operator.h"

namespace millrace::clean {

class Sketcher {
 public:
  virtual ~Sketcher() = default;
  // Both of the size that the deduplicator says.
  virtual void sketch(std::string_view text, std::span<std::uint8_t> signature,
                      std::span<std::uint64_t> keys) = 0;
};

struct Likeness {
  enum class Kind : std::uint8_t { kOther, kSame, kAskTexts } kind = Kind::kOther;
  double similarity = 0;  // 0 to 1, as far as it is known
};

// Compares a text with one after another. One thread's.
class TextComparer {
 public:
  virtual ~TextComparer() = default;
  virtual void begin(std::string_view text) = 0;
  virtual Likeness compare(std::string_view other) = 0;  // kOther or kSame
};

class Deduplicator : public Operator {
 public:
  virtual std::size_t signature_bytes() const = 0;
  virtual std::size_t key_count() const = 0;
  virtual std::unique_ptr<Sketcher> sketcher() const = 0;
  // Of two rows that share a key; symmetric.
  virtual Likeness compare(std::span<const std::uint8_t> a,
                           std::span<const std::uint8_t> b) const = 0;
  // For where compare() says kAskTexts; nullptr where it never does.
  virtual std::unique_ptr<TextComparer> comparer() const { return nullptr; }
};

}  // namespace millrace::clean
