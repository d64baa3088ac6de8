// Parts of an office document, which is a zip archive: read in pieces, within limits. libzip is
// known to zip_part.cc only. Used by one thread.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace millrace::rows {

class ZipFile {
 public:
  // kInvalid in words for what is no zip archive.
  static Result<ZipFile> open(const std::string& path);
  static Result<ZipFile> open_bytes(std::string_view bytes);  // which outlive it
  ZipFile(ZipFile&&) noexcept;
  ZipFile& operator=(ZipFile&&) noexcept;
  ~ZipFile();

  class Part {
   public:
    Part(Part&&) noexcept;
    Part& operator=(Part&&) noexcept;
    ~Part();
    // The next bytes, at most `size`; empty at the end.
    Result<std::string> read(std::size_t size);

   private:
    friend class ZipFile;
    struct State;
    explicit Part(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
  };
  // kNotFound when there is none of that name; kInvalid for one that grows beyond `most`.
  Result<Part> part(const std::string& name, std::uint64_t most) const;
  Result<std::string> whole(const std::string& name, std::uint64_t most) const;

 private:
  struct State;
  explicit ZipFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace millrace::rows
