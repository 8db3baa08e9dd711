// Old files that go.
#include "base/old_files.h"

#include <set>

#include "base/file.h"
#include "support/catch.h"

namespace old_files_test {

using namespace reeve;
namespace fs = std::filesystem;

namespace {

class Logs {
 public:
  // Written so many hours ago.
  void add(const std::string& name, int hours) {
    make_folders((place_.path() / name).parent_path());
    write_file(place_.path() / name, "x");
    fs::last_write_time(place_.path() / name, now_ - std::chrono::hours(hours));
  }
  void keep(const KeptFiles& kept) { remove_old_files(place_.path(), kept); }
  // Files and folders.
  std::set<std::string> left() const {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(place_.path()))
      names.insert(entry.path().lexically_relative(place_.path()).string());
    return names;
  }
  const fs::path& path() const { return place_.path(); }

 private:
  TemporaryFolder place_;
  fs::file_time_type now_ = fs::file_time_type::clock::now();
};

using Names = std::set<std::string>;

}  // namespace

TEST_CASE("the newest files stay, and none that is too old") {
  Logs logs;
  logs.add("a", 50);
  logs.add("b", 2);
  logs.add("c", 1);
  logs.keep({3});
  CHECK(logs.left() == Names{"a", "b", "c"});
  logs.keep({3, std::chrono::hours(24)});
  CHECK(logs.left() == Names{"b", "c"});
  logs.keep({1, std::chrono::hours(24)});
  CHECK(logs.left() == Names{"c"});
}

TEST_CASE("files in folders are counted with the rest, and a folder goes with its last file") {
  Logs logs;
  logs.add("old/1", 5);
  logs.add("new/1", 4);
  logs.add("new/2", 1);
  logs.add("plain", 2);
  logs.keep({2});
  CHECK(logs.left() == Names{"new", "new/2", "plain"});
  logs.keep({0});
  CHECK(logs.left() == Names{});
  CHECK(fs::exists(logs.path()));
  remove_old_files(logs.path() / "none", {1});
}

TEST_CASE("what a link leads to is left alone") {
  Logs logs;
  TemporaryFolder other;
  write_file(other.path() / "theirs", "x");
  fs::create_directory_symlink(other.path(), logs.path() / "link");
  logs.keep({0});
  CHECK(logs.left() == Names{});
  CHECK(fs::exists(other.path() / "theirs"));
}

}  // namespace old_files_test
