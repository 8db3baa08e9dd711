#include "support/gate_load.h"

#include <fmt/format.h>

#include <stdexcept>

#include "task/ref_names.h"

namespace reeve::test {

namespace {

constexpr int files_in_a_folder = 50;

Files files_of(int count) {
  Files files;
  for (int number = 0; number < count; ++number)
    files[fmt::format("src/d{}/f{}.txt", number / files_in_a_folder, number)] = "begun\n";
  return files;
}

// Looks at what a candidate has put into work/: a bad one says so, a flaky one fails once for each name.
std::string config_for(const GateLoadSetting& setting, const std::filesystem::path& marks) {
  return fmt::format(
      "[agents.none]\npreset = \"command\"\ncommand = [\"true\"]\n[roles]\nworker = [\"none\"]\n"
      "[gate]\nsandbox = \"none\"\nslots = {}\n"
      "checks = [\"cd work 2> /dev/null || exit 0; ls | grep '^bad' && exit 1; for f in flaky*; do "
      "test -e $f && mkdir {}/$f 2> /dev/null && exit 1; done; exit 0\"]\n",
      setting.slots, marks.string());
}

// The tree with one file more, or changed.
git::Oid with_file(git::Repository& repository, const git::Oid& tree, const std::string& path,
                   const std::string& content) {
  const auto slash = path.find('/');
  const std::string name = path.substr(0, slash);
  auto entries = repository.read_tree(tree);
  git::TreeEntry entry{name, git::FileMode::blob, {}};
  git::Oid below = git::Repository::empty_tree();
  std::erase_if(entries, [&](const git::TreeEntry& old) {
    if (old.name == name) below = old.id;
    return old.name == name;
  });
  if (slash == std::string::npos) {
    entry.id = repository.write_blob(content);
  } else {
    entry.mode = git::FileMode::tree;
    entry.id = with_file(repository, below, path.substr(slash + 1), content);
  }
  entries.push_back(entry);
  return repository.write_tree(entries);
}

}  // namespace

GateLoad::GateLoad(const GateLoadSetting& setting)
    : setting_(setting), fleet_(files_of(setting.files), config_for(setting, marks_.path())) {}

std::string GateLoad::id_of(int number) {
  return fleet_.task(number, "").id;
}

std::string GateLoad::file_of(int number) const {
  const int place = number * (setting_.files / setting_.candidates);
  return fmt::format("src/d{}/f{}.txt", place / files_in_a_folder, place);
}

std::string GateLoad::kind_of(int number) const {
  const auto is_one_of = [&](int how_many, int offset) {
    const int every = how_many > 0 ? setting_.candidates / how_many : 0;
    return every > 0 && number % every == offset % every;
  };
  if (is_one_of(setting_.bad, 7)) return "bad";
  return is_one_of(setting_.flaky, 3) ? "flaky" : "good";
}

void GateLoad::submit_all() {
  std::vector<TaskSpec> specs;
  for (int number = 0; number < setting_.candidates; ++number) {
    specs.push_back(fleet_.task(number, ""));
    specs.back().scope.clear();
  }
  fleet_.publish(specs);
  for (int number = 0; number < setting_.candidates; ++number) submit(number);
}

void GateLoad::submit(int number) {
  git::Repository& repository = fleet_.repository();
  TaskRecord task = fleet_.tasks().find(id_of(number)).value();
  const std::string kind = kind_of(number);
  if (kind == "bad") bad_.insert(task.id());
  git::Oid tree = repository.tree_of(task.task_commit);
  tree = with_file(repository, tree, file_of(number), fmt::format("begun\ndone {}\n", number));
  tree = with_file(repository, tree, fmt::format("work/{}{}", kind, number), "x\n");
  const git::Signature& author = fleet_.tasks().signature();
  const git::Oid work = repository.write_commit({tree, {task.task_commit}, "work\n", author, author});
  if (!fleet_.tasks().claim(task, {"none", "", "run", Milliseconds{600'000}}) ||
      !fleet_.tasks().submit(task, {work, {}, {}, {}, {}}))
    throw std::runtime_error("a candidate cannot be submitted");
}

std::vector<std::string> GateLoad::flaws() {
  std::vector<std::string> flaws;
  const auto landings = fleet_.landings();
  for (int number = 0; number < setting_.candidates; ++number) {
    const std::string id = id_of(number);
    const auto landed = landings.find(id);
    const int times = landed == landings.end() ? 0 : landed->second;
    const int expected = bad_.contains(id) ? 0 : 1;
    if (times != expected) flaws.push_back(fmt::format("{} landed {} times", id, times));
  }
  for (const TaskRecord& task : fleet_.tasks().fleet().tasks) {
    const Attempt* last = task.state.last_attempt();
    const bool is_rejected = last != nullptr && last->outcome == Outcome::checks_failed;
    if (!bad_.contains(task.id()) || !is_rejected)
      flaws.push_back(fmt::format("{} is {}: {}", task.id(), name_of(task.state.phase), task.state.reason));
    if (is_rejected && last->reason.find("bad") == std::string::npos)
      flaws.push_back(task.id() + " was rejected without the reason: " + last->reason);
  }
  if (fleet_.goal().green != fleet_.goal().target) flaws.emplace_back("green is not the target's tip");
  const std::string found = fleet_.scratch().git({"fsck", "--no-dangling", "--no-progress"});
  if (!found.empty()) flaws.push_back(found);
  return flaws;
}

}  // namespace reeve::test
