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

ProcessResult git_in(const std::filesystem::path& folder, const std::vector<std::string>& words) {
  ProcessSpec spec;
  spec.argv = {"git"};
  spec.argv.insert(spec.argv.end(), words.begin(), words.end());
  spec.cwd = folder;
  spec.environment = inherited_environment();
  spec.environment["LC_ALL"] = "C";
  spec.keep_output_bytes = longest_output;
  return run_process(spec);
}

// The path is a name, whatever characters it has, and no pattern.
std::optional<Oid> newest_in_log(const std::filesystem::path& folder, const std::optional<Oid>& commit,
                                 const std::string& path, const std::vector<std::string>& options) {
  std::vector<std::string> words{"--literal-pathspecs", "log", "-1", "--no-show-signature", "--format=%H"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {commit ? commit->hex() : "HEAD", "--", path});
  const ProcessResult result = git_in(folder, words);
  return result.succeeded() ? Oid::parse(std::string(trim(result.out))) : std::nullopt;
}

}  // namespace

std::vector<BlamedLine> blame(const std::filesystem::path& folder, const std::optional<Oid>& commit,
                              const std::string& path, const std::optional<LineRange>& lines) {
  std::vector<std::string> words{"blame", "--porcelain"};
  if (lines) words.insert(words.end(), {"-L", fmt::format("{},{}", lines->first, lines->last)});
  if (commit) words.push_back(commit->hex());
  words.insert(words.end(), {"--", path});
  const ProcessResult result = git_in(folder, words);
  if (result.succeeded()) return lines_from(result.out);
  std::string said(trim(result.err));
  if (said.starts_with("fatal: ")) said = said.substr(7);
  throw Error(ErrorKind::not_found, said.empty() ? "git blame: " + describe_end(result) : said);
}

std::optional<Oid> last_change_of(const std::filesystem::path& folder, const std::optional<Oid>& commit,
                                  const std::string& path) {
  return newest_in_log(folder, commit, path, {});
}

std::optional<Oid> removal_of(const std::filesystem::path& folder, const std::optional<Oid>& commit,
                              const std::string& path) {
  return newest_in_log(folder, commit, path, {"--no-renames", "--diff-filter=D"});
}

}  // namespace reeve::git
