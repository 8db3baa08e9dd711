#include "agent/command_line.h"

#include <map>

#include "base/error.h"
#include "base/text.h"

namespace reeve {

namespace {

void require(bool there, const std::string& placeholder, const std::string& element, const TaskSpec& spec) {
  if (there) return;
  throw Error(
      ErrorKind::configuration,
      "the agent's command wants " + placeholder + " ('" + element + "'), and task " + spec.id + " has none",
      "give the task one, or another agent");
}

std::string fill_element(std::string element, const std::map<std::string, std::string>& values) {
  for (const auto& [placeholder, value] : values)
    element = replace_all(std::move(element), placeholder, value);
  return element;
}

}  // namespace

std::vector<std::string> fill_command(const std::vector<std::string>& command, const TaskSpec& spec,
                                      int attempt, const std::string& task_file,
                                      const std::string& out_folder) {
  const std::map<std::string, std::string> values{{"{path}", spec.path},
                                                  {"{id}", spec.id},
                                                  {"{title}", spec.title},
                                                  {"{attempt}", std::to_string(attempt)},
                                                  {"{scope}", join(spec.scope, " ")},
                                                  {"{task}", task_file},
                                                  {"{out}", out_folder}};
  std::vector<std::string> filled;
  for (const std::string& element : command) {
    if (element.find("{path}") != std::string::npos) require(!spec.path.empty(), "{path}", element, spec);
    if (element.find("{scope}") != std::string::npos) require(!spec.scope.empty(), "{scope}", element, spec);
    if (element == "{scope}") {
      filled.insert(filled.end(), spec.scope.begin(), spec.scope.end());
    } else {
      filled.push_back(fill_element(element, values));
    }
  }
  return filled;
}

}  // namespace reeve
