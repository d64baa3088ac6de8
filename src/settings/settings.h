// The server's configuration as plain values, one struct per section. sections.h describes the
// fields; load.h fills them from flags, environment, file and defaults. Values; no locking.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "describe/describe.h"

namespace millrace::settings {

struct Server {
  std::string data = "millrace-data";
  std::vector<std::string> listen{"127.0.0.1:7070"};
  std::vector<std::string> gateway_listen{"127.0.0.1:7071"};
  std::string public_url;  // what links in mails begin with; empty: from `listen`
  std::string tls_certificate, tls_key;
  int io_threads = 1;
  int workers = 8;
  int max_connections = 8192;
  int max_queued_requests = 1024;
  std::int64_t max_body_bytes = 1 << 20;
  std::int64_t max_upload_bytes = std::int64_t{1} << 40;
  int drain_s = 20;
};

struct Database {
  std::string url;  // empty: SQLite in the data folder
};

// The account made at the very first start.
struct Admin {
  std::string password;
};

struct Auth {
  int session_ttl_s = 12 * 3600;
  int session_max_s = 7 * 24 * 3600;
  int token_max_days = 365;
  int throttle_failures = 5;
  int throttle_window_s = 300;
  int throttle_block_s = 300;
  int audit_retention_days = 180;
};

struct Runtime {
  int uid_first = 200'000;
  int uid_count = 65'536;
  std::int64_t log_max_bytes = 64 << 20;
  int log_files = 4;
  int pids_max = 4096;
  std::int64_t venv_cache_bytes = std::int64_t{20} << 30;
  std::int64_t data_cache_bytes = std::int64_t{100} << 30;
  std::vector<std::string> pip_environment{"PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL",
                                           "PIP_TRUSTED_HOST", "PIP_CERT", "PIP_PROXY"};
  std::string shim;  // empty: beside the program
};

// Cards that cannot be discovered.
struct CardGroup {
  std::string model;
  int count = 0;
  int memory_gib = 0;
};

struct Node {
  std::string name = "local";
  double reserved_cores = 0;
  std::int64_t reserved_memory_mib = 0;
  std::vector<CardGroup> cards;
};

struct Alerts {
  int max_attempts = 12;
  int webhook_timeout_s = 10;
  bool allow_private_addresses = false;
};

struct Models {
  std::string presets;  // empty: beside the program
  bool allow_private_addresses = false;
  int max_url_gib = 100;
};

struct Smtp {
  std::string url;  // smtp://host:25; empty: no mail
  std::string user, password;
  std::string from;
};

struct Metrics {
  int interval_s = 10;
  int keep_minutes_days = 7;
  int keep_hours_days = 31;
  int keep_days_days = 400;
};

struct Web {
  std::string folder;  // empty: beside the program
};

struct Settings {
  Server server;
  Database database;
  Admin admin;
  Auth auth;
  Runtime runtime;
  Node node;
  Alerts alerts;
  Models models;
  Smtp smtp;
  Metrics metrics;
  Web web;
};

}  // namespace millrace::settings

namespace millrace::describe {
template <>
struct Described<settings::CardGroup> {
  static const Table& get();
};
}  // namespace millrace::describe
