#include "runtime/local/egress.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/strings.h"
#include "io/fd.h"
#include "io/file_system.h"
#include "io/subprocess.h"
#include "shim/cgroup_files.h"

namespace millrace::runtime {
namespace {

constexpr int kMostCables = 16'384;  // of four addresses each in 10.213.0.0/16
constexpr std::string_view kReady = "\nready\n";

// The same text from every server and at every start: the table is replaced in one transaction.
constexpr std::string_view kRules = R"(
table inet millrace {
}
delete table inet millrace
table inet millrace {
  chain out {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr 10.213.0.0/16 oifname != "mr*" masquerade
  }
  chain through {
    type filter hook forward priority filter; policy accept;
    oifname "mr*" ct state established,related accept
    oifname "mr*" drop
    iifname "mr*" ip daddr 169.254.0.0/16 drop
  }
  chain here {
    type filter hook input priority filter; policy accept;
    iifname "mr*" ct state established,related accept
    iifname "mr*" drop
  }
}
)";

Result<void> feed(std::vector<std::string> command, std::string input) {
  const std::string name = command.front();
  TRY_ASSIGN(const auto done,
             io::capture({.argv = std::move(command)}, {.input = std::move(input)}));
  if (done.status.success()) return {};
  return fail(ErrorCode::kUnavailable,
              "connect the run to the world: " + name + ": " + std::string(base::trim(done.err)));
}

std::string interface_name(int number) {
  return "mr" + std::to_string(number);
}

Result<void> lay_cable(int number, const std::string& file) {
  const std::string here = interface_name(number), there = here + "p";
  const CableEnds ends = cable_ends(number);
  // Of a server that died half-way.
  [[maybe_unused]] const auto old = feed({"ip", "link", "delete", here}, "");
  TRY(feed({"ip", "-batch", "-"}, "link add " + here + " type veth peer name " + there +
                                      "\nlink set " + there + " netns " + file + "\naddr add " +
                                      ends.outside + "/30 dev " + here + "\nlink set " + here +
                                      " up\n"));
  return feed({"nsenter", "--net=" + file, "ip", "-batch", "-"},
              "link set " + there + " name eth0\naddr add " + ends.inside +
                  "/30 dev eth0\nlink set eth0 up\nroute add default via " + ends.outside + "\n");
}

}  // namespace

CableEnds cable_ends(int number) {
  const int first = number * 4;
  const std::string net = "10.213." + std::to_string(first / 256) + ".";
  return {net + std::to_string(first % 256 + 1), net + std::to_string(first % 256 + 2)};
}

std::string Egress::missing() {
  for (const char* program : {"ip", "nft", "nsenter"})
    if (!io::find_program(program)) return "no program " + std::string(program);
  return "";
}

std::optional<int> Egress::find(const std::string& name) const {
  const auto names = io::system_files().list(folder_);
  if (!names) return std::nullopt;
  for (const auto& file : *names) {
    if (!file.starts_with("slot.")) continue;
    const auto number = base::parse_int(file.substr(5));
    const std::string text = shim::get(folder_ + "/" + file);
    if (number && text.substr(0, text.find('\n')) == name) return static_cast<int>(*number);
  }
  return std::nullopt;
}

Result<int> Egress::claim(const std::string& name) {
  if (const auto mine = find(name)) return *mine;
  TRY(io::system_files().make_directories(folder_, 0700));
  for (int number = 0; number < kMostCables; ++number) {
    const io::Fd fd(::open(slot(number).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd && errno == EEXIST) continue;
    if (!fd) return base::from_errno(errno, "claim " + slot(number));
    TRY(shim::put(slot(number), name));
    return number;
  }
  return fail(ErrorCode::kExhausted, "too many runs reach outside at once");
}

Result<void> Egress::connect(const std::string& name, const std::string& namespace_file) {
  TRY_ASSIGN(const int number, claim(name));
  if (shim::get(slot(number)).ends_with(kReady)) return {};
  TRY(lay_cable(number, namespace_file));
  TRY(shim::put("/proc/sys/net/ipv4/ip_forward", "1"));
  TRY(feed({"nft", "-f", "-"}, std::string(kRules)));
  return shim::put(slot(number), name + std::string(kReady));
}

Result<void> Egress::disconnect(const std::string& name) {
  const auto number = find(name);
  if (!number) return {};
  // Gone with its namespace, mostly.
  [[maybe_unused]] const auto gone = feed({"ip", "link", "delete", interface_name(*number)}, "");
  if (::unlink(slot(*number).c_str()) != 0 && errno != ENOENT)
    return base::from_errno(errno, "give back " + slot(*number));
  return {};
}

}  // namespace millrace::runtime
