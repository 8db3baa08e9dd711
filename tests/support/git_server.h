// A bare repository behind a real server on loopback, reached as people reach theirs.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/process.h"
#include "support/repository.h"
#include "support/spawned.h"

namespace reeve::test {

class GitServer {
 public:
  // "a path", "git daemon", "smart HTTP" (nginx, git http-backend, basic authentication), "SSH" (sshd with a
  // key of its own; sets GIT_SSH_COMMAND of this process).
  static std::vector<std::string> transports();

  // Ready for connections when it is made. `environment` is added to what the server's programs have: over
  // SSH only, and values without spaces.
  explicit GitServer(const std::string& transport, const Environment& environment = {});
  ~GitServer();
  GitServer(const GitServer&) = delete;
  GitServer& operator=(const GitServer&) = delete;

  const std::string& url() const { return url_; }
  ScratchRepository& repository() { return repository_; }
  // Of a git daemon: as Spawned::limit_file_size.
  void limit_file_size(std::size_t bytes) { programs_.front()->limit_file_size(bytes); }

 private:
  void start_daemon();
  void start_http();
  void start_ssh(const Environment& environment);
  void start(const std::vector<std::string>& argv);
  void wait_for_port() const;

  TemporaryFolder folder_;
  ScratchRepository repository_{git::Repository::Kind::bare};
  std::string url_;
  int port_ = 0;
  std::vector<std::unique_ptr<Spawned>> programs_;
};

}  // namespace reeve::test
