#include "scalars/event.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "base/encode.h"
#include "scalars/crc32c.h"
#include "scalars/wire.h"

namespace millrace::scalars {
namespace {

TEST(Crc32c, MatchesRfc3720) {
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
  std::string up;
  for (char c = 0; c < 32; ++c) up += c;
  EXPECT_EQ(crc32c(up), 0x46dd794eU);
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c(""), 0U);
}

// An event with one value whose tensor is `tensor`, and `plugin` in its metadata.
std::string tensor_event(const WireWriter& tensor, std::string_view plugin) {
  const auto metadata = WireWriter().bytes(1, WireWriter().bytes(1, plugin).text());
  const auto value =
      WireWriter().bytes(1, "loss").bytes(9, metadata.text()).bytes(8, tensor.text());
  return WireWriter()
      .fixed64(1, 5.5)
      .varint(2, 7)
      .bytes(5, WireWriter().bytes(1, value.text()).text())
      .text();
}

std::vector<Scalar> decode(std::string_view event) {
  std::vector<Scalar> out;
  const auto done = decode_event(event, out);
  EXPECT_TRUE(done);
  return out;
}

template <class T>
std::string raw(T value) { return {reinterpret_cast<const char*>(&value), sizeof value}; }

TEST(Event, ReadsWhatItWrites) {
  const Scalar scalar{"loss/train", -3, 1700000000.25, 0.5};
  EXPECT_EQ(decode(encode_scalar_event(scalar)), std::vector<Scalar>{scalar});
  EXPECT_TRUE(decode(encode_version_event(1)).empty());
  EXPECT_TRUE(std::isnan(decode(encode_scalar_event({"l", 1, 1, NAN}))[0].value));
  EXPECT_EQ(decode(encode_scalar_event({"l", 1, 1, INFINITY}))[0].value, INFINITY);
}

TEST(Event, ReadsTheBytesOfTensorboardX) {
  // wall_time 1551753597.361868, summary { value { tag "train_begin" simple_value 0 } }
  const auto bytes = base::from_hex(
      "09d82857"
      "5f781fd741"
      "2a14"
      "0a12"
      "0a0b"
      "747261696e5f626567696e"
      "1500000000");
  const auto scalars = decode(*bytes);
  ASSERT_EQ(scalars.size(), 1U);
  EXPECT_EQ(scalars[0].tag, "train_begin");
  EXPECT_EQ(scalars[0].step, 0);
  EXPECT_NEAR(scalars[0].wall_time, 1551753597.361868, 1e-6);
  EXPECT_EQ(scalars[0].value, 0.0);
}

TEST(Event, ReadsTensorsOfOneNumber) {
  const auto value = [](const WireWriter& tensor) {
    const auto scalars = decode(tensor_event(tensor, "scalars"));
    return scalars.size() == 1 ? scalars[0].value : -999.0;
  };
  EXPECT_EQ(value(WireWriter().varint(1, 1).bytes(4, raw(0.5F))), 0.5);           // tensor_content
  EXPECT_EQ(value(WireWriter().varint(1, 2).bytes(4, raw(0.1))), 0.1);
  EXPECT_EQ(value(WireWriter().varint(1, 3).bytes(4, raw(std::int32_t{-4}))), -4.0);
  EXPECT_EQ(value(WireWriter().varint(1, 9).bytes(4, raw(std::int64_t{1} << 40))), 1099511627776.0);
  EXPECT_EQ(value(WireWriter().varint(1, 19).bytes(4, raw(std::uint16_t{0x3c00}))), 1.0);
  EXPECT_EQ(value(WireWriter().varint(1, 19).bytes(4, raw(std::uint16_t{0x8001}))),
            -std::ldexp(1.0, -24));
  EXPECT_EQ(value(WireWriter().varint(1, 14).bytes(4, raw(std::uint16_t{0x3fc0}))), 1.5);
  EXPECT_EQ(value(WireWriter().varint(1, 1).fixed32(5, 0.25F)), 0.25);            // float_val
  EXPECT_EQ(value(WireWriter().varint(1, 1).bytes(5, raw(0.25F))), 0.25);         // packed
  EXPECT_EQ(value(WireWriter().varint(1, 2).bytes(6, raw(0.2))), 0.2);            // double_val
  EXPECT_EQ(value(WireWriter().varint(1, 9).bytes(10, std::string("\x07", 1))), 7.0);  // int64_val
  EXPECT_EQ(value(WireWriter().varint(1, 19).varint(13, 0x4000)), 2.0);           // half_val
  const auto dim = [](std::uint64_t n) {
    return WireWriter().bytes(2, WireWriter().varint(1, n).text()).text();
  };
  EXPECT_EQ(value(WireWriter().varint(1, 1).bytes(2, "").bytes(4, raw(1.0F))), 1.0);
  EXPECT_EQ(value(WireWriter().varint(1, 1).bytes(2, dim(1)).bytes(4, raw(1.0F))), 1.0);
  EXPECT_EQ(value(WireWriter().varint(1, 1).bytes(2, dim(2)).bytes(4, raw(1.0))), -999.0);
  EXPECT_EQ(value(WireWriter().varint(1, 7).bytes(8, "text")), -999.0);
}

TEST(Event, LeavesOtherPluginsAlone) {
  const auto tensor = WireWriter().varint(1, 1).bytes(4, raw(0.5F));
  EXPECT_TRUE(decode(tensor_event(tensor, "histograms")).empty());
  EXPECT_EQ(decode(tensor_event(tensor, "")).size(), 1U);
}

TEST(Event, SaysWhenItIsNone) {
  std::vector<Scalar> out;
  const std::string whole = encode_scalar_event({"loss", 1, 1, 1});
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    const auto done = decode_event(whole.substr(0, cut), out);
    EXPECT_TRUE(out.empty()) << cut;  // a prefix holds whole fields at most, never a scalar
    EXPECT_TRUE(done || done.error().code == ErrorCode::kCorrupt);
  }
  EXPECT_FALSE(decode_event("\xff\xff\xff", out));
  EXPECT_FALSE(decode_event(std::string("\x03\x01", 2), out));
}

}  // namespace
}  // namespace millrace::scalars
