#include "tools/manual.h"

#include <array>
#include <cstdint>
#include <cstdio>

#include "base/text.h"
#include "tools/command_line.h"
#include "tools/commands.h"
#include "tools/help.h"
#include "tools/version.h"

namespace reeve::cli {
namespace {

std::string roff_character(std::uint32_t code_point) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "\\[u%04X]", static_cast<unsigned>(code_point));
  return text.data();
}

// How many bytes follow the first one of a UTF-8 sequence.
std::size_t following_bytes(unsigned char first) {
  return first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
}

std::uint32_t decode_utf8(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence.front());
  std::uint32_t code_point = first & (0x3FU >> following_bytes(first));
  for (const char byte : sequence.substr(1)) {
    code_point = code_point << 6U | (static_cast<unsigned char>(byte) & 0x3FU);
  }
  return code_point;
}

std::string section(const std::string& title) {
  return ".SH " + title + "\n";
}

std::string bold(const std::string& text) {
  return "\\fB" + roff_text(text) + "\\fR";
}

std::string paragraph(const std::string& text) {
  if (!text.starts_with(' ')) return ".PP\n" + roff_text(text) + "\n";
  return ".PP\n.nf\n" + roff_text(text) + "\n.fi\n";
}

std::string option_entry(const Option& option) {
  return ".TP\n" + bold(option_label(option)) + "\n" + roff_text(option.help) + "\n";
}

std::string command_section(const Command& command) {
  std::string text = ".SS \"" + roff_text("git reeve " + command.name) + "\"\n";
  for (const std::string& form : command.synopsis) {
    text += ".PP\n" + bold("git reeve " + command.name) + (form.empty() ? "" : " " + roff_text(form)) + "\n";
  }
  text += paragraph(sentence(command.summary));
  for (const std::string& part : command.description) text += paragraph(part);
  for (const Option& option : command.options) text += option_entry(option);
  if (command.json == Json::yes) text += paragraph("Knows --json.");
  return text;
}

std::string commands_text(const CommandTable& table) {
  std::string text = section("COMMANDS");
  for (const Group group : {Group::start, Group::plan, Group::run, Group::look, Group::repair}) {
    for (const Command* command : table) {
      if (command->group == group) text += command_section(*command);
    }
  }
  return text;
}

std::string options_text() {
  std::string text = section("OPTIONS OF EVERY COMMAND");
  for (const Option& option : global_options()) text += option_entry(option);
  return text;
}

std::string exit_status_text() {
  std::string text = section("EXIT STATUS");
  for (const auto& [code, meaning] : exit_code_meanings()) {
    text += ".TP\n" + bold(std::to_string(static_cast<int>(code))) + "\n" + roff_text(meaning) + "\n";
  }
  return text;
}

std::string environment_text() {
  return section("ENVIRONMENT") + ".TP\n" + bold("NO_COLOR") +
         "\nif set to anything, output has no colour\n.TP\n" + bold("COLUMNS") +
         "\nthe width of the output; the terminal's if not set\n";
}

}  // namespace

std::string manual_page(const CommandTable& table) {
  return ".TH GIT\\-REEVE 1 \"\" \"" + roff_text(version_text()) + "\" \"Git Manual\"\n" + section("NAME") +
         "git\\-reeve \\- run a fleet of coding agents out of git\n" + section("SYNOPSIS") +
         bold("git reeve") + " " + roff_text(program_synopsis()) + "\n" + section("DESCRIPTION") +
         roff_text(program_description()) + "\n" + commands_text(table) + options_text() +
         exit_status_text() + environment_text() + section("SEE ALSO") + bold("git") + "(1)\n";
}

std::string roff_text(std::string_view text) {
  std::string roff;
  bool at_line_start = true;
  for (std::size_t position = 0; position < text.size(); ++position) {
    const auto byte = static_cast<unsigned char>(text[position]);
    if (at_line_start && (byte == '.' || byte == '\'')) roff += "\\&";
    at_line_start = byte == '\n';
    if (byte == '\\') {
      roff += "\\e";
    } else if (byte == '-') {
      roff += "\\-";
    } else if (byte == '\'') {
      roff += "\\(aq";
    } else if (byte == '`') {
      roff += "\\(ga";
    } else if (byte < 0x80) {
      roff += text[position];
    } else {
      const std::size_t length = following_bytes(byte) + 1;
      roff += roff_character(decode_utf8(text.substr(position, length)));
      position += length - 1;
    }
  }
  return roff;
}

}  // namespace reeve::cli
