#include "train/examples.h"

#include <algorithm>

#include "base/check.h"
#include "crypto/hash.h"

namespace millrace::train {
namespace {

std::string_view bytes_of(const std::vector<std::int32_t>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(std::int32_t)};
}

}  // namespace

void Examples::begin_file(std::string name) {
  files_.push_back(std::move(name));
}

void Examples::add(std::int64_t row, std::span<const std::int32_t> ids,
                   std::span<const std::uint8_t> in_loss) {
  CHECK(ids.size() == in_loss.size() && !files_.empty());
  ++counts_.rows;
  counts_.longest = std::max(counts_.longest, static_cast<std::int64_t>(ids.size()));
  const auto most = static_cast<std::size_t>(limits_.seq_len);
  const bool too_long = ids.size() > most;
  if (too_long && limits_.long_examples == protocol::LongExamples::kDrop) {
    ++counts_.dropped;
    return;
  }
  const std::size_t size = std::min(ids.size(), most);
  std::int64_t learnt = 0;
  for (std::size_t i = 1; i < size; ++i) learnt += in_loss[i] != 0;
  if (learnt == 0) {  // cut off with all there was to learn counts as dropped
    ++(too_long ? counts_.dropped : counts_.empty);
    return;
  }
  if (too_long) ++counts_.truncated;
  for (std::size_t i = 0; i < size; ++i) {
    ids_.push_back(ids[i]);
    labels_.push_back(i + 1 < size && in_loss[i + 1] != 0 ? ids[i + 1] : -1);
  }
  begins_.push_back(ids_.size());
  loss_tokens_.push_back(learnt);
  origins_.push_back({static_cast<std::uint32_t>(files_.size() - 1), row});
  ++counts_.used;
  counts_.tokens += static_cast<std::int64_t>(size);
  counts_.loss_tokens += learnt;
}

std::span<const std::int32_t> Examples::ids(std::size_t example) const {
  return std::span(ids_).subspan(begins_[example], begins_[example + 1] - begins_[example]);
}

std::span<const std::int32_t> Examples::labels(std::size_t example) const {
  return std::span(labels_).subspan(begins_[example], begins_[example + 1] - begins_[example]);
}

std::int64_t Examples::length(std::size_t example) const {
  return static_cast<std::int64_t>(begins_[example + 1] - begins_[example]);
}

std::string Examples::place(std::size_t example) const {
  const Origin& origin = origins_[example];
  return files_[origin.file] + " row " + std::to_string(origin.row);
}

std::int64_t Examples::bytes() const {
  return static_cast<std::int64_t>((ids_.size() + labels_.size()) * sizeof(std::int32_t) +
                                   size() * (sizeof(Origin) + 2 * sizeof(std::size_t)));
}

std::string Examples::sha256() const {
  crypto::Hasher hasher;
  hasher.update(bytes_of(ids_));
  hasher.update(bytes_of(labels_));
  hasher.update(
      {reinterpret_cast<const char*>(begins_.data()), begins_.size() * sizeof(std::size_t)});
  return hasher.finish_hex();
}

}  // namespace millrace::train
