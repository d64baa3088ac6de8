#include "cli/command.h"

namespace millrace::cli {
namespace {

constexpr Flag kServer{"--server", "", "URL",
                       "Address of the server; else MILLRACE_SERVER, else where you logged in."};
constexpr Flag kWorkspace{"--workspace", "-w", "WS",
                          "Workspace, name or id; else MILLRACE_WORKSPACE, else \"default\"."};
constexpr Flag kOutput{"--output", "-o", "table|json|yaml", "Form of the output."};
constexpr Flag kColumns{"--columns", "", "A,B,…", "Fields to show in the table."};
constexpr Flag kFile{"--file", "-f", "FILE",
                     "YAML or JSON; \"-\" is standard input; may be repeated."};
constexpr Flag kRun{"--run", "", "RUN", "Id of the run; the newest if not given."};
constexpr Flag kInstance{"--instance", "", "N", "Number of the instance; 0 if not given."};
constexpr Flag kHelp{"--help", "-h", "", "This text."};

constexpr Flag kLogin[] = {{"--account", "-a", "A", "Account; asked for if not given."}};
constexpr Flag kGet[] = {kWorkspace, kOutput, kColumns};
constexpr Flag kList[] = {kWorkspace,
                          kOutput,
                          kColumns,
                          {"--filter", "", "F", "As: state=running AND priority>3"},
                          {"--order-by", "", "FIELDS", "As: created_at desc,name"},
                          {"--limit", "", "N", "At most so many; 500 if not given."}};
constexpr Flag kWrite[] = {kWorkspace, kOutput, kColumns, kFile};
constexpr Flag kUpdate[] = {
    kWorkspace,
    kOutput,
    kColumns,
    kFile,
    {"--if-version", "", "N", "Only if the object still has this version."}};
constexpr Flag kDelete[] = {kWorkspace,
                            {"--ignore-not-found", "", "", "An absent object is no error."}};
constexpr Flag kWatch[] = {
    kWorkspace, kOutput, {"--since", "", "REV", "Go on behind this change."}};
constexpr Flag kWait[] = {
    kWorkspace,
    kOutput,
    kColumns,
    {"--for", "", "STATES", "States to wait for, with commas; any end of the run if not given."},
    {"--timeout", "", "SECONDS", "Give up after so long."}};
constexpr Flag kLogs[] = {kWorkspace,
                          kRun,
                          kInstance,
                          {"--follow", "-f", "", "Go on until the run ends."},
                          {"--tail", "", "N", "Only the last N lines."},
                          {"--since", "", "TIME", "Only from this RFC 3339 time on."}};
constexpr Flag kEvents[] = {kWorkspace, kOutput, kRun, {"--limit", "", "N", "Only the newest N."}};
constexpr Flag kMetrics[] = {kWorkspace,
                             kOutput,
                             kRun,
                             {"--names", "", "A,B,…", "Names of metrics."},
                             {"--from", "", "TIME", "RFC 3339."},
                             {"--to", "", "TIME", "RFC 3339."},
                             {"--step", "", "1m|1h|1d", "Width of a point."},
                             {"--by", "", "job|instance|card", "What a series is of."}};
constexpr Flag kScalars[] = {
    kWorkspace, kOutput, kRun, {"--tags", "", "A,B,…", "Only these tags."}};
constexpr Flag kExec[] = {kWorkspace,
                          kRun,
                          kInstance,
                          {"--no-tty", "-T", "", "Leave our terminal as it is; for scripts."}};
constexpr Flag kPlace[] = {kWorkspace, kRun};
constexpr Flag kUpload[] = {kWorkspace,
                            {"--to", "", "RESOURCE/NAME",
                             "Where the files go: code-packages/NAME, models/NAME or uploads."}};
constexpr Flag kImport[] = {
    kWorkspace,
    kOutput,
    {"--format", "", "F", "As jsonl, csv, zip; else from the file's name."},
    {"--schema", "", "S", "What the rows are written as, as sharegpt, if not as the template."}};
constexpr Flag kCleanDataset[] = {
    {"--rows", "", "FOLDER", "Files of the data set."},
    {"--template", "", "NAME", "Of its rows: instruction or qa."},
    {"--segments", "", "ID,ID,…", "Imports whose rows it has, in order."},
    {"--edits-end", "", "N", "Changes up to here in the log count."},
    {"--fields", "", "A,B,…", "Fields that are cleaned."},
    {"--ops", "", "JSON", "Operators, as in a clean task."},
    {"--output", "", "FOLDER", "Where rows, provenance and record go."},
    {"--workers", "", "N", "Threads."},
    {"--memory", "", "BYTES", "What may be used."}};
constexpr Flag kClean[] = {
    {"--recipe", "", "FILE", "Operators and options: YAML as Data-Juicer's, or JSON."},
    {"--op", "", "NAME[=OPTIONS]", "One operator more, its options as JSON; may be repeated."},
    {"--text-key", "", "FIELD",
     "Where the texts are: text (if not given), messages[].content, …; may be repeated."},
    {"--in", "", "FILE", "Rows, one JSON object a line; may be repeated."},
    {"--out", "", "FILE", "The rows that stay, in their order."},
    {"--provenance", "", "FILE",
     "What was done to which row, a line each; FILE.summary.json sums up."},
    {"--rejected", "", "FILE", "Rows that could not be read, and why; else OUT.rejected.jsonl."},
    {"--workers", "", "N", "Threads; all cores if not given."},
    {"--memory", "", "SIZE",
     "What may be used, whatever the size of the input; 2GiB if not given."},
    {"--max-row", "", "SIZE", "Longer rows are rejected; else by memory and workers."},
    {"--work", "", "FOLDER", "Keeps what is finished, to go on after a stop; else OUT.work."},
    {"--undo", "", "NAME[#N]",
     "The run of --replay again without this operator; those before it are not run."},
    {"--replay", "", "FILE", "For --undo: the provenance of the run before."},
    {"--instance", "", "I", "Which of several instances over one work folder; else PET_NODE_RANK."},
    {"--instances", "", "N", "How many; else PET_NNODES."},
    {"--list", "", "", "All operators with their options."}};
constexpr Flag kShow[] = {kOutput};
constexpr Flag kDoctor[] = {{"--json", "", "", "One JSON object per check."}};
constexpr Flag kBackup[] = {{"--to", "", "FILE", "The new file."}};
constexpr Flag kRestore[] = {{"--from", "", "FILE", "A file made by backup."}};

constexpr std::string_view kVerbSynopsis = "RESOURCE ID [NAME=VALUE…] [-f FILE]";
constexpr std::string_view kBodyDetail =
    "NAME=VALUE words come over what the files say; NAME.PART=VALUE reaches into an object.\n"
    "Example: millrace create training-jobs name=hello command=\"echo hello\" mode=single "
    "flavor=1C_2G start=true";

// Function pointers carry no arguments: one tiny function per verb.
#define MILLRACE_VERB(word, summary)                                   \
  Command {                                                            \
    word, kVerbSynopsis, summary, "", kWrite,                          \
        [](Context& c, const Args& a) { return run_verb(c, a, word); } \
  }

constexpr Command kCommands[] = {
    {"server",
     "[SETTINGS…]",
     "run the server",
     "Settings are flags, MILLRACE_* variables or a file; `millrace config show` lists them all.",
     {},
     run_server,
     OtherFlags::kSettings,
     Command::Calls::kNobody},
    {"login", "[--server URL] [--account A]",
     "sign in; the password is asked for, or MILLRACE_PASSWORD", "", kLogin, run_login},
    {"logout", "", "forget the token", "", {}, run_logout},
    {"whoami", "", "who am I, to which server", "", kShow, run_whoami},
    {"get", "RESOURCE ID", "show one object", "", kGet, run_get},
    {"list", "RESOURCE", "show all objects of a kind", "", kList, run_list},
    {"create", "RESOURCE [NAME=VALUE…] [-f FILE]", "make objects", kBodyDetail, kWrite, run_create},
    {"update", "RESOURCE ID [NAME=VALUE…] [-f FILE]", "change fields of an object", kBodyDetail,
     kUpdate, run_update},
    {"delete", "RESOURCE ID…", "delete objects", "", kDelete, run_delete},
    {"watch", "RESOURCE [ID]", "show changes as they happen", "", kWatch, run_watch},
    {"wait", "RESOURCE ID", "wait until a run has ended; status 0 only if it succeeded", "", kWait,
     run_wait},
    MILLRACE_VERB("start", "start it"),
    MILLRACE_VERB("stop", "stop it"),
    MILLRACE_VERB("restart", "stop it, then start it"),
    MILLRACE_VERB("copy", "make another one with the same settings"),
    MILLRACE_VERB("publish", "publish it; a fine-tune to new_model=NAME or new_version_of=MODEL"),
    MILLRACE_VERB("save_to_models",
                  "make a model version of a job's output: path=P new_model=NAME"),
    MILLRACE_VERB("share", "make a share code of it: days=1, 7 or 30, or for ever"),
    MILLRACE_VERB("export", "copy its files to a registered storage: storage=S path=P"),
    {"resolve", "share-codes code=CODE", "say what a share code stands for", "", kWrite,
     [](Context& c, const Args& a) { return run_verb_of_all(c, a, "resolve"); }},
    {"check_name", "RESOURCE name=NAME", "say whether a name is free", "", kWrite,
     [](Context& c, const Args& a) { return run_verb_of_all(c, a, "check_name"); }},
    MILLRACE_VERB("cancel", "cancel it"),
    MILLRACE_VERB("reset", "reset its secret"),
    MILLRACE_VERB("cordon", "let it take no new work"),
    MILLRACE_VERB("uncordon", "let it take work again"),
    MILLRACE_VERB("clear_fault", "let a card of a node count as sound again: card=N"),
    MILLRACE_VERB("online", "let the gateway serve it"),
    MILLRACE_VERB("offline", "let the gateway not serve it"),
    MILLRACE_VERB("bind", "let a key use it"),
    MILLRACE_VERB("unbind", "let a key no longer use it"),
    {"logs", "[-f] [--tail N] RESOURCE ID", "show the log of an instance", "", kLogs, run_logs},
    {"events", "RESOURCE ID", "show what happened to an object", "", kEvents, run_events},
    {"metrics", "RESOURCE ID", "show what a run uses", "", kMetrics, run_metrics},
    {"scalars", "RESOURCE ID | FILE | FOLDER", "show a run's scalars, or read event files here",
     "A file or folder of event files is read on this machine, without a server: one JSON "
     "object\n{\"tag\",\"step\",\"wall_time\",\"value\"} per line.",
     kScalars, run_scalars},
    {"clean", "--recipe FILE | --op NAME… --in FILE… --out FILE",
     "clean files of rows: mappers, filters, deduplication",
     "Runs on this machine, without a server. The result depends on input and recipe alone, not "
     "on\n"
     "the number of workers. Killed, the same command goes on where it was.\n"
     "Example: millrace clean --op clean_email_mapper --op 'text_length_filter={\"min_len\":5}' "
     "--in "
     "a.jsonl --out b.jsonl",
     kClean, run_clean, OtherFlags::kRefused, Command::Calls::kNobody},
    {"clean-dataset", "--rows FOLDER --template NAME --ops JSON --output FOLDER",
     "clean rows of a labelled data set: what clean tasks run",
     "Started by the server, in each instance of a clean task.", kCleanDataset, run_clean_dataset,
     OtherFlags::kRefused, Command::Calls::kNobody},
    {"clean-preview", "", "operators on one row, step by step: what previews run",
     "Started by the server; reads {\"ops\",\"row\",\"fields\"} from standard input.", {},
     run_clean_preview, OtherFlags::kRefused, Command::Calls::kNobody},
    {"exec", "RESOURCE ID [--instance N] -- COMMAND…",
     "run a command beside a running instance, as a terminal", "", kExec, run_exec},
    {"cp", "FROM TO", "copy a file from or to a code package, or from a run's output",
     "One side is RESOURCE/NAME:PATH, as code-packages/demo:train.sh or "
     "training-jobs/j:checkpoints/\n"
     "or models/m/versions/V1:/ (a folder: it comes as an archive).",
     kPlace, run_cp},
    {"upload", "FILE… --to RESOURCE/NAME",
     "upload files, folders or an archive; made if absent, resumed if cut",
     "A zip or tar archive alone is unpacked. To a model they are a new version; to uploads they "
     "are "
     "kept\nfor what is made of them, as training data, and their ids are printed.",
     kUpload, run_upload},
    {"import", "RESOURCE/NAME FILE…", "import files of rows into a data set", "", kImport,
     run_import},
    {"config show", "[SETTINGS…]", "show every setting and where it comes from", "", kShow,
     run_config_show, OtherFlags::kSettings, Command::Calls::kNobody},
    {"doctor", "[--json] [SETTINGS…]",
     "check machine, configuration, storage, ledger and audit chain", "", kDoctor, run_doctor,
     OtherFlags::kSettings, Command::Calls::kNobody},
    {"backup", "--to FILE [SETTINGS…]", "save the database, also while the server runs", "",
     kBackup, run_backup, OtherFlags::kSettings, Command::Calls::kNobody},
    {"restore", "--from FILE [SETTINGS…]", "put a saved database back; the server must not run", "",
     kRestore, run_restore, OtherFlags::kSettings, Command::Calls::kNobody},
    {"completion",
     "bash",
     "print a completion script: source <(millrace completion bash)",
     "",
     {},
     run_completion,
     OtherFlags::kRefused,
     Command::Calls::kNobody},
    {"version",
     "",
     "print the version",
     "",
     {},
     run_version,
     OtherFlags::kRefused,
     Command::Calls::kNobody},
    {"help",
     "[COMMAND]",
     "explain a command",
     "",
     {},
     run_help,
     OtherFlags::kRefused,
     Command::Calls::kNobody},
};
#undef MILLRACE_VERB

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

const Command* find_command(std::string_view name) {
  for (const Command& c : kCommands)
    if (c.name == name) return &c;
  return nullptr;
}

std::vector<Flag> flags_of(const Command& command) {
  std::vector<Flag> flags(command.flags.begin(), command.flags.end());
  if (command.calls == Command::Calls::kServer) flags.push_back(kServer);
  flags.push_back(kHelp);
  return flags;
}

}  // namespace millrace::cli
