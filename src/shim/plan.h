// How an instance is to be held on this machine: written by the local runtime beside spec.json,
// read by the shim. What the specification asks for is there; here is where and as whom. Values.
#pragma once
#include <map>

#include "protocol/run_spec.h"

namespace millrace::shim {

// Control groups of one instance, or of the shims: controller → folder ("unified" on version 2).
// Empty: none can be had here.
struct CgroupPlan {
  std::map<std::string, std::string> folders{};
};

// Two folders or files of the host shown read-only, or a link, in the sandbox's white-listed root.
struct RootEntry {
  std::string path{};  // the same inside
  std::string link{};  // not empty: a symbolic link to this instead
};

struct ShimPlan {
  std::string shim_program{};
  std::string sandbox_program{};
  std::int64_t uid = -1;  // -1: we are not root; a user namespace, and our own uid
  std::int64_t gid = -1;
  std::vector<std::int64_t> groups{};
  std::string hostname{};
  std::vector<RootEntry> root{};
  std::vector<protocol::Mount> mounts{};  // all of them, the specification's included
  std::vector<std::string> devices{};
  CgroupPlan cgroup{};
  CgroupPlan shim_cgroup{};
  std::string network_namespace{};  // file of the namespace to join; empty: a new one
  std::string user_network{};  // program that connects a new one without root; empty: nothing does
  std::vector<protocol::EnvironmentVariable> env{};  // all of it, the specification's included
  std::string venv{};  // folder for the requirements' virtual environment; empty: none
  // The node's own limits, where the specification has none or wants more.
  std::int64_t log_segment_bytes = 8 << 20;
  std::int64_t log_bytes_max = 256 << 20;
  std::int64_t pids_max = 4096;
};

// What the inner half is told to start.
struct InsideOrder {
  std::int64_t uid = -1;
  std::int64_t gid = -1;
  std::vector<std::int64_t> groups{};
  std::vector<std::string> command{};
  std::vector<protocol::EnvironmentVariable> env{};
  std::string working_directory{};
};

}  // namespace millrace::shim

namespace millrace::describe {
template <>
struct Described<shim::CgroupPlan> {
  static const Table& get();
};
template <>
struct Described<shim::RootEntry> {
  static const Table& get();
};
template <>
struct Described<shim::ShimPlan> {
  static const Table& get();
};
template <>
struct Described<shim::InsideOrder> {
  static const Table& get();
};
}  // namespace millrace::describe
