// A job that tries to get out. Each attempt that succeeds prints a line that begins with BREACH.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/socket.h"
#include "runtime/local/testing.h"

namespace millrace::runtime {
namespace {

constexpr const char* kHostile = R"PY(
import ctypes, os, socket, sys
data, port, host_address = sys.argv[1], int(sys.argv[2]), sys.argv[3]
libc = ctypes.CDLL(None, use_errno=True)
tried = 0
def attempt(name, act):
    global tried
    tried += 1
    try:
        result = act()
    except (OSError, PermissionError, FileNotFoundError) as e:
        return
    print("BREACH", name, result, flush=True)
def call(name, *arguments):
    def act():
        if getattr(libc, name)(*arguments) == -1: raise OSError(ctypes.get_errno(), name)
    return act
def syscall(number, *arguments):
    def act():
        if libc.syscall(number, *arguments) == -1: raise OSError(ctypes.get_errno(), str(number))
    return act
def write(path, text="x"):
    def act():
        with open(path, "w") as f: f.write(text)
    return act
def connect(address, port):
    def act():
        s = socket.create_connection((address, port), 1)
    return act
attempt("remount", call("mount", b"none", b"/usr", None, 32 | 4096, None))
attempt("mount proc", call("mount", b"proc", b"/tmp", b"proc", 0, None))
attempt("umount", call("umount2", b"/usr", 2))
attempt("pivot", syscall(155, b"/tmp", b"/tmp"))
attempt("chroot", call("chroot", b"/tmp"))
for path in ("/usr/x", "/etc/passwd", "/etc/x", "/x", "/run/millrace-shim", "/bin/sh", "/work/x"):
    attempt("write " + path, write(path))
attempt("data folder", lambda: os.listdir(data))
attempt("database", lambda: open(data + "/millrace.db", "rb").read())
for path in ("/proc/1/root", "/proc/1/fd", "/proc/1/cwd/.."):
    attempt(path, lambda: os.listdir(path + "/"))
for path in ("/proc/1/environ", "/proc/1/mem", "/proc/kcore", "/dev/mem", "/dev/kmsg", "/dev/vda", "/etc/shadow"):
    attempt(path, lambda: open(path, "rb").read(1))
for pid in [p for p in os.listdir("/proc") if p.isdigit()]:
    line = open("/proc/%s/cmdline" % pid, "rb").read()
    if b"76543" in line and int(pid) != os.getpid(): print("BREACH sees another's process")
attempt("ptrace 1", lambda: call("ptrace", 16, 1, None, None)())
attempt("ptrace seize 1", lambda: call("ptrace", 0x4206, 1, None, None)())
for group in ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/cgroup.procs",
              "/sys/fs/cgroup/cgroup.procs"):
    attempt(group, write(group, "1"))
attempt("mknod", lambda: os.mknod("/tmp/d", 0o660 | 0o020000, os.makedev(1, 1)))
for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sysrq-trigger",
             "/proc/sys/vm/drop_caches", "/proc/sys/net/ipv4/ip_forward", "/proc/1/oom_score_adj"):
    attempt(path, write(path, "1"))
attempt("raw socket", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
attempt("packet socket", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0))
attempt("vsock", lambda: socket.socket(40, socket.SOCK_STREAM, 0))
attempt("host loopback", connect("127.0.0.1", port))
attempt("host address", connect(host_address, port))
for flag in (0x10000000, 0x20000000, 0x00020000, 0x40000000, 0x04000000, 0x02000000, 0x08000000):
    attempt("unshare %x" % flag, call("unshare", flag))
attempt("clone newuser", syscall(56, 0x10000000 | 17, 0, 0, 0, 0))
attempt("clone3", syscall(435, ctypes.create_string_buffer(88), 88))
attempt("setns", call("setns", 0, 0))
attempt("setuid", lambda: os.setuid(0))
attempt("setgid", lambda: os.setgid(0))
attempt("setgroups", lambda: os.setgroups([0]))
attempt("hostname", call("sethostname", b"x", 1))
attempt("bpf", syscall(321, 0, 0, 0))
attempt("keyctl", syscall(250, 0, -3, 0))
attempt("io_uring", syscall(425, 8, ctypes.create_string_buffer(120)))
attempt("userfaultfd", syscall(323, 0))
attempt("perf", syscall(298, ctypes.create_string_buffer(120), 0, -1, -1, 0))
attempt("modules", syscall(175, 0, 0, b""))
attempt("reboot", syscall(169, 0xfee1dead, 672274793, 0, 0))
attempt("dmesg", syscall(103, 3, ctypes.create_string_buffer(100), 100))
attempt("handles", syscall(304, -1, ctypes.create_string_buffer(100), 0))
attempt("x32", syscall(0x40000000 + 39))
print("tried", tried)
)PY";

class Hostile : public LocalRuntimeTest {
 protected:
  // `script` as a file that the run can read.
  protocol::InstanceSpec python(const std::string& script, const std::string& arguments) {
    auto& fs = io::system_files();
    EXPECT_TRUE(fs.make_directories(path("code"), 0755));
    auto file = fs.open(path("code/job.py"), io::FileSystem::Open::kCreate, 0644);
    EXPECT_TRUE((*file)->write_at(0, script));
    auto out = spec("exec /usr/bin/python3 /work/mount/code/job.py " + arguments);
    out.mounts.push_back({path("code"), "/work/mount/code", protocol::MountAccess::kReadOnly});
    return out;
  }
};

