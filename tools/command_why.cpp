#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "hub/provenance.h"
#include "report/provenance_text.h"
#include "tools/arguments.h"
#include "tools/blamed_place.h"
#include "tools/commands.h"
#include "tools/output.h"

namespace reeve::cli {
namespace {

// Each commit once, with its lines, in the order of its first line.
std::vector<Share> shares_of(const std::vector<git::BlamedLine>& lines, ProvenanceReader& reader) {
  std::vector<Share> shares;
  std::map<git::Oid, std::size_t> places;
  for (const git::BlamedLine& line : lines) {
    if (!line.commit) continue;
    const auto [place, is_new] = places.try_emplace(*line.commit, shares.size());
    if (is_new) shares.push_back({reader.of(*line.commit), 0});
    ++shares[place->second].lines;
  }
  return shares;
}

std::size_t uncommitted(const std::vector<git::BlamedLine>& lines) {
  return static_cast<std::size_t>(
      std::ranges::count_if(lines, [](const git::BlamedLine& line) { return !line.commit; }));
}

void print_json(const std::vector<Share>& shares, std::size_t without_commit, Context& context) {
  std::vector<JsonObject> list;
  for (const Share& share : shares)
    list.push_back(provenance_json(share.provenance).add("lines", share.lines));
  JsonObject object;
  object.add("commits", list).add("uncommitted_lines", without_commit);
  context.out.line(object.text());
}

std::string_view without_carriage_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// The lines that were asked for, and the story of each of their commits.
void print_stories(const std::vector<git::BlamedLine>& lines, const std::vector<Share>& shares,
                   Context& context) {
  for (const git::BlamedLine& line : lines) {
    const std::string commit = line.commit ? line.commit->short_hex() : "not committed yet";
    context.out.line(fmt::format("{:>5} {}  {}", line.number, context.out.styled(Style::yellow, commit),
                                 printable(without_carriage_return(line.text))));
  }
  for (const Share& share : shares) context.out.write("\n" + provenance_text(share.provenance));
}

std::optional<git::Oid> commit_of(const git::Repository& repository, const Arguments& arguments) {
  const auto name = arguments.value("at");
  if (!name) return std::nullopt;
  const auto commit = repository.resolve_commit(*name);
  if (!commit) throw Error(ErrorKind::not_found, "there is no commit '" + printable(*name) + "'");
  return commit;
}

// A file without lines: the commit that changed it last stands for all of it.
std::vector<Share> share_of_whole(const Blamed& blamed, ProvenanceReader& reader) {
  if (!blamed.changed) return {};
  return {{reader.of(*blamed.changed), 0}};
}

void print_whole(const Place& place, const Blamed& blamed, const std::vector<Share>& shares,
                 Context& context) {
  const std::string name = "'" + printable(place.path) + "' is " + blamed.is_whole;
  context.out.line(name +
                   (shares.empty() ? ", and not committed yet" : "; the commit that changed it last:"));
  for (const Share& share : shares) context.out.write("\n" + provenance_text(share.provenance));
}

void print_table(const Place& place, const std::vector<Share>& shares, std::size_t without_commit,
                 Context& context) {
  if (shares.empty() && without_commit == 0) {
    context.out.line("'" + printable(place.path) + "' is empty");
  } else {
    context.out.write(shares_table(shares, without_commit, context.out.width().value_or(0)));
  }
}

bool is_of_a_task(const Share& share) {
  return !share.provenance.task.empty();
}

ExitCode run_why(const Arguments& arguments, Context& context) {
  const git::Repository repository = git::Repository::discover(context.folder);
  const Place place = place_of(arguments.operands().front(), context.folder);
  ProvenanceReader reader(repository);
  const Blamed blamed = blame_place(place, commit_of(repository, arguments),
                                    arguments.value("at").value_or(""), context.folder, reader);
  const auto shares =
      blamed.is_whole.empty() ? shares_of(blamed.lines, reader) : share_of_whole(blamed, reader);
  if (arguments.json()) {
    print_json(shares, uncommitted(blamed.lines), context);
  } else if (!blamed.is_whole.empty()) {
    print_whole(place, blamed, shares, context);
  } else if (place.lines) {
    print_stories(blamed.lines, shares, context);
  } else {
    print_table(place, shares, uncommitted(blamed.lines), context);
  }
  if (!reader.has_ledger() && std::ranges::any_of(shares, is_of_a_task))
    context.err.line(
        "hint: this clone has no ledger; git fetch origin 'refs/notes/reeve/*:refs/notes/reeve/*'");
  return ExitCode::done;
}

}  // namespace

const Command why_command = {
    .name = "why",
    .summary = "say which task, agent and model made a line",
    .group = Group::look,
    .synopsis = {"FILE[:LINE[-LINE]] [--at REV]"},
    .description =
        {"Finds the commits of the lines as 'git blame' does, and tells how they came to be: the task, its "
         "goal "
         "and parent, the agent, its model and prompt, the attempts, what it cost, the checks and the gate's "
         "verdict. Without a line: a row for each commit that the file has lines of; of a binary file and of "
         "a submodule, the commit that changed it last.",
         "Reads the ledger's notes in this clone ('git reeve init' lets git fetch them), and the trailers of "
         "commits, which survive a squash or a rebase. Needs no hub.",
         "With --json: "
         "{\"commits\":[{\"commit\",\"time\",\"author\",\"subject\",\"task\",\"also\",\"goal\",\"agent\","
         "\"model\",\"title\",\"parent\",\"kind\",\"attempts\",\"cost\",\"receipts\",\"verdict\",\"noted\","
         "\"lines\"}],\"uncommitted_lines\"}; what is not known is left out; of what has no lines, \"lines\" "
         "is 0."},
    .options = {{.name = "at", .value = "REV", .help = "the file as it is there; default: the work tree"}},
    .operands = {.minimum = 1, .maximum = 1, .names = "FILE"},
    .json = Json::yes,
    .run = run_why,
};

}  // namespace reeve::cli
