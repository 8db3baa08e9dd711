// `git reeve report --html`: one page that says how goals went, in one file that needs nothing else: no
// network, no server. Pure.
//
// The page is templates/report/page.html with the style and the scripts beside it; what it shows is the JSON
// of report/page_data.h. That is packed (RFC 1950) and stands in base 64 in
//   <script type="application/json" id="data">{"format":"reeve report","v":1,"deflated":"…"}</script>
// because 5,000 tasks with what was said about them are 5 MB of JSON or more, and a page shall stay under
// one: packed, and in base 64, they take a sixth of that. Any browser since 2023 unpacks it by itself. A
// program takes the text between `id="data">` and the next `<`, and unpacks "deflated" with base 64 and zlib.
//
// Nothing that an agent wrote becomes markup: it reaches the page as packed data, and the script makes text
// of it. A content security policy in the page names the one style and the one script by their hashes, and
// forbids everything else.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "report/page_data.h"

namespace reeve {

// Bytes that a page is at most as long as something can be left out of it: the long texts of the tasks that
// landed first. Without any, it takes about 140 bytes a task.
constexpr std::size_t page_limit = 1'000'000;

std::string page_html(const PageFacts& facts, std::size_t limit = page_limit);

// templates/report/page.html, page.css and the scripts there, in the order in which they are read; and the
// SHA-256 of the last two in hexadecimal digits.
std::string_view report_page_template();
std::string_view report_page_style();
std::string_view report_page_style_sha256();
std::string_view report_page_script();
std::string_view report_page_script_sha256();

}  // namespace reeve
