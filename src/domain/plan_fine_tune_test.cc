#include "domain/plan_fine_tune.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "protocol/tune_hints.h"

namespace millrace::domain {
namespace {

using protocol::TuneMethod;

resource::FineTune a_tune() {
  resource::FineTune tune;
  tune.workspace = "0ws";
  tune.owner = "0user";
  tune.method = TuneMethod::kLora;
  tune.params.lora_rank = 4;
  tune.stop_grace_s = 77;
  return tune;
}

TuneInputs inputs() {
  TuneInputs in;
  in.run_id = "0run";
  in.flavor.cpu_millis = 2000;
  in.flavor.memory_bytes = 1 << 30;
  in.engine_program = "/opt/millrace-engine";
  in.model.name = "base";
  in.version.id = "0v";
  in.version.sha256 = "aa";
  in.version.tune_defaults.seq_len = 96;
  in.model_folder = "/content/base";
  in.data = {{.upload = "0u", .name = "rows.jsonl", .sha256 = "d1", .file = "/uploads/0u"},
             {.upload = "0w", .name = "../rows.jsonl", .sha256 = "d2", .file = "/uploads/0w"}};
  return in;
}

Plan plan_of(const resource::FineTune& tune, const TuneInputs& in) {
  auto plan = plan_fine_tune(tune, in);
  EXPECT_TRUE(plan.has_value());
  return std::move(plan).value_or({});
}

std::string after(const std::vector<std::string>& words, const std::string& flag) {
  const auto found = std::find(words.begin(), words.end(), flag);
  return found == words.end() || found + 1 == words.end() ? "" : *(found + 1);
}

TEST(PlanFineTune, RunsTheEngineOnMountedContent) {
  const Plan plan = plan_of(a_tune(), inputs());
  ASSERT_EQ(plan.spec.roles.size(), 1U);
  const auto& role = plan.spec.roles[0];
  EXPECT_EQ(role.command[0], kEngineInside);
  EXPECT_EQ(role.command[1], "tune");
  EXPECT_EQ(after(role.command, "--model"), "/work/mount/model/base");
  EXPECT_EQ(after(role.command, "--method"), "lora");
  EXPECT_EQ(after(role.command, "--output"), "/work/output");
  EXPECT_EQ(after(role.command, "--threads"), "2");
  for (const auto& mount : role.mounts)
    EXPECT_EQ(mount.access, protocol::MountAccess::kReadOnly) << mount.target;
  ASSERT_EQ(role.mounts.size(), 4U);
  EXPECT_EQ(role.mounts[0].source, "/opt/millrace-engine");
  EXPECT_EQ(role.mounts[2].target, "/work/mount/data/rows.jsonl");
  EXPECT_EQ(role.mounts[3].target, "/work/mount/data/2-rows.jsonl");
  EXPECT_EQ(plan.spec.egress, protocol::Egress::kNone);
  EXPECT_EQ(plan.spec.stop_grace_s, 77);
}

TEST(PlanFineTune, NullParametersComeFromTheModelsCardAndTheMethod) {
  const Plan plan = plan_of(a_tune(), inputs());
  const auto& words = plan.spec.roles[0].command;
  EXPECT_EQ(after(words, "--seq-len"), "96");
  EXPECT_EQ(after(words, "--lora-rank"), "4");
  EXPECT_EQ(after(words, "--lora-alpha"), "8");
  EXPECT_EQ(after(words, "--lr-schedule"), "cosine");
  EXPECT_EQ(after(words, "--packing"), "true");
  EXPECT_EQ(std::count(words.begin(), words.end(), "--max-steps"), 0);
  EXPECT_EQ(std::count(words.begin(), words.end(), "--lora-target-modules"), 0);
}

TEST(PlanFineTune, ListsAreWrittenBetweenCommas) {
  protocol::TuneParams params;
  params.lora_target_modules = {"q_proj", "v_proj"};
  EXPECT_EQ(after(tune_flags(params), "--lora-target-modules"), "q_proj,v_proj");
}

TEST(PlanFineTune, GoesOnOnlyFromARunThatWouldComeToTheSame) {
  const std::string key = plan_of(a_tune(), inputs()).resume_key;
  auto tune = a_tune();
  tune.params.save_steps = 5;
  tune.params.lora_merge = true;
  EXPECT_EQ(plan_of(tune, inputs()).resume_key, key);
  tune.params.learning_rate = 1e-3;
  EXPECT_NE(plan_of(tune, inputs()).resume_key, key);
  auto in = inputs();
  in.data[0].sha256 = "other";
  EXPECT_NE(plan_of(a_tune(), in).resume_key, key);
  in = inputs();
  in.version.sha256 = "bb";
  EXPECT_NE(plan_of(a_tune(), in).resume_key, key);
}

TEST(PlanFineTune, WhatNamesMeantIsFrozen) {
  const Plan plan = plan_of(a_tune(), inputs());
  EXPECT_EQ(plan.frozen.find("base_version")->string_or("sha256", ""), "aa");
  EXPECT_EQ(plan.frozen.find("data")->as_array()->size(), 2U);
  EXPECT_EQ(plan.frozen.find("method")->as_string()->compare("lora"), 0);
}

protocol::TuneParams usual(TuneMethod method) {
  protocol::TuneParams params;
  params.epochs = 3;
  return protocol::filled_in(params, method, {});
}

TEST(FineTuneHints, TheUsualDrawsNone) {
  EXPECT_TRUE(protocol::fine_tune_hints(TuneMethod::kLora, usual(TuneMethod::kLora), 0).empty());
}

TEST(FineTuneHints, SpeakOfEachThingOnce) {
  auto params = usual(TuneMethod::kLora);
  params.learning_rate = 1e-5;
  params.global_batch_size = 12;
  params.epochs = 1;
  const auto hints = protocol::fine_tune_hints(TuneMethod::kLora, params, 0);
  ASSERT_EQ(hints.size(), 3U);
  EXPECT_NE(hints[0].find("learning_rate"), std::string::npos);
  EXPECT_NE(hints[1].find("epochs"), std::string::npos);
  EXPECT_NE(hints[2].find("power of two"), std::string::npos);
}

TEST(FineTuneHints, RatesOfFullTuningAreForLargeModels) {
  auto params = usual(TuneMethod::kFull);
  EXPECT_TRUE(protocol::fine_tune_hints(TuneMethod::kFull, params, 5'000'000).empty());
  EXPECT_EQ(protocol::fine_tune_hints(TuneMethod::kFull, params, 7'000'000'000).size(), 1U);
}

TEST(FineTuneHints, FewRowsAreToldOf) {
  EXPECT_EQ(protocol::data_hints(TuneMethod::kLora, 999).size(), 1U);
  EXPECT_TRUE(protocol::data_hints(TuneMethod::kLora, 1'000).empty());
  EXPECT_EQ(protocol::data_hints(TuneMethod::kFull, 5'000).size(), 1U);
}

}  // namespace
}  // namespace millrace::domain
