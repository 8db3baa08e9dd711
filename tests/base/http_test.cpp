#include "base/http.h"

#include "support/catch.h"

namespace http_test {

using namespace reeve;

TEST_CASE("a header is found in any case, and the first of several is taken") {
  const std::vector<HttpHeader> headers{{"Retry-After", "7"}, {"retry-after", "9"}};
  CHECK(header_of(headers, "RETRY-AFTER") == "7");
  CHECK(header_of(headers, "Retry") == std::nullopt);
}

TEST_CASE("a URL in a message has neither a query nor a password") {
  CHECK(url_for_messages("https://example.org/a/b") == "https://example.org/a/b");
  CHECK(url_for_messages("https://ada:secret@example.org:81/a?token=secret#x") == "https://example.org:81/a");
  CHECK(url_for_messages("https://example.org/a@b") == "https://example.org/a@b");
  CHECK(url_for_messages("https://example.org?secret@x") == "https://example.org");
  CHECK(url_for_messages("nonsense") == "nonsense");
}

TEST_CASE("text in a URL keeps only what means nothing there") {
  CHECK(url_encoded("group/project x&y=\xc3\xa4") == "group%2Fproject%20x%26y%3D%C3%A4");
  CHECK(url_encoded("a-b_c.d~E9") == "a-b_c.d~E9");
}

}  // namespace http_test
