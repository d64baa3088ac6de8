#include "archive/xz_input.h"

#include <archive.h>
#include <lzma.h>

#include <array>
#include <cerrno>

namespace millrace::archive {

struct XzInput::State {
  explicit State(ByteSource& bytes) : source(bytes) {}
  ~State() { ::lzma_end(&stream); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  la_ssize_t fail(::archive* reader, const char* words) {
    ::archive_set_error(reader, EINVAL, "%s", words);
    return ARCHIVE_FATAL;
  }

  // Fills `out`; 0 at the end, ARCHIVE_FATAL with words in `reader`.
  la_ssize_t read(::archive* reader) {
    stream.next_out = out.data();
    stream.avail_out = out.size();
    while (stream.avail_out > 0 && !ended) {
      if (stream.avail_in == 0 && !input_ended) {
        const auto piece = source.next();
        if (!piece) return fail(reader, piece.error().message.c_str());
        input_ended = piece->empty();
        stream.next_in = reinterpret_cast<const std::uint8_t*>(piece->data());
        stream.avail_in = piece->size();
      }
      switch (::lzma_code(&stream, input_ended ? LZMA_FINISH : LZMA_RUN)) {
        case LZMA_OK: break;
        case LZMA_STREAM_END: ended = true; break;
        case LZMA_MEMLIMIT_ERROR:
          return fail(reader, "its xz dictionary is too large: pack it with xz -9 or less");
        case LZMA_BUF_ERROR: return fail(reader, "the xz data is cut off");
        default: return fail(reader, "the xz data is damaged");
      }
    }
    return static_cast<la_ssize_t>(out.size() - stream.avail_out);
  }

  ByteSource& source;
  lzma_stream stream = LZMA_STREAM_INIT;
  std::array<std::uint8_t, 65536> out{};
  bool input_ended = false;
  bool ended = false;
};

bool XzInput::is_xz(std::string_view beginning) {
  return beginning.starts_with(std::string_view("\xfd"
                                                "7zXZ\0",
                                                6));
}

XzInput::XzInput(ByteSource& source) : state_(std::make_unique<State>(source)) {}
XzInput::~XzInput() = default;

int XzInput::open(::archive* reader) {
  if (::lzma_stream_decoder(&state_->stream, kMaxMemory, LZMA_CONCATENATED) != LZMA_OK) {
    ::archive_set_error(reader, ENOMEM, "no memory for xz");
    return ARCHIVE_FATAL;
  }
  const auto read = [](::archive* a, void* data, const void** bytes) {
    auto* state = static_cast<State*>(data);
    *bytes = state->out.data();
    return state->read(a);
  };
  return ::archive_read_open(reader, state_.get(), nullptr, read, nullptr);
}

}  // namespace millrace::archive
