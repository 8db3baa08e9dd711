#include "hub/ledger.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "hub/words.h"
#include "task/codec.h"
#include "task/spend.h"

namespace reeve {

namespace {

// No two digits: git leaves it alone, and shows it nowhere.
constexpr std::string_view totals_folder = "totals/";

std::string path_of_note(const git::Oid& commit) {
  const std::string name = commit.hex();
  return name.substr(0, 2) + "/" + name.substr(2);
}

std::string agent_line(const Attempt& attempt) {
  std::string line = attempt.agent;
  if (!attempt.trace.model.empty()) line += " (" + attempt.trace.model + ")";
  return fmt::format("{}, attempt {}", one_line(line), attempt.number);
}

std::string time_of_agents(const Usage& usage) {
  return format_duration(Milliseconds(static_cast<Milliseconds::rep>(usage.seconds.value_or(0) * 1000)));
}

std::string cost_line(const TaskState& state) {
  const Spend total = total_of(spend_of(state).table);
  std::string line = total.usage.cost ? fmt::format("{:.4f}, ", *total.usage.cost) : "";
  line += time_of_agents(total.usage) + " of agent time";
  if (total.unknown_cost > 0) {
    line += fmt::format("; cost not known for {}", count_of(total.unknown_cost, "attempt"));
  }
  return line;
}

// The outcome first, then whatever is known of what it was made with and what it used.
std::string attempt_line(const TaskState& state, const Attempt& attempt) {
  std::vector<std::string> parts{
      fmt::format("{} by {} {}", attempt.number, role_of(state.spec.kind), one_line(attempt.agent)),
      std::string(attempt.outcome ? name_of(*attempt.outcome) : "given up")};
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) parts.push_back(name + " " + one_line(value));
  };
  add("model", attempt.trace.model);
  add("version", attempt.trace.version);
  add("prompt", attempt.trace.prompt.substr(0, 10));  // a line fits 80 columns; the log below has all of it
  if (attempt.usage.seconds) parts.push_back(time_of_agents(attempt.usage));
  add("tokens", token_kinds(attempt.usage));
  if (attempt.usage.cost) parts.push_back(fmt::format("cost {:.4f}", *attempt.usage.cost));
  return join(parts, ", ");
}

std::string check_line(const Receipt& receipt) {
  const std::string flaky = is_flaky(receipt) ? fmt::format(" (flaky: passed at run {})", receipt.runs) : "";
  return fmt::format("{}{} on tree {}: {} ({:.1f} s)", name_of(receipt.result), flaky,
                     one_line(receipt.tree.substr(0, 10)), one_line(receipt.command), receipt.seconds);
}

std::vector<git::TreeEntry> entries_of(const git::Repository& repository,
                                       const std::optional<git::Oid>& tree) {
  if (!tree) return {};
  return repository.read_tree(*tree);
}

void put(std::vector<git::TreeEntry>& entries, git::TreeEntry entry) {
  const auto place = std::find_if(entries.begin(), entries.end(),
                                  [&](const git::TreeEntry& other) { return other.name == entry.name; });
  if (place != entries.end()) {
    *place = std::move(entry);
  } else {
    entries.push_back(std::move(entry));
  }
}

std::optional<git::Oid> id_of(const std::vector<git::TreeEntry>& entries, const std::string& name) {
  for (const git::TreeEntry& entry : entries) {
    if (entry.name == name) return entry.id;
  }
  return std::nullopt;
}

// The files grouped by folder: each folder's tree is written once.
git::Oid write_ledger_tree(git::Repository& repository, const std::optional<git::Oid>& old_tree,
                           const std::map<std::string, std::string>& files) {
  auto folders = entries_of(repository, old_tree);
  std::map<std::string, std::vector<git::TreeEntry>> changed;
  for (const auto& [path, text] : files) {
    const auto slash = path.find('/');
    const std::string folder = path.substr(0, slash);
    auto [place, is_new] = changed.try_emplace(folder);
    if (is_new) place->second = entries_of(repository, id_of(folders, folder));
    put(place->second, {path.substr(slash + 1), git::FileMode::blob, repository.write_blob(text)});
  }
  for (const auto& [folder, entries] : changed) {
    put(folders, {folder, git::FileMode::tree, repository.write_tree(entries)});
  }
  return repository.write_tree(folders);
}

}  // namespace

std::string ledger_note(const TaskState& state, const std::string& log) {
  std::string text = fmt::format("Task: {} ({})\n", state.spec.id, one_line(state.spec.title));
  text += "Goal: " + state.spec.goal + "\n";
  if (!state.spec.parent.empty()) text += "Parent: " + state.spec.parent + "\n";
  if (const Attempt* attempt = state.last_attempt()) text += "Agent: " + agent_line(*attempt) + "\n";
  text += "Cost: " + cost_line(state) + "\n";
  for (const Attempt& attempt : state.attempts) text += "Attempt: " + attempt_line(state, attempt) + "\n";
  if (const Attempt* attempt = state.last_attempt()) {
    for (const Receipt& receipt : attempt->receipts) {
      if (receipt.where == CheckPlace::gate) text += "Check: " + check_line(receipt) + "\n";
    }
  }
  return text + "\n" + log;
}

