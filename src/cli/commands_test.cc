// Commands against a server of rules.
#include "cli/command.h"
#include "cli/credentials.h"
#include "cli/exec_session.h"
#include "cli/fake_context.h"
#include "cli/help.h"
#include "scalars/event_stream.h"

namespace millrace::cli {
namespace {

using Commands = CommandTest;
std::string ws(std::string_view rest) {
  return std::string(kWs) + std::string(rest);
}

constexpr std::string_view kJob =
    R"({"id":"01jd0000000000000000000000","kind":"training_job","name":"hello","state":"running","state_reason":"","priority":5,)"
    R"("mode":"single","flavor":"01jd0000000000000000000001","flavor_name":"1C_2G","created_at":"2026-11-23T17:14:05.123Z"})";

TEST_F(Commands, LoginKeepsTheTokenForOneserverOnly) {
  context.environment = {"HOME=/home/u", "MILLRACE_PASSWORD=secret-words"};
  expect("POST /api/v1/auth/login",
         R"({"token":"tok","expires_at":"2026-12-01T00:00:00.000Z","user":{}})");
  EXPECT_EQ(millrace({"login", "--server", "http://h:1/", "--account", "admin"}), 0);
  EXPECT_EQ(http.seen[0].body, R"({"account":"admin","password":"secret-words"})");
  EXPECT_EQ(files.stat("/home/u/.config/millrace/credentials").value().mode, 0600U);
  expect("GET " + ws("training-jobs/hello"), std::string(kJob));
  EXPECT_EQ(millrace({"get", "training-jobs", "hello"}), 0);
  EXPECT_EQ(*last().headers.find("authorization"), "Bearer tok");
  EXPECT_EQ(last().url.substr(0, 11), "http://h:1/");
  expect("GET " + ws("training-jobs/hello"), std::string(kJob));
  EXPECT_EQ(millrace({"get", "training-jobs", "hello", "--server=http://other:1"}), 0);
  EXPECT_EQ(last().headers.find("authorization"), nullptr);
}

TEST_F(Commands, LoginAsksWhereNothingIsSet) {
  context.environment = {"HOME=/home/u"};
  EXPECT_EQ(millrace({"login", "--account", "a"}), 2);
  EXPECT_NE(console.err.find("MILLRACE_PASSWORD"), std::string::npos);
  console.answers = {"admin", "pw-of-admin"};
  expect("POST /api/v1/auth/login",
         R"({"detail":"wrong account or password","code":"unauthenticated"})", 401);
  EXPECT_EQ(millrace({"login"}), 4);
  EXPECT_EQ(console.err, "millrace: wrong account or password\n");
  EXPECT_FALSE(io::exists(files, "/home/u/.config/millrace/credentials"));
}

TEST_F(Commands, ListShowsTheColumnsThatSaySomething) {
  expect("GET " + ws("training-jobs?page_size=500"),
         R"({"items":[)" + std::string(kJob) + R"(],"next_page_token":""})");
  EXPECT_EQ(millrace({"list", "training-jobs"}), 0);
  EXPECT_EQ(console.out,
            "NAME   MODE    FLAVOR_NAME  STATE\nhello  single  1C_2G        running\n");
}

TEST_F(Commands, ListsThatAreNoKindShowWhatTheyHave) {
  expect(
      "GET /api/v1/audit-records?page_size=500",
      R"({"items":[{"rev":1,"action":"user.create","diff":{"a":1},"actor":"01m84vj5r89fq9ze27ypkw4gnh"}]})");
  EXPECT_EQ(millrace({"list", "audit-records"}), 0);
  EXPECT_EQ(console.out, "REV  ACTION\n1    user.create\n");
  EXPECT_EQ(millrace({"watch", "audit-records"}), 2);
}

TEST_F(Commands, OneMistakeIsSaidOnce) {
  expect("GET " + ws("training-jobs/x"),
         R"({"detail":"a: b","code":"invalid","violations":[{"field":"a","reason":"b"}]})", 400);
  EXPECT_EQ(millrace({"get", "training-jobs", "x"}), 2);
  EXPECT_EQ(console.err, "millrace: a: b\n");
}

TEST_F(Commands, ListPagesUntilItsLimit) {
  expect("GET /api/v1/flavors?page_size=3&filter=cpu_millis%3E1",
         R"({"items":[{"name":"a"},{"name":"b"}],"next_page_token":"n"})");
  expect("GET /api/v1/flavors?page_size=1&filter=cpu_millis%3E1&page_token=n",
         R"({"items":[{"name":"c"}],"next_page_token":"m"})");
  EXPECT_EQ(millrace({"list", "flavors", "--limit", "3", "--filter", "cpu_millis>1", "-o", "json",
                      "--columns=name"}),
            0);
  EXPECT_EQ(json::dump(json::parse(console.out).value()),
            R"({"items":[{"name":"a"},{"name":"b"},{"name":"c"}]})");
  EXPECT_NE(console.err.find("more than 3"), std::string::npos);
}

TEST_F(Commands, CreateReadsWordsAsTheFieldsWantThem) {
  expect("POST " + ws("training-jobs"), std::string(kJob), 201);
  EXPECT_EQ(millrace({"create", "training-jobs", "name=hello", "command=5", "priority=7",
                      "start=true", "fault_tolerance.enabled=true", "-o", "yaml"}),
            0);
  EXPECT_EQ(
      last().body,
      R"({"name":"hello","command":"5","priority":7,"start":true,"fault_tolerance":{"enabled":true}})");
  EXPECT_NE(last().headers.find("Idempotency-Key"), nullptr);
  EXPECT_NE(console.out.find("name: hello\n"), std::string::npos);
}

TEST_F(Commands, CreateTakesSeveralDocuments) {
  console.input = "name: a\n---\n- name: b\n- {name: c, priority: 2}\n";
  for (const char* name : {"a", "b", "c"})
    expect("POST /api/v1/workspaces/team/training-jobs", std::string(R"({"name":")") + name + "\"}",
           201);
  EXPECT_EQ(millrace({"create", "training_job", "-w", "team", "-f", "-"}), 0);
  EXPECT_EQ(last().body, R"({"name":"c","priority":2})");
}

TEST_F(Commands, ProblemsAreShownWithTheirViolations) {
  expect(
      "POST " + ws("training-jobs"),
      R"({"detail":"two mistakes","code":"invalid","violations":[{"field":"flavor","reason":"is required"}],"request_id":"r1"})",
      400);
  EXPECT_EQ(millrace({"create", "training-jobs", "name=x"}), 2);
  EXPECT_EQ(console.err, "millrace: two mistakes\n  flavor: is required\n  (request r1)\n");
  EXPECT_EQ(console.out, "");
}

TEST_F(Commands, ExitStatusFollowsTheKindOfError) {
  const std::pair<int, int> kStatuses[] = {{404, 3}, {403, 4}, {401, 4}, {409, 5}, {503, 6},
                                           {429, 6}, {500, 1}, {413, 2}, {400, 2}};
  for (const auto& [http_status, exit_status] : kStatuses) {
    expect("GET " + ws("training-jobs/x"), "<html>", http_status);
    EXPECT_EQ(millrace({"get", "training-jobs/x"}), exit_status) << http_status;
  }
  http.rules.push_back(
      {.call = "GET " + ws("training-jobs/x"), .error = fail(ErrorCode::kUnavailable, "refused")});
  EXPECT_EQ(millrace({"get", "training-jobs", "x"}), 6);
  EXPECT_NE(console.err.find("cannot reach http://127.0.0.1:7070: refused"), std::string::npos);
}

TEST_F(Commands, WordsThatMakeNoSenseAreUsage) {
  EXPECT_EQ(millrace({}), 2);
  EXPECT_EQ(millrace({"frobnicate"}), 2);
  EXPECT_EQ(millrace({"get", "trainings", "x"}), 2);
  EXPECT_NE(console.err.find("there is no resource \"trainings\"; there are: users"),
            std::string::npos);
  EXPECT_EQ(millrace({"logs", "training-jobs"}), 2);
  EXPECT_EQ(millrace({"logs", "training-jobs", "x", "--tail", "-3"}), 2);
  EXPECT_EQ(millrace({"update", "training-jobs", "x"}), 2);
  EXPECT_EQ(millrace({"get", "training-jobs", "x", "-o", "xml"}), 2);
}

TEST_F(Commands, UpdateSendsOnlyWhatChangesWithItsVersion) {
  expect("PATCH " + ws("training-jobs/%E8%AE%AD%E7%BB%83"), std::string(kJob));
  EXPECT_EQ(millrace({"update", "training-jobs", "训练", "priority=1", "--if-version", "4"}), 0);
  EXPECT_EQ(last().body, R"({"priority":1})");
  EXPECT_EQ(*last().headers.find("If-Match"), "\"4\"");
  expect("PATCH " + ws("models/m/versions/V1"), "{}");
  EXPECT_EQ(millrace({"update", "models/m/versions", "V1", "description=d"}), 0) << console.err;
}

TEST_F(Commands, DeleteTakesSeveral) {
  expect("DELETE " + ws("training-jobs/a"), "", 204);
  expect("DELETE " + ws("training-jobs/b"), R"({"code":"not_found","detail":"there is no b"})",
         404);
  expect("DELETE " + ws("training-jobs/c"), "", 204);
  EXPECT_EQ(millrace({"delete", "training-jobs", "a", "b", "c", "--ignore-not-found"}), 0);
}

TEST_F(Commands, VerbsPostTheirBody) {
  expect("POST " + ws("training-jobs/hello:copy"), std::string(kJob), 201);
  EXPECT_EQ(millrace({"copy", "training-jobs", "hello", "name=again"}), 0);
  EXPECT_EQ(last().body, R"({"name":"again"})");
}

TEST_F(Commands, WhatIsShownOnlyOnceIsShown) {
  expect("POST " + ws("models/m/versions/V1:share"),
         R"({"kind":"share_code","name":"m-V1-abc","days":7,"uses":0,"code":"ms-secret"})", 201);
  EXPECT_EQ(millrace({"share", "models/m/versions", "V1", "days=7"}), 0);
  EXPECT_EQ(last().body, R"({"days":7})");
  EXPECT_NE(console.out.find("\ncode: ms-secret\n"), std::string::npos) << console.out;
  EXPECT_NE(console.err.find("only this once"), std::string::npos);
}

TEST_F(Commands, VerbsOfWholeCollections) {
  expect("POST " + ws("models:check_name"), R"({"name":"m","available":true})");
  EXPECT_EQ(millrace({"check_name", "models", "name=m", "-o", "json"}), 0);
  EXPECT_EQ(last().body, R"({"name":"m"})");
  EXPECT_EQ(millrace({"check_name", "models", "m"}), 2);
  EXPECT_EQ(millrace({"resolve", "share-codes/x"}), 2);
}

TEST_F(Commands, FilesOfAChildAreNoChildren) {
  expect("GET " + ws("models/m/versions/V1/files?page_size=500"),
         R"({"items":[{"path":"a/b.json","size_bytes":2048}]})");
  EXPECT_EQ(millrace({"list", "models/m/versions/V1/files"}), 0);
  EXPECT_EQ(console.out, "PATH      SIZE\na/b.json  2 KiB\n");
}

TEST_F(Commands, ColumnsAreNamedInFull) {
  expect("GET " + ws("fine-tunes?page_size=500"),
         R"({"items":[{"name":"t","state_message":"a long reason","progress":{"eta_s":65.5}}]})");
  EXPECT_EQ(millrace({"list", "fine-tunes", "--columns", "name,state_message,progress.eta_s"}), 0);
  EXPECT_EQ(console.out, "NAME  STATE_MESSAGE  ETA\nt     a long reason  1m05s\n");
}

TEST_F(Commands, SeriesWithoutValuesAreLeftOut) {
  const std::string answer =
      R"({"series":[{"name":"cpu_cores","stat":"sum","points":[[1,null],[2,0.5]]},{"name":"card","labels":{"reason":"none"},"points":[[1,null]]}]})";
  expect("GET " + ws("fine-tunes/t/metrics"), answer);
  EXPECT_EQ(millrace({"metrics", "fine-tunes", "t"}), 0);
  EXPECT_NE(console.out.find("cpu_cores"), std::string::npos);
  EXPECT_EQ(console.out.find("card"), std::string::npos);
  EXPECT_EQ(console.err, "1 more without values: -o json shows why\n");
  expect("GET " + ws("fine-tunes/t/scalars"), R"({"series":[]})");
  EXPECT_EQ(millrace({"scalars", "fine-tunes", "t"}), 0);
  EXPECT_EQ(console.out + console.err, "nothing yet\n");
}

TEST_F(Commands, ListsShowWhatTheirKindWants) {
  expect(
      "GET " + ws("fine-tunes?page_size=500"),
      R"({"items":[{"name":"t","state":"running","state_reason":"","progress":{"step":2,"total_steps":8,"eta_s":65.5},"flavor_name":"1C_2G","priority":5}]})");
  EXPECT_EQ(millrace({"list", "fine-tunes"}), 0);
  EXPECT_EQ(console.out,
            "NAME  STATE    PROGRESS   ETA    FLAVOR_NAME\nt     running  2/8 (25%)  1m05s  "
            "1C_2G\n");
  expect(
      "GET " + ws("fine-tunes/t"),
      R"({"name":"t","state":"stopped","progress":{"step":2,"eta_s":65.5},"ended_at":"2026-11-23T17:14:05.123Z"})");
  EXPECT_EQ(millrace({"get", "fine-tunes", "t"}), 0);
  EXPECT_EQ(console.out.find("1m05s"), std::string::npos) << console.out;
}

TEST_F(Commands, TrainingDataIsUploadedAndNamedByItsId) {
  ASSERT_TRUE(io::replace_file(files, "/rows.jsonl", "{}\n").has_value());
  net::Headers at_0, at_end;
  at_0.add("Upload-Offset", "0");
  at_end.add("Upload-Offset", "3");
  // The same bytes under another name are another upload: a file's name says what it is.
  expect(
      "GET " + ws("uploads?page_size=500"),
      R"({"items":[{"id":"other","name":"rows.bin","size":3,"sha256":"ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"}]})");
  expect("POST " + ws("uploads"), R"({"id":"u1"})", 201);
  http.rules.push_back({.call = "HEAD " + ws("uploads/u1"), .headers = at_0});
  expect("PATCH " + ws("uploads/u1"), "", 204);
  http.rules.push_back({.call = "HEAD " + ws("uploads/u1"), .headers = at_end});
  EXPECT_EQ(millrace({"upload", "/rows.jsonl", "--to", "uploads"}), 0) << console.err;
  EXPECT_EQ(console.out, "u1\n");
  expect("POST " + ws("fine-tunes"), R"({"kind":"fine_tune","name":"t"})", 201);
  EXPECT_EQ(millrace({"create", "fine-tunes", "name=t", "train_data.0.upload=u1",
                      "train_data.1.upload=u2", "params.epochs=2"}),
            0);
  EXPECT_EQ(last().body,
            R"({"name":"t","train_data":[{"upload":"u1"},{"upload":"u2"}],"params":{"epochs":2}})");
  EXPECT_EQ(millrace({"create", "fine-tunes", "train_data.1.upload=u2"}), 2);
}

TEST_F(Commands, FollowedLogsGoOnAfterACut) {
  const std::string log =
      "GET " + ws("training-jobs/hello/runs/current/instances/1/logs?follow=true");
  const std::string run = "GET " + ws("training-jobs/hello/runs/current");
  expect(run, R"({"state":"queued","instances":[]})");
  expect(run, R"({"state":"running","instances":[{},{}]})");
  http.rules.push_back(
      {.call = log, .body = "one\ntw", .error = fail(ErrorCode::kUnavailable, "reset")});
  expect(log, "one\ntwo\n");
  expect(run, R"({"state":"running"})");
  expect(log, "one\ntwo\nthree\n");
  expect(run, R"({"state":"succeeded"})");
  EXPECT_EQ(millrace({"logs", "-f", "training-jobs", "hello", "--instance", "1"}), 0);
  EXPECT_EQ(console.out, "one\ntwo\nthree\n");
}

TEST_F(Commands, LogsEndWhenNobodyReadsThem) {
  console.close_after = 1;
  expect("GET " + ws("training-jobs/hello/runs/current"),
         R"({"state":"running","instances":[{}]})");
  http.rules.push_back(
      {.call = "GET " + ws("training-jobs/hello/runs/current/instances/0/logs?tail=2&follow=true"),
       .body = "x\n",
       .error = fail(ErrorCode::kUnavailable, "reset")});
  EXPECT_EQ(millrace({"logs", "--follow", "--tail", "2", "training-jobs/hello"}), 0);
}

TEST_F(Commands, WatchGoesOnBehindTheLastChange) {
  const std::string call = "GET " + ws("training-jobs?watch=true");
  http.rules.push_back(
      {.call = call,
       .body = "id: 4\nevent: created\ndata: {\"name\":\"a\",\"state\":\"queued\"}\n\n",
       .error = fail(ErrorCode::kUnavailable, "reset")});
  expect(call, R"({"code":"not_found","detail":"too old"})", 410);
  expect(call, R"({"code":"forbidden","detail":"no"})", 403);
  EXPECT_EQ(millrace({"watch", "training-jobs", "-o", "json"}), 4);
  EXPECT_EQ(console.out, R"({"event":"created","rev":"4","object":{"name":"a","state":"queued"}})"
                         "\n");
  EXPECT_EQ(http.seen[0].headers.find("Last-Event-ID"), nullptr);
  EXPECT_EQ(*http.seen[1].headers.find("Last-Event-ID"), "4");
  EXPECT_EQ(http.seen[2].headers.find("Last-Event-ID"), nullptr);
}

TEST_F(Commands, WaitTellsSuccessFromFailure) {
  for (const char* state : {"queued", "running", "failed"})
    expect("GET " + ws("training-jobs/x"), std::string(R"({"name":"x","state":")") + state + "\"}");
  EXPECT_EQ(millrace({"wait", "training-jobs", "x"}), 1);
  expect("GET " + ws("training-jobs/x"), R"({"name":"x","state":"queued"})");
  EXPECT_EQ(millrace({"wait", "training-jobs", "x", "--timeout", "0"}), 6);
}

TEST_F(Commands, UploadMakesThePackageAndPutsEachFile) {
  ASSERT_TRUE(files.make_directories("/d/sub").has_value());
  ASSERT_TRUE(io::replace_file(files, "/d/a b.py", "1").has_value());
  ASSERT_TRUE(io::replace_file(files, "/d/sub/c.py", "2").has_value());
  ASSERT_TRUE(io::replace_file(files, "/e.sh", "3").has_value());
  expect("GET " + ws("code-packages/demo"), R"({"code":"not_found"})", 404);
  expect("POST " + ws("code-packages"), R"({"name":"demo"})", 201);
  expect("PUT " + ws("code-packages/demo/files/d/a%20b.py"), "");
  expect("PUT " + ws("code-packages/demo/files/d/sub/c.py"), "");
  expect("PUT " + ws("code-packages/demo/files/e.sh"), "");
  EXPECT_EQ(millrace({"upload", "/d", "/e.sh", "--to", "code-packages/demo"}), 0);
  EXPECT_EQ(last().body_file, "/e.sh");
  EXPECT_EQ(millrace({"upload", "/absent", "--to", "code-packages/demo"}), 2);
}

TEST_F(Commands, LargeArchivesAreTakenUpWhereTheyWereCut) {
  const std::string bytes(33 << 20, 'x');
  ASSERT_TRUE(io::replace_file(files, "/a.zip", bytes).has_value());
  net::Headers at_10, at_end;
  at_10.add("Upload-Offset", "10");
  at_end.add("Upload-Offset", std::to_string(bytes.size()));
  expect("GET " + ws("code-packages/demo"), "{}");
  expect("GET " + ws("uploads?page_size=500"),
         R"({"items":[{"id":"other","sha256":"0","size":1}]})");
  expect("POST " + ws("uploads"), R"({"id":"u1"})", 201);
  http.rules.push_back({.call = "HEAD " + ws("uploads/u1"), .headers = at_10});
  http.rules.push_back(
      {.call = "PATCH " + ws("uploads/u1"), .error = fail(ErrorCode::kUnavailable, "reset")});
  http.rules.push_back({.call = "HEAD " + ws("uploads/u1"), .headers = at_10});
  expect("PATCH " + ws("uploads/u1"), "", 204);
  http.rules.push_back({.call = "HEAD " + ws("uploads/u1"), .headers = at_end});
  expect("POST " + ws("code-packages/demo:upload_archive"), "{}");
  EXPECT_EQ(millrace({"upload", "/a.zip", "--to", "code-packages/demo"}), 0) << console.err;
  EXPECT_EQ(last().body, R"({"upload":"u1"})");
  EXPECT_EQ(http.seen[6].body_file_offset, 10U);
}

TEST_F(Commands, CopiesBothWays) {
  expect("GET " + ws("code-packages/demo/files/src/train.sh"), "echo hi\n");
  ASSERT_TRUE(files.make_directories("/here").has_value());
  EXPECT_EQ(millrace({"cp", "code-packages/demo:src/train.sh", "/here"}), 0) << console.err;
  EXPECT_EQ(io::read_file(files, "/here/train.sh").value(), "echo hi\n");
  expect("PUT " + ws("code-packages/demo/files/src/train.sh"), "");
  EXPECT_EQ(millrace({"cp", "/here/train.sh", "code-packages/demo:src/"}), 0) << console.err;
  expect("GET " + ws("code-packages/demo/files/absent"),
         R"({"code":"not_found","detail":"no such file"})", 404);
  EXPECT_EQ(millrace({"cp", "code-packages/demo:absent", "/here/x"}), 3);
  EXPECT_EQ(files.list("/here").value().size(), 1U);
}

TEST_F(Commands, EventsAreATable) {
  expect(
      "GET " + ws("training-jobs/x/events?page_size=500"),
      R"({"items":[{"at":"2026-11-23T17:14:05.123Z","type":"normal","reason":"Started","message":"it runs","attempt":1,"instance":0,"actor_name":"dev1"}],"next_page_token":""})");
  EXPECT_EQ(millrace({"events", "training-jobs", "x"}), 0);
  EXPECT_EQ(
      console.out,
      "TIME                 TYPE    REASON   WHERE                  BY    MESSAGE\n2026-11-23 "
      "17:14:05  normal  Started  attempt 1, instance 0  dev1  it runs\n");
}

// Hands out messages one after another, then what `last` says.
class FakeSocket final : public Socket {
 public:
  Result<void> send(const net::WebSocketMessage& message) override {
    sent.push_back(message.data);
    return {};
  }
  Result<std::optional<net::WebSocketMessage>> receive() override {
    if (next == messages.size()) return last;
    return std::optional(messages[next++]);
  }
  int readable_fd() const override { return -1; }

