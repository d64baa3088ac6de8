// A library with NVML's functions and two cards that can be broken by the environment, for
// nvml_test: FAKE_NVML = "" | "lost" (card 1 is lost) | "no_driver" (nothing starts) | "ecc" (card
// 0 has errors).
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {
constexpr int kSuccess = 0, kNotSupported = 3, kDriverNotLoaded = 9, kLost = 15;
bool is(std::string_view what) {
  const char* said = ::getenv("FAKE_NVML");
  return said != nullptr && what == said;
}
char g_cards[2];
int card(void* device) { return device == &g_cards[0] ? 0 : 1; }
int put(char* out, unsigned int size, const char* text) {
  std::strncpy(out, text, size);
  return kSuccess;
}
int number(unsigned int* out, unsigned int n) {
  *out = n;
  return kSuccess;
}
}  // namespace

extern "C" {
struct FakeMemory {
  unsigned long long total, free, used;
};
struct FakeUtilization {
  unsigned int gpu, memory;
};
int nvmlInit_v2() { return is("no_driver") ? kDriverNotLoaded : kSuccess; }
int nvmlShutdown() { return kSuccess; }
int nvmlDeviceGetCount_v2(unsigned int* n) { return number(n, 2); }
int nvmlDeviceGetHandleByIndex_v2(unsigned int i, void** device) {
  *device = &g_cards[i];
  return i == 1 && is("lost") ? kLost : kSuccess;
}
int nvmlDeviceGetName(void*, char* out, unsigned int size) { return put(out, size, "NVIDIA H800"); }
int nvmlDeviceGetUUID(void* d, char* out, unsigned int size) {
  return put(out, size, card(d) == 0 ? "GPU-a" : "GPU-b");
}
int nvmlDeviceGetMemoryInfo(void* d, FakeMemory* out) {
  *out = {80ull << 30, 60ull << 30, static_cast<unsigned long long>(20 * (card(d) + 1)) << 30};
  return kSuccess;
}
int nvmlDeviceGetUtilizationRates(void* d, FakeUtilization* out) {
  *out = {card(d) == 0 ? 70u : 30u, 15u};
  return kSuccess;
}
int nvmlDeviceGetTemperature(void*, int, unsigned int* n) { return number(n, 55); }
int nvmlDeviceGetPowerUsage(void*, unsigned int* n) { return number(n, 412'500); }
int nvmlDeviceGetClockInfo(void*, int which, unsigned int* n) {
  return number(n, which == 1 ? 1'755 : 2'619);
}
int nvmlDeviceGetPcieThroughput(void*, int which, unsigned int* n) {
  return number(n, which == 0 ? 100 : 200);
}
int nvmlDeviceGetTotalEccErrors(void* d, int, int, unsigned long long* n) {
  if (card(d) == 1) return kNotSupported;
  *n = is("ecc") ? 2 : 0;
  return kSuccess;
}
const char* nvmlErrorString(int) { return "it is gone"; }
}
