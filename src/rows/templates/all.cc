// The explicit list of templates, in the order of the manual.
#include "rows/templates/kinds.h"

namespace millrace::rows {

std::span<const Template* const> all_templates() {
  static const Template* const kAll[] = {&image_labels_template(),
                                         &multi_turn_template(),
                                         &instruction_template(),
                                         &qa_template(),
                                         &ranking_template(),
                                         &image_text_template(),
                                         &image_understanding_template(),
                                         &vqa_template()};
  return kAll;
}

const Template* find_template(std::string_view name) {
  for (const Template* one : all_templates())
    if (one->name == name) return one;
  return nullptr;
}

bool is_trained_on(const Template& of, const json::Value& data) {
  if (!of.format) return false;
  if (*of.format != text::DatasetFormat::kPreference) return true;
  const json::Value* best = data.find("better_response_id");
  return best != nullptr && !best->is_null();
}

}  // namespace millrace::rows
