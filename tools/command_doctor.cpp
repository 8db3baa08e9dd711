#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "tools/arguments.h"
#include "tools/checkup.h"
#include "tools/commands.h"
#include "tools/output.h"

namespace reeve::cli {
namespace {

Style style_of(Health health) {
  return health == Health::ok ? Style::green : health == Health::warning ? Style::yellow : Style::red;
}

// A message may have several lines, as one about a configuration has; a finding has one.
std::string on_one_line(const std::string& text) {
  return printable(join(split_lines(text), "; "));
}

std::string line_for(const HealthFinding& finding, const Terminal& terminal) {
  const std::string health(name_of(finding.health));
  std::string line = terminal.styled(style_of(finding.health), health) + std::string(9 - health.size(), ' ');
  line += finding.subject + ": " + on_one_line(finding.text);
  return finding.advice.empty() ? line : line + " - " + on_one_line(finding.advice);
}

JsonObject finding_object(const HealthFinding& finding) {
  JsonObject object;
  object.add("subject", finding.subject).add("health", name_of(finding.health)).add("text", finding.text);
  object.add_if("advice", finding.advice);
  return object;
}

ExitCode run_doctor(const Arguments& arguments, Context& context) {
  const std::vector<HealthFinding> findings = check_up(context);
  if (arguments.json()) {
    std::vector<JsonObject> objects;
    std::ranges::transform(findings, std::back_inserter(objects), finding_object);
    context.out.line(JsonObject().add("findings", objects).text());
  } else {
    for (const HealthFinding& finding : findings) context.out.line(line_for(finding, context.out));
  }
  const bool healthy = std::ranges::none_of(
      findings, [](const HealthFinding& found) { return found.health == Health::problem; });
  return healthy ? ExitCode::done : ExitCode::negative;
}

}  // namespace

const Command doctor_command = {
    .name = "doctor",
    .summary = "find out what keeps Reeve from working here",
    .group = Group::repair,
    .description = {"One line for each thing that was looked at: ok, warning or problem, and what to do. "
                    "Looks at git, the "
                    "program in PATH, the kind of the repository, who you are, the configuration, the hub, "
                    "whether 'git log' "
                    "shows the ledger, and the hooks. Exits 1 if there is a problem.",
                    "That a hook runs is proved and not guessed: git makes a commit and a push in a scratch "
                    "repository with "
                    "the hooks of this one. Hooks that were there before Reeve's are left out; what husky "
                    "calls is run."},
    .json = Json::yes,
    .run = run_doctor,
};

}  // namespace reeve::cli
