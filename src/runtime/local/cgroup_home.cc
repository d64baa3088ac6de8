#include <unistd.h>

#include <algorithm>

#include "base/strings.h"
#include "runtime/local/machine.h"
#include "shim/cgroup_files.h"

namespace millrace::runtime {
namespace {

constexpr std::string_view kWanted[] = {"cpu", "memory", "pids", "cpuacct", "blkio", "freezer"};

// Our own path in the hierarchy of `controller` ("" is version 2), from "id:controllers:path"
// lines.
std::string own_path(const std::string& own, std::string_view controller) {
  for (const auto line : base::split(own, '\n')) {
    const auto first = line.find(':');
    const auto second = first == line.npos ? line.npos : line.find(':', first + 1);
    if (second == line.npos) continue;
    const auto names = base::split(line.substr(first + 1, second - first - 1), ',');
    if (std::find(names.begin(), names.end(), controller) != names.end())
      return std::string(line.substr(second + 1));
  }
  return "/";
}

std::string below(const std::string& mount, const std::string& path) {
  const std::string folder = path == "/" ? mount : mount + path;
  return ::access(folder.c_str(), W_OK | X_OK) == 0 ? folder : mount;
}

struct MountLine {
  std::string_view point, type, options;
};

// "id parent major:minor root POINT options… - TYPE source SUPEROPTIONS"
MountLine parse_mount(std::string_view line) {
  const auto words = base::split(line, ' ');
  const auto dash = std::find(words.begin(), words.end(), "-");
  if (words.size() < 5 || words.end() - dash < 4) return {};
  return {words[4], dash[1], dash[3]};
}

}  // namespace

CgroupHome find_cgroups(const std::string& mountinfo, const std::string& own,
                        const std::string& name) {
  CgroupHome home;
  std::string unified;
  for (const auto line : base::split(mountinfo, '\n')) {
    const MountLine mount = parse_mount(line);
    const std::string point(mount.point);
    if (mount.type == "cgroup2") unified = point;
    if (mount.type != "cgroup" || ::access(point.c_str(), W_OK) != 0) continue;
    const auto options = base::split(mount.options, ',');
    for (const auto controller : kWanted)
      if (std::find(options.begin(), options.end(), controller) != options.end())
        home.folders.folders[std::string(controller)] =
            below(point, own_path(own, controller)) + "/" + name;
  }
  // Hybrid machines mount version 2 too, without controllers: limits are where memory is.
  if (!home.folders.folders.contains("memory") && !unified.empty()) {
    const std::string folder = below(unified, own_path(own, ""));
    if (::access(folder.c_str(), W_OK) == 0)
      home.folders.folders = {{"unified", folder + "/" + name}};
  }
  for (const auto controller : {"cpu", "memory", "pids"})
    if (!home.folders.folders.contains("unified") && !home.folders.folders.contains(controller))
      home.missing.push_back("no " + std::string(controller) +
                             " limits: no control group can be made here");
  return home;
}

shim::CgroupPlan CgroupHome::group(const std::string& group_name) const {
  shim::CgroupPlan out;
  for (const auto& [controller, folder] : folders.folders)
    out.folders[controller] = folder + "/" + group_name;
  return out;
}

void prepare_cgroups(CgroupHome& home) {
  const auto unified = home.folders.folders.find("unified");
  if (unified == home.folders.folders.end()) return;
  const std::string folder = unified->second;
  const std::string parent = folder.substr(0, folder.find_last_of('/'));
  const auto attempt = [&]() -> Result<void> {
    TRY(shim::make_group(folder + "/server"));
    TRY(shim::make_group(folder + "/run"));
    TRY(shim::put(folder + "/server/cgroup.procs", "0"));
    // One by one: a controller that was not handed down to us must not cost us the others.
    for (const auto& place : {parent, folder, folder + "/run"})
      for (const auto controller : {"cpu", "memory", "pids", "io"})
        if (const auto enabled =
                shim::put(place + "/cgroup.subtree_control", "+" + std::string(controller));
            !enabled && place == folder + "/run" && std::string_view(controller) != "io")
          home.missing.push_back("no " + std::string(controller) +
                                 " limits: " + enabled.error().message);
    return {};
  };
  if (const auto ready = attempt(); !ready) {
    home.missing.push_back("no limits: " + ready.error().message);
    home.folders.folders.clear();
  }
}

}  // namespace millrace::runtime
