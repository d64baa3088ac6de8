#include "api/packed.h"

#include <fmt/core.h>

#include "base/encode.h"

namespace millrace::api {
namespace {

class PackSource final : public net::StreamSource {
 public:
  explicit PackSource(std::unique_ptr<archive::Packer> packer) : packer_(std::move(packer)) {}
  void start(Waker) override {}
  net::Pulled pull(std::size_t) override {
    auto piece = packer_->next();
    if (!piece || piece->empty()) return {net::Pulled::Kind::kEnd};
    return {net::Pulled::Kind::kData, std::move(*piece)};
  }

 private:
  std::unique_ptr<archive::Packer> packer_;
};

}  // namespace

Result<net::Response> packed_response(const Call& call, const std::string& name,
                                      const OpenPacker& open) {
  const std::string* format = call.request.query_value("format");
  const bool zip = format != nullptr && *format == "zip";
  if (format != nullptr && !zip && *format != "tar.gz")
    return base::invalid_field("format", "must be tar.gz or zip");
  TRY_ASSIGN(auto packer, open(zip ? archive::PackFormat::kZip : archive::PackFormat::kTarGz));
  net::Response response{
      .status = 200,
      .headers = {},
      .body = std::shared_ptr<net::StreamSource>(std::make_shared<PackSource>(std::move(packer)))};
  response.headers.set("Content-Type", zip ? "application/zip" : "application/gzip");
  response.headers.set("Content-Disposition",
                       fmt::format("attachment; filename*=UTF-8''{}.{}", base::percent_encode(name),
                                   zip ? "zip" : "tar.gz"));
  return response;
}

}  // namespace millrace::api
