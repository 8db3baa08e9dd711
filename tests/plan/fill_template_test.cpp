#include "plan/fill_template.h"

#include "base/error.h"
#include "base/glob.h"
#include "base/process.h"
#include "support/catch.h"

namespace fill_template_test {

using namespace reeve;

namespace {

// What a shell makes of the command.
std::string shell(const std::string& command) {
  ProcessSpec spec;
  spec.argv = {"sh", "-c", command};
  spec.environment = minimal_environment();
  return run_process(spec).out;
}

std::string refusal(const std::string& command, const std::string& path) {
  try {
    return "accepted: " + fill_command(command, path);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::invalid);
    return std::string(error.what()) + "; " + error.hint();
  }
}

}  // namespace

TEST_CASE("placeholders stand for the path, its last component and its stem") {
  CHECK(fill_text("{path} {name} {stem}", "src/io/reader.test.cpp") ==
        "src/io/reader.test.cpp reader.test.cpp reader.test");
  CHECK(fill_text("{path} {name} {stem}", "Makefile") == "Makefile Makefile Makefile");
  CHECK(fill_text("{stem}", "home/.profile") == ".profile");
}

TEST_CASE("other braces and the value itself are left alone") {
  CHECK(fill_text("awk '{print}' {paths} {path", "a") == "awk '{print}' {paths} {path");
  CHECK(fill_text("{path}{name}", "{name}/{path}") == "{name}/{path}{path}");
}

TEST_CASE("in a scope the value matches itself alone") {
  const std::string odd = "src/[a]*?\\.h";
  CHECK(fill_glob("{path}", odd) == R"(src/\[a]\*\?\\.h)");
  CHECK(glob_matches(fill_glob("{path}", odd), odd));
  CHECK_FALSE(glob_matches(fill_glob("{path}", odd), "src/axyz.h"));
  CHECK(fill_glob("tests/**/{stem}_test.*", "src/reader.h") == "tests/**/reader_test.*");
}

TEST_CASE("in a command the value is quoted where it needs it") {
  CHECK(fill_command("wc -l {path}", "src/reader-1.h") == "wc -l src/reader-1.h");
  CHECK(fill_command("wc -l {path}", "src/my reader.h") == "wc -l 'src/my reader.h'");
  CHECK(fill_command("make {stem}.o", "it's.c") == R"(make 'it'\''s'.o)");
  CHECK(fill_command("wc {path}", "-rf") == "wc ./-rf");
  CHECK(fill_command("echo ${path} {path}", "a") == "echo ${path} a");
}

TEST_CASE("a shell sees every odd name as one word") {
  for (const std::string name : {"a b", "it's", "\"", "$(echo hit)", "`id`", "a;b", "-n", "Größe €", "*", "~",
                                 "{path}", "a\\b", "#x", "!"}) {
    const std::string expected = name.starts_with('-') ? "./" + name : name;
    CHECK(shell(fill_command("printf '<%s>' {path}", name)) == "<" + expected + ">");
  }
}

TEST_CASE("a value that needs quotes is refused inside quotes") {
  CHECK(refusal("grep x \"{path}\"", "a $(id).h") ==
        "the check \"grep x \"{path}\"\" has {path} inside quotes, where 'a $(id).h' cannot be put; "
        "write {path} without quotes: they are added where a name needs them");
  CHECK(refusal("sh -c 'wc {name}'", "a b").starts_with("the check "));
  CHECK(refusal("echo \"it's {path}\"", "a b").starts_with("the check "));
  CHECK(refusal("echo \"a\\\"{path}\"", "a b").starts_with("the check "));
  CHECK(refusal("grep x \"{path}\"", "plain.h") == "accepted: grep x \"plain.h\"");
  CHECK(refusal("echo \"it's\" {path}", "a b") == "accepted: echo \"it's\" 'a b'");
  CHECK(refusal("echo 'a\\' {path}", "a b") == "accepted: echo 'a\\' 'a b'");
  CHECK(refusal("echo it\\'s {path}", "a b") == "accepted: echo it\\'s 'a b'");
}

}  // namespace fill_template_test
