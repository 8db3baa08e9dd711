#include "git/blame.h"

#include <fmt/format.h>
#include <charconv>

#include "base/error.h"
#include "base/process.h"
#include "base/text.h"
#include "git/git_program.h"

namespace reeve::git {

namespace {

constexpr std::size_t longest_output = std::size_t{256} << 20;

std::size_t number_from(const std::string& text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "COMMIT LINE-THERE LINE-HERE [COUNT]", headers, and a tab with the text, for each line.
std::vector<BlamedLine> lines_from(const std::string& porcelain) {
  std::vector<BlamedLine> lines;
  BlamedLine line;
  bool is_heading = true;
  for (const std::string& text : split(porcelain, '\n')) {
    if (is_heading) {
      const std::vector<std::string> words = split(text, ' ');
      if (words.size() < 3) continue;
      const auto commit = Oid::parse(words[0]);
      line.commit = commit && !commit->is_zero() ? commit : std::nullopt;
      line.number = number_from(words[2]);
      is_heading = false;
    } else if (text.starts_with('\t')) {
      line.text = text.substr(1);
      lines.push_back(line);
      is_heading = true;
    }
  }
  return lines;
}

}  // namespace

std::vector<BlamedLine> blame(const std::filesystem::path& folder, const std::optional<Oid>& commit,
                              const std::string& path, const std::optional<LineRange>& lines) {
  ProcessSpec spec;
  spec.argv = {"git", "blame", "--porcelain"};
  if (lines) spec.argv.insert(spec.argv.end(), {"-L", fmt::format("{},{}", lines->first, lines->last)});
  if (commit) spec.argv.push_back(commit->hex());
  spec.argv.insert(spec.argv.end(), {"--", path});
  spec.cwd = folder;
  spec.environment = inherited_environment();
  spec.environment["LC_ALL"] = "C";
  spec.keep_output_bytes = longest_output;
  const ProcessResult result = run_process(spec);
  if (result.succeeded()) return lines_from(result.out);
  std::string said(trim(result.err));
  if (said.starts_with("fatal: ")) said = said.substr(7);
  throw Error(ErrorKind::not_found, said.empty() ? "git blame: " + describe_end(result) : said);
}

}  // namespace reeve::git
