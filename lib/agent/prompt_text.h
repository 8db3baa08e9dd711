// Pieces of prompts. Everything that agents or programs have written is bounded here: a prompt that one long
// log has filled says nothing else any more.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "task/fold.h"

namespace reeve {

// "\n# heading\n\n- line\n- line\n"; empty without lines.
std::string section(const std::string& heading, const std::vector<std::string>& lines);

// As section(), each line as `code`.
std::string code_section(const std::string& heading, const std::vector<std::string>& lines);

// "\n# heading\n\ntext\n"; empty without a text.
std::string text_section(const std::string& heading, std::string_view text);

// The text with its beginning and its end, and in between how many bytes are left out, if it has more than
// `most` bytes. Valid UTF-8, without spaces at its ends.
std::string excerpt(std::string_view text, std::size_t most);

// At most `most` lines of `text`, and one that says how many more there are.
std::string first_lines(std::string_view text, std::size_t most);

// What a handoff says, a line each: the summary, then "- concern: …" and so on, at most `most_items` of a
// kind.
std::string handoff_lines(const Handoff& handoff, std::size_t most_items);

// The shared field guide, at most limits.guide_lines of it.
std::string guide_section(const std::string& guide, const LimitsConfig& limits);

// What an attempt may use, as numbers: an agent knows neither the time nor what it has used.
std::string limits_section(const AgentConfig& agent, const LimitsConfig& limits);

// What earlier attempts at a task learned, and what a person answered; empty for a first attempt.
std::string history_section(const TaskState& task);

}  // namespace reeve
