#include "train/packing.h"

#include <algorithm>
#include <numeric>

namespace millrace::train {
namespace {

std::vector<std::size_t> longest_first(std::span<const std::int64_t> lengths) {
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return lengths[a] > lengths[b]; });
  return order;
}

}  // namespace

std::vector<std::vector<std::size_t>> pack(std::span<const std::int64_t> lengths,
                                           std::int64_t capacity) {
  std::vector<std::vector<std::size_t>> rows;
  std::vector<std::int64_t> room;
  for (const std::size_t i : longest_first(lengths)) {
    const auto fits = std::find_if(room.begin(), room.end(),
                                   [&](std::int64_t left) { return left >= lengths[i]; });
    const auto row = static_cast<std::size_t>(fits - room.begin());
    if (fits == room.end()) {
      rows.emplace_back();
      room.push_back(capacity);
    }
    rows[row].push_back(i);
    room[row] -= lengths[i];
  }
  return rows;
}

std::vector<std::vector<std::size_t>> share_out(std::span<const std::int64_t> lengths,
                                                std::size_t parts) {
  std::vector<std::vector<std::size_t>> out(parts);
  std::vector<std::int64_t> load(parts);
  for (const std::size_t i : longest_first(lengths)) {
    const auto lightest =
        static_cast<std::size_t>(std::min_element(load.begin(), load.end()) - load.begin());
    out[lightest].push_back(i);
    load[lightest] += lengths[i];
  }
  for (auto& part : out) std::sort(part.begin(), part.end());
  return out;
}

}  // namespace millrace::train
