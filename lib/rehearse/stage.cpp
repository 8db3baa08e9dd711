#include "rehearse/stage.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "task/id.h"

namespace reeve::rehearse {

namespace {

constexpr TimePoint first_day{Milliseconds{1'800'000'000'000}};
constexpr std::size_t most_differences = 20;

const std::string goal_id = "rehearsal";
const std::string config_path = ".reeve/config.toml";

std::vector<std::string> sorted_lines(const std::string& text) {
  auto lines = split_lines(text);
  std::ranges::sort(lines);
  return lines;
}

MemoryHub first_hub(const std::filesystem::path& path, std::shared_ptr<MemoryRefs> refs) {
  return MemoryHub(std::move(refs), git::Repository::create(path, git::Repository::Kind::bare));
}

}  // namespace

std::string title_of(const Node& node) {
  if (node.kind == TaskKind::plan) return node.id + ": plan this part";
  return node.id + ": make " + node.files.begin()->first;
}

Stage::Stage(const Scenario& play, std::uint64_t seed, const std::string& config_text,
             const std::filesystem::path& where)
    : scenario(play),
      dice(seed),
      faults(play.faults, dice),
      folder(where),
      scheduler(first_day),
      config(parse_config(config_text, config_path)),
      goal(goal_id),
      refs_(std::make_shared<MemoryRefs>()),
      hub_(first_hub(clone(), refs_)),
      tasks_(hub_, scheduler, "Person <person@rehearsal>", signature("Person")) {
  for (const Node& node : scenario.nodes) nodes_.emplace(node.id, &node);
  start_ = write_repository(config_text);
  GoalSpec spec;
  spec.id = goal;
  spec.title = scenario.title.empty() ? "A rehearsal" : scenario.title;
  spec.body = "Everything that the scenario defines exists.";
  spec.accept = {"all files of the scenario are there"};
  if (!GoalStore(tasks_).open(spec, start_)) throw Error(ErrorKind::git, "the goal cannot be opened");
}

git::Signature Stage::signature(const std::string& who) const {
  return {who, slug_of(who) + "@rehearsal", first_day};
}

MemoryHub Stage::open_hub() const {
  return MemoryHub(refs_, git::Repository::open(clone()));
}

std::filesystem::path Stage::clone() const {
  return folder / fmt::format("machine-{}.git", machine);
}

// Objects are fetched from the hub in no time: the clones share them. Logs, receipts and workspaces belong to
// one machine.
void Stage::move_to_next_machine() {
  const std::filesystem::path objects = clone() / "objects";
  ++machine;
  git::Repository::create(clone(), git::Repository::Kind::bare);
  std::filesystem::remove_all(clone() / "objects");
  std::filesystem::create_directory_symlink(objects, clone() / "objects");
}

git::Oid Stage::write_repository(const std::string& config_text) {
  git::Repository& repository = hub_.objects();
  const git::Oid file = repository.write_blob(config_text);
  const git::Oid reeve = repository.write_tree({{"config.toml", git::FileMode::blob, file}});
  const git::Oid readme = repository.write_blob("A rehearsal.\n");
  git::CommitData commit;
  commit.tree = repository.write_tree(
      {{".reeve", git::FileMode::tree, reeve}, {"README.md", git::FileMode::blob, readme}});
  commit.message = "Begin\n";
  commit.author = commit.committer = signature("Person");
  return repository.write_commit(commit);
}

const Node* Stage::node(const std::string& id) const {
  const auto found = nodes_.find(id);
  return found == nodes_.end() ? nullptr : found->second;
}

const Node* Stage::node_of(const TaskSpec& spec) const {
  return node(spec.title.substr(0, spec.title.find(':')));
}

bool Stage::is_below(const Node& inner, const std::string& id) const {
  for (const Node* step = &inner; step != nullptr; step = node(step->parent)) {
    if (step->id == id) return true;
  }
  return id.empty();
}

bool Stage::is_done(const Node& wanted, const git::Oid& commit) {
  if (wanted.kind == TaskKind::plan) {
    return std::ranges::all_of(scenario.nodes, [&](const Node& inner) {
      return inner.kind == TaskKind::plan || !is_below(inner, wanted.id) || is_done(inner, commit);
    });
  }
  const git::Oid tree = hub_.objects().tree_of(commit);
  const auto has = [&](const auto& file) {
    const auto text = hub_.objects().file_at(tree, file.first);
    if (!text) return false;
    const auto lines = split_lines(*text);
    return std::ranges::find(lines, file.second) != lines.end();
  };
  return std::ranges::all_of(wanted.files, has) && std::ranges::all_of(wanted.shared, has);
}

std::vector<std::string> Stage::differences(const git::Oid& commit) {
  std::map<std::string, std::vector<std::string>> wanted;
  for (const Node& node : scenario.nodes) {
    for (const auto& [path, line] : node.files) wanted[path].push_back(line);
    for (const auto& [path, line] : node.shared) wanted[path].push_back(line);
  }
  git::Repository& repository = hub_.objects();
  const git::Oid start = repository.tree_of(start_);
  for (const std::string& path : repository.files(start))
    wanted[path] = sorted_lines(repository.file_at(start, path).value_or(""));
  std::vector<std::string> result;
  const git::Oid tree = repository.tree_of(commit);
  for (const std::string& path : repository.files(tree)) {
    if (!wanted.contains(path)) result.push_back("there is a file too many: " + path);
  }
  for (auto& [path, lines] : wanted) {
    std::ranges::sort(lines);
    const auto text = repository.file_at(tree, path);
    if (!text) {
      result.push_back("a file is missing: " + path);
    } else if (sorted_lines(*text) != lines) {
      result.push_back("a file is not as it should be: " + path);
    }
  }
  if (result.size() > most_differences) result.resize(most_differences);
  return result;
}

void Stage::note(Fault fault, const std::string& task, int attempt) {
  incidents.push_back({fault, task, attempt, scheduler.now()});
}

}  // namespace reeve::rehearse
