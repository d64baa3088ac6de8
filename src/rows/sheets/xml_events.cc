#include "rows/sheets/xml_events.h"

#include <expat.h>
#include <fmt/core.h>

namespace millrace::rows {
namespace {

std::string_view local(const char* name) {
  const std::string_view text(name);
  return text.substr(text.rfind(':') + 1);  // npos + 1 is 0
}

}  // namespace

struct XmlEvents::State {
  Handlers handlers;
  XML_Parser parser = XML_ParserCreate("UTF-8");
  bool has_dtd = false;

  explicit State(Handlers of) : handlers(std::move(of)) {
    CHECK(parser != nullptr);
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, begin, end);
    XML_SetCharacterDataHandler(parser, text);
    XML_SetStartDoctypeDeclHandler(parser, doctype);
  }
  ~State() { XML_ParserFree(parser); }

  static void begin(void* self, const char* name, const char** attributes) {
    static_cast<State*>(self)->handlers.begin(
        local(name), [attributes](std::string_view wanted) -> std::string_view {
          for (const char** a = attributes; *a != nullptr; a += 2)
            if (local(a[0]) == wanted) return a[1];
          return {};
        });
  }
  static void end(void* self, const char* name) {
    static_cast<State*>(self)->handlers.end(local(name));
  }
  static void text(void* self, const char* bytes, int size) {
    static_cast<State*>(self)->handlers.text({bytes, static_cast<std::size_t>(size)});
  }
  static void doctype(void* self, const char*, const char*, const char*, int) {
    auto* state = static_cast<State*>(self);
    state->has_dtd = true;
    XML_StopParser(state->parser, XML_FALSE);
  }
};

XmlEvents::XmlEvents(Handlers handlers) : state_(std::make_unique<State>(std::move(handlers))) {}
XmlEvents::~XmlEvents() = default;
XmlEvents::XmlEvents(XmlEvents&&) noexcept = default;

Result<void> XmlEvents::feed(std::string_view piece, More more) {
  const auto status = XML_Parse(state_->parser, piece.data(), static_cast<int>(piece.size()),
                                more == More::kNo ? XML_TRUE : XML_FALSE);
  if (status == XML_STATUS_OK) return {};
  if (state_->has_dtd)
    return fail(ErrorCode::kInvalid, "the workbook has a document type declaration: it is refused");
  return fail(ErrorCode::kInvalid, fmt::format("the workbook is damaged: {} at line {}",
                                               XML_ErrorString(XML_GetErrorCode(state_->parser)),
                                               XML_GetCurrentLineNumber(state_->parser)));
}

}  // namespace millrace::rows
