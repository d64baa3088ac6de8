// {"messages":[…],"tools":[…],"add_generation_prompt":true} per line → {"text"}, and with a model
// {"ids","loss_mask"} too.
#include <fmt/core.h>

#include "base/clock.h"
#include "engine/commands.h"
#include "engine/commands/renderer_of.h"
#include "io/file_system.h"
#include "json/writer.h"
#include "text/render/renderer.h"

namespace millrace::engine {
namespace {

json::Object words_of(const Flags& flags) {
  return json::Object{{"bos_token", flags.get_or("bos", "")},
                      {"eos_token", flags.get_or("eos", "")}};
}

Result<text::Chat> read_chat(const std::string& line) {
  TRY_ASSIGN(const json::Value document, json::parse(line));
  TRY_ASSIGN(text::Chat chat, text::parse_chat(document));
  chat.now = base::system_clock().now();
  return chat;
}

std::string answer(const text::RenderedChat& rendered) {
  json::Writer writer;
  writer.begin_object().key("text").string(rendered.text).key("ids").begin_array();
  for (const text::TokenId id : rendered.ids) writer.integer(id);
  writer.end_array().key("loss_mask").begin_array();
  for (const std::uint8_t in_loss : rendered.loss_mask) writer.integer(in_loss);
  writer.end_array().end_object();
  return std::move(writer).text() + "\n";
}

template <class Render>
Result<void> each_line(Console& console, Render render) {
  std::int64_t number = 0;
  for (auto line = console.read_line(); line; line = console.read_line()) {
    ++number;
    if (line->empty()) continue;
    auto chat = read_chat(*line);
    auto text = chat ? render(*chat) : Result<std::string>(std::move(chat).error());
    if (!text) {
      Error error = std::move(text).error();
      error.message = fmt::format("line {}: {}", number, error.message);
      return error;
    }
    console.print(*text);
  }
  return {};
}

Result<void> run(const Flags& flags, Console& console) {
  if (flags.has("model") == flags.has("template"))
    return fail(ErrorCode::kInvalid, "give --model DIR or --template FILE, one of them");
  if (flags.has("model")) {
    TRY_ASSIGN(const text::Renderer renderer, open_renderer(flags.get_or("model", "")));
    return each_line(console, [&](const text::Chat& chat) -> Result<std::string> {
      TRY_ASSIGN(const text::RenderedChat rendered, renderer.render(chat));
      return answer(rendered);
    });
  }
  TRY_ASSIGN(const std::string source,
             io::read_file(io::system_files(), flags.get_or("template", "")));
  TRY_ASSIGN(const auto chat_template, text::ChatTemplate::of_source(source, words_of(flags)));
  return each_line(console, [&](const text::Chat& chat) -> Result<std::string> {
    TRY_ASSIGN(const auto rendered, chat_template.render(chat));
    json::Writer writer;
    writer.begin_object().key("text").string(rendered.text).end_object();
    return std::move(writer).text() + "\n";
  });
}

}  // namespace

Command render_command() {
  return {"render",
          "the text of each line of {\"messages\"}; with --model its token ids and loss mask too",
          {{"model", "DIR", "folder of the model: its template and tokenizer"},
           {"template", "FILE", "a chat template by itself"},
           {"bos", "S", "bos_token of --template"},
           {"eos", "S", "eos_token of --template"}},
          run};
}

}  // namespace millrace::engine
