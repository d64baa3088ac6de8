#include "api/log_reader.h"

#include <fmt/core.h>

#include "resource/run.h"
#include "store/table.h"

namespace millrace::api {

Result<LogReader::Piece> LogReader::read(std::size_t max_bytes) {
  Piece piece;
  auto chunk =
      runtime_.read({run_id_, attempt_}, instance_, runtime::Stream::kLog, cursor_, max_bytes);
  const bool nothing_yet = !chunk && chunk.error().code == ErrorCode::kNotFound;
  if (!chunk && !nothing_yet) return std::move(chunk).error();
  if (chunk) {
    if (chunk->skipped_bytes > 0)
      piece.bytes = fmt::format("[{} bytes were rotated away]\n", chunk->skipped_bytes);
    piece.bytes += chunk->bytes;
    cursor_ = chunk->next;
    if (chunk->end == runtime::Chunk::End::kMoreNow) piece.next = Piece::Next::kMore;
    if (chunk->end != runtime::Chunk::End::kEnd) return piece;
  }
  // This attempt is over, or has not begun: is there another, will there be?
  resource::Run run;
  TRY(store_.read([&](store::ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(run, store::Table<resource::Run>().get(tx, run_id_, store::Deleted::kInclude));
    return {};
  }));
  if (run.attempt > attempt_) {
    ++attempt_;
    cursor_.clear();
    piece.next = Piece::Next::kMore;
  } else if (!run.active) {
    piece.next = Piece::Next::kEnd;
  }
  return piece;
}

}  // namespace millrace::api
