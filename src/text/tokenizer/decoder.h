// From tokens back to text. The same steps run over a whole sequence and over a stream that comes
// token by token. Steps are constant and shared; a Run is one sequence, one thread's.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "text/tokenizer/pattern.h"

namespace millrace::text {

class Decoder {
 public:
  // The "decoder" of tokenizer.json; null joins tokens with blanks.
  static Result<Decoder> parse(const json::Value* description);
  Decoder();
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  class Run {
   public:
    explicit Run(const Decoder& decoder);
    ~Run();
    Run(Run&&) noexcept;
    Run& operator=(Run&&) noexcept;
    // Adds the text of one more token that is complete by now to `out`: whole code points only.
    void push(std::string_view token, std::string& out);
    // What was held back; incomplete code points become U+FFFD.
    void finish(std::string& out);

   private:
    struct State;
    std::unique_ptr<State> state_;
  };

 private:
  struct Steps;
  std::unique_ptr<const Steps> steps_;
};

}  // namespace millrace::text
