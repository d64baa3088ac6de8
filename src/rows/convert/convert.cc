#include "rows/convert/convert.h"

#include <fmt/core.h>

#include <algorithm>

#include "rows/convert/forms.h"

namespace millrace::rows {
namespace {

Result<json::Object> as_it_is(json::Object row) {
  return row;
}

enum class Group { kConversation, kPreference, kPicture };
struct Form {
  Schema schema;
  std::string_view name;
  Group group;
  Step to_shared, from_shared;
};
constexpr Form kForms[] = {
    {Schema::kAlpaca, "alpaca", Group::kConversation, alpaca_to_messages, messages_to_alpaca},
    {Schema::kMessages, "messages", Group::kConversation, as_it_is, as_it_is},
    {Schema::kShareGpt, "sharegpt", Group::kConversation, sharegpt_to_messages,
     messages_to_sharegpt},
    {Schema::kQuestionAnswer, "qa", Group::kConversation, answer_to_messages, messages_to_answer},
    {Schema::kQwenVl, "qwen_vl", Group::kConversation, qwen_to_messages, messages_to_qwen},
    {Schema::kRanking, "ranking", Group::kPreference, as_it_is, as_it_is},
    {Schema::kPku, "pku_saferlhf", Group::kPreference, pku_to_ranking, ranking_to_pku},
    {Schema::kChosenRejected, "chosen_rejected", Group::kPreference, chosen_to_ranking,
     ranking_to_chosen},
    {Schema::kImageText, "image_text", Group::kConversation, caption_to_messages,
     messages_to_caption},
    {Schema::kVqa, "vqa", Group::kConversation, pairs_to_messages, messages_to_pairs},
    {Schema::kImageLabels, "image_labels", Group::kPicture, as_it_is, as_it_is}};

const Form& form_of(Schema schema) {
  const auto* found = std::find_if(std::begin(kForms), std::end(kForms),
                                   [&](const Form& form) { return form.schema == schema; });
  CHECK(found != std::end(kForms));
  return *found;
}

constexpr Schema kInstruction[] = {Schema::kAlpaca, Schema::kMessages, Schema::kShareGpt,
                                   Schema::kQuestionAnswer};
constexpr Schema kMultiTurn[] = {Schema::kMessages, Schema::kShareGpt, Schema::kAlpaca};
constexpr Schema kQa[] = {Schema::kQuestionAnswer, Schema::kAlpaca, Schema::kMessages,
                          Schema::kShareGpt};
constexpr Schema kOrders[] = {Schema::kRanking, Schema::kPku, Schema::kChosenRejected};
constexpr Schema kPictures[] = {Schema::kQwenVl, Schema::kShareGpt, Schema::kMessages};
constexpr Schema kCaptions[] = {Schema::kImageText, Schema::kQwenVl};
constexpr Schema kQuestions[] = {Schema::kVqa, Schema::kQwenVl};
constexpr Schema kLabels[] = {Schema::kImageLabels};

struct OfTemplate {
  std::string_view name;
  std::span<const Schema> schemas;
};
const OfTemplate kOfTemplates[] = {
    {"instruction", kInstruction}, {"multi_turn", kMultiTurn},         {"qa", kQa},
    {"ranking", kOrders},          {"image_understanding", kPictures}, {"image_text", kCaptions},
    {"vqa", kQuestions},           {"image_labels", kLabels}};

}  // namespace

std::string_view schema_name(Schema schema) {
  return form_of(schema).name;
}

std::optional<Schema> parse_schema(std::string_view name) {
  for (const Form& form : kForms)
    if (form.name == name) return form.schema;
  return std::nullopt;
}

std::span<const Schema> schemas_of(const Template& of) {
  for (const OfTemplate& one : kOfTemplates)
    if (one.name == of.name) return one.schemas;
  CHECK(false);
  return {};
}

Schema schema_of(const Template& of) {
  return schemas_of(of).front();
}

Result<json::Value> convert_row(const json::Value& row, Schema from, Schema to) {
  const Form &source = form_of(from), &target = form_of(to);
  if (row.as_object() == nullptr)
    return unfit("", fmt::format("must be an object, not {}", row.kind()));
  if (from == to) return row;
  if (source.group != target.group)
    return fail(ErrorCode::kInvalid,
                fmt::format("rows of {} cannot be written as {}", source.name, target.name));
  TRY_ASSIGN(json::Object shared, source.to_shared(*row.as_object()));
  TRY_ASSIGN(json::Object out, target.from_shared(std::move(shared)));
  return json::Value(std::move(out));
}

}  // namespace millrace::rows