  std::vector<net::WebSocketMessage> messages;
  std::size_t next = 0;
  Error last = fail(ErrorCode::kCancelled, "closed");
  std::vector<std::string> sent;
};

TEST_F(Commands, ExecTalksInBytesAndSizes) {
  using Kind = net::WebSocketMessage::Kind;
  FakeSocket socket;
  ExecSession session(socket, console);
  ASSERT_TRUE(session.input("ls\r").has_value());
  ASSERT_TRUE(session.resized({100, 30}).has_value());
  ASSERT_TRUE(session.end_of_input().has_value());
  EXPECT_EQ(socket.sent,
            (std::vector<std::string>{"ls\r", R"({"resize":{"columns":100,"rows":30}})", "\x04"}));
  socket.messages = {
      {Kind::kBinary, "a\xff"}, {Kind::kText, "no JSON"}, {Kind::kText, R"({"exit":{"code":7}})"}};
  EXPECT_EQ(session.receive().value(), 7);
  EXPECT_EQ(console.out, "a\xff");
  EXPECT_EQ(session.receive().value(), 0) << "closed in good order";
  socket.last = fail(ErrorCode::kUnavailable, "reset");
  EXPECT_EQ(session.receive().error().code, ErrorCode::kUnavailable);
}

TEST_F(Commands, ScalarsOfFilesHereNeedNoServer) {
  ASSERT_TRUE(files.make_directories("/tb/eval").has_value());
  const auto record = [](double wall_time, std::int64_t step) {
    return scalars::frame_record(scalars::encode_scalar_event({"loss", step, wall_time, 0.5}));
  };
  const std::string head = scalars::frame_record(scalars::encode_version_event(1));
  ASSERT_TRUE(
      io::replace_file(files, "/tb/events.out.tfevents.1.h", head + record(2, 7)).has_value());
  ASSERT_TRUE(io::replace_file(files, "/tb/eval/events.out.tfevents.1.h", head + record(3, 8) + "x")
                  .has_value());
  const std::string line = R"({"tag":"loss","step":7,"wall_time":2,"value":0.5})"
                           "\n";
  EXPECT_EQ(millrace({"scalars", "/tb/events.out.tfevents.1.h"}), 0);
  EXPECT_EQ(console.out, line);
  EXPECT_EQ(millrace({"scalars", "/tb"}), 0);
  EXPECT_NE(console.out.find(line), std::string::npos) << console.out;
  EXPECT_NE(console.out.find(R"("step":8,"wall_time":3,"value":0.5,"run":"eval"})"),
            std::string::npos)
      << console.out;
  ASSERT_TRUE(io::replace_file(files, "/tb/no", std::string(100, 'x')).has_value());
  EXPECT_EQ(millrace({"scalars", "/tb/no"}), 1);
  EXPECT_EQ(millrace({"scalars", "/absent"}), 2);
}

TEST_F(Commands, DoctorFailsIfACheckDoes) {
  context.local.doctor = [](const settings::Loaded& loaded) -> Result<std::vector<Check>> {
    EXPECT_EQ(loaded.settings.server.data, "d");
    return std::vector<Check>{
        {Check::State::kOk, "disk", "12 GiB free", ""},
        {Check::State::kFailed, "sandbox", "no bubblewrap", "install bubblewrap"}};
  };
  EXPECT_EQ(millrace({"doctor", "--data", "d"}), 1);
  EXPECT_EQ(console.out,
            "ok       disk: 12 GiB free\nfailed   sandbox: no bubblewrap\n         → install "
            "bubblewrap\n");
  EXPECT_EQ(millrace({"doctor", "--data", "d", "--json"}), 1);
  EXPECT_TRUE(
      console.out.starts_with(R"({"check":"disk","state":"ok","found":"12 GiB free","advice":""})"
                              "\n"));
  EXPECT_EQ(millrace({"backup", "--to", "f"}), 6);
}

TEST_F(Commands, ConfigShowSaysWhereValuesComeFrom) {
  context.environment.push_back("MILLRACE_SERVER_WORKERS=3");
  EXPECT_EQ(millrace({"config", "show", "--data", "d", "-o", "json"}), 0);
  EXPECT_NE(console.out.find("\"MILLRACE_SERVER_WORKERS\""), std::string::npos);
  EXPECT_EQ(millrace({"config", "show", "--dta", "d"}), 2);
  EXPECT_NE(console.err.find("--dta: there is no such flag"), std::string::npos);
}

TEST_F(Commands, EveryCommandExplainsItself) {
  for (const Command& c : commands()) {
    std::vector<std::string> words;
    for (const auto& part : {std::string(c.name)}) words.push_back(part);
    if (c.name == "config show") words = {"config", "show"};
    words.push_back("--help");
    EXPECT_EQ(millrace(words), 0) << c.name;
    EXPECT_TRUE(console.out.starts_with("usage: millrace " + std::string(c.name))) << console.out;
    EXPECT_NE(overview().find(std::string(c.summary)), std::string::npos);
    EXPECT_NE(bash_completion().find(std::string(c.name.substr(0, c.name.find(' ')))),
              std::string::npos);
  }
  EXPECT_EQ(millrace({"help", "logs"}), 0);
  EXPECT_EQ(millrace({"help", "nothing"}), 2);
}

}  // namespace
}  // namespace millrace::cli
