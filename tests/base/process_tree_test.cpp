#include "base/process_tree.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "support/catch.h"
#include "support/processes.h"

namespace process_tree_test {

using namespace reeve;
namespace {

using test::eventually;

// A child that waits until it is killed, and its own child, in a session of its own, that dies with it.
class ParentAndChild {
 public:
  ParentAndChild() : parent_(::fork()) {
    if (parent_ != 0) return;
    const pid_t parent = ::getpid();
    if (::fork() == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != parent) ::_exit(0);
      ::setsid();
    }
    for (;;) ::pause();
  }
  ~ParentAndChild() {
    end_parent();
    ::waitpid(parent_, nullptr, 0);
  }
  ParentAndChild(const ParentAndChild&) = delete;
  ParentAndChild& operator=(const ParentAndChild&) = delete;

  pid_t parent() const { return parent_; }
  void end_parent() const { ::kill(parent_, SIGKILL); }

 private:
  pid_t parent_;
};

TEST_CASE("descendants are found over generations and sessions") {
  const ParentAndChild family;
  REQUIRE(eventually([&] { return descendants_of(family.parent()).size() == 1; }));
  const pid_t grandchild = descendants_of(family.parent()).front();
  CHECK(read_process_stat(grandchild)->parent == family.parent());
  REQUIRE(eventually([&] { return read_process_stat(grandchild)->session == grandchild; }));

  std::array<pid_t, 8> room{};
  CHECK(list_session(grandchild, room) == 1);
  CHECK(room[0] == grandchild);
  CHECK(list_children(family.parent(), room) == 1);
  CHECK(room[0] == grandchild);
  CHECK(list_descendants(::getpid(), std::span(room).first(1)) == 1);
  CHECK(room[0] == family.parent());
  CHECK(descendants_of(grandchild).empty());
}

TEST_CASE("this process has an identity, which is running and can be written down") {
  const ProcessIdentity self = this_process_identity();
  CHECK(self.pid == ::getpid());
  CHECK(liveness_of(self) == Liveness::running);
  CHECK(to_text(self) == self.host + "/" + self.boot_id + "/" + std::to_string(self.pid) + "/" +
                             std::to_string(self.start_time));
  CHECK(parse_process_identity(to_text(self)) == self);
}

TEST_CASE("an identity is read only if it is whole") {
  CHECK(parse_process_identity("host:7/boot/12/34") == ProcessIdentity{"host:7", "boot", 12, 34});
  for (const char* text : {"", "host/boot/12", "host/boot/12/34/56", "/boot/12/34", "host//12/34",
                           "host/boot/0/34", "host/boot/-1/34", "host/boot/12x/34", "host/boot/12/ 34",
                           "host/boot//34", "host/boot/12/", "host/boot/99999999999/1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_process_identity(text).has_value());
  }
}

TEST_CASE(
    "a process is gone when it has ended, or its number was given to another, or its machine restarted") {
  const ParentAndChild family;
  ProcessIdentity other = this_process_identity();
  other.pid = family.parent();
  other.start_time = read_process_stat(family.parent())->start_time;
  CHECK(liveness_of(other) == Liveness::running);

  ProcessIdentity earlier = other;
  earlier.start_time -= 1;
  CHECK(liveness_of(earlier) == Liveness::gone);
  ProcessIdentity before_restart = other;
  before_restart.boot_id = "00000000-0000-0000-0000-000000000000";
  CHECK(liveness_of(before_restart) == Liveness::gone);
  ProcessIdentity elsewhere = other;
  elsewhere.host += "x";
  CHECK(liveness_of(elsewhere) == Liveness::unknown);

  family.end_parent();  // and does not wait for it: a zombie counts as gone
  CHECK(eventually([&] { return liveness_of(other) == Liveness::gone; }));
}

}  // namespace

}  // namespace process_tree_test
