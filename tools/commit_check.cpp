#include "tools/commit_check.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "judge/commit_check.h"
#include "report/words.h"
#include "task/ref_names.h"
#include "tools/arguments.h"
#include "tools/interrupt.h"
#include "tools/output.h"
#include "tools/session.h"
#include "workspace/target_files.h"

namespace reeve::cli {

namespace {

git::Oid commit_here(const git::Repository& repository, const std::string& name) {
  if (const auto commit = repository.resolve_commit(name)) return *commit;
  throw Error(ErrorKind::not_found, "'" + printable(name) + "' names no commit here",
              "in a shallow clone, fetch it first: git fetch origin " + printable(name));
}

// What it would be merged with: --onto, or the target of the goal.
git::Oid base_of(Session& session, const Arguments& arguments) {
  if (const auto onto = arguments.value("onto")) return commit_here(session.hub.objects(), *onto);
  const GoalRecord goal = resolve_goal(session, arguments.value("goal"));
  if (goal.target) return *goal.target;
  throw Error(ErrorKind::not_found,
              "the target " + refs::short_name(goal.state.spec.target) + " does not exist",
              "name another commit with --onto");
}

// Who only checks need not have told git a name, and a note needs an author.
git::Signature author_of(const Session& session) {
  if (!session.signature.name.empty()) return session.signature;
  return {"reeve", "reeve@localhost", session.clock.now()};
}

CommitVerdict verdict_of(Session& session, Context& context, const git::Oid& onto,
                         const git::Oid& commit) try {
  git::Repository& repository = session.hub.objects();
  const Config config = config_of(repository, onto);
  SharedReceipts shared(session.hub, session.clock, author_of(session), allowed_signers_of(repository, onto));
  shared.on_warning = [&](const std::string& text) {
    if (context.verbosity != Verbosity::quiet) context.err.line("warning: " + printable(text));
  };
  return check_commit(repository, config, onto, commit, interrupt_token(),
                      config.gate.share_receipts ? &shared : nullptr);
} catch (const Error& error) {
  if (error.kind() != ErrorKind::git) throw;
  throw Error(ErrorKind::git, error.what(), "a shallow clone lacks history: git fetch --unshallow");
}

JsonObject json_of(const Receipt& receipt) {
  JsonObject object;
  object.add("command", receipt.command).add("result", name_of(receipt.result)).add("exit", receipt.exit);
  object.add("seconds", receipt.seconds).add_if("log", receipt.log).add_if("log_file", receipt.log_file);
  if (is_flaky(receipt)) object.add("flaky", true);
  return object;
}

std::string json_of(const CommitVerdict& verdict, const git::Oid& onto, const git::Oid& commit) {
  std::vector<JsonObject> receipts;
  for (const Receipt& receipt : verdict.receipts) receipts.push_back(json_of(receipt));
  JsonObject object;
  object.add("verdict", name_of(verdict.result)).add_if("reason", verdict.reason);
  object.add("commit", commit.hex()).add("onto", onto.hex());
  if (!verdict.tree.is_zero()) object.add("tree", verdict.tree.hex());
  return object.add("receipts", receipts).text();
}

std::string text_of(const CommitVerdict& verdict, const git::Oid& onto, const git::Oid& commit) {
  std::string text;
  for (const Receipt& receipt : verdict.receipts)
    text += fmt::format("{:<14} {:>7.1f} s  {}\n", name_of(receipt.result), receipt.seconds,
                        first_line(receipt.command));
  text +=
      fmt::format("{}: {} merged onto {}\n", name_of(verdict.result), commit.short_hex(), onto.short_hex());
  if (!verdict.reason.empty()) text += printable(verdict.reason) + "\n";
  return text;
}

}  // namespace

ExitCode run_commit_check(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::reading);
  git::Repository& repository = session.hub.objects();
  const git::Oid commit = commit_here(repository, *arguments.value("check"));
  const git::Oid onto = base_of(session, arguments);
  const CommitVerdict verdict = verdict_of(session, context, onto, commit);
  if (interrupt_token().stop_requested()) return ExitCode::interrupted;
  if (arguments.json()) {
    context.out.line(json_of(verdict, onto, commit));
  } else {
    context.out.write(text_of(verdict, onto, commit));
  }
  return verdict.result == CheckResult::pass ? ExitCode::done : ExitCode::negative;
}

}  // namespace reeve::cli
