#include "api/staged_body.h"

#include "base/log.h"

namespace millrace::api {
namespace {

class StagedBody final : public net::BodySink {
 public:
  StagedBody(io::FileSystem& files, std::string path, std::unique_ptr<io::File> file,
             std::function<Result<net::Response>(const std::string&)> use)
      : files_(files), path_(std::move(path)), file_(std::move(file)), use_(std::move(use)) {}

  ~StagedBody() override {
    file_.reset();
    if (auto removed = files_.remove_tree(path_); !removed)
      log_warning("api", "a staged body could not be removed",
                  {{"error", removed.error().to_string()}});
  }

  Result<void> write(std::string_view piece) override { return file_->append(piece); }

  Result<net::Response> finish() override {
    TRY(file_->sync());
    return use_(path_);
  }

 private:
  io::FileSystem& files_;
  std::string path_;
  std::unique_ptr<io::File> file_;
  std::function<Result<net::Response>(const std::string&)> use_;
};

}  // namespace

Result<std::unique_ptr<net::BodySink>> stage_body(
    Services& services, std::function<Result<net::Response>(const std::string& path)> use) {
  TRY_ASSIGN(std::string path, services.packages.staging_path());
  TRY_ASSIGN(auto file, services.files.open(path, io::FileSystem::Open::kCreateNew, 0644));
  return std::unique_ptr<net::BodySink>(std::make_unique<StagedBody>(
      services.files, std::move(path), std::move(file), std::move(use)));
}

}  // namespace millrace::api
