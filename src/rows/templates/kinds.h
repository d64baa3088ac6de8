// The eight templates, one file each; all.cc lists them.
#pragma once
#include "rows/templates/template.h"

namespace millrace::rows {

const Template& image_labels_template();
const Template& multi_turn_template();
const Template& instruction_template();
const Template& qa_template();
const Template& ranking_template();
const Template& image_text_template();
const Template& image_understanding_template();
const Template& vqa_template();

}  // namespace millrace::rows
