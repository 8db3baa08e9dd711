#include "agent/result_file.h"

#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "support/catch.h"

namespace result_file_test {

using namespace reeve;
namespace fs = std::filesystem;

namespace {

class Place {
 public:
  const fs::path& file() const { return file_; }
  const fs::path& folder() const { return folder_.path(); }
  // The outcome, or what is wrong with the file.
  std::string read() const {
    const ResultFile result = read_worker_result(file_);
    if (result.result) return std::string(name_of(result.result->outcome));
    return result.violations.empty() ? "no file" : join(result.violations, "; ");
  }
  std::string read(const std::string& content) const {
    write_file(file_, content);
    return read();
  }

 private:
  TemporaryFolder folder_;
  fs::path file_ = folder_.path() / "result.json";
};

}  // namespace

TEST_CASE("a result file as it should be") {
  Place place;
  CHECK(place.read() == "no file");
  CHECK(place.read("{\"outcome\": \"done\"}") == "done");
  CHECK(place.read("{\"outcome\": \"no_change\", \"more\": {\"of\": \"this\"}}") == "no_change");
  CHECK(place.read("{\"outcome\": \"done\", \"handoff\": null, \"question\": null}") == "done");
  CHECK(place.read("{\"outcome\": \"quota\", \"until\": \"2026-11-21T03:20:00Z\"}") == "quota");
  const auto result = read_worker_result(place.file()).result;
  REQUIRE(result);
  CHECK(format_time(result->until.value()) == "2026-11-21T03:20:00.000Z");
  CHECK(place.read("{\"outcome\": \"needs_input\", \"question\": \"Tabs?\"}") == "needs_input");
  CHECK(read_worker_result(place.file()).result->question == "Tabs?");
}

TEST_CASE("a script may say what it used, but not how long it ran") {
  Place place;
  place.read(
      R"({"outcome":"done","usage":{"cost":0.5,"input":10,"cache_read":20,"output":3,"turns":2,"seconds":9}})");
  const auto result = read_worker_result(place.file()).result;
  REQUIRE(result);
  CHECK(result->usage == Usage{{}, 0.5, 10, 20, {}, 3, 2});
  CHECK(place.read(R"({"outcome":"done","usage":null})") == "done");
}

TEST_CASE("what is wrong with a result file is said") {
  Place place;
  CHECK(place.read(R"({"outcome":"done","usage":{"cost":-1}})").find("/usage/cost") != std::string::npos);
  CHECK(place.read(R"({"outcome":"done","usage":{"input":1.5}})").find("/usage/input") != std::string::npos);
  CHECK(place.read("") == "it is no JSON");
  CHECK(place.read("{\"outcome\": ") == "it is no JSON");
  CHECK(place.read("[1]").find("object") != std::string::npos);
  CHECK(place.read("{}").find("outcome") != std::string::npos);
  CHECK(place.read("{\"outcome\": \"killed\"}").find("outcome") != std::string::npos);
  CHECK(place.read("{\"outcome\": \"done\", \"handoff\": {\"concerns\": [1]}}").find("concerns") !=
        std::string::npos);
  CHECK(place.read("{\"outcome\": \"needs_input\"}").find("must have a 'question'") != std::string::npos);
  CHECK(place.read("{\"outcome\": \"quota\", \"until\": \"soon\"}").find("until") != std::string::npos);
  // Deep enough to end a recursive parser's stack.
  CHECK_FALSE(read_worker_result(place.file()).result);
  CHECK(place.read(std::string(500'000, '[')) != "done");
}

TEST_CASE("what is no small regular file is not read") {
  const std::string refused = "it is no regular file of at most 1 MB";
  Place place;
  SECTION("huge") {
    write_file(place.file(), "{\"outcome\": \"done\"}");
    fs::resize_file(place.file(), 1ULL << 33);
  }
  SECTION("a pipe") {
    REQUIRE(::mkfifo(place.file().c_str(), 0600) == 0);
  }
  SECTION("a folder") {
    fs::create_directory(place.file());
  }
  SECTION("a link to a good one") {
    write_file(place.folder() / "good", "{\"outcome\": \"done\"}");
    fs::create_symlink(place.folder() / "good", place.file());
  }
  SECTION("a link to a device") {
    fs::create_symlink("/dev/zero", place.file());
  }
  SECTION("a link to nothing") {
    fs::create_symlink("/nowhere", place.file());
  }
  CHECK(place.read() == refused);
}

TEST_CASE("what a reader of a result refuses goes back by lines, and other trouble goes on") {
  CHECK(objections_of([] {}).empty());
  CHECK(objections_of([] { throw Error(ErrorKind::invalid, "no verdict\nno summary"); }) ==
        std::vector<std::string>{"no verdict", "no summary"});
  CHECK_THROWS_AS(objections_of([] { throw Error(ErrorKind::io, "the disk is full"); }), Error);
}

}  // namespace result_file_test
