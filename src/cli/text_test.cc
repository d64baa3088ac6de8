// Pure parts: arguments, widths, tables, server-sent events, joining of logs.
#include <gtest/gtest.h>

#include "cli/args.h"
#include "cli/columns.h"
#include "cli/log_stitch.h"
#include "cli/series.h"
#include "cli/sse_reader.h"
#include "cli/table.h"
#include "cli/text_width.h"

namespace millrace::cli {
namespace {

constexpr Flag kFlags[] = {
    {"--output", "-o", "FORM", ""}, {"--follow", "-f", "", ""}, {"--tail", "", "N", ""}};

Result<Args> parse(std::vector<std::string> words, OtherFlags other = OtherFlags::kRefused) {
  return parse_args(words, kFlags, other);
}

TEST(Args, FlagsStandAnywhereAndTheRestIsLeftAlone) {
  const auto args = parse({"a", "-f", "--tail=5", "b", "-o", "json", "--", "--tail", "x"});
  ASSERT_TRUE(args.has_value());
  EXPECT_EQ(args->words, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(args->has("--follow"));
  EXPECT_EQ(args->value("--output"), "json");
  EXPECT_EQ(args->number("--tail", 0, 10).value(), 5);
  EXPECT_EQ(args->rest, (std::vector<std::string>{"--tail", "x"}));
}

TEST(Args, MistakesAreNamed) {
  EXPECT_EQ(parse({"--tial", "5"}).error().message, "there is no flag --tial");
  EXPECT_EQ(parse({"--tail"}).error().message, "--tail needs a value");
  EXPECT_EQ(parse({"--follow=1"}).error().message, "--follow takes no value");
  EXPECT_FALSE(parse({"--tail", "-1"})->number("--tail", 0, 10).has_value());
  EXPECT_FALSE(parse({"--tail", "x"})->number("--tail", 0, 10).has_value());
}

TEST(Args, SettingsPassThrough) {
  const auto args = parse({"--data", "d", "--listen=x", "-o", "json"}, OtherFlags::kSettings);
  ASSERT_TRUE(args.has_value());
  EXPECT_EQ(args->settings, (std::vector<std::string>{"--data", "d", "--listen", "x"}));
  EXPECT_FALSE(parse({"-x", "1"}, OtherFlags::kSettings).has_value());
}

TEST(TextWidth, HanTakesTwoColumnsAndCombiningNone) {
  EXPECT_EQ(text_width("abc"), 3U);
  EXPECT_EQ(text_width("训练任务"), 8U);
  EXPECT_EQ(text_width("e\xCC\x81"), 1U);
  EXPECT_EQ(text_width("🚀"), 2U);
  EXPECT_EQ(cut_to_width("训练任务", 5), "训练…");
  EXPECT_EQ(cut_to_width("abc", 3), "abc");
  EXPECT_EQ(printable("a\x1b[31mb\n\xff"), "a [31mb \xEF\xBF\xBD");
}

TEST(TextTable, ColumnsAlignByWidth) {
  TextTable table({"NAME", "STATE"});
  table.add({"训练", "running"});
  table.add({"hello", ""});
  EXPECT_EQ(table.text(), "NAME   STATE\n训练   running\nhello  -\n");
}

TEST(Columns, UnitsAreForPeople) {
  EXPECT_EQ(human_bytes(1023), "1023 B");
  EXPECT_EQ(human_bytes(1536), "1.5 KiB");
  EXPECT_EQ(human_bytes(std::int64_t{2} << 30), "2 GiB");
  EXPECT_EQ(human_duration(1'500), "1.5s");
  EXPECT_EQ(human_duration(65'000), "1m05s");
  EXPECT_EQ(human_duration(3'660'000), "1h01m");
  const json::Value time("2026-11-23T17:14:05.123Z"), millis(std::int64_t{1500});
  EXPECT_EQ(cell("created_at", &time), "2026-11-23 17:14:05");
  EXPECT_EQ(cell("cpu_millis", &millis), "1.5");
}

std::string table_of(const char* job, std::int64_t now_ms) {
  const json::Value object = json::parse(job).value();
  return object_table(resource::find_kind("training-jobs"), {&object, 1}, {},
                      base::from_unix_ms(now_ms))
      .text();
}

TEST(Columns, AJobIsListedAsTheManualListsIt) {
  EXPECT_EQ(
      table_of(
          R"({"name":"a","framework":"PyTorch","mode":"ddp","flavor_name":"1C_2G","master_count":1,
"worker_count":3,"state":"succeeded","state_reason":"","duration_ms":66000,"source":"copy",
"started_at":"1970-01-02T00:00:00.000Z","ended_at":"1970-01-02T00:01:06.000Z","priority":5})",
          0),
      "NAME  FRAMEWORK  MODE  FLAVOR_NAME  MASTER_COUNT  WORKER_COUNT  STATE      DURATION  "
      "SOURCE  STARTED_AT\n"
      "a     PyTorch    ddp   1C_2G        1             3             succeeded  1m06s     "
      "copy    1970-01-02 00:00:00\n");
}

TEST(Columns, WhatRunsHasLastedUntilNow) {
  constexpr const char* kJob =
      R"({"name":"a","duration_ms":0,"started_at":"1970-01-02T00:00:00.000Z","ended_at":null})";
  EXPECT_NE(table_of(kJob, 86'400'000 + 90'000).find("1m30s"), std::string::npos);
  EXPECT_NE(table_of(kJob, 86'400'000 - 90'000).find("0.0s"), std::string::npos);  // clocks differ
}

TEST(Series, TheTableHasTheWholeSummaryAndCountsWhatWasMeasured) {
  const json::Value answer =
      json::parse(
          R"({"series":[{"name":"loss","stat":"value","labels":{},"points":[[1,2],[2,null],[3,4]],
"summary":{"max":4,"min":2,"mean":3,"median":3.5,"p75":3.75}}]})")
          .value();
  EXPECT_EQ(series_table(answer).table.text(),
            "NAME  STAT   OF  POINTS  LAST  MIN  MEAN  MEDIAN  P75   MAX\n"
            "loss  value  -   2       4     2    3     3.5     3.75  4\n");
}

TEST(Sse, EventsFromAnyCutOfTheStream) {
  const std::string text =
      ": hi\n\nid: 7\nevent: created\ndata: {\ndata: }\r\n\r\nid: 8\n\ndata:x\n\n";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    std::vector<net::SseEvent> events;
    SseReader reader([&](const net::SseEvent& e) { events.push_back(e); });
    reader.feed(std::string_view(text).substr(0, cut));
    reader.feed(std::string_view(text).substr(cut));
    ASSERT_EQ(events.size(), 2U) << cut;
    EXPECT_EQ(events[0].id, "7");
    EXPECT_EQ(events[0].event, "created");
    EXPECT_EQ(events[0].data, "{\n}");
    EXPECT_EQ(events[1].data, "x");
  }
}

TEST(LogStitch, CountedConnectionsShowEveryByteOnce) {
  LogStitch stitch(LogStitch::By::kCount);
  std::string all = stitch.take("one\ntw");
  stitch.reconnect();
  all += stitch.take("one\n");
  all += stitch.take("two\nthree\n");
  EXPECT_EQ(all, "one\ntwo\nthree\n");
}

TEST(LogStitch, OverlappingConnectionsMeetAtOurEnd) {
  LogStitch stitch(LogStitch::By::kOverlap);
  std::string all = stitch.take("two\nthr");
  stitch.reconnect();
  all += stitch.take("zero\none\ntw");
  all += stitch.take("o\nthree\nfour\n");
  EXPECT_EQ(all, "two\nthree\nfour\n");
}

}  // namespace
}  // namespace millrace::cli
