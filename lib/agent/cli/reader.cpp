#include "agent/cli/reader.h"

#include "agent/cli/conclusion.h"
#include "base/text.h"

namespace reeve::cli_agent {

void Dialect::read_error(std::string_view, Told&) {}

void Dialect::finish(const ProcessResult&, const std::string&, Told&) {}

std::unique_ptr<Dialect> dialect_of(ReaderKind kind) {
  switch (kind) {
    case ReaderKind::claude:
      return claude_dialect();
    case ReaderKind::codex:
      return codex_dialect();
    case ReaderKind::opencode:
      return opencode_dialect();
    case ReaderKind::pi:
      return pi_dialect();
    case ReaderKind::gemini:
      return gemini_dialect();
    case ReaderKind::qwen:
      return qwen_dialect();
    case ReaderKind::copilot:
      break;
  }
  return copilot_dialect();
}

void CliReader::add(OutputStream stream, std::string_view piece) {
  Line& line = stream == OutputStream::out ? out_ : err_;
  for (auto end_of_line = piece.find('\n'); end_of_line != piece.npos; end_of_line = piece.find('\n')) {
    add_to(line, stream, piece.substr(0, end_of_line));
    end(line, stream);
    piece.remove_prefix(end_of_line + 1);
  }
  add_to(line, stream, piece);
}

void CliReader::add_to(Line& line, OutputStream, std::string_view piece) {
  if (line.is_too_long || line.text.size() + piece.size() > longest_line) {
    line.is_too_long = true;
    line.text.clear();
    return;
  }
  line.text += piece;
}

void CliReader::end(Line& line, OutputStream stream) {
  if (line.is_too_long) {
    ++skipped_;
  } else {
    read(stream, line.text);
  }
  line = {};
}

void CliReader::read(OutputStream stream, const std::string& line) {
  told_.now = clock_.now();
  if (stream == OutputStream::err) return dialect_->read_error(line, told_);
  const std::string_view text = trim(line);
  if (text.empty() || text.front() != '{') return;
  if (const auto event = try_parse_json(text)) dialect_->read(*event, told_);
}

RoundReport CliReader::report(const ProcessResult& process, const std::vector<int>& ok_codes,
                              const std::string& usage_file, const std::optional<Trouble>& stopped) {
  end(out_, OutputStream::out);
  end(err_, OutputStream::err);
  told_.now = clock_.now();
  dialect_->finish(process, usage_file, told_);
  RoundReport report = conclusion(told_, process, ok_codes, stopped);
  if (skipped_ > 0)
    report.concerns.push_back(count_of(skipped_, "line") + " of its output too long to be read");
  return report;
}

}  // namespace reeve::cli_agent
