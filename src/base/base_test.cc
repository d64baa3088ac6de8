#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/rng.h"
#include "base/strings.h"

namespace millrace::base {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return fail(ErrorCode::kInvalid, "odd");
  return n / 2;
}
Result<int> quarter(int n) {
  TRY_ASSIGN(const int h, half(n));
  return half(h);
}

TEST(Result, CarriesValueOrError) {
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_EQ(quarter(6).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(from_errno(ENOSPC, "write").code, ErrorCode::kExhausted);
}

TEST(Clock, Rfc3339RoundTripAndRefusals) {
  EXPECT_EQ(format_rfc3339(from_unix_ms(1'700'000'000'123)), "2023-11-14T22:13:20.123Z");
  for (const std::int64_t ms : {0LL, -1LL, 951'782'400'000LL, 4'102'444'799'999LL})
    EXPECT_EQ(unix_ms(parse_rfc3339(format_rfc3339(from_unix_ms(ms))).value()), ms);
  EXPECT_EQ(unix_ms(*parse_rfc3339("1970-01-01T08:00:00.5+08:00")), 500);
  for (const char* bad : {"", "2026-02-30T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00",
                          "2026-01-01T25:00:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zx"})
    EXPECT_FALSE(parse_rfc3339(bad)) << bad;
}

TEST(Ids, AreOrderedAndNeverNames) {
  FakeClock clock;
  SeededRng rng(1);
  std::string last;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = new_ulid(clock, rng);
    EXPECT_TRUE(is_id(id)) << id;
    EXPECT_LT(last, id);
    last = id;
    if (i % 100 == 0) clock.advance(Duration(1));
  }
  EXPECT_FALSE(is_id("hello"));
}

TEST(Encode, RoundTripsAndRefusesBrokenText) {
  SeededRng rng(2);
  for (std::size_t n = 0; n < 40; ++n) {
    std::string bytes(n, '\0');
    rng.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), n});
    EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
    EXPECT_EQ(percent_decode(percent_encode(bytes)), bytes);
  }
  EXPECT_EQ(to_base64("fooba"), "Zm9vYmE=");  // RFC 4648, section 10
  EXPECT_FALSE(from_base64("Zm9vYmF="));
  EXPECT_FALSE(from_hex("0g"));
  EXPECT_FALSE(percent_decode("%4"));
}

TEST(Strings, Utf8IsJudgedAsRfc3629Says) {
  EXPECT_TRUE(is_utf8("磨坊 \xF0\x9F\x98\x80"));
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE4\xB8"})
    EXPECT_FALSE(is_utf8(bad));
  EXPECT_EQ(utf8_length("磨坊a"), 3U);
  EXPECT_EQ(to_valid_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(parse_int("12x"), std::nullopt);
  EXPECT_EQ(parse_double("1e400"), std::nullopt);
}

}  // namespace
}  // namespace millrace::base
