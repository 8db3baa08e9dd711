// The argument vector of a command agent: placeholders filled, never through a shell.
#pragma once

#include <string>
#include <vector>

#include "task/spec.h"

namespace reeve {

// Fills {path} {id} {title} {attempt} {scope} {task} {out}. An element that is exactly "{scope}" becomes one
// element a glob; inside other text the globs are joined by spaces. Braces around anything else stay as they
// are ("awk '{print}'"). Throws Error(configuration) if a command wants {path} and the task has none,
// likewise {scope}.
std::vector<std::string> fill_command(const std::vector<std::string>& command, const TaskSpec& spec,
                                      int attempt, const std::string& task_file,
                                      const std::string& out_folder);

}  // namespace reeve
