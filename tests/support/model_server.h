// The model of tests/agents/model_server.py on loopback, for one test.
#pragma once

#include <string>
#include <vector>

#include "base/file.h"
#include "base/json.h"
#include "support/spawned.h"

namespace reeve::test {

class ModelServer {
 public:
  // The key that it takes for the right one.
  static constexpr const char* key = "sk-test-0123456789";

  // Ready for connections when it is made, with nothing to say. Takes this process's proxies away from
  // loopback.
  ModelServer();

  // "http://127.0.0.1:PORT", without a slash at its end.
  const std::string& url() const { return url_; }
  // A scenario (tests/agents/README.md) that begins now: these steps, separated by commas.
  void will_do(const std::string& steps);
  // All requests so far, one JSON object each: method, path, headers, key ("right", "wrong", "none"), body.
  std::vector<JsonDocument> requests() const;
  std::size_t count() const;
  // What it was asked, as it was recorded.
  std::string record() const;

 private:
  TemporaryFolder folder_;
  Spawned server_;
  std::string url_;
};

}  // namespace reeve::test
