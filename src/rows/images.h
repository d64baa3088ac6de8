// Pictures of a data set: known by their bytes, kept under their content's hash, found again by the
// names that rows call them. Used by one thread.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "io/file_system.h"
#include "json/value.h"
#include "rows/templates/template.h"

namespace millrace::rows {

// "image/jpeg", "image/png", "image/bmp", "image/webp" by the first bytes; empty: none of these.
std::string_view image_type(std::string_view beginning);
// Does the name end like a picture's?
bool is_image_name(std::string_view name);
// Names of pictures in a text: <img>name</img>, as Qwen-VL writes them.
std::vector<std::string> images_in_text(std::string_view text);

class ImageShelf {
 public:
  ImageShelf(io::FileSystem& files, std::string folder)
      : files_(files), folder_(std::move(folder)) {}
  // A picture that may be named; its bytes stay at `path` until a row names it.
  void offer(const std::string& name, const std::string& path) { offered_[name] = path; }
  bool is_empty() const { return offered_.empty(); }
  // Names of rows in a file are looked for in its folder ("a/b"), too.
  void look_from(std::string folder) { folder_of_rows_ = std::move(folder); }
  // Names of those that no row has named so far, in order.
  std::vector<std::string> unnamed() const;

  // Hashes of the pictures that the row names, by name, for its marks; or which of its fields names
  // one that is not there or is no picture.
  Result<std::variant<json::Object, text::RowError>> shelve(const Template& of,
                                                            const json::Value& row);
  // One picture's hash; nullopt: no picture, or none of that name.
  Result<std::optional<std::string>> shelve(const std::string& name);
  Result<void> sync();

 private:
  io::FileSystem& files_;
  std::string folder_;
  std::map<std::string, std::string> offered_;
  std::map<std::string, std::string> kept_;  // name → hash
  std::string folder_of_rows_;
};

}  // namespace millrace::rows
