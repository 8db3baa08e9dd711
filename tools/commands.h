// Every command there is. To add one: write tools/command_<name>.cpp that defines its `Command`, declare
// it here, and name it in command_table.cpp and CMakeLists.txt.
#pragma once

#include <string>

#include "tools/command.h"

namespace reeve::cli {

// In the order in which the help lists them within their groups. The entries live as long as the program.
const CommandTable& commands();

// The paragraph that opens the help and the manual.
const std::string& program_description();

extern const Command help_command;
extern const Command man_command;
extern const Command version_command;
extern const Command init_command;
extern const Command goal_new_command;
extern const Command goal_list_command;
extern const Command goal_show_command;
extern const Command goal_pause_command;
extern const Command goal_resume_command;
extern const Command goal_stop_command;
extern const Command goal_deliver_command;
extern const Command plan_command;
extern const Command task_list_command;
extern const Command task_show_command;
extern const Command task_log_command;
extern const Command task_add_command;
extern const Command task_retry_command;
extern const Command task_cancel_command;
extern const Command task_hold_command;
extern const Command task_release_command;
extern const Command task_answer_command;
extern const Command status_command;
extern const Command report_command;
extern const Command replay_command;
extern const Command explain_command;
extern const Command why_command;
extern const Command log_command;
extern const Command prompt_command;
extern const Command work_command;
extern const Command judge_command;
extern const Command run_command;
extern const Command reconcile_command;
extern const Command rehearse_command;
extern const Command ci_start_command;
extern const Command hooks_install_command;
extern const Command hooks_uninstall_command;
extern const Command hooks_status_command;
extern const Command hook_command;
extern const Command doctor_command;

}  // namespace reeve::cli
