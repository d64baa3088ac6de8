#include "settings/sections.h"

#include <fmt/core.h>

#include <array>

#include "describe/names.h"

namespace millrace::settings {
namespace {

using describe::field;
constexpr auto kSet = Access::kMutable;
constexpr auto kSecret = Access::kSecret;
constexpr describe::Options range(double min, double max) {
  return {.limits = {.min = min, .max = max}};
}

std::string_view check_data(std::string_view text) {
  return text.empty() ? "must name a folder" : "";
}

std::string_view check_database(std::string_view text) {
  if (text.empty() || text.starts_with("postgresql://") || text.starts_with("postgres://") ||
      text.starts_with("/"))
    return "";
  return "must be postgresql://USER@HOST/DATABASE, /PATH of an SQLite file, or empty for SQLite in "
         "the data "
         "folder";
}

std::string_view check_password(std::string_view text) {
  return text.empty() || text.size() >= 10 ? "" : "must have at least 10 characters";
}

std::string_view check_smtp(std::string_view text) {
  return text.empty() || text.starts_with("smtp://") || text.starts_with("smtps://")
             ? ""
             : "must be smtp://HOST:PORT or smtps://HOST:PORT";
}

std::string_view check_public_url(std::string_view text) {
  return text.empty() || text.starts_with("http://") || text.starts_with("https://")
             ? ""
             : "must begin with http:// or https://";
}

constexpr std::array kServer{
    field<&Server::data>("data", kSet,
                         "Folder of everything the server keeps; made at the first start.",
                         {.limits = {.check_text = check_data}}),
    field<&Server::listen>(
        "listen", kSet,
        "Addresses of the API and the console: HOST:PORT, [IPV6]:PORT or unix:PATH.",
        {.limits = {.max_items = 16}}),
    field<&Server::gateway_listen>("gateway_listen", kSet,
                                   "Addresses of the gateway to deployed models.",
                                   {.limits = {.max_items = 16}}),
    field<&Server::public_url>("public_url", kSet,
                               "How users reach the server; links in messages begin with it.",
                               {.limits = {.check_text = check_public_url}}),
    field<&Server::tls_certificate>("tls_certificate", kSet,
                                    "PEM file with the certificate chain; empty: no TLS."),
    field<&Server::tls_key>("tls_key", kSet, "PEM file with the private key."),
    field<&Server::io_threads>("io_threads", kSet, "Threads that serve the sockets.", range(1, 2)),
    field<&Server::workers>("workers", kSet, "Threads that handle requests.", range(1, 256)),
    field<&Server::max_connections>("max_connections", kSet, "Open connections at once.",
                                    range(16, 100'000)),
    field<&Server::max_queued_requests>("max_queued_requests", kSet,
                                        "Waiting requests; beyond, 503 with Retry-After.",
                                        range(1, 100'000)),
    field<&Server::max_body_bytes>("max_body_bytes", kSet,
                                   "Largest JSON body; larger ones get 413 before they are read.",
                                   range(1 << 10, 64 << 20)),
    field<&Server::max_upload_bytes>("max_upload_bytes", kSet, "Largest single upload.",
                                     range(1 << 20, double(std::int64_t{1} << 50))),
    field<&Server::drain_s>("drain_s", kSet,
                            "Seconds that requests get to finish when the server stops.",
                            range(0, 600)),
};
constexpr std::array kDatabase{
    field<&Database::url>(
        "url", kSecret,
        "postgresql://USER:PASSWORD@HOST/DATABASE; empty: SQLite in the data folder.",
        {.limits = {.check_text = check_database}}),
};
constexpr std::array kAdmin{
    field<&Admin::password>(
        "password", kSecret,
        "Password of the account admin at the very first start; empty: made up and printed once.",
        {.limits = {.max_length = 128, .check_text = check_password}}),
};
constexpr std::array kAuth{
    field<&Auth::session_ttl_s>("session_ttl_s", kSet,
                                "A session without requests ends after so many seconds.",
                                range(60, 30 * 86'400)),
    field<&Auth::session_max_s>("session_max_s", kSet,
                                "A session ends after so many seconds in any case.",
                                range(60, 90 * 86'400)),
    field<&Auth::token_max_days>("token_max_days", kSet, "Longest life of an API token.",
                                 range(1, 3650)),
    field<&Auth::throttle_failures>("throttle_failures", kSet,
                                    "Failed logins per account and address before a pause.",
                                    range(1, 1000)),
    field<&Auth::throttle_window_s>("throttle_window_s", kSet,
                                    "Failures are counted over so many seconds.", range(1, 86'400)),
    field<&Auth::throttle_block_s>("throttle_block_s", kSet, "Length of the pause.",
                                   range(1, 86'400)),
    field<&Auth::audit_retention_days>("audit_retention_days", kSet,
                                       "Audit records are kept at least so long.",
                                       range(180, 36'500)),
};
constexpr std::array kRuntime{
    field<&Runtime::uid_first>("uid_first", kSet,
                               "First of the system user ids given to users' runs (only as root).",
                               range(1000, 2'000'000'000)),
    field<&Runtime::uid_count>("uid_count", kSet, "How many of them.", range(1, 1 << 24)),
    field<&Runtime::log_max_bytes>("log_max_bytes", kSet,
                                   "The log of an instance goes on in a new file at this size.",
                                   range(1 << 16, double(std::int64_t{1} << 40))),
    field<&Runtime::log_files>("log_files", kSet, "Log files kept of an instance; the oldest goes.",
                               range(1, 100)),
    field<&Runtime::pids_max>("pids_max", kSet, "Processes and threads of one instance.",
                              range(16, 1 << 22)),
    field<&Runtime::venv_cache_bytes>(
        "venv_cache_bytes", kSet,
        "Python environments of requirements are kept up to this; the longest unused go first.",
        range(0, double(std::int64_t{1} << 50))),
    field<&Runtime::data_cache_bytes>(
        "data_cache_bytes", kSet,
        "Data of s3 storages are kept on the node up to this; the longest unused go first.",
        range(0, double(std::int64_t{1} << 50))),
    field<&Runtime::pip_environment>("pip_environment", kSet,
                                     "Variables of the server's environment that pip sees when it "
                                     "installs a job's requirements.",
                                     {.limits = {.max_items = 32}}),
    field<&Runtime::shim>("shim", kSet, "Path of millrace-shim; empty: beside this program."),
};
constexpr std::array kCard{
    field<&CardGroup::model>("model", kSet, "Model, as in names of flavors: H800.",
                             {.limits = {.min_length = 1, .max_length = 64}, .required = true}),
    field<&CardGroup::count>("count", kSet, "How many.",
                             {.limits = {.min = 1, .max = 64}, .required = true}),
    field<&CardGroup::memory_gib>("memory_gib", kSet, "Memory of each.",
                                  {.limits = {.min = 1, .max = 4096}, .required = true}),
};
constexpr std::array kNode{
    field<&Node::name>(
        "name", kSet, "Name of this machine as a node, and NODE_NAME in its runs.",
        {.limits = {.min_length = 1, .max_length = 64, .check_text = describe::check_object_name}}),
    field<&Node::reserved_cores>("reserved_cores", kSet,
                                 "Cores kept for the system: not given to runs.", range(0, 4096)),
    field<&Node::reserved_memory_mib>("reserved_memory_mib", kSet,
                                      "Memory kept for the system: not given to runs.",
                                      range(0, 1 << 30)),
    field<&Node::cards>("cards", kSet, "Cards of this machine that cannot be discovered.",
                        {.limits = {.max_items = 64}}),
};
constexpr std::array kAlerts{
    field<&Alerts::max_attempts>(
        "max_attempts", kSet, "A message is tried so often before it is given up.", range(1, 100)),
    field<&Alerts::webhook_timeout_s>("webhook_timeout_s", kSet,
                                      "Seconds for one call of a webhook.", range(1, 120)),
    field<&Alerts::allow_private_addresses>(
        "allow_private_addresses", kSet,
        "Webhooks may call loopback, private and link-local addresses: every user can then reach "
        "what this machine reaches."),
};
constexpr std::array kModels{
    field<&Models::presets>("presets", kSet,
                            "Folder of the models that every workspace has, one folder each; "
                            "empty: ../share/millrace/models from this program, if there."),
    field<&Models::allow_private_addresses>(
        "allow_private_addresses", kSet,
        "Links may lead to loopback, private and link-local addresses: every user can then read "
        "what this machine reaches."),
    field<&Models::max_url_gib>("max_url_gib", kSet, "Largest file imported from a link, in GiB.",
                                range(1, 1 << 20)),
};
constexpr std::array kSmtp{
    field<&Smtp::url>("url", kSet,
                      "Mail server, smtp://HOST:PORT or smtps://HOST:PORT; empty: no mail.",
                      {.limits = {.check_text = check_smtp}}),
    field<&Smtp::user>("user", kSet, "Account at the mail server."),
    field<&Smtp::password>("password", kSecret, "Its password."),
    field<&Smtp::from>("from", kSet, "Sender of messages."),
};
constexpr std::array kMetrics{
    field<&Metrics::interval_s>("interval_s", kSet, "Seconds between samples.", range(1, 60)),
    field<&Metrics::keep_minutes_days>("keep_minutes_days", kSet,
                                       "Days that 1-minute values are kept.", range(1, 366)),
    field<&Metrics::keep_hours_days>("keep_hours_days", kSet, "Days that 1-hour values are kept.",
                                     range(7, 3660)),
    field<&Metrics::keep_days_days>("keep_days_days", kSet, "Days that 1-day values are kept.",
                                    range(31, 36'600)),
};
constexpr std::array kWeb{
    field<&Web::folder>("folder", kSet,
                        "Files of the built console; empty: web beside this program, if there."),
};

constexpr describe::Table kTables[] = {{kServer},  {kDatabase}, {kAdmin},  {kAuth},
                                       {kRuntime}, {kNode},     {kAlerts}, {kSmtp},
                                       {kMetrics}, {kWeb},      {kModels}};
constexpr describe::Table kCardTable{kCard};

template <auto Member>
const void* at(const Settings& s) {
  return &(s.*Member);
}

constexpr Section kSections[] = {
    {"server", &kTables[0], at<&Settings::server>, "The API server"},
    {"database", &kTables[1], at<&Settings::database>, "Where objects are kept"},
    {"admin", &kTables[2], at<&Settings::admin>, "The first account"},
    {"auth", &kTables[3], at<&Settings::auth>, "Sessions, tokens and audit"},
    {"runtime", &kTables[4], at<&Settings::runtime>, "How runs are started on this machine"},
    {"node", &kTables[5], at<&Settings::node>, "This machine as a node"},
    {"alerts", &kTables[6], at<&Settings::alerts>, "Delivery of alarms"},
    {"smtp", &kTables[7], at<&Settings::smtp>, "Mail"},
    {"metrics", &kTables[8], at<&Settings::metrics>, "Sampling and retention"},
    {"models", &kTables[10], at<&Settings::models>, "Models"},
    {"web", &kTables[9], at<&Settings::web>, "The console"},
};

std::string joined(const Section& s, const describe::Field& f, char separator,
                   char (*change)(char)) {
  std::string text = fmt::format("{}{}{}", s.name, separator, f.name);
  for (char& c : text) c = change(c);
  return text;
}

}  // namespace

std::span<const Section> sections() {
  return kSections;
}

const Section* find_section(std::string_view name) {
  for (const Section& s : kSections)
    if (s.name == name) return &s;
  return nullptr;
}

std::string environment_name(const Section& s, const describe::Field& f) {
  return "MILLRACE_" + joined(s, f, '_', [](char c) {
           return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
         });
}

std::string flag_name(const Section& s, const describe::Field& f) {
  return "--" + joined(s, f, '-', [](char c) { return c == '_' ? '-' : c; });
}

}  // namespace millrace::settings

namespace millrace::describe {
const Table& Described<settings::CardGroup>::get() {
  return settings::kCardTable;
}
}  // namespace millrace::describe
