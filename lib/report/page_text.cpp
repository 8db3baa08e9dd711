#include "report/page_text.h"

#include <cmath>

#include "base/text.h"

namespace reeve::page {

namespace {

// Bytes 10xxxxxx stand within a character.
bool is_within_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

std::string left_out(std::size_t bytes) {
  return "(" + std::to_string(bytes) + " bytes left out)";
}

}  // namespace

std::string beginning_of(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return repair_utf8(text);
  std::size_t end = limit;
  while (end > 0 && is_within_character(text[end])) --end;
  return repair_utf8(text.substr(0, end)) + " … " + left_out(text.size() - end);
}

std::string end_of(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return repair_utf8(text);
  std::size_t begin = text.size() - limit;
  while (begin < text.size() && is_within_character(text[begin])) ++begin;
  return left_out(begin) + " … " + repair_utf8(text.substr(begin));
}

std::vector<std::string> lines_of(const std::vector<std::string>& lines, std::size_t limit) {
  std::vector<std::string> cut;
  for (const std::string& line : lines) {
    if (cut.size() == longest_list) {
      cut.push_back("(" + std::to_string(lines.size() - longest_list) + " more left out)");
      break;
    }
    cut.push_back(beginning_of(line, limit));
  }
  return cut;
}

void add_list(JsonObject& object, std::string_view name, const std::vector<std::int64_t>& numbers) {
  if (numbers.empty()) return;
  JsonDocument array(rapidjson::kArrayType);
  for (const std::int64_t number : numbers) array.PushBack(JsonValue(number), array.GetAllocator());
  object.add(name, static_cast<const JsonValue&>(array));
}

void add_list(JsonObject& object, std::string_view name, const std::vector<JsonObject>& objects) {
  if (!objects.empty()) object.add(name, objects);
}

double rounded(double value, int digits) {
  const double scale = std::pow(10.0, digits);
  return std::round(value * scale) / scale;
}

}  // namespace reeve::page
