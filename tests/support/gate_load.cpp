#include "support/gate_load.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/text.h"
#include "hub/ledger.h"
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

// Looks at what the candidates have put into work/: a bad one says so, a flaky one fails once for each name,
// and the halves of a pair are not to be there together.
std::string check_for(const GateLoadSetting& setting, const std::string& marks) {
  const std::string tries = setting.halves == GateLoadSetting::Halves::at_once ? "500" : "0";
  return "cd work 2> /dev/null || exit 0\nls | grep '^bad' && exit 1\n"
         "for half in pair*; do test -e $half || continue; pair=${half%-*}; mkdir -p " +
         marks +
         "/$half\n"
         "test -e $pair-left && test -e $pair-right && { echo bad $pair; exit 1; }\n"
         "i=0; until test $i -ge " +
         tries + " || test -e " + marks + "/$pair-left -a -e " + marks +
         "/$pair-right; do sleep 0.02; i=$((i + 1)); done; done\n"
         "for f in flaky*; do test -e $f && mkdir " +
         marks + "/$f 2> /dev/null && exit 1; done\nexit 0";
}

std::string config_for(const GateLoadSetting& setting, const std::string& check) {
  return fmt::format(
      "[agents.none]\npreset = \"command\"\ncommand = [\"true\"]\n[roles]\nworker = [\"none\"]\n"
      "[gate]\nsandbox = \"none\"\nslots = {}\nchecks = [\'\'\'{}\'\'\']\n{}",
      setting.slots, check, setting.gate);
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
    : setting_(setting),
      check_(check_for(setting, marks_.path().string())),
      fleet_(files_of(setting.files), config_for(setting, check_)) {}

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
  if (is_one_of(setting_.pairs, 10)) return "pair-left";
  if (is_one_of(setting_.pairs, 11)) return "pair-right";
  return is_one_of(setting_.flaky, 3) ? "flaky" : "good";
}

// Of a pair both halves have the number of the left one.
std::string GateLoad::name_of(int number) const {
  const std::string kind = kind_of(number);
  if (!kind.starts_with("pair")) return fmt::format("{}{}", kind, number);
  return fmt::format("pair{}{}", kind == "pair-left" ? number : number - 1, kind.substr(4));
}

void GateLoad::submit_all(int first) {
  for (int number = first; number < setting_.candidates; ++number) submit(number);
}

void GateLoad::submit(int number) {
  git::Repository& repository = fleet_.repository();
  TaskSpec spec = fleet_.task(number, "");
  spec.scope.clear();
  fleet_.publish({spec});
  TaskRecord task = fleet_.tasks().find(spec.id).value();
  git::Oid tree = repository.tree_of(task.task_commit);
  tree = with_file(repository, tree, file_of(number), fmt::format("begun\ndone {}\n", number));
  tree = with_file(repository, tree, "work/" + name_of(number), "x\n");
  const git::Signature& signature = fleet_.tasks().signature();
  const git::Oid work = repository.write_commit({tree, {task.task_commit}, "work\n", signature, signature});
  std::vector<Receipt> receipts;
  if (setting_.branch == GateLoadSetting::Branch::passed)
    receipts.push_back({tree.hex(), check_, CheckResult::pass, 0, 0.1, CheckPlace::worker, ""});
  if (!fleet_.tasks().claim(task, {"none", "", "run", Milliseconds{600'000}}) ||
      !fleet_.tasks().submit(task, {work, {}, {}, {}, receipts}))
    throw std::runtime_error("a candidate cannot be submitted");
}

std::map<std::string, int> GateLoad::reverts() {
  std::map<std::string, int> count;
  const auto base = git::Oid::parse(fleet_.goal().state.spec.base);
  for (const git::Oid& id : fleet_.repository().first_parents(fleet_.target(), base)) {
    const auto task = trailer(fleet_.repository().read_commit(id).message, "Reeve-Reverts");
    if (task) ++count[*task];
  }
  return count;
}

// Of one candidate, that landed and was reverted so many times.
void GateLoad::find_flaws_of(int number, int landed, int reverted, std::vector<std::string>& flaws) {
  const std::string id = id_of(number);
  const std::string kind = kind_of(number);
  const bool is_in = landed - reverted == 1;
  const bool is_out = landed == reverted;
  const bool is_half = kind.starts_with("pair");
  const bool is_right = kind == "bad" ? is_out : is_half ? is_in || is_out : is_in && reverted == 0;
  if (!is_right) {
    flaws.push_back(
        fmt::format("{}, {}, landed {} times and was reverted {} times", id, kind, landed, reverted));
  }
  const auto task = fleet_.tasks().find(id);
  if (task.has_value() == is_in) flaws.push_back(id + (is_in ? " landed, and waits" : " is lost"));
  if (task && !is_in) find_flaws_of_refused(*task, flaws);
}

void GateLoad::find_flaws_of_refused(const TaskRecord& task, std::vector<std::string>& flaws) {
  const Attempt* last = task.state.last_attempt();
  if (last == nullptr || last->outcome != Outcome::checks_failed) {
    flaws.push_back(
        fmt::format("{} is {}: {}", task.id(), reeve::name_of(task.state.phase), task.state.reason));
  } else if (last->reason.find("bad") == std::string::npos) {
    flaws.push_back(task.id() + " was refused without the reason: " + last->reason);
  }
}

// What is on the target has to be all of what landed, and one half of each pair.
void GateLoad::find_flaws_of_target(const std::set<std::string>& landed, std::vector<std::string>& flaws) {
  std::set<std::string> there;
  const std::string folder = fleet_.target().hex() + ":work";
  for (const std::string& name : split_lines(fleet_.scratch().git({"ls-tree", "--name-only", folder}) + "\n"))
    if (!name.empty()) there.insert(name);
  if (there != landed) flaws.emplace_back("the target's files are not those that landed");
  for (int number = 0; number < setting_.candidates; ++number) {
    if (kind_of(number) != "pair-left") continue;
    if (there.contains(name_of(number)) == there.contains(name_of(number + 1)))
      flaws.push_back("both halves or none landed: " + name_of(number));
  }
  if (fleet_.goal().green != fleet_.goal().target) flaws.emplace_back("green is not the target's tip");
}

std::vector<std::string> GateLoad::flaws() {
  std::vector<std::string> flaws;
  std::set<std::string> on_target;
  auto landings = fleet_.landings();
  auto taken_back = reverts();
  for (int number = 0; number < setting_.candidates; ++number) {
    const int landed = landings[id_of(number)];
    const int reverted = taken_back[id_of(number)];
    find_flaws_of(number, landed, reverted, flaws);
    if (landed > reverted) on_target.insert(name_of(number));
  }
  find_flaws_of_target(on_target, flaws);
  const std::string found = fleet_.scratch().git({"fsck", "--no-dangling", "--no-progress"});
  if (!found.empty()) flaws.push_back(found);
  return flaws;
}

}  // namespace reeve::test
