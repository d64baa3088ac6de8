#include "clean/ops/passes.h"

#include <algorithm>

namespace millrace::clean {
namespace {

// An edit that was made, by where its text stands in the middle.
struct Made {
  std::size_t begin, end;                // in the middle
  std::size_t before_begin, before_end;  // in the text before
  std::string_view reason;
};

std::vector<Made> in_the_middle(const Edits& first) {
  std::vector<Made> made;
  made.reserve(first.size());
  std::size_t before = 0, middle = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const Edit e = first[i];
    middle += e.begin - before;
    before = e.end;
    made.push_back({middle, middle + e.after.size(), e.begin, e.end, e.reason});
    middle += e.after.size();
  }
  return made;
}

}  // namespace

void compose(std::string_view middle, const Edits& first, const Edits& second, Edits& out) {
  const std::vector<Made> made = in_the_middle(first);
  std::size_t i = 0, j = 0;
  std::size_t middle_at = 0, before_at = 0;  // the same place in both, between clusters
  std::string after;
  while (i < made.size() || j < second.size()) {
    const bool first_next =
        j == second.size() || (i < made.size() && made[i].begin <= second[j].begin);
    const std::size_t begin = first_next ? made[i].begin : second[j].begin;
    const std::size_t before_begin = before_at + (begin - middle_at);
    std::string_view reason = first_next ? made[i].reason : second[j].reason;
    std::size_t end = begin, before_end = before_begin, copied = begin;
    after.clear();
    // All that touch, of both.
    while ((i < made.size() && made[i].begin <= end) ||
           (j < second.size() && second[j].begin <= end)) {
      if (i < made.size() && made[i].begin <= end &&
          (j == second.size() || made[i].begin <= second[j].begin || second[j].begin > end)) {
        // Kept text lies between the last edit of the first pass and this one.
        end = std::max(end, made[i].end);
        ++i;
      } else {
        const Edit e = second[j++];
        after.append(middle, copied, e.begin - copied);
        after += e.after;
        copied = e.end;
        end = std::max(end, e.end);
        if (!e.reason.empty()) reason = e.reason;
      }
    }
    after.append(middle, copied, end - copied);
    // Where the cluster ends in the text before: behind the last edit of the first pass in it.
    if (i > 0 && made[i - 1].begin >= begin)
      before_end = made[i - 1].before_end + (end - made[i - 1].end);
    else
      before_end = before_begin + (end - begin);
    out.replace(before_begin, before_end, after, reason);
    middle_at = end;
    before_at = before_end;
  }
}

void Passes::end_pass() {
  std::string next;
  step_.apply(text(), next);
  if (out_.empty()) {
    out_ = step_;
  } else {
    Edits both(out_.limit());
    compose(middle_, out_, step_, both);
    out_ = std::move(both);
  }
  middle_ = std::move(next);
}

}  // namespace millrace::clean