TEST_F(Hostile, GetsNothing) {
  auto neighbour = spec("exec sleep 76543");
  neighbour.run_id = "0other";
  neighbour.user = "0bob";
  ASSERT_TRUE(runtime_->ensure({"0other", 1}, {neighbour}));
  std::fclose(std::fopen(path("millrace.db").c_str(), "w"));
  auto listener = io::listen_tcp("0.0.0.0", 0);
  ASSERT_TRUE(listener);
  const auto port = io::local_port(listener->get());
  const auto exit = run(python(kHostile, data_ + " " + std::to_string(*port) + " 192.0.2.2"));
  EXPECT_EQ(exit.exit_code, 0) << exit.start_error << exit.signal;
  const std::string said = log();
  EXPECT_EQ(said.find("BREACH"), std::string::npos) << said;
  EXPECT_NE(said.find("tried "), std::string::npos) << said << exit.exit_code << " " << exit.signal;
  EXPECT_EQ(see().phase, InstanceObservation::Phase::kExited);
  // The neighbour noticed nothing.
  EXPECT_EQ(processes_with("sleep 76543").size(), 1u);
}

TEST_F(Hostile, KillsOnlyItself) {
  const auto exit =
      run(spec("kill -STOP 1; kill -9 1; sleep 100 & kill -9 -1; wait $!; echo still $?; exit 4"));
  EXPECT_EQ(exit.exit_code, 4);
  EXPECT_TRUE(log().ends_with("still 137\n")) << log();
}

TEST_F(Hostile, ForksAreCounted) {
  auto bomb = python(R"PY(
import os, time
made = 0
try:
    while made < 500:
        if os.fork() == 0: time.sleep(100)
        made += 1
except OSError as e:
    print("stopped at", made, flush=True)
)PY",
                     "");
  bomb.resources.pids = 60;
  run(bomb);
  EXPECT_NE(log().find("stopped at 5"), std::string::npos) << log();
}

class TightNode : public Hostile {
 protected:
  LocalOptions options() const override {
    LocalOptions out = Hostile::options();
    out.pids_max = 60;
    out.log_segment_bytes = 64 << 10;
    out.log_bytes_max = 128 << 10;
    return out;
  }
};

// Neither what asks for nothing nor what asks for more gets past the node's own limits.
TEST_F(TightNode, LimitsProcessesAndLogs) {
  auto greedy = spec("for i in $(seq 200); do sleep 60 & done; echo all of them");
  greedy.resources.pids = 1000;
  run(greedy);
  EXPECT_NE(log().find("fork: retry"), std::string::npos) << log();
  run(spec("for i in $(seq 30000); do echo line number $i of many; done", 1));
  EXPECT_LE(log(1).size(), 128u << 10);
  EXPECT_NE(log(1).find("line number 30000 of many"), std::string::npos);
}

TEST_F(Hostile, UsersDoNotReadEachOthersFiles) {
  run(spec(
      "umask 0; echo mine > /work/home/secret; echo ours > /work/share/note; ls -ln /work/home"));
  auto other = spec(
      "cat " + path("home/0alice/secret") + "; id -u; cat /work/share/note; ls -A /work/home", 1);
  other.user = "0bob";
  run(other);
  EXPECT_TRUE(log(1).ends_with("ours\n")) << log(1);
  EXPECT_NE(log(1).find("No such file"), std::string::npos) << log(1);
}

TEST_F(Hostile, LinksInItsOutputLeadNowhere) {
  ASSERT_TRUE(io::replace_file(io::system_files(), path("secret"), "s3cret\n"));
  auto linker = spec("mkdir -p /work/output/tensorboard; ln -s " + path("secret") +
                     " /work/output/tensorboard/events.out.tfevents.1; ln -s " + path("secret") +
                     " $MILLRACE_PROGRESS");
  EXPECT_EQ(run(linker).exit_code, 0);
  for (const auto stream : {Stream::kProgress, Stream::kScalars})
    EXPECT_EQ(runtime_->read(key(), 0, stream, "", 1000)->bytes, "");
}

TEST_F(Hostile, LinksInAStorageShowNothingElse) {
  ASSERT_TRUE(io::system_files().make_directories(path("storage/real"), 0777));
  ASSERT_TRUE(io::system_files().make_directories(path("elsewhere/sub"), 0755));
  ASSERT_TRUE(io::replace_file(io::system_files(), path("elsewhere/sub/secret"), "s3cret\n", 0644));
  ASSERT_EQ(::symlink(path("elsewhere").c_str(), path("storage/link").c_str()), 0);
  std::int64_t instance = 0;
  for (const auto* below : {"storage/link", "storage/link/sub", "storage/real"}) {
    auto what = spec("ls -R /work/mount/x", instance);
    what.mounts = {{path(below), "/work/mount/x", protocol::MountAccess::kReadOnly}};
    const auto exit = run(what);
    const bool link = std::string(below).find("link") != std::string::npos;
    EXPECT_EQ(exit.start_error.starts_with("SandboxFailed: "), link) << exit.start_error;
    EXPECT_EQ(log(instance).find("secret"), std::string::npos) << log(instance);
    ++instance;
  }
}

}  // namespace
}  // namespace millrace::runtime
