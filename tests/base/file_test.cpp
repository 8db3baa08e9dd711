#include "base/file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <set>
#include <thread>

#include "base/error.h"
#include "support/catch.h"

namespace file_test {

using namespace reeve;
namespace fs = std::filesystem;

namespace {

std::string io_problem(const std::function<void()>& action) {
  try {
    action();
    return "no problem";
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::io);
    return error.what();
  }
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

// Runs an action in a child that is not root, for whom permissions count. True if it went well.
bool succeeds_without_privileges(const fs::path& folder, const std::function<void()>& action) {
  if (::geteuid() == 0) REQUIRE(::chown(folder.c_str(), 65534, 65534) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    try {
      if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(2);
      action();
      ::_exit(0);
    } catch (const std::exception&) {
      ::_exit(1);
    }
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("what was written is read back byte by byte") {
  const TemporaryFolder folder;
  std::string content("a\0b\r\n\xff", 6);
  content += std::string(300'000, 'x');
  write_file(folder.path() / "file", content);
  CHECK(read_file(folder.path() / "file") == content);
  write_file(folder.path() / "file", "short");
  CHECK(read_file(folder.path() / "file") == "short");
}

TEST_CASE("an error names the path and the reason") {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  CHECK(io_problem([&] { read_file(folder.path() / "none"); }) ==
        "cannot read '" + path + "/none': No such file or directory");
  CHECK(io_problem([&] { read_file(folder.path()); }) == "cannot read '" + path + "': Is a directory");
  CHECK(io_problem([&] { write_file(folder.path() / "no" / "file", "x"); }) ==
        "cannot write '" + path + "/no/file': No such file or directory");
  CHECK(io_problem([&] { replace_file(folder.path() / "no" / "file", "x"); }) ==
        "cannot write '" + path + "/no/file': No such file or directory");
  write_file(folder.path() / "file", "");
  CHECK(io_problem([&] { make_folders(folder.path() / "file" / "inner"); }) ==
        "cannot make folder '" + path + "/file/inner': Not a directory");
}

TEST_CASE("an untrusted file is read only if it is a small regular file") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "result.json";
  write_file(file, "12345");
  CHECK(read_untrusted_file(file, 5) == "12345");
  CHECK_FALSE(read_untrusted_file(file, 4));
  CHECK_FALSE(read_untrusted_file(folder.path() / "none", 100));
  CHECK_FALSE(read_untrusted_file(file / "inner", 100));
  CHECK_FALSE(read_untrusted_file(folder.path(), 100));
  CHECK_FALSE(read_untrusted_file("/dev/zero", 100));
  CHECK_FALSE(read_untrusted_file("/proc/self/environ", 0));  // says it is empty, but is not

  fs::create_symlink("result.json", folder.path() / "link");
  CHECK_FALSE(read_untrusted_file(folder.path() / "link", 100));
  CHECK(read_file(folder.path() / "link") == "12345");

  REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  CHECK_FALSE(read_untrusted_file(folder.path() / "pipe", 100));
}

TEST_CASE("a reader never sees a part of a replaced file") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "state";
  const std::string one(200'000, '1'), two(100'000, '2');
  replace_file(file, one);
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; i < 50; ++i) replace_file(file, i % 2 == 0 ? two : one);
    done = true;
  });
  std::size_t torn = 0;
  while (!done) {
    const std::string seen = read_file(file);
    if (seen != one && seen != two) ++torn;
  }
  writer.join();
  CHECK(torn == 0);
  CHECK(read_file(file) == one);
  CHECK(names_in(folder.path()) == std::set<std::string>{"state"});
}

TEST_CASE("a replacement that fails leaves nothing behind") {
  const TemporaryFolder folder;
  make_folders(folder.path() / "taken" / "inner");
  CHECK(io_problem([&] { replace_file(folder.path() / "taken", "x"); }) ==
        "cannot replace '" + (folder.path() / "taken").string() + "': Is a directory");
  CHECK(names_in(folder.path()) == std::set<std::string>{"taken"});
}

TEST_CASE("removing a tree leaves what its links point to") {
  const TemporaryFolder folder;
  make_folders(folder.path() / "kept");
  write_file(folder.path() / "kept" / "file", "x");
  make_folders(folder.path() / "tree" / "a" / "b");
  make_folders(folder.path() / "tree" / "empty");
  write_file(folder.path() / "tree" / "a" / "b" / "file", "x");
  fs::create_directory_symlink(folder.path() / "kept", folder.path() / "tree" / "a" / "link");
  fs::create_directory_symlink(folder.path() / "kept", folder.path() / "link");

  remove_tree(folder.path() / "tree");
  remove_tree(folder.path() / "link");
  remove_tree(folder.path() / "never-there");
  CHECK(names_in(folder.path()) == std::set<std::string>{"kept"});
  CHECK(read_file(folder.path() / "kept" / "file") == "x");
}

