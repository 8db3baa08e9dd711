#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "git/blame.h"
#include "hub/provenance.h"
#include "report/provenance_text.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/output.h"

namespace reeve::cli {
namespace {

struct Place {
  std::string path;
  std::optional<git::LineRange> lines;
};

std::optional<std::size_t> whole_number(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}

bool looks_like_lines(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789-") == std::string_view::npos;
}

// "PATH", "PATH:LINE" or "PATH:FIRST-LAST". A name that ends like that and is a file's is that file's.
Place place_of(const std::string& text, const std::filesystem::path& folder) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0 || exists(folder / text)) return {text, std::nullopt};
  const std::string_view lines = std::string_view(text).substr(colon + 1);
  const auto dash = lines.find('-');
  const auto first = whole_number(lines.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : whole_number(lines.substr(dash + 1));
  if (!looks_like_lines(lines)) return {text, std::nullopt};
  if (!first || !last || *last < *first)
    throw Error(ErrorKind::usage, "'" + std::string(lines) + "' is no line and no range of lines",
                "lines are counted from 1: git reeve why FILE:7 or FILE:7-12");
  return {text.substr(0, colon), git::LineRange{*first, *last}};
}

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

// The lines that were asked for, and the story of each of their commits.
void print_stories(const std::vector<git::BlamedLine>& lines, const std::vector<Share>& shares,
                   Context& context) {
  for (const git::BlamedLine& line : lines) {
    const std::string commit = line.commit ? line.commit->short_hex() : "not committed yet";
    context.out.line(fmt::format("{:>5} {}  {}", line.number, context.out.styled(Style::yellow, commit),
                                 printable(line.text)));
  }
  for (const Share& share : shares) context.out.write("\n" + provenance_text(share.provenance));
}

std::optional<git::Oid> commit_of(const git::Repository& repository, const Arguments& arguments) {
  const auto name = arguments.value("at");
  if (!name) return std::nullopt;
  const auto commit = repository.resolve_commit(*name);
  if (!commit) throw Error(ErrorKind::not_found, "there is no commit '" + *name + "'");
  return commit;
}

// Git says only that there is no such path.
[[noreturn]] void explain_absence(const Error& error, const std::string& path,
                                  const std::optional<git::Oid>& commit, ProvenanceReader& reader,
                                  const Context& context) {
  const std::string name = "'" + printable(path) + "'";
  if (is_directory(context.folder / path))
    throw Error(ErrorKind::usage, name + " is a folder",
                "name a file of it; 'git reeve log' lists what has landed");
  const auto removal = git::removal_of(context.folder, commit, path);
  if (!removal) throw error;
  const std::string task = reader.of(*removal).task;
  throw Error(ErrorKind::not_found,
              fmt::format("{} is not there any more: it was removed or renamed in {}{}", name,
                          removal->short_hex(), task.empty() ? "" : ", by task " + printable(task)),
              fmt::format("git reeve why {} --at {}~1", printable(path), removal->short_hex()));
}

std::vector<git::BlamedLine> lines_of(const Place& place, const std::optional<git::Oid>& commit,
                                      ProvenanceReader& reader, const Context& context) {
  try {
    return git::blame(context.folder, commit, place.path, place.lines);
  } catch (const Error& error) {
    if (std::string_view(error.what()).starts_with("no such path"))
      explain_absence(error, place.path, commit, reader, context);
    throw;
  }
}

bool is_of_a_task(const Share& share) {
  return !share.provenance.task.empty();
}

ExitCode run(const Arguments& arguments, Context& context) {
  const git::Repository repository = git::Repository::discover(context.folder);
  const Place place = place_of(arguments.operands().front(), context.folder);
  ProvenanceReader reader(repository);
  const auto lines = lines_of(place, commit_of(repository, arguments), reader, context);
  const auto shares = shares_of(lines, reader);
  if (arguments.json()) {
    print_json(shares, uncommitted(lines), context);
  } else if (place.lines) {
    print_stories(lines, shares, context);
  } else {
    context.out.write(shares_table(shares, uncommitted(lines), context.out.width().value_or(0)));
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
         "verdict. Without a line: a row for each commit that the file has lines of.",
         "Reads the ledger's notes in this clone ('git reeve init' lets git fetch them), and the trailers of "
         "commits, which survive a squash or a rebase. Needs no hub.",
         "With --json: "
         "{\"commits\":[{\"commit\",\"time\",\"author\",\"subject\",\"task\",\"also\",\"goal\",\"agent\","
         "\"model\",\"title\",\"parent\",\"kind\",\"attempts\",\"cost\",\"receipts\",\"verdict\",\"noted\","
         "\"lines\"}],\"uncommitted_lines\"}; what is not known is left out."},
    .options = {{.name = "at", .value = "REV", .help = "the file as it is there; default: the work tree"}},
    .operands = {.minimum = 1, .maximum = 1, .names = "FILE"},
    .json = Json::yes,
    .run = run,
};

}  // namespace reeve::cli
