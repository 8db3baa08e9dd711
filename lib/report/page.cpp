#include "report/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "base/deflate.h"
#include "base/error.h"
#include "base/text.h"
#include "report/page_text.h"
#include "report/words.h"

namespace reeve {

namespace {

std::string html_escaped(std::string_view text) {
  std::string html;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

// Content-Security-Policy wants a hash as base 64 of its bytes.
std::string hash_source(std::string_view hexadecimal) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hexadecimal.size(); i += 2) {
    unsigned value = 0;
    std::from_chars(hexadecimal.data() + i, hexadecimal.data() + i + 2, value, 16);
    bytes += static_cast<char>(value);
  }
  return "'sha256-" + base64(bytes) + "'";
}

// The template with each "@NAME@" that is in `values` replaced. What is put in is not looked at again.
std::string filled(std::string_view text, const std::map<std::string, std::string, std::less<>>& values) {
  std::string result;
  while (!text.empty()) {
    const std::size_t begin = text.find('@');
    const std::size_t end = begin == text.npos ? begin : text.find('@', begin + 1);
    if (end == text.npos) break;
    const auto value = values.find(text.substr(begin + 1, end - begin - 1));
    const bool is_known = value != values.end();
    result +=
        is_known ? std::string(text.substr(0, begin)) + value->second : std::string(text.substr(0, end));
    text.remove_prefix(is_known ? end + 1 : end);
  }
  return result + std::string(text);
}

std::string title_of(const PageFacts& facts) {
  if (facts.goals.size() != 1) return fmt::format("Reeve: {}", count_of(facts.goals.size(), "goal"));
  return "Reeve: " + page::beginning_of(first_line(facts.goals.front().report.title), page::longest_line);
}

// For who reads the page without its script.
std::string summary_of(const PageFacts& facts) {
  std::string html;
  for (const PageGoal& goal : facts.goals) {
    html += fmt::format("<h2>{}</h2>\n<p>{}: {} landed, {} known.</p>\n",
                        html_escaped(page::beginning_of(first_line(goal.report.title), page::longest_line)),
                        name_of(goal.status.phase), count_of(goal.status.landed, "task"),
                        goal.history.tasks.size());
  }
  return html.empty() ? "<p>There is no goal.</p>" : html;
}

std::string page_around(const std::string& data, const PageFacts& facts) {
  return filled(report_page_template(),
                {{"STYLE", std::string(report_page_style())},
                 {"SCRIPT", std::string(report_page_script())},
                 {"STYLE_HASH", hash_source(report_page_style_sha256())},
                 {"SCRIPT_HASH", hash_source(report_page_script_sha256())},
                 {"TITLE", html_escaped(title_of(facts))},
                 {"SUMMARY", summary_of(facts)},
                 {"DATA", R"({"format":"reeve report","v":1,"deflated":")" + data + "\"}"}});
}

}  // namespace

std::string page_html(const PageFacts& facts, std::size_t limit) {
  const PageData data(facts);
  const std::size_t frame = page_around("", facts).size();
  const auto packed = [&](std::size_t texts) { return base64(deflated(data.text(texts))); };
  std::string best = packed(data.long_texts());
  if (frame + best.size() <= limit) return page_around(best, facts);
  // How much a byte of text takes once packed is known only afterwards: from the two ends, a few steps.
  const std::string least = packed(0);
  std::size_t low = 0, high = data.long_texts();
  std::size_t low_size = least.size(), high_size = best.size();
  best = least;
  for (int step = 0; step < 3 && frame + low_size < limit && high_size > low_size; ++step) {
    const double share =
        static_cast<double>(limit - frame - low_size) / static_cast<double>(high_size - low_size);
    const std::size_t texts = low + static_cast<std::size_t>(static_cast<double>(high - low) * share * 0.98);
    std::string tried = packed(texts);
    const bool fits = frame + tried.size() <= limit;
    (fits ? low : high) = texts;
    (fits ? low_size : high_size) = tried.size();
    if (fits) best = std::move(tried);
    if (fits && static_cast<double>(frame + low_size) > 0.95 * static_cast<double>(limit)) break;
  }
  return page_around(best, facts);
}

}  // namespace reeve
