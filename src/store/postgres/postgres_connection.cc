#include "store/postgres/postgres_connection.h"

#include <fmt/core.h>
#include <libpq-fe.h>

#include "base/check.h"
#include "base/strings.h"

namespace millrace::store {
namespace {

constexpr std::size_t kPreparedStatements = 256;
// "millrace" in ASCII: the advisory lock that the writer of a database holds.
constexpr std::int64_t kWriterLock = 0x6d696c6c72616365;
constexpr int kLockTimeoutMs = 2'000;

// Types of the system catalogue (pg_type.dat) that our statements answer with.
enum TypeOid : Oid {
  kName = 19,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kText = 25,
  kFloat8 = 701,
  kVarchar = 1043,
  kNumeric = 1700
};

class PostgresRow final : public Row {
 public:
  PostgresRow(const PGresult* result, int row) : result_(result), row_(row) {}
  bool is_null(int c) const override { return PQgetisnull(result_, row_, c) != 0; }
  std::int64_t integer(int c) const override {
    const Oid type = PQftype(result_, c);
    CHECK(!is_null(c) && (type == kInt8 || type == kInt4 || type == kInt2));
    const auto value = base::parse_int(bytes(c));
    CHECK(value.has_value());
    return *value;
  }
  double number(int c) const override {
    CHECK(!is_null(c));
    const auto value = base::parse_double(bytes(c));
    CHECK(value.has_value());
    return *value;
  }
  std::string text(int c) const override {
    const Oid type = PQftype(result_, c);
    CHECK(!is_null(c) && (type == kText || type == kVarchar || type == kName));
    return std::string(bytes(c));
  }
  SqlValue value(int c) const override {
    if (is_null(c)) return {};
    switch (PQftype(result_, c)) {
      case kInt2:
      case kInt4:
      case kInt8:
        return integer(c);
      case kFloat8:
      case kNumeric:
        return number(c);
      default:
        return text(c);
    }
  }

 private:
  std::string_view bytes(int c) const {
    return {PQgetvalue(result_, row_, c), static_cast<std::size_t>(PQgetlength(result_, row_, c))};
  }
  const PGresult* result_;
  int row_;
};

// `Key (workspace, name)=(…) already exists.`: the last column is the one to blame.
std::string column_of(std::string_view detail) {
  const std::size_t open = detail.find('('), close = detail.find(")=");
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
  std::string_view columns = detail.substr(open + 1, close - open - 1);
  if (const std::size_t comma = columns.rfind(", "); comma != std::string_view::npos)
    columns.remove_prefix(comma + 2);
  if (columns.starts_with('"') && columns.ends_with('"') && columns.size() > 1)
    columns = columns.substr(1, columns.size() - 2);
  return std::string(columns);
}

// Classes and codes: PostgreSQL's documentation, appendix A.
ErrorCode code_of(std::string_view state) {
  if (state == "23505") return ErrorCode::kAlreadyExists;
  if (state == "23503") return ErrorCode::kConflict;
  if (state == "22021" || state == "22P05") return ErrorCode::kInvalid;  // bytes that are no text
  const std::string_view group = state.substr(0, 2);
  if (group == "53") return ErrorCode::kExhausted;
  if (group == "08" || group == "40" || group == "57" || group == "55" || state.empty())
    return ErrorCode::kUnavailable;
  if (group == "28" || group == "3D") return ErrorCode::kForbidden;
  return group == "XX" ? ErrorCode::kCorrupt : ErrorCode::kInternal;
}

std::string one_line(const char* message) {
  std::string text(base::trim(message == nullptr ? "" : message));
  for (char& c : text)
    if (c == '\n') c = ' ';
  return text;
}

struct Parameters {
  std::vector<std::string> texts;
  std::vector<const char*> pointers;
};

// kInvalid for a text with NUL, which PostgreSQL cannot hold and libpq would cut.
Result<Parameters> parameters(const std::vector<SqlValue>& values) {
  Parameters p;
  p.texts.reserve(values.size());
  for (const SqlValue& v : values) {
    if (const auto* i = std::get_if<std::int64_t>(&v))
      p.texts.push_back(std::to_string(*i));
    else if (const auto* d = std::get_if<double>(&v))
      p.texts.push_back(fmt::format("{}", *d));
    else if (const auto* s = std::get_if<std::string>(&v))
      p.texts.push_back(*s);
    else
      p.texts.emplace_back();
    if (p.texts.back().find('\0') != std::string::npos)
      return fail(ErrorCode::kInvalid, "texts must not contain NUL characters");
  }
  for (std::size_t i = 0; i < values.size(); ++i)
    p.pointers.push_back(std::holds_alternative<std::monostate>(values[i]) ? nullptr
                                                                           : p.texts[i].c_str());
  return p;
}

class PostgresDriver final : public Driver {
 public:
  explicit PostgresDriver(std::string url) : url_(std::move(url)) {}
  Dialect dialect() const override { return Dialect::kPostgres; }
  Result<std::unique_ptr<Connection>> connect(Role role) override {
    return PostgresConnection::open(url_, role);
  }
  Result<void> lock_writer(Connection& writer) override {
    // A server that has just ended may hold it for a moment.
    TRY(writer.script(fmt::format("SET lock_timeout = {}", kLockTimeoutMs)));
    const auto locked = writer.query("SELECT pg_advisory_lock(?)", {kWriterLock},
                                     [](const Row&) -> Result<void> { return {}; });
    if (!locked && !writer.lost())
      return fail(ErrorCode::kUnavailable, "another server is using this database; stop it first");
    TRY(locked);
    return writer.script("SET lock_timeout = 0");
  }

