// Rows of text, in any dataset format, as the tokens that the model will see when it is served: one
// renderer for both. One thread.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "io/file_system.h"
#include "text/formats/row_reader.h"
#include "text/render/renderer.h"
#include "train/examples.h"

namespace millrace::train {

// The bytes of a file from its beginning on, for text::ExampleReader.
text::ReadBytes bytes_of(std::shared_ptr<io::File> file);

// Of a model folder; kNotFound without tokenizer.json says what is missing.
Result<text::Renderer> load_renderer(io::FileSystem& fs, const std::string& model_folder);

// Rows that cannot be read or rendered are left out and counted; `said` gets the first of them, in
// words, and the format that was found.
Result<void> read_text_rows(io::FileSystem& fs, const std::string& path,
                            const text::Renderer& renderer, Examples& out,
                            std::vector<std::string>& said);

}  // namespace millrace::train
