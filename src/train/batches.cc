#include "train/batches.h"

#include <numeric>

#include "train/packing.h"

namespace millrace::train {
namespace {

constexpr std::size_t kNamed = 8;

std::vector<std::int64_t> lengths_of(const Examples& examples, std::span<const std::size_t> which) {
  std::vector<std::int64_t> lengths;
  lengths.reserve(which.size());
  for (const std::size_t example : which) lengths.push_back(examples.length(example));
  return lengths;
}

}  // namespace

std::vector<Rows> cut(const Examples& examples, std::span<const std::size_t> which,
                      const MicroBatches& options) {
  const auto lengths = lengths_of(examples, which);
  std::vector<std::vector<std::size_t>> bins;
  if (options.packing)
    bins = pack(lengths, options.tokens);
  else
    for (std::size_t i = 0; i < which.size(); ++i) bins.push_back({i});
  std::vector<Rows> out;
  for (const auto& bin : bins) {
    Rows rows;
    for (const std::size_t i : bin) {
      const auto ids = examples.ids(which[i]);
      const auto labels = examples.labels(which[i]);
      rows.ids.insert(rows.ids.end(), ids.begin(), ids.end());
      rows.labels.insert(rows.labels.end(), labels.begin(), labels.end());
      rows.starts.push_back(static_cast<std::int32_t>(rows.ids.size()));
      rows.examples.push_back(static_cast<std::uint32_t>(which[i]));
    }
    out.push_back(std::move(rows));
  }
  return out;
}

std::vector<std::size_t> part_of(const Examples& examples, std::span<const std::size_t> which,
                                 int rank, int size) {
  std::vector<std::size_t> mine;
  const auto parts = share_out(lengths_of(examples, which), static_cast<std::size_t>(size));
  for (const std::size_t i : parts[static_cast<std::size_t>(rank)]) mine.push_back(which[i]);
  return mine;
}

std::int64_t loss_tokens_of(const Examples& examples, std::span<const std::size_t> which) {
  return std::accumulate(
      which.begin(), which.end(), std::int64_t{0},
      [&](std::int64_t sum, std::size_t i) { return sum + examples.loss_tokens(i); });
}

std::int64_t tokens_of(const Examples& examples, std::span<const std::size_t> which) {
  return std::accumulate(which.begin(), which.end(), std::int64_t{0},
                         [&](std::int64_t sum, std::size_t i) { return sum + examples.length(i); });
}

std::string places_of(const Examples& examples, std::span<const std::uint32_t> which) {
  std::string words;
  for (std::size_t i = 0; i < which.size() && i < kNamed; ++i)
    words += (i == 0 ? "" : ", ") + examples.place(which[i]);
  if (which.size() > kNamed) words += " and " + std::to_string(which.size() - kNamed) + " more";
  return words;
}

}  // namespace millrace::train