 private:
  std::string url_;
};

}  // namespace

std::unique_ptr<Driver> postgres_driver(std::string url) {
  return std::make_unique<PostgresDriver>(std::move(url));
}

bool is_postgres_url(std::string_view database) {
  return database.starts_with("postgresql://") || database.starts_with("postgres://");
}

std::string numbered_placeholders(std::string_view sql) {
  std::string out;
  int n = 0;
  bool quoted = false;
  for (const char c : sql) {
    if (c == '\'') quoted = !quoted;
    if (c == '?' && !quoted)
      out += '$' + std::to_string(++n);
    else
      out += c;
  }
  return out;
}

void PostgresConnection::FreeResult::operator()(pg_result* result) const {
  PQclear(result);
}

Result<std::unique_ptr<Connection>> PostgresConnection::open(const std::string& url, Role role) {
  // Later keywords win over the URL's where both name one; the URL stands first.
  const char* const keywords[] = {"dbname", "client_encoding", "application_name",
                                  "connect_timeout", nullptr};
  const char* const values[] = {url.c_str(), "UTF8",
                                role == Role::kWriter ? "millrace writer" : "millrace reader", "10",
                                nullptr};
  PGconn* raw = PQconnectdbParams(keywords, values, 1);
  std::unique_ptr<PostgresConnection> connection(new PostgresConnection(raw, role));
  if (PQstatus(raw) != CONNECTION_OK)
    return fail(ErrorCode::kUnavailable,
                fmt::format("cannot connect to the database: {}", one_line(PQerrorMessage(raw))));
  PQsetNoticeReceiver(
      raw, [](void*, const PGresult*) {}, nullptr);
  TRY(connection->script(
      "SET standard_conforming_strings = on; SET synchronous_commit = on; SET timezone = 'UTC'"));
  return std::unique_ptr<Connection>(std::move(connection));
}

PostgresConnection::~PostgresConnection() {
  PQfinish(connection_);
}

bool PostgresConnection::lost() const {
  return PQstatus(connection_) != CONNECTION_OK;
}

bool PostgresConnection::in_transaction() const {
  const auto status = PQtransactionStatus(connection_);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

Result<PostgresConnection::Answer> PostgresConnection::checked(pg_result* result,
                                                               std::string_view sql) const {
  Answer answer(result);
  const auto status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
    return answer;
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const ErrorCode code = lost() ? ErrorCode::kUnavailable : code_of(state == nullptr ? "" : state);
  const char* primary =
      result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  Error error =
      fail(code, fmt::format("database: {}",
                             one_line(primary == nullptr ? PQerrorMessage(connection_) : primary)))
          .note(std::string(sql));
  if (code == ErrorCode::kAlreadyExists) {
    const char* detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
    error.violations.push_back({column_of(detail == nullptr ? "" : detail), "is taken"});
  }
  return error;
}

Result<std::string> PostgresConnection::prepared(std::string_view sql,
                                                 const std::string& numbered) {
  if (const auto found = prepared_.find(std::string(sql)); found != prepared_.end())
    return found->second;
  if (prepared_.size() >= kPreparedStatements) return std::string();
  const std::string name = fmt::format("s{}", prepared_.size());
  TRY(checked(PQprepare(connection_, name.c_str(), numbered.c_str(), 0, nullptr), sql));
  prepared_[std::string(sql)] = name;
  return name;
}

Result<PostgresConnection::Answer> PostgresConnection::run(std::string_view sql,
                                                           const std::vector<SqlValue>& values) {
  TRY_ASSIGN(const Parameters p, parameters(values));
  const std::string numbered = numbered_placeholders(sql);
  TRY_ASSIGN(const std::string name, prepared(sql, numbered));
  const int count = static_cast<int>(values.size());
  PGresult* result = name.empty() ? PQexecParams(connection_, numbered.c_str(), count, nullptr,
                                                 p.pointers.data(), nullptr, nullptr, 0)
                                  : PQexecPrepared(connection_, name.c_str(), count,
                                                   p.pointers.data(), nullptr, nullptr, 0);
  TRY_ASSIGN(Answer answer, checked(result, sql));
  // A COMMIT of a transaction that failed earlier is answered with ROLLBACK, and no error.
  if (sql == "COMMIT" && std::string_view(PQcmdStatus(answer.get())) != "COMMIT")
    return fail(ErrorCode::kInternal, "database: the transaction had failed and was rolled back");
  return answer;
}

Result<void> PostgresConnection::query(std::string_view sql, const std::vector<SqlValue>& values,
                                       const std::function<Result<void>(const Row&)>& each) {
  TRY_ASSIGN(const Answer answer, run(sql, values));
  const int rows = PQntuples(answer.get());
  for (int i = 0; i < rows; ++i) TRY(each(PostgresRow(answer.get(), i)));
  return {};
}

Result<std::int64_t> PostgresConnection::execute(std::string_view sql,
                                                 const std::vector<SqlValue>& values) {
  TRY_ASSIGN(const Answer answer, run(sql, values));
  return base::parse_int(PQcmdTuples(answer.get())).value_or(0);
}

Result<void> PostgresConnection::script(const std::string& sql) {
  TRY(checked(PQexec(connection_, sql.c_str()), sql));
  return {};
}

Result<void> PostgresConnection::begin() {
  TRY(execute(role_ == Role::kWriter ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
              {}));
  return {};
}

}  // namespace millrace::store
