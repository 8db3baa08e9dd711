#include "test_hubs.h"

#include <list>
#include <mutex>
#include <stdexcept>

#include "base/file.h"
#include "base/text.h"
#include "hub/local_hub.h"
#include "hub/memory_hub.h"
#include "hub/remote_hub.h"
#include "support/git_server.h"
#include "support/repository.h"

namespace reeve::test {

namespace {

class MemoryHubs : public HubFactory {
 public:
  std::unique_ptr<Hub> open() override {
    return std::make_unique<MemoryHub>(refs_, git::Repository::open(repository_.path()));
  }

 private:
  ScratchRepository repository_{git::Repository::Kind::bare};
  std::shared_ptr<MemoryRefs> refs_ = std::make_shared<MemoryRefs>();
};

class LocalHubs : public HubFactory {
 public:
  explicit LocalHubs(git::Repository::Kind kind) : repository_(kind) {}
  std::unique_ptr<Hub> open() override {
    return std::make_unique<LocalHub>(git::Repository::open(repository_.path()));
  }

 private:
  ScratchRepository repository_;
};

class LinkedHubs : public HubFactory {
 public:
  LinkedHubs() {
    // Made by hand what `git checkout` would make, as a work tree needs a commit to be linked at.
    repository_.set_ref("refs/heads/main", repository_.commit({{"a", "a"}}, {}));
    repository_.git({"worktree", "add", "--quiet", "--detach", linked_.string(), "main"});
    repository_.git({"update-ref", "-d", "refs/heads/main"});
  }
  std::unique_ptr<Hub> open() override { return std::make_unique<LocalHub>(git::Repository::open(linked_)); }

 private:
  TemporaryFolder folder_;
  std::filesystem::path linked_ = folder_.path() / "linked";
  ScratchRepository repository_;
};

// Each hub in a clone of its own.
class RemoteHubs : public HubFactory {
 public:
  explicit RemoteHubs(std::string transport) : server_(std::move(transport)) {}
  std::unique_ptr<Hub> open() override {
    const std::scoped_lock lock(mutex_);
    clones_.emplace_back(git::Repository::Kind::bare);
    return std::make_unique<RemoteHub>(git::Repository::open(clones_.back().path()), server_.url(),
                                       Milliseconds{20'000});
  }

 private:
  GitServer server_;
  std::mutex mutex_;
  std::list<ScratchRepository> clones_;
};

const std::string over = "remote over ";

}  // namespace

std::vector<std::string> kinds_of_near_hub() {
  return {"memory", "local bare", "local with a work tree", "local from a linked work tree"};
}

std::vector<std::string> kinds_of_hub() {
  std::vector<std::string> kinds = kinds_of_near_hub();
  for (const std::string& transport : GitServer::transports()) kinds.push_back(over + transport);
  return kinds;
}

std::unique_ptr<HubFactory> make_hubs(const std::string& kind) {
  if (kind == "memory") return std::make_unique<MemoryHubs>();
  if (kind == "local bare") return std::make_unique<LocalHubs>(git::Repository::Kind::bare);
  if (kind == "local with a work tree") {
    return std::make_unique<LocalHubs>(git::Repository::Kind::with_work_tree);
  }
  if (kind == "local from a linked work tree") return std::make_unique<LinkedHubs>();
  if (kind.starts_with(over)) return std::make_unique<RemoteHubs>(kind.substr(over.size()));
  throw std::invalid_argument("no hubs of kind " + kind);
}

git::Oid commit_saying(Hub& hub, const std::string& text) {
  const git::Signature author{"Test", "test@localhost", TimePoint{Milliseconds{1'800'000'000'000}}};
  return hub.objects().write_commit({hub.objects().write_tree({}), {}, text + "\n", author, author});
}

std::string describe_refs(Hub& hub, const std::string& prefix) {
  std::string text;
  for (const git::Ref& ref : hub.list(prefix)) {
    text += ref.name + "=" + split_lines(hub.objects().read_commit(ref.id).message).front() + "\n";
  }
  return text;
}

}  // namespace reeve::test
