#include "hub/remote.h"

#include <algorithm>
#include <array>
#include <regex>

#include "base/error.h"
#include "base/text.h"
#include "git/git_program.h"
#include "hub/patience.h"

namespace reeve {

namespace {

// A connection on which nothing moves for so long is cut. Longer than any honest push of tasks and work; what
// became of it is then found out by looking.
constexpr Milliseconds longest_transfer{10 * 60'000};

// What git and its transports say (in the C locale) where no second try will help.
constexpr std::array hopeless{"does not appear to be a git repository",
                              "Authentication failed",
                              "Permission denied",
                              "Repository not found",
                              "repository not found",
                              "Could not resolve host",
                              "could not read Username",
                              "could not read Password",
                              "Host key verification failed",
                              "returned error: 401",
                              "returned error: 403",
                              "returned error: 404",
                              "access denied or repository not exported"};

ProcessResult run(const git::Repository& repository, std::vector<std::string> words) {
  // Maintenance would run beside a hundred others like it.
  std::vector<std::string> arguments{"-c", "gc.auto=0", "-c", "maintenance.auto=false"};
  arguments.insert(arguments.end(), std::make_move_iterator(words.begin()),
                   std::make_move_iterator(words.end()));
  ProcessLimits limits;
  limits.wall = longest_transfer;
  return git::run_git(repository.git_dir(), arguments, limits);
}

std::string words_of(const ProcessResult& result) {
  const std::string said(trim(result.err));
  return said.empty() || result.end != ProcessEnd::exited
             ? describe_end(result) + (said.empty() ? "" : ": " + said)
             : said;
}

std::string hex_or_nothing(const std::optional<git::Oid>& id) {
  return id ? id->hex() : "";
}

}  // namespace

std::string without_password(const std::string& text) {
  static const std::regex password("(://[^/@:\\s]*):[^/@\\s]*@");
  return std::regex_replace(text, password, "$1@");
}

void throw_unreachable(const std::string& remote, const std::string& said) {
  const std::string name = printable(without_password(remote));
  throw Error(ErrorKind::hub_unreachable,
              "the hub '" + name + "' cannot be reached: " + printable(without_password(said)),
              "try: git ls-remote " + name);
}

void throw_if_hopeless(const std::string& remote, const std::string& said) {
  const bool is_hopeless = std::any_of(hopeless.begin(), hopeless.end(), [&](const char* words) {
    return said.find(words) != std::string::npos;
  });
  if (is_hopeless) throw_unreachable(remote, said);
}

Remote::Remote(const git::Repository& repository, std::string name)
    : repository_(repository), name_(std::move(name)) {}

FetchEnd Remote::fetch(const std::vector<std::string>& refspecs, Milliseconds patience) const {
  std::vector<std::string> words{"fetch",
                                 "--quiet",
                                 "--prune",
                                 "--no-tags",
                                 "--refmap=",
                                 "--no-write-fetch-head",
                                 "--no-recurse-submodules",
                                 "--",
                                 name_};
  words.insert(words.end(), refspecs.begin(), refspecs.end());
  Patience pause(patience, shortest_pause_of_remote, longest_pause_of_remote);
  for (;;) {
    const ProcessResult result = run(repository_, words);
    if (result.succeeded()) return FetchEnd::done;
    if (result.err.find("couldn't find remote ref") != std::string::npos) return FetchEnd::no_such_ref;
    throw_if_hopeless(name_, words_of(result));
    if (!pause.wait()) throw_unreachable(name_, words_of(result));
  }
}

PushAttempt Remote::push(const std::vector<git::RefUpdate>& updates) const {
  // --no-verify: the pre-push hook is for people. --force-with-lease with an empty value: must not exist.
  std::vector<std::string> words{"push",        "--atomic",         "--porcelain",
                                 "--no-verify", "--no-follow-tags", "--recurse-submodules=no",
                                 "--no-signed"};
  for (const git::RefUpdate& update : updates)
    words.push_back("--force-with-lease=" + update.ref + ":" + hex_or_nothing(update.expected));
  words.insert(words.end(), {"--", name_});
  for (const git::RefUpdate& update : updates)
    words.push_back(hex_or_nothing(update.desired) + ":" + update.ref);
  const ProcessResult result = run(repository_, words);
  PushAttempt attempt;
  attempt.refs = parse_push_report(result.out);
  attempt.said = words_of(result);
  const bool all_reported = attempt.refs.size() == updates.size();
  attempt.answered =
      result.end == ProcessEnd::exited && all_reported && (result.exit_code != 0 || is_confirmed(result.out));
  return attempt;
}

}  // namespace reeve
