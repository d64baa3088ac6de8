// {"ids":[…]} per line → {"logits":[… of the last position …]}
#include "engine/commands.h"
#include "engine/commands/model_flags.h"
#include "json/writer.h"

namespace millrace::engine {
namespace {

Result<std::string> answer(model::Model& model, const std::string& line) {
  TRY_ASSIGN(const json::Value document, json::parse(line));
  TRY_ASSIGN(auto ids, read_ids(document, "ids"));
  const model::Batch batch = sequence(std::move(ids));
  const std::vector<std::int32_t> last{batch.starts.back() - 1};
  TRY_ASSIGN(const auto logits, model.logits(batch, last));
  json::Writer writer;
  writer.begin_object().key("logits").begin_array();
  for (const float logit : logits) writer.number(logit);
  writer.end_array().end_object();
  return std::move(writer).text() + "\n";
}

Result<void> run(const Flags& flags, Console& console) {
  TRY_ASSIGN(const OpenModel open, open_model(flags));
  std::int64_t number = 0;
  for (auto line = console.read_line(); line; line = console.read_line()) {
    ++number;
    if (line->empty()) continue;
    auto text = answer(*open.model, *line);
    if (!text) return in_line(number, std::move(text).error());
    console.print(*text);
  }
  return {};
}

}  // namespace

Command logits_command() {
  return {"logits", "logits of the last position of each line of {\"ids\"}", model_flags(), run};
}

}  // namespace millrace::engine
