// Renderer: the one way from messages to token ids, for preview, training, evaluation and serving.
// Constant after loading; copies share it and any number of threads may use one.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/render/chat.h"
#include "text/render/chat_template.h"
#include "text/render/loss_ranges.h"
#include "text/render/renderer_files.h"
#include "text/tokenizer/tokenizer.h"

namespace millrace::text {

struct RenderedChat {
  std::string text;
  std::vector<TokenId> ids;
  // One per id, 1 where the token is in the loss: any of its bytes is the assistant's
  // (loss_ranges.h).
  std::vector<std::uint8_t> loss_mask;
};

class Renderer {
 public:
  static Result<Renderer> load(const RendererFiles& files, const RendererOptions& options = {});

  Result<RenderedChat> render(const Chat& chat) const;
  // Text that is no chat: the ids of all of it, all of them in the loss, with the tokens that the
  // tokenizer puts around texts and the end of text behind it.
  RenderedChat render_text(std::string_view text) const;

  const Tokenizer& tokenizer() const { return tokenizer_; }
  // Ids that end an answer: of the tokenizer, of generation_config.json.
  const std::vector<TokenId>& end_ids() const { return end_ids_; }
  // renderer_fingerprint of what it was loaded from: equal means equal ids and masks.
  const std::string& fingerprint() const { return fingerprint_; }

 private:
  Renderer(Tokenizer tokenizer, ChatTemplate chat_template, RendererOptions options);
  Encoding encode(const jinja::Rendered& rendered) const;
  void find_ends(std::string_view generation_config_json);
  void find_header();

  Tokenizer tokenizer_;
  ChatTemplate template_;
  RendererOptions options_;
  std::vector<TokenId> end_ids_;
  TurnWords words_;
  std::string fingerprint_;
};

}  // namespace millrace::text
