// What a model makes of rows: the exact tokens and loss mask of one, and how long all of them are.
// The engine's renderer does it, as in training: in a child that is shut in, because templates and
// rows are people's own.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/collection.h"
#include "api/dataset_access.h"
#include "api/dataset_row_json.h"
#include "api/route_groups.h"
#include "auth/permissions.h"
#include "base/strings.h"
#include "domain/model_ops.h"
#include "io/confine.h"
#include "io/subprocess.h"
#include "rows/annotate.h"
#include "rows/statistics.h"
#include "text/formats/dataset_format.h"

namespace millrace::api {
namespace {

using resource::LabeledDataset;

constexpr base::Duration kMostTime{30'000};
constexpr std::size_t kMostOutput = std::size_t{256} << 20;
// Rows that are looked at for statistics, spread evenly over the set.
constexpr std::int64_t kMostRows = 20'000, kMostRendered = 2'000;

// The folder of the model that the query names, which the caller may see; "" without one.
Result<std::string> model_folder(const Call& call, const std::string& workspace) {
  const std::string* model = call.request.query_value("model");
  if (model == nullptr) return std::string();
  const std::string* version = call.request.query_value("model_version");
  domain::ModelContent content;
  TRY(call.services.store.read([&](store::ReadTx& tx) -> Result<void> {
    auto found = domain::model_content(tx, workspace, *model, version == nullptr ? "" : *version,
                                       call.services.places);
    if (!found && found.error().code == ErrorCode::kNotFound)
      return base::invalid_field("model", "names no model");
    TRY(found);
    content = std::move(*found);
    return {};
  }));
  const auto allowed =
      content.model.workspace.empty()
          ? auth::require(call.actor, "model.get", auth::Target::preset(workspace))
          : authorize_object(call.actor, resource::Model::kind(), "get", content.model);
  if (!allowed) return base::invalid_field("model", "names no model");
  return content.folder;
}

// The row as a chat, as training reads it; nullopt: training does not read it.
Result<std::optional<std::string>> chat_of(const rows::Template& of, const rows::Row& row) {
  const json::Value data = rows::data_of(row);
  if (!rows::is_trained_on(of, data)) return std::optional<std::string>();
  const auto read = text::read_example(data, row.number, *of.format);
  const auto* example = std::get_if<text::Example>(&read);
  if (example == nullptr) return std::optional<std::string>();
  json::Object chat{{"messages", example->conversation()}};
  if (!example->tools.empty()) chat["tools"] = example->tools;
  return std::optional(json::dump(chat));
}

// One line of {"text","ids","loss_mask"} for each chat.
Result<std::string> render(const Call& call, const std::string& folder, std::string chats) {
  TRY_ASSIGN(const std::string engine, call.services.places.engine_program());
  TRY_ASSIGN(auto argv, io::confined({.shown = {{engine, "/engine"}, {folder, "/model"}},
                                      .memory_bytes = std::uint64_t{4} << 30,
                                      .cpu_seconds = 30},
                                     {"/engine", "render", "--model", "/model"}));
  TRY_ASSIGN(
      const io::Captured out,
      io::capture({.argv = std::move(argv)},
                  {.timeout = kMostTime, .max_bytes = kMostOutput, .input = std::move(chats)}));
  if (out.status.success() && !out.cut) return out.out;
  const std::string words(base::trim(out.err));
  return fail(ErrorCode::kInvalid,
              fmt::format("the model cannot render the rows: {}",
                          words.empty() ? out.status.to_string() : words.substr(0, 500)));
}

Result<net::Response> preview(const Call& call) {
  TRY_ASSIGN(const DatasetRows rows, rows_of(call, "get"));
  TRY_ASSIGN(const std::string folder, model_folder(call, rows.dataset.workspace));
  if (folder.empty()) return base::invalid_field("model", "is required");
  const std::string* wanted = call.request.query_value("row");
  const auto number = wanted == nullptr ? std::nullopt : base::parse_int(*wanted);
  if (!number) return base::invalid_field("row", "must be the number of a row");
  TRY_ASSIGN(const rows::Row row, rows.set->read(*number, track_of(call.actor, rows.dataset)));
  TRY_ASSIGN(const auto chat, chat_of(domain::template_of(rows.dataset), row));
  if (!chat)
    return fail(ErrorCode::kConflict,
                "training does not read this row: its template cannot be "
                "trained on yet, or nobody has ordered its responses");
  TRY_ASSIGN(const std::string line, render(call, folder, *chat + "\n"));
  return net::Response::json(200, line);
}

Result<std::vector<std::int64_t>> token_counts(const Call& call, const std::string& folder,
                                               const std::vector<std::string>& chats) {
  std::string lines;
  for (const std::string& chat : chats) lines += chat + "\n";
  TRY_ASSIGN(const std::string out, render(call, folder, std::move(lines)));
  std::vector<std::int64_t> counts;
  for (const std::string_view line : base::split(out, '\n')) {
    if (line.empty()) continue;
    TRY_ASSIGN(const json::Value rendered, json::parse(line));
    const json::Value* ids = rendered.find("ids");
    if (ids != nullptr && ids->as_array() != nullptr)
      counts.push_back(static_cast<std::int64_t>(ids->as_array()->size()));
  }
  return counts;
}

Result<net::Response> statistics(const Call& call) {
  TRY_ASSIGN(const DatasetRows rows, rows_of(call, "get"));
  TRY_ASSIGN(const std::string folder, model_folder(call, rows.dataset.workspace));
  const rows::Template& of = domain::template_of(rows.dataset);
  const std::string track = track_of(call.actor, rows.dataset);
  const std::int64_t step = std::max<std::int64_t>(1, rows.set->last_row() / kMostRows);
  std::vector<std::int64_t> characters;
  std::map<std::string, std::int64_t> languages;
  std::vector<std::string> chats;
  std::int64_t sampled = 0;
  for (std::int64_t number = 1; number <= rows.set->last_row(); number += step) {
    const auto row = rows.set->read(number, track);
    if (!row && row.error().code == ErrorCode::kNotFound) continue;
    TRY(row);
    const std::string texts = rows::texts_of(rows::data_of(*row));
    characters.push_back(static_cast<std::int64_t>(base::utf8_length(texts)));
    ++languages[std::string(rows::language_of(texts))];
    const bool too_many = static_cast<std::int64_t>(chats.size()) >= kMostRendered;
    if (++sampled; !folder.empty() && !too_many) {
      TRY_ASSIGN(auto chat, chat_of(of, *row));
      if (chat) chats.push_back(std::move(*chat));
    }
  }
  json::Object words, counts;
  for (const auto& [language, count] : languages) words[language] = count;
  std::int64_t total = 0;
  for (const auto& [category, count] : rows.set->counts()) {
    counts[category] = count;
    total += count;
  }
  json::Object out{{"rows", total},
                   {"counts", std::move(counts)},
                   {"sampled_rows", sampled},
                   {"characters", rows::to_json(rows::spread_of(std::move(characters)))},
                   {"languages", std::move(words)}};
  if (!folder.empty()) {
    TRY_ASSIGN(auto tokens, token_counts(call, folder, chats));
    out["tokens"] = rows::to_json(rows::spread_of(std::move(tokens)));
  }
  if (!track.empty()) out.erase("counts");
  return net::Response::json(200, json::dump(out));
}

}  // namespace

void add_dataset_preview_routes(Routes& routes) {
  const std::string one = collection_path(LabeledDataset::kind()) + "/{id}";
  const auto op = [&](const std::string& path, std::string summary,
                      std::vector<std::string> query) {
    return Operation{.method = "GET",
                     .path = one + path,
                     .summary = std::move(summary),
                     .tag = "labeled-datasets",
                     .permission = "labeled_dataset.get",
                     .response_schema = json::Object{{"type", "object"}},
                     .query = std::move(query)};
  };
  routes.add(op(":preview", "A row as a model is trained on it: text, token ids, loss mask.",
                {"row", "version", "model", "model_version"}),
             preview);
  routes.add(op(":statistics",
                "Lengths in characters, languages by script; with a model lengths in its tokens. "
                "Of large sets rows spread evenly are looked at.",
                {"version", "model", "model_version"}),
             statistics);
}

}  // namespace millrace::api
