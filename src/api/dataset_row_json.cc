#include "api/dataset_row_json.h"

#include "base/clock.h"
#include "rows/annotate.h"

namespace millrace::api {

void write_row(json::Writer& out, const rows::Row& row) {
  out.begin_object().key("row").integer(row.number).key("version").integer(row.version);
  out.key("data").raw(row.data);
  const json::Value marks = rows::marks_of(row);
  for (const auto& [name, value] : *marks.as_object()) out.key(name).value(value);
  if (!row.author.empty())
    out.key("edited_by")
        .string(row.author_name)
        .key("edited_at")
        .string(base::format_rfc3339(base::from_unix_ms(row.at_ms)));
  out.end_object();
}

std::string track_of(const domain::Actor& actor, const resource::LabeledDataset& dataset) {
  const bool second = !actor.user_id.empty() && dataset.second_annotator == actor.user_id;
  return second ? actor.user_id : "";
}

}  // namespace millrace::api
