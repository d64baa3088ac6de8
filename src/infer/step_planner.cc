#include "infer/step_planner.h"

#include <algorithm>

#include "base/check.h"

namespace millrace::infer {
namespace {

PlannerOptions sensible(PlannerOptions options) {
  options.max_running = std::max<std::size_t>(options.max_running, 1);
  options.step_tokens =
      std::max(options.step_tokens, static_cast<std::int64_t>(options.max_running));
  options.turn_tokens = std::max<std::int64_t>(options.turn_tokens, 1);
  return options;
}

}  // namespace

StepPlanner::StepPlanner(PlannerOptions options, BlockPool& pool)
    : options_(sensible(options)), pool_(pool) {}

std::int64_t StepPlanner::capacity() const {
  return static_cast<std::int64_t>(pool_.size()) * pool_.block_tokens();
}

std::int64_t StepPlanner::blocks_for(std::int64_t tokens) const {
  return (tokens + pool_.block_tokens() - 1) / pool_.block_tokens();
}

StepPlanner::Client& StepPlanner::client(const std::string& name) {
  const auto [it, added] = clients_.try_emplace(name);
  if (added) rotation_.push_back(name);
  return it->second;
}

Result<void> StepPlanner::add(NewSequence added) {
  if (added.ids.empty()) return fail(ErrorCode::kInvalid, "there is nothing to continue from");
  if (static_cast<std::int64_t>(added.ids.size()) > capacity())
    return fail(ErrorCode::kInvalid, "the sequence is longer than all blocks together hold");
  std::uint64_t age = next_age_;
  if (added.sibling_of) {
    Sequence& first = at(*added.sibling_of);
    CHECK(first.siblings < kMaxSiblings);
    age = first.age + ++first.siblings;
  } else if (waiting() >= options_.max_waiting) {
    return fail(ErrorCode::kExhausted, "too many requests are waiting; try again later");
  } else {
    next_age_ += kMaxSiblings + 1;
  }
  client(added.client).waiting.emplace(age, added.id);
  Sequence sequence{.id = added.id,
                    .age = age,
                    .client = std::move(added.client),
                    .domain = std::move(added.domain),
                    .ids = std::move(added.ids)};
  CHECK(sequences_.emplace(added.id, std::move(sequence)).second);
  return {};
}

void StepPlanner::leave_running(Sequence& sequence) {
  pool_.give_back(sequence.blocks);
  sequence.blocks.clear();
  sequence.computed = sequence.planned = 0;
  sequence.phase = Phase::kWaiting;
  running_.erase(sequence.age);
  std::erase(client(sequence.client).prompts, sequence.id);
}

void StepPlanner::remove(SequenceId id) {
  const auto it = sequences_.find(id);
  if (it == sequences_.end()) return;
  Sequence& sequence = it->second;
  if (sequence.phase == Phase::kWaiting)
    client(sequence.client).waiting.erase(sequence.age);
  else
    leave_running(sequence);
  if (blocked_ == sequence.age) blocked_.reset();
  sequences_.erase(it);
}

void StepPlanner::append(SequenceId id, std::int32_t token) {
  at(id).ids.push_back(token);
}

std::optional<SequenceView> StepPlanner::view(SequenceId id) const {
  const auto it = sequences_.find(id);
  if (it == sequences_.end()) return std::nullopt;
  const Sequence& sequence = it->second;
  return SequenceView{.ids = sequence.ids,
                      .blocks = sequence.blocks,
                      .computed = sequence.computed,
                      .cached = sequence.cached.value_or(0)};
}

std::vector<PlannedRows> StepPlanner::plan() {
  Rows rows;
  // A round that finds no row for anybody has prompts that wait for each other's blocks: the newest
  // gives way. The oldest fits alone, so this ends.
  for (std::size_t rounds = running_.size() + 1; rows.empty() && rounds > 0; --rounds) {
    for (auto& [age, id] : running_) at(id).planned = at(id).computed;
    plan_decoding(rows);
    plan_prompts(rows, options_.step_tokens - static_cast<std::int64_t>(rows.size()));
    if (rows.empty() && running_.size() > 1) preempt_newest();
  }
  return rows;
}

void StepPlanner::preempt_newest() {
  Sequence& newest = at(running_.rbegin()->second);
  leave_running(newest);
  client(newest.client).waiting.emplace(newest.age, newest.id);
  ++preemptions_;
}

std::int64_t StepPlanner::make_place(Sequence& sequence, std::int64_t count) {
  const std::int64_t wanted = blocks_for(sequence.planned + count);
  while (static_cast<std::int64_t>(sequence.blocks.size()) < wanted) {
    const auto block = pool_.take();
    if (!block) break;
    sequence.blocks.push_back(*block);
  }
  const std::int64_t room =
      static_cast<std::int64_t>(sequence.blocks.size()) * pool_.block_tokens() - sequence.planned;
  return std::clamp<std::int64_t>(room, 0, count);
}

void StepPlanner::plan_rows(Sequence& sequence, std::int64_t count, Rows& rows) {
  const auto same = std::ranges::find(rows, sequence.id, &PlannedRows::id);
  PlannedRows& row =
      same != rows.end()
          ? *same
          : rows.emplace_back(PlannedRows{.id = sequence.id, .position = sequence.planned});
  row.count += count;
  sequence.planned += count;
  row.last = sequence.planned == sequence.length();
}

void StepPlanner::plan_decoding(Rows& rows) {
  // Oldest first: who gives way is never one that has its row already.
  for (auto it = running_.begin(); it != running_.end();) {
    const std::uint64_t age = it->first;
    Sequence& sequence = at(it->second);
    const std::int64_t count = sequence.length() - sequence.planned;
    if (sequence.phase == Phase::kDecoding && count > 0) {
      while (running_.contains(age) && make_place(sequence, count) < count) preempt_newest();
      if (running_.contains(age)) plan_rows(sequence, count, rows);
    }
    it = running_.upper_bound(age);
  }
}

void StepPlanner::plan_prompts(Rows& rows, std::int64_t left) {
  std::size_t idle = 0;
  while (left > 0 && idle < rotation_.size()) {
    const std::string name = rotation_.front();
    Client& client = clients_.at(name);
    if (!client.in_turn) client.deficit = options_.turn_tokens;
    client.in_turn = true;
    const std::int64_t used = serve(client, std::min(left, client.deficit), rows);
    left -= used;
    client.deficit -= used;
    if (used > 0 && left == 0 && client.deficit > 0) return;  // the turn goes on with the next step
    client.in_turn = false;
    rotation_.pop_front();
    if (used > 0) idle = 0;
    if (client.waiting.empty() && client.prompts.empty()) {
      clients_.erase(name);
      continue;
    }
    if (used == 0) ++idle;
    rotation_.push_back(name);
  }
}

std::int64_t StepPlanner::serve(Client& client, std::int64_t allowance, Rows& rows) {
  std::int64_t used = 0;
  while (used < allowance) {
    if (client.prompts.empty()) {
      const auto oldest = client.waiting.begin();
      if (oldest == client.waiting.end() || !admit(at(oldest->second))) break;
      client.prompts.push_back(oldest->second);
      client.waiting.erase(oldest);
    }
    Sequence& sequence = at(client.prompts.front());
    const std::int64_t count =
        make_place(sequence, std::min(sequence.length() - sequence.planned, allowance - used));
    if (count == 0) break;
    plan_rows(sequence, count, rows);
    used += count;
    if (sequence.planned < sequence.length()) continue;
    sequence.phase = Phase::kDecoding;
    client.prompts.pop_front();
  }
  return used;
}

std::int64_t StepPlanner::still_promised() const {
  std::int64_t promised = 0;
  for (const auto& [age, id] : running_) {
    const Sequence& sequence = sequences_.at(id);
    if (sequence.phase != Phase::kPrompt) continue;
    promised += std::max<std::int64_t>(
        blocks_for(sequence.length() + 1) - static_cast<std::int64_t>(sequence.blocks.size()), 0);
  }
  return promised;
}

bool StepPlanner::admit(Sequence& sequence) {
  if (running_.size() >= options_.max_running) return false;
  if (blocked_ && *blocked_ < sequence.age) return false;
  // The last row is always computed: the next token follows from it.
  auto prefix =
      pool_.take_prefix(sequence.domain, std::span(sequence.ids).first(sequence.ids.size() - 1));
  const auto shared = static_cast<std::int64_t>(prefix.size());
  const std::int64_t needed = blocks_for(sequence.length() + 1) - shared + still_promised() +
                              static_cast<std::int64_t>(running_.size());
  // Alone it may begin with what there is: all blocks are its own.
  if (!running_.empty() && needed > static_cast<std::int64_t>(pool_.available())) {
    pool_.give_back(prefix);
    blocked_ = blocked_ ? std::min(*blocked_, sequence.age) : sequence.age;
    return false;
  }
  if (blocked_ == sequence.age) blocked_.reset();
  sequence.blocks = std::move(prefix);
  sequence.computed = sequence.planned = shared * pool_.block_tokens();
  if (!sequence.cached) sequence.cached = sequence.computed;
  sequence.phase = Phase::kPrompt;
  running_.emplace(sequence.age, sequence.id);
  return true;
}

void StepPlanner::commit(std::span<const PlannedRows> rows) {
  for (const PlannedRows& row : rows) {
    const auto it = sequences_.find(row.id);
    if (it == sequences_.end()) continue;
    Sequence& sequence = it->second;
    const auto tokens = static_cast<std::size_t>(pool_.block_tokens());
    const std::size_t first = static_cast<std::size_t>(sequence.computed) / tokens;
    sequence.computed = row.position + row.count;
    const std::size_t full = static_cast<std::size_t>(sequence.computed) / tokens;
    for (std::size_t i = first; i < full; ++i) {
      const auto parent = i > 0 ? std::optional(sequence.blocks[i - 1]) : std::nullopt;
      sequence.blocks[i] =
          pool_.publish(sequence.domain, parent,
                        std::span(sequence.ids).subspan(i * tokens, tokens), sequence.blocks[i]);
    }
  }
}

}  // namespace millrace::infer
