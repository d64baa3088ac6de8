#include <gtest/gtest.h>

#include "base/encode.h"
#include "io/fake_file_system.h"
#include "settings/load.h"
#include "settings/sections.h"
#include "settings/toml.h"

namespace millrace::settings {
namespace {

class LoadTest : public ::testing::Test {
 protected:
  void file(std::string_view text) {
    ASSERT_TRUE(io::replace_file(fs_, "m.toml", text).has_value());
  }
  Result<Loaded> load(std::vector<std::string> flags, std::vector<std::string> environment = {}) {
    return settings::load(fs_, {std::move(flags), std::move(environment)});
  }
  // "where: reason" of each mistake.
  std::string mistakes(const Result<Loaded>& loaded) {
    if (loaded) return "none";
    std::string all;
    for (const auto& v : loaded.error().violations) all += v.field + " | " + v.reason + "\n";
    return all.empty() ? loaded.error().message : all;
  }
  static std::string shown(const Loaded& loaded, std::string_view name) {
    for (const Shown& row : show(loaded))
      if (row.name == name) return row.value + " from " + row.source;
    return "absent";
  }
  io::FakeFileSystem fs_;
};

TEST_F(LoadTest, FlagBeatsEnvironmentBeatsFileBeatsDefault) {
  file("[server]\ndata = \"f\"\nworkers = 3\nio_threads = 2\n");
  const auto loaded = load({"--config", "m.toml", "--data=flag"},
                           {"MILLRACE_SERVER_DATA=env", "MILLRACE_SERVER_WORKERS=5", "HOME=/x"});
  ASSERT_TRUE(loaded.has_value()) << mistakes(loaded);
  EXPECT_EQ(shown(*loaded, "server.data"), "\"flag\" from --data");
  EXPECT_EQ(shown(*loaded, "server.workers"), "5 from MILLRACE_SERVER_WORKERS");
  EXPECT_EQ(shown(*loaded, "server.io_threads"), "2 from m.toml:4");
  EXPECT_EQ(shown(*loaded, "server.drain_s"), "20 from default");
  EXPECT_EQ(loaded->settings.server.workers, 5);
}

TEST_F(LoadTest, ListsComeAsCommasOrJson) {
  const auto loaded = load({"--listen", "127.0.0.1:0, [::1]:0"},
                           {R"(MILLRACE_NODE_CARDS=[{"model":"H800","count":8,"memory_gib":80}])"});
  ASSERT_TRUE(loaded.has_value()) << mistakes(loaded);
  EXPECT_EQ(loaded->settings.server.listen, (std::vector<std::string>{"127.0.0.1:0", "[::1]:0"}));
  ASSERT_EQ(loaded->settings.node.cards.size(), 1U);
  EXPECT_EQ(loaded->settings.node.cards[0].count, 8);
}

TEST_F(LoadTest, CardsAreAnArrayOfTables) {
  file(
      "[[node.cards]]\nmodel=\"H800\"\ncount=8\nmemory_gib=80\n[[node.cards]]\nmodel="
      "\"A10\"\ncount=2\nmemory_gib=24\n");
  const auto loaded = load({"--config=m.toml"});
  ASSERT_TRUE(loaded.has_value()) << mistakes(loaded);
  ASSERT_EQ(loaded->settings.node.cards.size(), 2U);
  EXPECT_EQ(loaded->settings.node.cards[1].model, "A10");
}

TEST_F(LoadTest, UnknownNamesAreMistakesWithTheirLine) {
  file("[server]\nwokers = 3\n[sever]\nx = 1\n[[node.cards]]\nmodel=\"H\"\ncount=1\nmemory=80\n");
  const auto loaded = load({"--config", "m.toml", "--dta", "x"});
  const std::string all = mistakes(loaded);
  EXPECT_NE(all.find("m.toml:2 | server.wokers: there is no such setting"), std::string::npos)
      << all;
  EXPECT_NE(all.find("m.toml:3 | sever: there is no such section"), std::string::npos) << all;
  EXPECT_NE(all.find("m.toml:8 | node.cards[0].memory:"), std::string::npos) << all;
  EXPECT_NE(all.find("--dta | there is no such flag"), std::string::npos) << all;
}

TEST_F(LoadTest, LimitsAndTypesNameTheirSource) {
  file("[server]\n\nworkers = 0\nlisten = 7\ndata = 2026-01-01\n");
  EXPECT_NE(mistakes(load({"--config", "m.toml"})).find("m.toml:5: server.data is a date"),
            std::string::npos);
  file("[server]\n\nworkers = 0\nlisten = 7\n");
  const std::string all = mistakes(load(
      {"--config", "m.toml"}, {"MILLRACE_SERVER_DRAIN_S=soon", "MILLRACE_AUTH_SESSION_TTL_S=1"}));
  EXPECT_NE(all.find("m.toml:3 | server.workers: must be at least 1"), std::string::npos) << all;
  EXPECT_NE(all.find("m.toml:4 | server.listen: must be a list"), std::string::npos) << all;
  EXPECT_NE(all.find("MILLRACE_SERVER_DRAIN_S | server.drain_s: must be a whole number"),
            std::string::npos)
      << all;
  EXPECT_NE(all.find("MILLRACE_AUTH_SESSION_TTL_S | auth.session_ttl_s: must be at least 60"),
            std::string::npos)
      << all;
}

TEST_F(LoadTest, SyntaxErrorsNameTheLine) {
  file("[server]\nworkers = = 3\n");
  EXPECT_EQ(mistakes(load({"--config", "m.toml"})).find("m.toml:2:"), 0U);
  EXPECT_NE(
      mistakes(load({"--config", "absent.toml"})).find("cannot read the configuration absent.toml"),
      std::string::npos);
  EXPECT_EQ(mistakes(load({"data"})), "\"data\" is not a flag: settings are given as --NAME VALUE");
  EXPECT_EQ(mistakes(load({"--data"})), "--data needs a value");
}

TEST_F(LoadTest, SettingsThatBelongTogether) {
  EXPECT_NE(mistakes(load({"--tls-key", "k"})).find("TLS needs both"), std::string::npos);
  EXPECT_NE(mistakes(load({"--listen="})).find("needs at least one address"), std::string::npos);
  EXPECT_NE(mistakes(load({"--smtp-url=smtp://h:25"})).find("smtp.from"), std::string::npos);
}

TEST_F(LoadTest, SecretsAreMasked) {
  const auto loaded =
      load({"--database=postgresql://u:hunter2@h/d"}, {"MILLRACE_ADMIN_PASSWORD=a-long-password"});
  ASSERT_TRUE(loaded.has_value()) << mistakes(loaded);
  EXPECT_EQ(loaded->settings.admin.password, "a-long-password");
  for (const Shown& row : show(*loaded)) {
    EXPECT_EQ(row.value.find("hunter2"), std::string::npos);
    EXPECT_EQ(row.value.find("a-long"), std::string::npos);
  }
  EXPECT_EQ(shown(*loaded, "database.url"), "\"***\" from --database");
  EXPECT_EQ(shown(*loaded, "smtp.password"), "\"\" from default");
}

TEST_F(LoadTest, StrayVariablesOfOurSectionsAreWarnedOf) {
  const auto loaded =
      load({}, {"MILLRACE_SERVER_WOKERS=3", "MILLRACE_TOKEN=t", "MILLRACE_SERVER=http://h"});
  ASSERT_TRUE(loaded.has_value()) << mistakes(loaded);
  ASSERT_EQ(loaded->warnings.size(), 1U);
  EXPECT_NE(loaded->warnings[0].find("MILLRACE_SERVER_WOKERS"), std::string::npos);
}

TEST(SectionsTest, DefaultsSatisfyTheirOwnLimitsAndNamesAreUnique) {
  const Settings defaults;
  std::map<std::string, int> names;
  for (const Section& s : sections()) {
    describe::Problems problems;
    describe::check_all(*s.table, s.at(defaults), std::string(s.name), problems);
    EXPECT_TRUE(problems.empty()) << (problems.empty() ? "" : problems.to_error().message);
    for (const auto& f : s.table->fields) {
      EXPECT_EQ(++names[environment_name(s, f)], 1) << environment_name(s, f);
      EXPECT_FALSE(f.doc.empty()) << f.name;
    }
  }
  EXPECT_TRUE(names.contains("MILLRACE_ADMIN_PASSWORD"));
}

TEST(TomlTest, HugeDottedKeysNeitherCrashNorPass) {
  const auto dotted = [](int levels) {
    std::string key = "a";
    for (int i = 0; i < levels; ++i) key += ".a";
    return parse_toml(key + " = 1\n", "m.toml");
  };
  EXPECT_TRUE(dotted(10).has_value());
  EXPECT_EQ(dotted(1'900).error().message, "m.toml:1: is nested too deeply");
  EXPECT_EQ(dotted(32'000).error().message,
            "m.toml has more than 2000 dots; is it a configuration?");
  EXPECT_EQ(parse_toml(std::string(70'000, '#'), "m.toml").error().message,
            "m.toml has 70000 bytes; a configuration has at most 65536");
  EXPECT_FALSE(parse_toml(std::string(4'000, '['), "m.toml").has_value());
  EXPECT_FALSE(parse_toml("a = \"\xff\"", "m.toml").has_value());
}

}  // namespace
}  // namespace millrace::settings
