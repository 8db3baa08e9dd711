#include "tools/text_argument.h"

#include <iostream>
#include <iterator>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace reeve::cli {

namespace {

std::string standard_input() {
  return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

// A name that is too long for a file is none.
bool is_file(const std::filesystem::path& path) {
  std::error_code failure;
  return std::filesystem::exists(path, failure) && !std::filesystem::is_directory(path, failure);
}

}  // namespace

std::string file_argument(const Context& context, const std::string& value) {
  if (value == "-") return standard_input();
  const auto path = context.folder / value;
  if (is_file(path)) return read_file(path);
  throw Error(ErrorKind::not_found, "there is no file '" + printable(value) + "'",
              "files are looked for from " + context.folder.string());
}

std::string text_argument(const Context& context, const std::string& value) {
  const bool several_words = trim(value).find_first_of(" \t\n") != std::string_view::npos;
  if (several_words && !is_file(context.folder / value)) return value;
  return file_argument(context, value);
}

}  // namespace reeve::cli
