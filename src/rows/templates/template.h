// A template says what the rows of a labelled data set are: their fields, what is wrong with a row
// in words with the field's name, and when a row counts as labelled. The eight of them are
// constants; everything here is thread-safe.
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "json/value.h"
#include "text/formats/dataset_format.h"

namespace millrace::rows {

// A field of a row, as forms, sheets and documentation show it.
struct RowField {
  std::string_view name;
  std::string_view doc;
  enum class Need { kRequired, kOptional } need = Need::kOptional;
  enum class Form { kText, kFlag, kNumber, kList } form = Form::kText;
};

// How many labels a row may have.
enum class Labels { kNone, kOne, kMany };
// Where images come in.
enum class Images {
  kNone,
  kOneEach,  // a row is an image: "image" names it
  kInText,   // texts name them as <img>path</img>
};

struct Template {
  std::string_view name;        // "instruction"
  std::string_view data_type;   // "image", "text", "multimodal"
  std::string_view annotation;  // what people do with it
  std::string_view doc;
  std::span<const RowField> fields;
  Labels labels = Labels::kNone;
  Images images = Images::kNone;
  // As which format its rows are trained on; none: no architecture learns from them yet.
  std::optional<text::DatasetFormat> format{};
  // Words of its categories; a row is in one of them.
  std::span<const std::string_view> categories;
  // What is wrong with a row, which is an object; nothing: it fits.
  std::optional<text::RowError> (*check)(const json::Value& row) = nullptr;
  std::string_view (*category)(const json::Value& data, const json::Value& marks) = nullptr;
};

inline constexpr std::string_view kLabelled = "labelled", kUnlabelled = "unlabelled";
inline constexpr std::string_view kNoRelevance = "no_relevance", kNoSafety = "no_safety";

std::span<const Template* const> all_templates();  // all.cc: the explicit list
const Template* find_template(std::string_view name);

// Is the row one that training reads? Rows of an order that nobody has made are not.
bool is_trained_on(const Template& of, const json::Value& data);

}  // namespace millrace::rows
