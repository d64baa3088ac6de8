// Which rows are computed next: every running sequence's next token first, then parts of prompts,
// as many rows as a step may have. Clients take turns (deficit round robin over prompt rows). Who
// needs a block when there is none takes it from the newest, which waits at the head of its
// client's queue and is computed again. A sequence that waits for room keeps newer ones from being
// admitted, so nobody starves. Pure: no clock, no thread, the same calls give the same plans. Not
// thread-safe.
#pragma once
#include <deque>
#include <list>
#include <map>
#include <unordered_map>

#include "infer/block_pool.h"

namespace millrace::infer {

using SequenceId = std::uint64_t;

struct PlannerOptions {
  std::int64_t step_tokens = 512;  // rows of one step; at least max_running
  std::size_t max_running = 64;
  std::size_t max_waiting = 1024;  // a queue that is full refuses
  std::int64_t turn_tokens =
      256;  // rows of prompts that one client gets before the next one's turn
};

inline constexpr std::uint64_t kMaxSiblings = 255;

struct NewSequence {
  SequenceId id = 0;
  std::string client;  // whose turn it takes
  PrefixDomain domain;
  std::vector<std::int32_t> ids;
  // Belongs to a sequence that is here and stands right behind it; a full queue does not refuse it.
  std::optional<SequenceId> sibling_of{};
};

struct PlannedRows {
  SequenceId id = 0;
  std::int64_t position = 0;
  std::int64_t count = 0;
  bool last = false;  // the sequence's next token follows from these rows
};

// What is known of a sequence.
struct SequenceView {
  std::span<const std::int32_t> ids;
  std::span<const std::int32_t> blocks;
  std::int64_t computed = 0;  // rows whose keys and values lie in blocks
  std::int64_t cached = 0;    // rows that were found when it was admitted first
};

class StepPlanner {
 public:
  StepPlanner(PlannerOptions options, BlockPool& pool);

  // kExhausted when the queue is full, kInvalid for what never fits. The caller sees to it that a
  // sequence does not grow beyond capacity().
  Result<void> add(NewSequence sequence);
  void remove(SequenceId id);  // its blocks are free at once; an unknown id is nothing
  void append(SequenceId id, std::int32_t token);

  std::vector<PlannedRows> plan();
  // The rows of plan() were computed; those of sequences that were removed meanwhile do not count.
  void commit(std::span<const PlannedRows> rows);

  std::optional<SequenceView> view(SequenceId id) const;
  std::int64_t capacity() const;  // tokens of the longest sequence
  std::size_t running() const { return running_.size(); }
  std::size_t waiting() const { return sequences_.size() - running_.size(); }
  std::int64_t preemptions() const { return preemptions_; }

 private:
  enum class Phase : std::uint8_t { kWaiting, kPrompt, kDecoding };
  struct Sequence {
    SequenceId id = 0;
    std::uint64_t age = 0;  // smaller is older; kept for good
    std::uint64_t siblings = 0;
    std::string client;
    PrefixDomain domain;
    std::vector<std::int32_t> ids;
    Phase phase = Phase::kWaiting;
    std::vector<std::int32_t> blocks{};
    std::int64_t computed = 0;
    std::int64_t planned = 0;  // computed, and what the plan in the making adds
    std::optional<std::int64_t> cached{};

    std::int64_t length() const { return static_cast<std::int64_t>(ids.size()); }
  };
  struct Client {
    std::map<std::uint64_t, SequenceId> waiting;  // by age
    std::deque<SequenceId> prompts;               // admitted, not wholly planned yet
    std::int64_t deficit = 0;
    bool in_turn = false;
  };
  using Rows = std::vector<PlannedRows>;

  Sequence& at(SequenceId id) { return sequences_.at(id); }
  Client& client(const std::string& name);
  void plan_decoding(Rows& rows);
  void plan_prompts(Rows& rows, std::int64_t left);
  std::int64_t serve(Client& client, std::int64_t allowance, Rows& rows);
  void plan_rows(Sequence& sequence, std::int64_t count, Rows& rows);
  bool admit(Sequence& sequence);
  void preempt_newest();
  void leave_running(Sequence& sequence);
  std::int64_t blocks_for(std::int64_t tokens) const;
  std::int64_t still_promised() const;
  // Takes blocks for up to `count` more rows; how many have a place.
  std::int64_t make_place(Sequence& sequence, std::int64_t count);

  const PlannerOptions options_;
  BlockPool& pool_;
  std::unordered_map<SequenceId, Sequence> sequences_;
  std::map<std::uint64_t, SequenceId> running_;  // by age
  std::map<std::string, Client> clients_;
  std::list<std::string> rotation_;  // clients that have something to compute; whose turn is next
  std::optional<std::uint64_t> blocked_;  // the age that newer ones may not pass
  std::uint64_t next_age_ = 0;
  std::int64_t preemptions_ = 0;
};

}  // namespace millrace::infer
