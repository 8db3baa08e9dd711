// What a hook that has nothing to do adds to a commit and to a push: ours, and a no-op under lefthook and
// husky. Each round makes one commit and one push with each of them in turn, so that all see the same
// machine; the figures are medians, and those of a hook are what is more than without hooks.
//
//     hook_bench [ROUNDS [FOLDER]]      50 rounds unless said
//
// lefthook is taken from FOLDER/node_modules, where `npm install lefthook husky` puts it, or else from PATH;
// husky from FOLDER/node_modules. What is absent is left out, and named.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>

#include "base/error.h"
#include "base/process.h"
#include "base/program_lookup.h"
#include "base/text_table.h"
#include "bench/measure.h"
#include "support/repository.h"

namespace {

using namespace reeve;
namespace fs = std::filesystem;

Environment environment_with(const fs::path& folder) {
  Environment environment = minimal_environment();
  environment["PATH"] = folder.string() + ":" + GIT_REEVE_FOLDER + ":" + inherited_environment()["PATH"];
  environment["HOME"] = "/nonexistent";
  environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
  environment["GIT_CONFIG_NOSYSTEM"] = "1";
  return environment;
}

// A clone whose hooks one of the hook managers runs.
class Clone {
 public:
  Clone(std::string by, const fs::path& programs)
      : name(std::move(by)), environment_(environment_with(programs)) {
    scratch_.set_ref("refs/heads/main", scratch_.commit({{"file", "one\n"}}, {}));
    run({"git", "checkout", "--quiet", "-f", "main"});
  }

  void run(const std::vector<std::string>& argv) {
    ProcessSpec spec;
    spec.argv = argv;
    spec.cwd = scratch_.path();
    spec.environment = environment_;
    const ProcessResult result = run_process(spec);
    if (!result.succeeded()) throw std::runtime_error(shell_words(argv) + ": " + result.out + result.err);
  }
  void write(const std::string& path, const std::string& content) {
    make_folders((scratch_.path() / path).parent_path());
    write_file(scratch_.path() / path, content);
  }
  void commit_and_push(int round) {
    const bench::Stopwatch committing;
    run({"git", "commit", "--quiet", "--allow-empty", "-m", "round"});
    commits.push_back(committing.seconds() * 1000);
    const std::string branch = fmt::format("HEAD:refs/heads/{}", round);
    const bench::Stopwatch pushing;
    run({"git", "push", "--quiet", server_.path().string(), branch});
    pushes.push_back(pushing.seconds() * 1000);
  }

  std::string name;
  std::vector<double> commits;  // ms
  std::vector<double> pushes;

 private:
  test::ScratchRepository scratch_;
  test::ScratchRepository server_{git::Repository::Kind::bare};
  Environment environment_;
};

using Clones = std::vector<std::unique_ptr<Clone>>;

Clone& add(Clones& clones, const std::string& name, const fs::path& programs = "/nonexistent") {
  return *clones.emplace_back(std::make_unique<Clone>(name, programs));
}

// The native program: the one in node_modules/.bin is a script that starts it by way of node.
std::optional<fs::path> folder_of_lefthook(const fs::path& folder) {
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder / "node_modules", failure)) {
    const fs::path programs = entry.path() / "bin";
    if (entry.path().filename().string().starts_with("lefthook-") && fs::exists(programs / "lefthook"))
      return programs;
  }
  ProcessSpec spec;
  spec.argv = {"lefthook"};
  spec.environment = inherited_environment();
  try {
    return program_of(spec).parent_path();
  } catch (const Error&) {
    return std::nullopt;
  }
}

void add_lefthook(Clones& clones, const fs::path& folder) {
  const auto programs = folder_of_lefthook(folder);
  if (!programs) {
    std::fputs("lefthook is in neither the folder nor PATH, and left out\n", stderr);
    return;
  }
  Clone& clone = add(clones, "lefthook", *programs);
  const std::string no_op = ":\n  commands:\n    nothing:\n      run: 'true'\n";
  clone.write("lefthook.yml", "prepare-commit-msg" + no_op + "pre-push" + no_op);
  clone.run({"lefthook", "install"});
}

void add_husky(Clones& clones, const fs::path& folder) {
  const fs::path husky = folder / "node_modules/husky/bin.js";
  if (!fs::exists(husky)) {
    std::fputs("husky is not in the folder, and left out\n", stderr);
    return;
  }
  Clone& clone = add(clones, "husky");
  clone.run({"node", husky.string()});
  clone.write(".husky/prepare-commit-msg", "true\n");
  clone.write(".husky/pre-push", "true\n");
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

std::string table_of(const Clones& clones) {
  const double commit = median(clones.front()->commits);
  const double push = median(clones.front()->pushes);
  TextTable table({{"hooks by"},
                   {"commit, ms", Align::right},
                   {"its hooks, ms", Align::right},
                   {"push, ms", Align::right},
                   {"its hook, ms", Align::right}});
  for (const auto& clone : clones) {
    table.add_row({clone->name, fmt::format("{:.1f}", median(clone->commits)),
                   fmt::format("{:.1f}", median(clone->commits) - commit),
                   fmt::format("{:.1f}", median(clone->pushes)),
                   fmt::format("{:.1f}", median(clone->pushes) - push)});
  }
  return table.render();
}

}  // namespace

int main(int count, char** words) {
  const int rounds = count > 1 ? std::atoi(words[1]) : 50;
  const fs::path folder = count > 2 ? fs::absolute(words[2]) : fs::current_path();
  Clones clones;
  add(clones, "nobody");
  Clone& alike = add(clones, "git-reeve, the same two");
  alike.run({"git-reeve", "hooks", "install"});
  alike.run({"rm", ".git/hooks/post-commit"});
  add(clones, "git-reeve").run({"git-reeve", "hooks", "install"});
  add_lefthook(clones, folder);
  add_husky(clones, folder);
  for (int round = 0; round < rounds; ++round) {
    for (const auto& clone : clones) clone->commit_and_push(round);
  }
  std::fputs(table_of(clones).c_str(), stdout);
  return 0;
}