std::optional<std::string> log_in_ledger_note(const std::string& note) {
  const auto start = note.find("\n\n{\"reeve\":");
  if (start != std::string::npos) return note.substr(start + 2);
  if (note.starts_with("{\"reeve\":")) return note;
  return std::nullopt;
}

std::optional<TaskState> state_in(std::string_view log) {
  try {
    return fold(decode_task_log(log));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    return std::nullopt;
  }
}

std::optional<std::string> read_ledger(const git::Repository& repository,
                                       const std::optional<git::Oid>& ledger, const git::Oid& commit) {
  if (!ledger) return std::nullopt;
  return repository.file_at(repository.tree_of(*ledger), path_of_note(commit));
}

std::optional<git::Oid> ledger_note_id(const git::Repository& repository, const git::Oid& ledger,
                                       const git::Oid& commit) {
  const auto entry = repository.entry_at(repository.tree_of(ledger), path_of_note(commit));
  return entry ? std::optional(entry->id) : std::nullopt;
}

std::map<git::Oid, git::Oid> ledger_notes(const git::Repository& repository, const git::Oid& ledger) {
  std::map<git::Oid, git::Oid> notes;
  for (const git::TreeEntry& folder : repository.read_tree(repository.tree_of(ledger))) {
    if (folder.mode != git::FileMode::tree) continue;
    for (const git::TreeEntry& note : repository.read_tree(folder.id)) {
      if (const auto commit = git::Oid::parse(folder.name + note.name)) notes.emplace(*commit, note.id);
    }
  }
  return notes;
}

git::Oid write_ledger(git::Repository& repository, const std::optional<git::Oid>& ledger,
                      const std::map<git::Oid, std::string>& notes, const std::string& message,
                      const git::Signature& author, const std::map<std::string, std::string>& totals) {
  std::map<std::string, std::string> files;
  for (const auto& [on, note] : notes) files.emplace(path_of_note(on), note);
  for (const auto& [goal, text] : totals) files.emplace(path_of_totals(goal), text);
  git::CommitData commit;
  std::optional<git::Oid> old_tree;
  if (ledger) {
    commit.parents.push_back(*ledger);
    old_tree = repository.tree_of(*ledger);
  }
  commit.tree = write_ledger_tree(repository, old_tree, files);
  commit.message = message;
  commit.author = commit.committer = author;
  return repository.write_commit(commit);
}

std::string path_of_totals(const std::string& goal) {
  return std::string(totals_folder) + goal;
}

std::optional<std::string> goal_of_totals(std::string_view path) {
  if (!path.starts_with(totals_folder)) return std::nullopt;
  return std::string(path.substr(totals_folder.size()));
}

// As git: trailers stand in the last paragraph. What an agent says of its work above it is no trailer.
std::vector<std::string> trailers(const std::string& message, const std::string& name) {
  std::vector<std::string> values;
  for (const std::string& line : split_lines(trim(message))) {
    if (trim(line).empty()) values.clear();
    if (line.starts_with(name + ": ")) values.emplace_back(trim(line.substr(name.size() + 2)));
  }
  return values;
}

std::optional<std::string> trailer(const std::string& message, const std::string& name) {
  auto values = trailers(message, name);
  if (values.empty()) return std::nullopt;
  return std::move(values.back());
}

std::vector<std::string> logs_in_note(const std::string& note) {
  std::vector<std::string> logs;
  for (const std::string& line : split_lines(note)) {
    if (line.starts_with("{\"reeve\":")) logs.emplace_back();
    if (!logs.empty()) logs.back() += line + "\n";
  }
  return logs;
}

Landings landings_between(const git::Repository& repository, const std::string& goal, const git::Oid& tip,
                          const git::Oid& base) {
  Landings result;
  for (const git::Oid& id : repository.first_parents(tip, base)) {
    const std::string message = repository.read_commit(id).message;
    if (trailer(message, "Reeve-Goal") != goal) continue;
    const auto taken_back = trailer(message, "Reeve-Reverts");
    const auto task = trailer(message, "Reeve-Task");
    if (taken_back) {
      if (!result.landed.contains(*taken_back)) result.reverted.insert(*taken_back);
    } else if (task && result.reverted.erase(*task) == 0) {
      result.landed.emplace(*task, id);
    }
  }
  return result;
}

std::map<std::string, git::Oid> landed_tasks(const git::Repository& repository, const std::string& goal,
                                             const git::Oid& tip, const git::Oid& base) {
  return landings_between(repository, goal, tip, base).landed;
}

}  // namespace reeve
