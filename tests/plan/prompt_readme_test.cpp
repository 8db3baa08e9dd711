// The table of variables in templates/prompts/README.md is what the code gives.
#include <algorithm>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "judge/review_prompt.h"
#include "plan/goal_prompt.h"
#include "support/catch.h"

namespace prompt_readme_test {

using namespace reeve;

namespace {

using Names = std::set<std::string>;

Names names_of(const PromptVariables& variables) {
  Names names;
  for (const auto& [name, text] : variables) names.insert(name);
  return names;
}

// The variables whose row names this prompt.
Names documented(const std::string& prompt) {
  Names names;
  for (const std::string& line : split_lines(read_file(REEVE_PROMPTS "/README.md"))) {
    const auto cells = split(line, '|');
    if (cells.size() != 5 || !trim(cells[1]).starts_with('`')) continue;
    const auto prompts = split(trim(cells[2]), ' ');
    if (std::find(prompts.begin(), prompts.end(), prompt) != prompts.end())
      names.insert(replace_all(trim(cells[1]), "`", ""));
  }
  return names;
}

}  // namespace

TEST_CASE("every variable of a prompt is documented, and no other") {
  CHECK(documented("worker") == names_of(prompt_variables({}, {})));
  CHECK(documented("conflict") == names_of(prompt_variables({}, {})));
  CHECK(documented("planner") == names_of(planner_variables({}, {}, {})));
  CHECK(documented("judge") == names_of(judge_variables({}, {})));
  CHECK(documented("review") == names_of(review_variables({}, {}, "")));
}

TEST_CASE("each template uses variables that its prompt has") {
  fill_template(prompt_template("planner"), planner_variables({}, {}, {}), "planner");
  fill_template(prompt_template("judge"), judge_variables({}, {}), "judge");
  fill_template(prompt_template("worker"), prompt_variables({}, {}), "worker");
  fill_template(prompt_template("review"), review_variables({}, {}, ""), "review");
  fill_template(prompt_template("conflict"), prompt_variables({}, {}), "conflict");
}

}  // namespace prompt_readme_test
