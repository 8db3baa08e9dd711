#include "rehearse/scenario.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/glob.h"
#include "base/text.h"
#include "config/config_keys.h"
#include "rehearse/tree.h"
#include "task/id.h"

namespace reeve {

std::string_view rehearsal_small();
std::string_view rehearsal_faults();
std::string_view rehearsal_large();
std::string_view rehearsal_configuration();

}  // namespace reeve

namespace reeve::rehearse {

namespace {

constexpr std::size_t most_workers = 1'000;
constexpr std::size_t most_tasks = 20'000;
constexpr double most_hours = 24.0 * 365;

// The file before it is known whether its parts fit together.
struct Draft {
  Scenario scenario;
  std::optional<TreeShape> shape;
  std::vector<std::pair<TomlPosition, Node>> nodes;
};

// --- Values

std::optional<double> read_number(const Entry& entry, double least, double most) {
  const TomlValue& value = entry.value;
  if (value.kind != TomlKind::integer && value.kind != TomlKind::number) {
    entry.report(fmt::format("must be a number, not {}", describe(value.kind)));
    return {};
  }
  const double number = value.kind == TomlKind::integer ? static_cast<double>(value.integer) : value.number;
  if (number >= least && number <= most) return number;
  entry.report(fmt::format("must be from {} to {}, not {}", least, most, number));
  return {};
}

std::optional<double> read_share(const Entry& entry) {
  return read_number(entry, 0, 1);
}

std::optional<Range> read_range(const Entry& entry) {
  const auto& bounds = entry.value.elements;
  if (entry.value.kind == TomlKind::array && bounds.size() == 2) {
    const auto low = read_number(Entry{entry.name, bounds[0], entry.problems}, 0, 1e9);
    const auto high = read_number(Entry{entry.name, bounds[1], entry.problems}, 0, 1e9);
    if (!low || !high) return {};
    if (*low <= *high) return Range{*low, *high};
  }
  entry.report("must be the least and the most, as two numbers: [20, 60]");
  return {};
}

std::optional<Milliseconds> read_hours(const Entry& entry) {
  const auto hours = read_number(entry, 0.1, most_hours);
  if (!hours) return {};
  return Milliseconds(static_cast<Milliseconds::rep>(*hours * 60 * 60'000));
}

std::optional<std::string> read_id(const Entry& entry) {
  const auto text = read_text(entry);
  if (!text || is_valid_id(*text)) return text;
  entry.report("must be lower case letters, digits and hyphens, at most 60");
  return {};
}

std::optional<std::map<std::string, std::string>> read_lines(const Entry& entry) {
  if (!entry.is(TomlKind::table)) return {};
  std::map<std::string, std::string> lines;
  for (const TomlMember& member : entry.value.members) {
    const auto line = read_text(Entry{in_quotes(member.name), member.value, entry.problems});
    if (!line) return {};
    const bool is_one_line = line->find('\n') == line->npos && trim(*line) == *line && !line->empty();
    if (is_one_line && normalise_glob(member.name) == member.name) {
      lines[member.name] = *line;
    } else {
      entry.problems.add(member.position, in_quotes(member.name) + " must name a file and give it one line");
    }
  }
  return lines;
}

// --- Tables

const Keys<AgentScript>& agent_keys() {
  static const Keys<AgentScript> keys{
      {"work_minutes", field(&AgentScript::work_minutes, read_range)},
      {"plan_minutes", field(&AgentScript::plan_minutes, read_range)},
      {"judge_minutes", field(&AgentScript::judge_minutes, read_range)},
      {"check_minutes", field(&AgentScript::check_minutes, read_range)},
      {"cost", field(&AgentScript::cost, read_range)},
      {"tokens", field(&AgentScript::tokens, read_range)},
  };
  return keys;
}

const Keys<TreeShape>& tree_keys() {
  static const Keys<TreeShape> keys{
      {"levels", count(&TreeShape::levels, 8)},        {"plans", count(&TreeShape::plans, 100)},
      {"tasks", count(&TreeShape::tasks, most_tasks)}, {"cycles", count(&TreeShape::cycles, 100)},
      {"after", field(&TreeShape::after, read_share)}, {"shared", field(&TreeShape::shared, read_share)},
  };
  return keys;
}

void set_cycle(Node& node, const Entry& entry) {
  if (const auto cycle = read_count(entry, 1, 100)) node.cycle = static_cast<int>(*cycle);
}

void set_minutes(Node& node, const Entry& entry) {
  if (const auto minutes = read_number(entry, 0.1, 10'000))
    node.duration = Milliseconds(static_cast<Milliseconds::rep>(*minutes * 60'000));
}

const Keys<Node>& plan_keys() {
  static const Keys<Node> keys{
      {"id", field(&Node::id, read_id)},
      {"parent", field(&Node::parent, read_id)},
      {"cycle", set_cycle},
  };
  return keys;
}

const Keys<Node>& task_keys() {
  static const Keys<Node> keys{
      {"id", field(&Node::id, read_id)},
      {"plan", field(&Node::parent, read_id)},
      {"after", field(&Node::after, read_texts)},
      {"cycle", set_cycle},
      {"minutes", set_minutes},
      {"files", field(&Node::files, read_lines)},
      {"shared", field(&Node::shared, read_lines)},
  };
  return keys;
}

void read_nodes(Draft& draft, const Entry& entry, TaskKind kind, const Keys<Node>& keys,
                const std::string& place) {
  if (!entry.is(TomlKind::array)) return;
  for (const TomlValue& element : entry.value.elements) {
    Node node;
    node.kind = kind;
    read_keys(Entry{entry.name, element, entry.problems}, keys, place, node);
    draft.nodes.emplace_back(element.position, std::move(node));
  }
}

// "tokens@1 lie"
void add_exact_fault(FaultPlan& plan, const Entry& entry, const std::string& text) {
  const auto words = split(text, ' ');
  const auto fault = words.size() == 2 ? fault_named(words[1]) : std::nullopt;
  const auto at = words.empty() ? std::string::npos : words[0].rfind('@');
  const int attempt = at == std::string::npos ? 0 : std::atoi(words[0].c_str() + at + 1);
  if (!fault || attempt < 1) return entry.report("must be like \"tokens@1 lie\", not " + in_quotes(text));
  if (place_of(*fault) != FaultPlace::work_attempt && place_of(*fault) != FaultPlace::plan_attempt)
    return entry.report("names " + in_quotes(words[1]) +
                        ", which is no fault of an attempt: give it a share");
  plan.exactly[{words[0].substr(0, at), attempt}] = *fault;
}

void read_faults(FaultPlan& plan, const Entry& table) {
  if (!table.is(TomlKind::table)) return;
  std::vector<std::string> names{"mixed", "exactly"};
  for (const Fault fault : all_faults()) names.emplace_back(name_of(fault));
  for (const TomlMember& member : table.value.members) {
    const Entry entry{in_quotes(member.name) + " in [faults]", member.value, table.problems};
    if (member.name == "exactly") {
      for (const std::string& text : read_texts(entry).value_or(std::vector<std::string>()))
        add_exact_fault(plan, entry, text);
    } else if (member.name == "mixed") {
      plan.mixed = read_share(entry).value_or(0);
    } else if (const auto fault = fault_named(member.name)) {
      if (const auto share = read_share(entry)) plan.shares[*fault] = *share;
    } else {
      table.problems.add(member.position, "unknown key " + entry.name + did_you_mean(member.name, names));
    }
  }
}

void set_seed(Draft& draft, const Entry& entry) {
  if (const auto seed = read_count(entry, 0, 1'000'000'000)) draft.scenario.seed = *seed;
}

void set_person(Draft& draft, const Entry& entry) {
  const auto word = read_word(entry, "person", {"absent", "answers"});
  if (word) draft.scenario.person = *word == "answers" ? Person::answers : Person::absent;
}

const Keys<Draft>& scenario_keys() {
  static const Keys<Draft> keys{
      {"title", [](Draft& d, const Entry& e) { d.scenario.title = read_text(e).value_or(""); }},
      {"seed", set_seed},
      {"workers", [](Draft& d, const Entry& e) { d.scenario.workers = read_count(e, 1, most_workers); }},
      {"hours", [](Draft& d, const Entry& e) { d.scenario.time = read_hours(e).value_or(d.scenario.time); }},
      {"person", set_person},
      {"config", [](Draft& d, const Entry& e) { d.scenario.config = read_text(e).value_or(""); }},
      {"agents",
       [](Draft& d, const Entry& e) { read_keys(e, agent_keys(), " in [agents]", d.scenario.agents); }},
      {"tree", [](Draft& d, const Entry& e) { read_keys(e, tree_keys(), " in [tree]", d.shape.emplace()); }},
      {"plan",
       [](Draft& d, const Entry& e) { read_nodes(d, e, TaskKind::plan, plan_keys(), " in [[plan]]"); }},
      {"task",
       [](Draft& d, const Entry& e) { read_nodes(d, e, TaskKind::work, task_keys(), " in [[task]]"); }},
      {"faults", [](Draft& d, const Entry& e) { read_faults(d.scenario.faults, e); }},
  };
  return keys;
}

// --- What fits together

class Joiner {
 public:
  Joiner(Draft& draft, Problems& problems) : draft_(draft), problems_(problems) {}

  void join() {
    if (draft_.shape && !draft_.nodes.empty()) {
      problems_.add(draft_.nodes.front().first, "a scenario has [tree], or [[plan]] and [[task]], not both");
    }
    if (draft_.shape) {
      draft_.scenario.nodes = make_tree(*draft_.shape, draft_.scenario.seed);
    } else if (draft_.nodes.empty()) {
      problems_.add({1, 1}, "there is no task: give [tree] or [[task]]");
    }
    for (auto& [position, node] : draft_.nodes) {
      if (node.kind == TaskKind::plan) take(position, node);
    }
    for (auto& [position, node] : draft_.nodes) {
      if (node.kind != TaskKind::plan) take(position, node);
    }
    for (const Node& node : draft_.scenario.nodes)
      draft_.scenario.cycles = std::max(draft_.scenario.cycles, node.cycle);
  }

 private:
  void take(TomlPosition position, Node& node) {
    if (node.id.empty()) return problems_.add(position, "it has no id");
    if (find(node.id) != nullptr) problems_.add(position, "the id '" + node.id + "' is there twice");
    if (!node.parent.empty()) {
      const Node* parent = find(node.parent);
      if (parent == nullptr || parent->kind != TaskKind::plan)
        return problems_.add(position, "'" + node.parent + "' is no [[plan]] above it");
      node.cycle = parent->cycle;
    }
    for (const std::string& id : node.after) {
      const Node* other = find(id);
      if (other == nullptr || other->parent != node.parent || other->kind != node.kind)
        problems_.add(position, "'" + id + "', which it comes after, is no task of the same plan above it");
    }
    if (node.kind == TaskKind::work && node.files.empty())
      problems_.add(position, "the task '" + node.id + "' makes no files: give it files = { … }");
    draft_.scenario.nodes.push_back(node);
  }

  const Node* find(const std::string& id) const {
    const auto& nodes = draft_.scenario.nodes;
    const auto node = std::ranges::find(nodes, id, &Node::id);
    return node == nodes.end() ? nullptr : &*node;
  }

  Draft& draft_;
  Problems& problems_;
};

}  // namespace

Scenario parse_scenario(std::string_view toml, const std::string& source) {
  const TomlValue root = read_toml(toml, source);
  Problems problems(source);
  Draft draft;
  read_keys(Entry{"the file", root, problems}, scenario_keys(), "", draft);
  Joiner(draft, problems).join();
  problems.throw_if_any();
  return std::move(draft.scenario);
}

const std::vector<BuiltInScenario>& built_in_scenarios() {
  static const std::vector<BuiltInScenario> scenarios{
      {"small", rehearsal_small()}, {"faults", rehearsal_faults()}, {"large", rehearsal_large()}};
  return scenarios;
}

std::string_view rehearsal_config() {
  return rehearsal_configuration();
}

}  // namespace reeve::rehearse
