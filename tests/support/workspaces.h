// Workspaces that go when the test ends.
#pragma once

#include <cstdlib>

#include "base/file.h"

namespace reeve::test {

class WorkspacesAt {
 public:
  WorkspacesAt() { setenv("REEVE_WORKSPACES", folder_.path().c_str(), 1); }
  ~WorkspacesAt() { unsetenv("REEVE_WORKSPACES"); }
  WorkspacesAt(const WorkspacesAt&) = delete;
  WorkspacesAt& operator=(const WorkspacesAt&) = delete;

 private:
  TemporaryFolder folder_;
};

}  // namespace reeve::test
