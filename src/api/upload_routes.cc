// Resumable uploads in the manner of tus: POST announces, PATCH appends at Upload-Offset, HEAD
// asks.
#include <fmt/core.h>

#include "api/authorize.h"
#include "api/body.h"
#include "api/hooks_of_kinds.h"
#include "api/route_groups.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/strings.h"
#include "resource/assets.h"
#include "store/table.h"

namespace millrace::api {
namespace {

using resource::Upload;
using uploads::UploadStore;

Result<Upload> upload_of(const Call& call, std::string_view verb) {
  TRY_ASSIGN(const auto object, object_of(call, Upload::kind(), verb));
  return static_cast<const Upload&>(*object);
}

net::Response offset_response(int status, std::uint64_t offset, const Upload& upload) {
  net::Response response{.status = status};
  response.headers.set("Upload-Offset", std::to_string(offset));
  response.headers.set("Upload-Length", std::to_string(upload.size));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

// Publishes where the upload stands; a complete one has been checked against its hash.
Result<void> note_progress(Services& services, const Upload& upload, std::uint64_t offset) {
  return services.store.write([&](store::Tx& tx) -> Result<void> {
    TRY_ASSIGN(Upload now, store::Table<Upload>().get(tx, upload.id));
    now.offset = static_cast<std::int64_t>(offset);
    if (now.offset == now.size) now.state = resource::UploadState::kComplete;
    return store::Table<Upload>().update(tx, now);
  });
}

class UploadSink final : public net::BodySink {
 public:
  UploadSink(Services& services, Upload upload, std::unique_ptr<UploadStore::Writer> writer)
      : services_(services), upload_(std::move(upload)), writer_(std::move(writer)) {}

  Result<void> write(std::string_view piece) override { return writer_->append(piece); }

  Result<net::Response> finish() override {
    TRY_ASSIGN(const std::uint64_t offset, writer_->finish());
    writer_.reset();
    if (offset == static_cast<std::uint64_t>(upload_.size))
      TRY(services_.uploads.verify(upload_.id, upload_.sha256));
    TRY(note_progress(services_, upload_, offset));
    return offset_response(204, offset, upload_);
  }

 private:
  Services& services_;
  Upload upload_;
  std::unique_ptr<UploadStore::Writer> writer_;
};

Result<std::unique_ptr<net::BodySink>> begin_append(const Call& call) {
  TRY_ASSIGN(Upload upload, upload_of(call, "update"));
  if (upload.state == resource::UploadState::kComplete)
    return fail(ErrorCode::kConflict, "the upload is complete");
  const std::string* header = call.request.headers.find("upload-offset");
  const auto offset = header ? base::parse_int(*header) : std::nullopt;
  if (!offset || *offset < 0)
    return base::invalid_field("Upload-Offset", "is required: where these bytes begin");
  TRY_ASSIGN(auto writer,
             call.services.uploads.begin_write(upload.id, static_cast<std::uint64_t>(*offset),
                                               static_cast<std::uint64_t>(upload.size)));
  return std::unique_ptr<net::BodySink>(
      std::make_unique<UploadSink>(call.services, std::move(upload), std::move(writer)));
}

Result<net::Response> ask_offset(const Call& call) {
  TRY_ASSIGN(const Upload upload, upload_of(call, "get"));
  TRY_ASSIGN(const std::uint64_t offset, call.services.uploads.offset(upload.id));
  return offset_response(200, offset, upload);
}

Result<void> make_file(const Call& call, resource::Object& object, describe::Purpose, Prepared&) {
  object.id = base::new_ulid(call.services.clock, call.services.rng);
  return call.services.uploads.create(object.id);
}

void remove_file(const Call& call, const resource::Object& object) {
  if (auto removed = call.services.uploads.remove(object.id); !removed)
    log_warning("api", "an upload's bytes could not be removed",
                {{"upload", object.id}, {"error", removed.error().to_string()}});
}

}  // namespace

CollectionHooks upload_hooks() {
  return {.kind = &Upload::kind(), .before_write = make_file, .after_remove = remove_file};
}

void add_upload_routes(Routes& routes, std::size_t max_bytes) {
  const std::string path = collection_path(Upload::kind()) + "/{id}";
  Operation append{.method = "PATCH",
                   .path = path,
                   .summary = "Append bytes at Upload-Offset.",
                   .tag = "uploads",
                   .permission = "upload.update",
                   .success_status = 204};
  routes.add_upload(std::move(append), begin_append, {.max_body_bytes = max_bytes});
  Operation ask{.method = "HEAD",
                .path = path,
                .summary = "Where the upload stands (Upload-Offset).",
                .tag = "uploads",
                .permission = "upload.get"};
  routes.add(std::move(ask), ask_offset);
}

}  // namespace millrace::api
