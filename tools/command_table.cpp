#include "tools/commands.h"

namespace reeve::cli {

const CommandTable& commands() {
  // clang-format off: one a line, so that two changes that each add a command do not collide
  static const CommandTable table = {
      &init_command,
      &goal_new_command,
      &goal_list_command,
      &goal_show_command,
      &goal_pause_command,
      &goal_resume_command,
      &goal_stop_command,
      &goal_deliver_command,
      &plan_command,
      &task_list_command,
      &task_show_command,
      &task_log_command,
      &task_add_command,
      &task_retry_command,
      &task_cancel_command,
      &task_hold_command,
      &task_release_command,
      &task_answer_command,
      &run_command,
      &work_command,
      &judge_command,
      &status_command,
      &report_command,
      &replay_command,
      &explain_command,
      &why_command,
      &log_command,
      &rehearse_command,
      &prompt_command,
      &reconcile_command,
      &ci_start_command,
      &help_command,
      &version_command,
      &man_command,
      &hooks_install_command,
      &hooks_uninstall_command,
      &hooks_status_command,
      &hook_command,
      &doctor_command,
  };
  // clang-format on
  return table;
}

const std::string& program_description() {
  static const std::string description =
      "Runs a fleet of coding agents on one repository, out of git itself. A planner breaks a goal into "
      "tasks, workers take one task each and push commits, and a judge lets only good work land. There is "
      "no server and no database: every fact is a commit, a branch or a note.";
  return description;
}

}  // namespace reeve::cli
