// Mutex, MutexLock, CondVar with clang's capability annotations (checked by the analysis preset).
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>

#ifdef __clang__
#define MILLRACE_ANNOTATE(x) __attribute__((x))
#else
#define MILLRACE_ANNOTATE(x)
#endif
#define CAPABILITY(x) MILLRACE_ANNOTATE(capability(x))
#define SCOPED_CAPABILITY MILLRACE_ANNOTATE(scoped_lockable)
#define GUARDED_BY(x) MILLRACE_ANNOTATE(guarded_by(x))
#define REQUIRES(...) MILLRACE_ANNOTATE(requires_capability(__VA_ARGS__))
#define EXCLUDES(...) MILLRACE_ANNOTATE(locks_excluded(__VA_ARGS__))
#define ACQUIRE(...) MILLRACE_ANNOTATE(acquire_capability(__VA_ARGS__))
#define RELEASE(...) MILLRACE_ANNOTATE(release_capability(__VA_ARGS__))
#define NO_THREAD_SAFETY_ANALYSIS MILLRACE_ANNOTATE(no_thread_safety_analysis)

namespace millrace::base {

class CAPABILITY("mutex") Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;
  void lock() ACQUIRE() { mutex_.lock(); }
  void unlock() RELEASE() { mutex_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

class SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLock() RELEASE() { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Waits release the mutex and take it again; always wait in a loop that tests the condition.
class CondVar {
 public:
  void wait(Mutex& mutex) REQUIRES(mutex) NO_THREAD_SAFETY_ANALYSIS {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    cv_.wait(lock);
    lock.release();
  }
  // false when the time ran out.
  bool wait_for(Mutex& mutex, std::chrono::milliseconds timeout) REQUIRES(mutex)
      NO_THREAD_SAFETY_ANALYSIS {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    const bool notified = cv_.wait_for(lock, timeout) == std::cv_status::no_timeout;
    lock.release();
    return notified;
  }
  void notify_one() { cv_.notify_one(); }
  void notify_all() { cv_.notify_all(); }

 private:
  std::condition_variable cv_;
};

}  // namespace millrace::base
