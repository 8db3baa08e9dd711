#include "agent/run_log.h"

#include "base/file.h"

namespace reeve {

namespace fs = std::filesystem;

RunLog::RunLog(fs::path path, const std::vector<Secret>& secrets, std::size_t half)
    : path_(std::move(path)),
      half_(half),
      streams_{Stream{"--- standard output\n", Redactor(secrets)},
               Stream{"--- standard error\n", Redactor(secrets)}} {
  std::error_code not_there;
  const auto size = fs::file_size(path_, not_there);
  if (!not_there) size_ = size;
}

void RunLog::add(OutputStream stream, std::string_view piece) {
  if (path_.empty()) return;
  Stream& target = streams_.at(stream == OutputStream::out ? 0 : 1);
  write(target, target.redactor.add(piece));
}

void RunLog::close() {
  if (path_.empty()) return;
  for (Stream& stream : streams_) write(stream, stream.redactor.finish());
  if (!at_line_start_) append("\n");
  if (size_ > 2 * half_ + notice_size_) cut();
}

void RunLog::write(Stream& stream, const std::string& text) {
  if (text.empty()) return;
  if (current_ != &stream) {
    append((at_line_start_ ? "" : "\n") + std::string(stream.heading));
    current_ = &stream;
  }
  append(text);
  at_line_start_ = text.ends_with('\n');
  if (size_ > 3 * half_) cut();
}

void RunLog::append(std::string_view text) {
  append_file(path_, text);
  size_ += text.size();
}

// The file is written anew at most once for each `half` of output.
void RunLog::cut() {
  const std::string text = read_file(path_);
  const std::string_view all = text;
  left_out_ += all.size() - 2 * half_ - notice_size_;
  const std::string notice = "\n[… " + std::to_string(left_out_) + " bytes left out …]\n";
  replace_file(path_,
               std::string(all.substr(0, half_)) + notice + std::string(all.substr(all.size() - half_)));
  notice_size_ = notice.size();
  size_ = 2 * half_ + notice_size_;
}

}  // namespace reeve
