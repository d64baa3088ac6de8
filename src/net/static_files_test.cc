#include "net/static_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "io/test_folder.h"
#include "net/compress.h"

namespace millrace::net {
namespace {

class StaticFilesTest : public testing::Test {
 protected:
  StaticFilesTest() {
    mkdir((folder_ / "web").c_str(), 0755);
    mkdir((folder_ / "web/assets").c_str(), 0755);
    write("secret.txt", "secret");
    write("web/index.html", "<html>");
    write("web/assets/app-123.js", std::string(5000, 'j'));
    write("web/.hidden", "hidden");
    symlink((folder_ / "secret.txt").c_str(), (folder_ / "web/link.txt").c_str());
    files_ = std::make_unique<StaticFiles>(StaticFilesOptions{
        .root = folder_ / "web", .fallback = "index.html", .immutable_prefix = "assets/"});
  }
  void write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
  Result<Response> get(std::string_view path, const std::string& accept = "",
                       const std::string& etag = "") {
    Request request;
    if (!accept.empty()) request.headers.add("accept-encoding", accept);
    if (!etag.empty()) request.headers.add("if-none-match", etag);
    return files_->serve(request, path);
  }
  static std::string header(const Result<Response>& response, std::string_view name) {
    const auto* value = response->headers.find(name);
    return value ? *value : "";
  }
  static std::string file_of(const Result<Response>& response) {
    const auto* file = std::get_if<FileBody>(&response->body);
    return file ? file->path.substr(file->path.rfind('/') + 1) : "";
  }

  io::TestFolder folder_;
  std::unique_ptr<StaticFiles> files_;
};

TEST_F(StaticFilesTest, NothingOutsideTheFolderIsServed) {
  for (const std::string_view path :
       {"../secret.txt", "assets/../../secret.txt", "link.txt", ".hidden", "/etc/passwd.bak", "..",
        "./index.html", "assets//app-123.js", "assets\\app-123.js", "missing.js"}) {
    EXPECT_EQ(get(path).has_value(), false) << path;
  }
  EXPECT_EQ(file_of(get("/etc/passwd")), "index.html");
  EXPECT_FALSE(get(std::string_view("index.html\0.js", 14)).has_value());
}

TEST_F(StaticFilesTest, ApplicationPathsGetTheFallback) {
  EXPECT_EQ(file_of(get("")), "index.html");
  EXPECT_EQ(file_of(get("jobs/123")), "index.html");
  EXPECT_EQ(header(get("jobs/123"), "cache-control"), "no-cache");
  EXPECT_EQ(get("jobs/none.css").error().code, ErrorCode::kNotFound);
}

TEST_F(StaticFilesTest, TextsAreCompressedOnceAndAsAsked) {
  const auto br = get("assets/app-123.js", "gzip, deflate, br");
  EXPECT_EQ(header(br, "content-encoding"), "br");
  EXPECT_EQ(header(br, "vary"), "Accept-Encoding");
  EXPECT_EQ(header(br, "cache-control"), "public, max-age=31536000, immutable");
  EXPECT_LT(std::get<std::string>(br->body).size(), 200u);
  const auto gz = get("assets/app-123.js", "gzip, br;q=0");
  EXPECT_EQ(header(gz, "content-encoding"), "gzip");
  EXPECT_NE(header(gz, "etag"), header(br, "etag"));
  EXPECT_EQ(get("assets/app-123.js", "br", header(br, "etag"))->status, 304);
  EXPECT_EQ(file_of(get("assets/app-123.js")), "app-123.js");
  write("web/assets/app-123.js", std::string(6000, 'k'));
  EXPECT_NE(header(get("assets/app-123.js", "br"), "etag"), header(br, "etag"));
}

TEST_F(StaticFilesTest, AFilePackedBeforehandIsPreferred) {
  write("web/assets/app-123.js.br", "packed");
  const auto br = get("assets/app-123.js", "br");
  EXPECT_EQ(file_of(br), "app-123.js.br");
  EXPECT_EQ(header(br, "content-encoding"), "br");
  EXPECT_EQ(header(br, "content-type"), "text/javascript; charset=utf-8");
}

TEST(Compress, ChoosesByQuality) {
  EXPECT_EQ(choose_coding("gzip;q=0.9, br;q=0.8"), Coding::kGzip);
  EXPECT_EQ(choose_coding("BR"), Coding::kBrotli);
  EXPECT_EQ(choose_coding("gzip;q=0, identity"), Coding::kIdentity);
  EXPECT_EQ(choose_coding(""), Coding::kIdentity);
  EXPECT_LT(compress(std::string(10'000, 'a'), Coding::kGzip)->size(), 200u);
}

}  // namespace
}  // namespace millrace::net
