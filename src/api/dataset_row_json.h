// A row of a labelled data set as the API shows it. Functions.
#pragma once
#include "domain/actor.h"
#include "json/writer.h"
#include "resource/labeled_dataset.h"
#include "rows/row_set.h"

namespace millrace::api {

void write_row(json::Writer& out, const rows::Row& row);

// Which opinion of the rows the actor works on: "" the rows themselves; their own id for those that
// label the set a second time.
std::string track_of(const domain::Actor& actor, const resource::LabeledDataset& dataset);

}  // namespace millrace::api
