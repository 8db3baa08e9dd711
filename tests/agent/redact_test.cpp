// Secrets in what is written down.
#include "agent/redact.h"

#include "support/catch.h"

namespace redact_test {

using namespace reeve;

namespace {

const std::vector<Secret> secrets{{"KEY", "sk-abcdef-123"},
                                  {"LONG", "sk-abcdef-123-long"},
                                  {"PEM", "line \"one\"\nline two"},
                                  {"PIN", "1234"}};

// The text in pieces of this size.
std::string in_pieces(const std::string& text, std::size_t size) {
  Redactor redactor(secrets);
  std::string passed;
  for (std::size_t i = 0; i < text.size(); i += size) passed += redactor.add(text.substr(i, size));
  return passed + redactor.finish();
}

}  // namespace

TEST_CASE("secrets are replaced however the stream is cut") {
  const std::string text =
      "a sk-abcdef-123 b sk-abcdef-123-long c sk-abcdef-12 1234 sk-sk-abcdef-123sk-abcdef-123 "
      "line \"one\"\nline two {\"k\":\"line \\\"one\\\"\\nline two\"} sk-abcde";
  const std::string expected =
      "a ***KEY*** b ***LONG*** c sk-abcdef-12 1234 sk-***KEY******KEY*** "
      "***PEM*** {\"k\":\"***PEM***\"} sk-abcde";
  CHECK(redacted(text, secrets) == expected);
  for (std::size_t size = 1; size <= text.size(); ++size) {
    INFO(size);
    CHECK(in_pieces(text, size) == expected);
  }
}

TEST_CASE("what cannot be a secret is passed on at once") {
  Redactor redactor(secrets);
  CHECK(redactor.add("hello\n") == "hello\n");
  CHECK(redactor.add("now sk-abc").ends_with("now "));
  CHECK(redactor.add("x") == "sk-abcx");
  CHECK(redactor.finish().empty());
  CHECK(Redactor({}).add("anything") == "anything");
}

TEST_CASE("every text of a handoff is redacted") {
  const Handoff handoff{.summary = "s sk-abcdef-123",
                        .concerns = {"c sk-abcdef-123"},
                        .deviations = {"d sk-abcdef-123"},
                        .findings = {"f sk-abcdef-123"},
                        .suggestions = {"g sk-abcdef-123"},
                        .not_done = {"n sk-abcdef-123"}};
  const Handoff expected{.summary = "s ***KEY***",
                         .concerns = {"c ***KEY***"},
                         .deviations = {"d ***KEY***"},
                         .findings = {"f ***KEY***"},
                         .suggestions = {"g ***KEY***"},
                         .not_done = {"n ***KEY***"}};
  CHECK(redacted(handoff, secrets) == expected);
}

}  // namespace redact_test