TEST_CASE("a tree without permissions is removed by its owner") {
  const TemporaryFolder folder;
  const fs::path tree = folder.path() / "tree";
  CHECK(succeeds_without_privileges(folder.path(), [&] {
    make_folders(tree / "locked" / "inner" / "deep");
    write_file(tree / "locked" / "inner" / "deep" / "file", "x");
    write_file(tree / "locked" / "file", "x");
    for (const char* name : {"locked/inner/deep", "locked/inner", "locked", "."}) {
      if (::chmod((tree / name).c_str(), 0) != 0) throw std::runtime_error("chmod");
    }
    if (::access((tree / "locked").c_str(), F_OK) == 0)
      throw std::runtime_error("permissions do not count here");
    remove_tree(tree);
  }));
  CHECK_FALSE(fs::exists(tree));
}

TEST_CASE("a tree that may not be removed is an error that names the path") {
  const TemporaryFolder folder;
  make_folders(folder.path() / "mine" / "tree");
  REQUIRE(::chmod((folder.path() / "mine").c_str(), 0555) == 0);
  CHECK_FALSE(
      succeeds_without_privileges(folder.path(), [&] { remove_tree(folder.path() / "mine" / "tree"); }));
  CHECK(fs::exists(folder.path() / "mine" / "tree"));
}

TEST_CASE("a tree deeper than a path may be long is removed") {
  const TemporaryFolder folder;
  int current = ::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  REQUIRE(current >= 0);
  for (int depth = 0; depth < 3'000; ++depth) {  // more than PATH_MAX bytes and than descriptors
    REQUIRE(::mkdirat(current, "nested", 0700) == 0);
    const int next = ::openat(current, "nested", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ::close(current);
    REQUIRE(next >= 0);
    current = next;
  }
  ::close(current);
  remove_tree(folder.path() / "nested");
  CHECK(names_in(folder.path()).empty());
}

TEST_CASE("two removers of one tree do not disturb each other") {
  const TemporaryFolder folder;
  const fs::path tree = folder.path() / "tree";
  for (int i = 0; i < 300; ++i) {
    make_folders(tree / std::to_string(i % 20) / std::to_string(i));
    write_file(tree / std::to_string(i % 20) / std::to_string(i) / "file", "x");
  }
  std::atomic<int> problems = 0;
  const auto remove = [&] {
    try {
      remove_tree(tree);
    } catch (const Error&) {
      ++problems;
    }
  };
  std::thread first(remove), second(remove);
  first.join();
  second.join();
  CHECK(problems == 0);
  CHECK_FALSE(fs::exists(tree));
}

TEST_CASE("a temporary folder ends with its object") {
  fs::path path;
  {
    const TemporaryFolder folder, other;
    path = folder.path();
    CHECK(path != other.path());
    CHECK(fs::is_directory(path));
    CHECK(path == fs::canonical(path));
    write_file(path / "file", "x");
  }
  CHECK_FALSE(fs::exists(path));
}

TEST_CASE("a lock has one holder at a time") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "lock";
  auto held = FileLock::try_acquire(path);
  REQUIRE(held);
  CHECK_FALSE(FileLock::try_acquire(path));
  FileLock moved(std::move(*held));
  held.reset();
  CHECK_FALSE(FileLock::try_acquire(path));
  auto other = FileLock::try_acquire(folder.path() / "other");
  REQUIRE(other);
  moved = std::move(*other);  // gives the first lock back
  CHECK(FileLock::try_acquire(path));
  CHECK_FALSE(FileLock::try_acquire(folder.path() / "other"));
  CHECK(io_problem([&] { FileLock::try_acquire(folder.path() / "no" / "lock"); }) ==
        "cannot open '" + (folder.path() / "no" / "lock").string() + "': No such file or directory");
}

TEST_CASE("a lock given back is free although a forked process still has its descriptor") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "lock";
  auto held = FileLock::try_acquire(path);
  REQUIRE(held);
  int pipe_ends[2];
  REQUIRE(::pipe(pipe_ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    char end = 0;
    ::close(pipe_ends[1]);
    const ssize_t got = ::read(pipe_ends[0], &end, 1);  // until the test is done
    ::_exit(got == 0 ? 0 : 1);
  }
  held.reset();
  CHECK(FileLock::try_acquire(path));
  ::close(pipe_ends[1]);
  ::close(pipe_ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
}

TEST_CASE("a lock ends with its process") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "lock";
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto held = FileLock::try_acquire(path);
    const char answer = held ? 'y' : 'n';
    if (::write(ready[1], &answer, 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char answer = 0;
  REQUIRE(::read(ready[0], &answer, 1) == 1);
  CHECK(answer == 'y');
  CHECK_FALSE(FileLock::try_acquire(path));
  REQUIRE(::kill(child, SIGKILL) == 0);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  CHECK(FileLock::try_acquire(path));
  ::close(ready[0]);
  ::close(ready[1]);
}

}  // namespace file_test
