// Whatever the bytes and however they are cut: the same scalars, the same damage, bounded memory.
#include <cstdint>

#include "base/check.h"
#include "scalars/event_stream.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millrace::scalars;
  if (size == 0) return 0;
  const std::size_t piece = data[0] + 1U;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::vector<Scalar> whole, pieces, bare;
  EventStream one, many;
  one.push(bytes, whole);
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    many.push(bytes.substr(at, piece), pieces);
  CHECK(whole.size() == pieces.size());
  for (std::size_t i = 0; i < whole.size(); ++i)
    CHECK(whole[i].tag == pieces[i].tag && whole[i].step == pieces[i].step);
  CHECK(one.resume_offset() == many.resume_offset());
  CHECK(one.damage().words == many.damage().words);
  CHECK(one.damage().skipped_records == many.damage().skipped_records);
  // And as an event: checksums keep most inputs from getting that far.
  if (!decode_event(bytes, bare)) CHECK(bare.empty());
  EventStream framed;
  framed.push(frame_record(bytes), whole);
  CHECK(framed.damage().stream == EventStream::Damage::Stream::kGoesOn);
  return 0;
}
