// A hub whose refs live in memory, for tests. Several MemoryHubs may share one set of refs, as processes
// share a repository; the set itself is safe for threads.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "hub/hub.h"

namespace reeve {

class MemoryRefs {
 public:
  std::vector<git::Ref> list(const std::string& prefix) const;
  std::optional<git::Oid> read(const std::string& ref) const;
  ApplyResult apply(const Transaction& transaction);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, git::Oid> refs_;
};

class MemoryHub : public Hub {
 public:
  MemoryHub(std::shared_ptr<MemoryRefs> refs, git::Repository objects)
      : refs_(std::move(refs)), objects_(std::move(objects)) {}

  std::vector<git::Ref> list(const std::string& prefix) override { return refs_->list(prefix); }
  std::optional<git::Oid> read(const std::string& ref) override { return refs_->read(ref); }
  ApplyResult apply(const Transaction& transaction) override;
  git::Repository& objects() override { return objects_; }
  bool refs_are_here() const override { return false; }

 private:
  std::shared_ptr<MemoryRefs> refs_;
  git::Repository objects_;
};

}  // namespace reeve
