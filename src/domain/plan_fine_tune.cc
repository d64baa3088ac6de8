#include "domain/plan_fine_tune.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "crypto/hash.h"
#include "json/writer.h"

namespace millrace::domain {
namespace {

using protocol::MountAccess;
using resource::FineTune;

constexpr std::string_view kModels = "/work/mount/model/";
constexpr std::string_view kData = "/work/mount/data/";
constexpr std::string_view kOutput = "/work/output";

json::Value params_document(const protocol::TuneParams& params) {
  return describe::encode(describe::Described<protocol::TuneParams>::get(), describe::View::kSpec,
                          &params);
}

std::string flag_value(const json::Value& value) {
  if (const auto* text = value.as_string()) return *text;
  const auto* items = value.as_array();
  if (items == nullptr) return json::dump(value);
  std::string out;
  for (const auto& item : *items) out += (out.empty() ? "" : ",") + flag_value(item);
  return out;
}

// A file's name that can stand in a path, unlike those before it.
std::string file_name(const std::string& wanted, std::set<std::string>& taken) {
  std::string name;
  for (const char c : wanted.substr(wanted.rfind('/') + 1)) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' ||
                       c == '-' || static_cast<unsigned char>(c) >= 0x80;
    name += plain ? c : '_';
  }
  if (name.size() > 200) name.erase(0, name.size() - 200);
  if (name.empty() || name[0] == '.') name.insert(0, "data");
  std::string out = name;
  for (int n = 2; !taken.insert(out).second; ++n) out = fmt::format("{}-{}", n, name);
  return out;
}

// What the trained weights depend on; how often they are saved does not matter.
std::string resume_key(const FineTune& tune, const TuneInputs& in, json::Value params) {
  for (const std::string_view indifferent : protocol::kIndifferentParams)
    params.as_object()->erase(indifferent);
  json::Array data;
  for (const auto& file : in.data) data.emplace_back(file.sha256);
  return crypto::sha256_hex(json::dump_canonical(
      json::Object{{"base", in.version.sha256.empty() ? in.version.id : in.version.sha256},
                   {"method", word(tune.method)},
                   {"params", std::move(params)},
                   {"data", std::move(data)}}));
}

json::Object frozen(const FineTune& tune, const TuneInputs& in, const json::Value& params) {
  json::Array data;
  for (const auto& file : in.data) {
    json::Object one{{"name", file.name}, {"sha256", file.sha256}};
    if (file.dataset.empty()) {
      one["upload"] = file.upload;
    } else {
      one["dataset"] = file.dataset;
      one["version"] = file.version;
    }
    data.emplace_back(std::move(one));
  }
  return {{"flavor", freeze_flavor(in.flavor)},
          {"base_model", json::Object{{"id", in.model.id}, {"name", in.model.name}}},
          {"base_version",
           json::Object{
               {"id", in.version.id}, {"name", in.version.name}, {"sha256", in.version.sha256}}},
          {"fingerprint", in.version.fingerprint},
          {"method", word(tune.method)},
          {"params", params},
          {"data", std::move(data)}};
}

}  // namespace

std::vector<std::string> tune_flags(const protocol::TuneParams& params) {
  std::vector<std::string> out;
  const json::Value document = params_document(params);
  for (const auto& field : describe::Described<protocol::TuneParams>::get().fields) {
    const json::Value* value = document.find(field.name);
    if (value == nullptr || value->is_null()) continue;
    std::string text = flag_value(*value);
    if (text.empty()) continue;
    std::string flag = "--" + std::string(field.name);
    std::replace(flag.begin(), flag.end(), '_', '-');
    out.push_back(std::move(flag));
    out.push_back(std::move(text));
  }
  return out;
}

Result<Plan> plan_fine_tune(const FineTune& tune, const TuneInputs& in) {
  const protocol::TuneParams params =
      protocol::filled_in(tune.params, tune.method, in.version.tune_defaults);
  protocol::Role role;
  role.name = "tune";
  role.replicas = tune.instances;
  role.resources = resources_of(in.flavor);
  role.env = run_environment(tune.env, tune.instances, 0);
  const std::string model = std::string(kModels) + in.model.name;
  role.mounts.push_back({in.engine_program, std::string(kEngineInside), MountAccess::kReadOnly});
  role.mounts.push_back({in.model_folder, model, MountAccess::kReadOnly});
  role.command = {std::string(kEngineInside), "tune", "--model", model};
  std::set<std::string> taken;
  for (const auto& data : in.data) {
    const std::string inside = std::string(kData) + file_name(data.name, taken);
    role.mounts.push_back({data.file, inside, MountAccess::kReadOnly});
    role.command.insert(role.command.end(), {"--data", inside});
  }
  // As many threads as the flavor has cores: the result depends on their number.
  const auto threads = std::max<std::int64_t>(1, in.flavor.cpu_millis / 1000);
  role.command.insert(role.command.end(),
                      {"--output", std::string(kOutput), "--method", std::string(word(tune.method)),
                       "--threads", std::to_string(threads)});
  for (auto& text : tune_flags(params)) role.command.push_back(std::move(text));
  Plan out;
  out.spec.run_id = in.run_id;
  out.spec.workspace = tune.workspace;
  out.spec.user = tune.owner;
  out.spec.roles.push_back(std::move(role));
  out.spec.egress = protocol::Egress::kNone;
  out.spec.stop_grace_s = tune.stop_grace_s;
  const json::Value document = params_document(params);
  out.frozen = frozen(tune, in, document);
  out.fault_tolerance = tune.fault_tolerance;
  out.resume_key = resume_key(tune, in, document);
  return out;
}

}  // namespace millrace::domain
